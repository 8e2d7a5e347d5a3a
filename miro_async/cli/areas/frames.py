"""``miro-async frames``."""

from typing import Any

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import ITEM_TYPES
from miro_async.cli.options import (
    at_option,
    board_argument,
    client_options,
    data_option,
    limit_option,
    size_option,
    yes_option,
)
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import ITEMS

__all__ = ["command"]

_frame = click.argument("frame_id", metavar="FRAME")
_color = click.option("--color", metavar="#RRGGBB", help="Transparent by default.")


@click.group()
def command() -> None:
    """Frames: list, get, items, create, update, delete."""


@command.command("list")
@board_argument
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, board_id: str, limit: int | None) -> None:
    """List the frames of a board. 100 credits a page of 50."""
    actions.show_list(settings, miro_async.endpoints.items.list, board_id, columns=ITEMS, limit=limit, type="frame")


@command.command()
@board_argument
@_frame
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, frame_id: str) -> None:
    """Show a frame. 50 credits."""
    actions.show(settings, miro_async.endpoints.frames.get(board_id, frame_id))


@command.command()
@board_argument
@_frame
@click.option("--type", "type_", type=click.Choice(ITEM_TYPES), metavar="TYPE", help="Only items of this type.")
@limit_option
@client_options
@click.pass_obj
def items(settings: Settings, board_id: str, frame_id: str, type_: str | None, limit: int | None) -> None:
    """List the items that lie in a frame. 100 credits a page of 50."""
    row = miro_async.endpoints.frames.list_items
    actions.show_list(settings, row, board_id, columns=ITEMS, limit=limit, parent_item_id=frame_id, type=type_)


@command.command()
@board_argument
@click.argument("title", required=False)
@at_option
@size_option
@_color
@data_option
@client_options
@click.pass_obj
def create(settings: Settings, /, board_id: str, title: str | None, data: str | None, **given: Any) -> None:
    """Create a frame. 100 credits."""
    actions.create_item(settings, board_id, "frame", data, {"text": title, **given})


@command.command()
@board_argument
@_frame
@click.option("--title", help="Shown above the frame.")
@at_option
@size_option
@_color
@data_option
@client_options
@click.pass_obj
def update(
    settings: Settings, /, board_id: str, frame_id: str, title: str | None, data: str | None, **given: Any
) -> None:
    """Change a frame. 100 credits."""
    actions.update_item(settings, board_id, frame_id, "frame", data, {"text": title, **given})


@command.command()
@board_argument
@_frame
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, board_id: str, frame_id: str, yes: bool) -> None:
    """Delete a frame; the items in it stay on the board. It asks before. 500 credits."""
    what = f"delete the frame {frame_id} of the board {board_id}; the items in it stay"
    actions.delete(settings, miro_async.endpoints.frames.delete(board_id, frame_id), what, yes=yes)
