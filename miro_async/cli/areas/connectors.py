"""``miro-async connectors``."""

from typing import Any

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import CONNECTOR_SHAPES, SNAPS, STROKE_CAPS
from miro_async.cli.options import board_argument, client_options, data_option, limit_option, options, yes_option
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import CONNECTORS

__all__ = ["command"]

_connector = click.argument("connector_id", metavar="CONNECTOR")
_looks = options(
    click.option("--shape", type=click.Choice(CONNECTOR_SHAPES), help="Curved by default."),
    click.option("--caption", "captions", multiple=True, help="At most 200 characters; may be repeated."),
    click.option("--color", metavar="#RRGGBB", help="Of the line."),
    click.option("--start-cap", type=click.Choice(STROKE_CAPS), metavar="CAP", help="None by default."),
    click.option("--end-cap", type=click.Choice(STROKE_CAPS), metavar="CAP", help="Stealth, an arrow, by default."),
    click.option("--start-snap", type=click.Choice(SNAPS), help="The side of its first item."),
    click.option("--end-snap", type=click.Choice(SNAPS), help="The side of its second item."),
    data_option,
)


def _fields(  # each is an option
    *,
    start: str | None,
    end: str | None,
    shape: str | None,
    captions: tuple[str, ...],
    color: str | None,
    start_cap: str | None,
    end_cap: str | None,
    start_snap: str | None,
    end_snap: str | None,
) -> dict[str, object]:
    return {
        "startItem.id": start,
        "startItem.snapTo": start_snap,
        "endItem.id": end,
        "endItem.snapTo": end_snap,
        "shape": shape,
        "captions": [{"content": caption} for caption in captions] or None,
        "style.strokeColor": color,
        "style.startStrokeCap": start_cap,
        "style.endStrokeCap": end_cap,
    }


@click.group()
def command() -> None:
    """Connectors between items: list, get, create, update, delete."""


@command.command("list")
@board_argument
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, board_id: str, limit: int | None) -> None:
    """List the connectors of a board. 100 credits a page of 50."""
    actions.show_list(settings, miro_async.endpoints.connectors.list, board_id, columns=CONNECTORS, limit=limit)


@command.command()
@board_argument
@_connector
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, connector_id: str) -> None:
    """Show a connector. 50 credits."""
    actions.show(settings, miro_async.endpoints.connectors.get(board_id, connector_id))


@command.command()
@board_argument
@click.argument("start", metavar="START", required=False)
@click.argument("end", metavar="END", required=False)
@_looks
@client_options
@click.pass_obj
def create(settings: Settings, /, board_id: str, data: str | None, **given: Any) -> None:
    """Connect the item START with the item END; frames cannot be connected. 100 credits."""
    actions.needs(data, start=given["start"], end=given["end"])
    row = miro_async.endpoints.connectors.create
    actions.show(settings, row(board_id, body=actions.body(row, data, _fields(**given))))


@command.command()
@board_argument
@_connector
@click.option("--start", metavar="ITEM", help="The item to begin at.")
@click.option("--end", metavar="ITEM", help="The item to end at.")
@_looks
@client_options
@click.pass_obj
def update(settings: Settings, /, board_id: str, connector_id: str, data: str | None, **given: Any) -> None:
    """Change a connector. 100 credits."""
    row = miro_async.endpoints.connectors.update
    actions.show(settings, row(board_id, connector_id, body=actions.change(row, data, _fields(**given))))


@command.command()
@board_argument
@_connector
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, board_id: str, connector_id: str, yes: bool) -> None:
    """Delete a connector; its items stay. It asks before. 500 credits."""
    what = f"delete the connector {connector_id} of the board {board_id}"
    actions.delete(settings, miro_async.endpoints.connectors.delete(board_id, connector_id), what, yes=yes)
