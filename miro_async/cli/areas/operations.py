"""``miro-async operations``."""

import click

from miro_async.cli.options import output_options
from miro_async.cli.session import Settings

__all__ = ["command"]


@click.command("operations")
@click.argument("words", nargs=-1, metavar="[WORD...]")
@output_options
@click.pass_obj
def command(settings: Settings, words: tuple[str, ...]) -> None:
    """List the operations of the API: what each needs and costs, its method here, and how the emulator answers it.

    With words only those that have all of them somewhere in their row. Every operation can be sent by `miro-async
    call`. The emulator is either stateful, so that what is written can be read again, or answers in the described shape
    only. Examples:

    \b
      miro-async operations user_groups
      miro-async operations DELETE boards:write
      miro-async operations shaped --json
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    from miro_async.cli.coverage import show_coverage  # noqa: PLC0415 - not for --help

    show_coverage(settings, words)
