"""``miro-async tags``."""

import sys
from pathlib import Path
from typing import Any

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import TAG_COLORS
from miro_async.cli.options import (
    JOURNAL,
    board_argument,
    client_options,
    data_option,
    limit_option,
    watch_option,
    yes_option,
)
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import TAGS

__all__ = ["command"]

_tag = click.argument("tag_id", metavar="TAG")
_color = click.option("--color", type=click.Choice(TAG_COLORS), help="Red by default.")
_named_tag = click.argument("tag", metavar="TAG")
_items = click.argument("item_ids", metavar="ITEM...", nargs=-1, required=True)
_journal = click.option("--journal", type=JOURNAL, help="The same command goes on where it stopped.")


@click.group()
def command() -> None:
    """Tags of a board: list, get, create, update, delete, attach, detach."""


@command.command("list")
@board_argument
@click.option("--item", metavar="ID", help="Only the tags of this item.")
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, board_id: str, item: str | None, limit: int | None) -> None:
    """List the tags of a board, or of an item. 50 credits a page of 50."""
    if item is None:
        actions.show_list(settings, miro_async.endpoints.tags.list, board_id, columns=TAGS, limit=limit)
        return
    answer = actions.send(settings, miro_async.endpoints.tags.list_of_item(board_id, item))
    tags: list[dict[str, Any]] = answer.get("tags") or []
    actions.show_entries(settings, tags[:limit], TAGS)


@command.command()
@board_argument
@_tag
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, tag_id: str) -> None:
    """Show a tag. 50 credits; needs the scope boards:write."""
    actions.show(settings, miro_async.endpoints.tags.get(board_id, tag_id))


@command.command()
@board_argument
@click.argument("title", required=False)
@_color
@data_option
@client_options
@click.pass_obj
def create(settings: Settings, board_id: str, title: str | None, color: str | None, data: str | None) -> None:
    """Create a tag; its title is unique on the board. 50 credits."""
    actions.needs(data, title=title)
    row = miro_async.endpoints.tags.create
    fields = {"title": title, "fillColor": color}
    actions.show(settings, row(board_id, body=actions.body(row, data, fields)))


@command.command()
@board_argument
@_tag
@click.option("--title", help="At most 120 characters.")
@_color
@data_option
@client_options
@click.pass_obj
def update(
    settings: Settings, board_id: str, tag_id: str, title: str | None, color: str | None, data: str | None
) -> None:
    """Change a tag on all its items. 50 credits."""
    row = miro_async.endpoints.tags.update
    fields = {"title": title, "fillColor": color}
    actions.show(settings, row(board_id, tag_id, body=actions.change(row, data, fields)))


@command.command()
@board_argument
@_tag
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, board_id: str, tag_id: str, yes: bool) -> None:
    """Delete a tag, from all its items too; it asks before. 50 credits."""
    what = f"delete the tag {tag_id} of the board {board_id}, from all its items too"
    actions.delete(settings, miro_async.endpoints.tags.delete(board_id, tag_id), what, yes=yes)


@command.command()
@board_argument
@_named_tag
@_items
@_journal
@watch_option
@client_options
@click.pass_obj
def attach(settings: Settings, board_id: str, tag: str, item_ids: tuple[str, ...], journal: Path | None) -> None:
    """Attach a tag, by its title or id, to sticky notes and cards. 50 credits each."""
    from miro_async.cli.changes import attach_tag  # noqa: PLC0415 - not for --help, here and below

    sys.exit(attach_tag(settings, board_id, tag, item_ids, journal))


@command.command()
@board_argument
@_named_tag
@_items
@_journal
@watch_option
@client_options
@click.pass_obj
def detach(settings: Settings, board_id: str, tag: str, item_ids: tuple[str, ...], journal: Path | None) -> None:
    """Detach a tag, by its title or id, from items. 50 credits each."""
    from miro_async.cli.changes import detach_tag  # noqa: PLC0415

    sys.exit(detach_tag(settings, board_id, tag, item_ids, journal))
