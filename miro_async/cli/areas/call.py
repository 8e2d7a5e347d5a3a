"""``miro-async call``."""

import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

import miro_async
from miro_async.cli.options import client_options, yes_option
from miro_async.cli.session import Settings

__all__ = ["command"]


def _operations(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names of operations that begin so."""
    del ctx, param
    return [
        CompletionItem(row.name, help=f"{row.method} {row.template}")
        for row in miro_async.endpoints.all_rows()
        if row.name.startswith(incomplete)
    ]


def _parameters(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The query parameters of the operation that stands before."""
    del param
    rows = {row.name: row for row in miro_async.endpoints.all_rows()}
    # click stops reading at an option whose value is still missing, and leaves what stood before it in args
    row = rows.get(ctx.params.get("operation") or next(iter(ctx.args), ""))
    known = {} if row is None else row.query
    return [
        CompletionItem(text)
        for name, each in known.items()
        if each.fixed is None
        for text in [f"{name}={choice}" for choice in each.choices or ("",)]
        if text.startswith(incomplete)
    ]


@click.command("call")
@click.argument("operation", required=False, shell_complete=_operations)
@click.argument("ids", nargs=-1, metavar="[ID...]")
@click.option(
    "--query",
    multiple=True,
    shell_complete=_parameters,
    metavar="NAME=VALUE",
    help="A query parameter; may be repeated.",
)
@click.option("--body", metavar="JSON|@FILE|-", help="The body, with the API's field names.")
@click.option(
    "--file", "files", multiple=True, type=click.Path(path_type=Path), help="A file to upload; may be repeated."
)
@click.option("--curl", is_flag=True, help="Print the call for curl instead of sending it; the token is not in it.")
@click.option("--dry-run", is_flag=True, help="Say what it costs; send nothing.")
@click.option("--list", "lists", is_flag=True, help="List the operations instead.")
@yes_option
@client_options
@click.pass_obj
def command(
    settings: Settings,
    operation: str | None,
    ids: tuple[str, ...],
    query: tuple[str, ...],
    body: str | None,
    files: tuple[Path, ...],
    curl: bool,
    dry_run: bool,
    lists: bool,
    yes: bool,
) -> None:
    """Send one call of an operation, and print its answer as JSON.

    The ids fill the operation's path, in order; a board may be given by its URL. What deletes something asks before.
    A list gives one page; its cursor or offset goes into --query. Operations of SCIM take MIRO_SCIM_TOKEN and
    MIRO_SCIM_BASE_URL from the environment. Examples:

    \b
      miro-async call boards.get uXjVOD6LSMk=
      miro-async call items.list uXjVOD6LSMk= --query limit=50 --query type=frame
      miro-async call tags.create uXjVOD6LSMk= --body '{"title": "urgent", "fillColor": "red"}'
      miro-async call images.upload uXjVOD6LSMk= --file photo.png
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    from miro_async.cli import calling  # noqa: PLC0415 - not for --help

    if lists:
        calling.show_operations(settings, operation or "")
        return
    if operation is None:
        raise click.UsageError("which operation? --list shows them")
    call = calling.build(operation, ids, query, body, files)
    if curl:
        sys.stdout.write(calling.curl(settings, call) + "\n")
    elif dry_run:
        calling.show_cost(settings, call)
    else:
        calling.send(settings, call, yes=yes)
