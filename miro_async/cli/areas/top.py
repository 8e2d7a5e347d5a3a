"""``miro-async top``."""

import sys

import click

from miro_async.cli.options import FiniteRange, output_options
from miro_async.cli.session import Settings

__all__ = ["command"]


@click.command("top")
@click.option(
    "--emulator", "url", envvar="MIRO_BASE_URL", metavar="URL", required=True, help="Of the emulator; or MIRO_BASE_URL."
)
@click.option("--once", is_flag=True, help="Show the state of this moment, and end.")
@click.option(
    "--interval", type=FiniteRange(0.1, 3600), default=0.5, show_default=True, help="Seconds between two looks."
)
@output_options
@click.pass_obj
def command(settings: Settings, url: str, *, once: bool, interval: float) -> None:
    """Show the quotas of an emulator as they are spent, until Ctrl-C: a line for each user and app.

    With --json, a line of JSON for each look. Without a terminal only what has changed is printed.
    """
    from miro_async.cli.watch import run_top  # noqa: PLC0415 - not needed for --help

    sys.exit(run_top(settings, url, once=once, interval=interval))
