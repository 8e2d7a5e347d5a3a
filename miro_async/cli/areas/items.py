"""``miro-async items``."""

import sys
from pathlib import Path
from typing import Any, Literal

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import ITEM_KINDS, ITEM_TYPES
from miro_async.cli.options import (
    JOURNAL,
    at_option,
    board_argument,
    client_options,
    data_option,
    limit_option,
    options,
    parent_option,
    size_option,
    watch_option,
    yes_option,
)
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import ITEMS

__all__ = ["command"]

_filters = options(
    click.option("--type", "type_", type=click.Choice(ITEM_TYPES), metavar="TYPE", help="Only items of this type."),
    click.option("--tag", metavar="TAG", help="Only items with the tag of this title or id."),
    click.option("--frame", metavar="ID", help="Only items in this frame."),
)
_selection = options(
    click.argument("item_ids", metavar="[ITEM...]", nargs=-1),
    _filters,
    click.option("--all", "is_all", is_flag=True, help="All items of the board."),
)
_looks = options(
    click.option("--title", help="Of an image, a document or a code widget."),
    click.option("--description", help="Below the title of a card or an app card."),
    click.option("--color", help="A name such as yellow for sticky notes, #rrggbb for the others."),
    click.option(
        "--shape", help="square or rectangle for sticky notes; circle, star, flow_chart_merge, ... for shapes."
    ),
    at_option,
    size_option,
    click.option(
        "--width", type=float, metavar="PIXELS", help="Where the height follows: sticky notes, texts, images."
    ),
    click.option("--rotation", type=float, metavar="DEGREES", help="Clockwise."),
    parent_option,
)
_dry_run = click.option("--dry-run", is_flag=True, help="Say what it would take; change nothing.")


@click.group()
def command() -> None:
    """Items of a board: list, get, create, update, delete."""


@command.command("list")
@board_argument
@_filters
@limit_option
@client_options
@click.pass_obj
def list_(
    settings: Settings, board_id: str, type_: str | None, tag: str | None, frame: str | None, limit: int | None
) -> None:
    """List the items of a board. 100 credits a page of 50."""
    from miro_async.cli.item_lists import list_items  # noqa: PLC0415 - not for --help, here and below

    entries = list_items(settings, board_id, type_=type_, tag=tag, frame=frame, limit=limit)
    actions.show_entries(settings, entries, ITEMS)


@command.command()
@board_argument
@click.argument("item_id", metavar="ITEM")
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, item_id: str) -> None:
    """Show an item. 50 credits."""
    actions.show(settings, miro_async.endpoints.items.get(board_id, item_id))


@command.command()
@board_argument
@click.argument("kind", metavar="TYPE", type=click.Choice(ITEM_KINDS))
@click.argument("text", required=False)
@_looks
@data_option
@client_options
@click.pass_obj
def create(settings: Settings, /, board_id: str, kind: str, data: str | None, **given: Any) -> None:
    """Create an item. 100 credits.

    TYPE is sticky_note, shape, text, card, app_card, frame, image, document, embed, doc_format, code_widget,
    mindmap_node or flowchart_shape. TEXT is what it says, as plain text: its content, its title, its code, or the URL
    of an image, a document or an embed; that of a doc is Markdown. Examples:

    \b
      miro-async items create BOARD sticky_note 'Hi there' --color yellow --at 100,80
      miro-async items create BOARD image https://example.org/photo.png --width 400
      miro-async items create BOARD shape --data '{"data": {"content": "<b>Hi</b>"}}'

    For many items see `miro-async import`, for files `images upload` and `documents upload`.
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    actions.create_item(settings, board_id, kind, data, given)


@command.command()
@board_argument
@_selection
@click.option("--text", help="What they say: content, title, or URL.")
@_looks
@click.option("--lock/--unlock", "locked", default=None, help="Whether nobody can change them.")
@data_option
@yes_option
@_dry_run
@watch_option
@client_options
@click.pass_obj
def update(
    settings: Settings,
    /,
    board_id: str,
    item_ids: tuple[str, ...],
    type_: str | None,
    tag: str | None,
    frame: str | None,
    is_all: bool,
    data: str | None,
    yes: bool,
    dry_run: bool,
    **given: Any,
) -> None:
    """Make the same change to items: those with these ids, those that fit the filters, or all. 100 credits each.

    Except for --at, --parent and --lock, an item named by its id is read first for its type (50 credits). With
    filters it says how many items there are and what it costs, and asks. `--parent none` takes items out of their
    frame. Example:

    \b
      miro-async items update BOARD --type sticky_note --tag urgent --color red
    """  # noqa: D301 - click reads the backspace as: leave this paragraph as it is
    from miro_async.cli.bulk_jobs import Selection  # noqa: PLC0415
    from miro_async.cli.changes import update_items  # noqa: PLC0415
    from miro_async.cli.kinds import Given  # noqa: PLC0415

    selection = Selection(board_id=board_id, ids=item_ids, type=type_, tag=tag, frame=frame, is_all=is_all)
    sys.exit(update_items(settings, selection, data, Given(**given), yes=yes, dry_run=dry_run))


@command.command()
@board_argument
@_selection
@click.option(
    "--strategy",
    type=click.Choice(["each", "group"]),
    default="each",
    show_default=True,
    help="How; see below.",
)
@click.option(
    "--missing-ok", is_flag=True, help="An item that is not there counts as deleted; with filters it always does."
)
@click.option(
    "--journal",
    type=JOURNAL,
    help="The same command goes on where it stopped, also after kill -9. Beside it FILE.selection.",
)
@yes_option
@_dry_run
@watch_option
@client_options
@click.pass_obj
def delete(
    settings: Settings,
    board_id: str,
    item_ids: tuple[str, ...],
    type_: str | None,
    tag: str | None,
    frame: str | None,
    is_all: bool,
    strategy: Literal["each", "group"],
    missing_ok: bool,
    journal: Path | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Delete items: those with these ids (- reads them from standard input), those that fit the filters, or all.

    It says how many there are, what it costs and how long it takes, and asks; where nobody can be asked it needs
    --yes. Ctrl-C stops it and tells how far it came.

    Each item costs 500 credits. --strategy group puts a hundred items into a group and deletes that with its items,
    for 600 credits in all. Know before that locked items are deleted too, that items leave groups that they are in,
    and that a group may be left behind if it is stopped; with --journal the same command then deletes it.
    """
    from miro_async.cli.bulk_jobs import Selection  # noqa: PLC0415
    from miro_async.cli.changes import delete_items  # noqa: PLC0415

    selection = Selection(board_id=board_id, ids=item_ids, type=type_, tag=tag, frame=frame, is_all=is_all)
    sys.exit(
        delete_items(
            settings,
            selection,
            strategy=strategy,
            missing_ok=missing_ok,
            journal=journal,
            yes=yes,
            dry_run=dry_run,
        )
    )
