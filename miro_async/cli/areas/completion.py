"""``miro-async completion``."""

import click
from click.shell_completion import get_completion_class

__all__ = ["command"]


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options, choices and names of operations.

    \b
      bash:  eval "$(miro-async completion bash)"                        in ~/.bashrc
      zsh:   eval "$(miro-async completion zsh)"                         in ~/.zshrc
      fish:  miro-async completion fish > ~/.config/fish/completions/miro-async.fish
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    complete = get_completion_class(shell)
    assert complete is not None  # noqa: S101 - these three are click's own
    click.echo(complete(ctx.find_root().command, {}, "miro-async", "_MIRO_ASYNC_COMPLETE").source())
