"""The question before something is deleted."""

import sys

import click

from miro_async.cli.exits import Exit
from miro_async.cli.show.safety import printable
from miro_async.errors import InvalidArgument

__all__ = ["ask"]


def ask(question: str, *, yes: bool) -> None:
    """Go on only if somebody says so.

    Args:
        question: what is about to happen.
        yes: whether it was said on the command line.

    Raises:
        InvalidArgument: nobody is there to be asked.
        SystemExit: the answer is no.
        KeyboardInterrupt: Ctrl-C instead of an answer.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise InvalidArgument(f"{printable(question)}: not without --yes, since nobody can be asked here", field="yes")
    try:
        is_wanted = click.confirm(f"{printable(question)}?", err=True)
    except click.Abort:  # click's word for Ctrl-C
        raise KeyboardInterrupt from None
    if not is_wanted:
        sys.stderr.write("miro-async: nothing was done\n")
        sys.exit(Exit.INCOMPLETE)
