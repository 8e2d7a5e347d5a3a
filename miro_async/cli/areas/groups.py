"""``miro-async groups``."""

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.options import board_argument, client_options, limit_option, yes_option
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import GROUPS, ITEMS

__all__ = ["command"]


def _at_least_two(ctx: click.Context, param: click.Parameter, item_ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(item_ids) < 2:
        raise click.UsageError(f"Missing argument '{param.human_readable_name}': a group has at least two items", ctx)
    return item_ids


_group = click.argument("group_id", metavar="GROUP")
_items = click.argument("item_ids", metavar="ITEM...", nargs=-1, required=True, callback=_at_least_two)


@click.group()
def command() -> None:
    """Groups of items: list, get, items, create, update, ungroup, delete."""


@command.command("list")
@board_argument
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, board_id: str, limit: int | None) -> None:
    """List the groups of a board. 100 credits a page of 50."""
    actions.show_list(settings, miro_async.endpoints.groups.list, board_id, columns=GROUPS, limit=limit)


@command.command()
@board_argument
@_group
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, group_id: str) -> None:
    """Show a group. 100 credits for each of its items; `list` costs less."""
    actions.show(settings, miro_async.endpoints.groups.get(board_id, group_id))


@command.command()
@board_argument
@_group
@limit_option
@client_options
@click.pass_obj
def items(settings: Settings, board_id: str, group_id: str, limit: int | None) -> None:
    """List the items of a group. 100 credits a page of 50."""
    row = miro_async.endpoints.groups.list_items
    actions.show_list(settings, row, board_id, columns=ITEMS, limit=limit, group_item_id=group_id)


@command.command()
@board_argument
@_items
@client_options
@click.pass_obj
def create(settings: Settings, board_id: str, item_ids: tuple[str, ...]) -> None:
    """Group at least two items. 100 credits."""
    row = miro_async.endpoints.groups.create
    actions.show(settings, row(board_id, body=actions.body(row, None, {"data.items": item_ids})))


@command.command()
@board_argument
@_group
@_items
@client_options
@click.pass_obj
def update(settings: Settings, board_id: str, group_id: str, item_ids: tuple[str, ...]) -> None:
    """Give a group other items instead of its own; it gets a new id. 100 credits."""
    row = miro_async.endpoints.groups.update
    actions.show(settings, row(board_id, group_id, body=actions.body(row, None, {"data.items": item_ids})))


@command.command()
@board_argument
@_group
@client_options
@click.pass_obj
def ungroup(settings: Settings, board_id: str, group_id: str) -> None:
    """Dissolve a group; its items stay. 500 credits."""
    actions.send(settings, miro_async.endpoints.groups.ungroup(board_id, group_id))
    settings.show({"ungrouped": group_id})


@command.command()
@board_argument
@_group
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, board_id: str, group_id: str, yes: bool) -> None:
    """Delete a group with all its items, also locked ones; it asks before. 500 credits.

    To keep the items, use `ungroup`.
    """
    what = f"delete the group {group_id} of the board {board_id} with all its items, also locked ones"
    actions.delete(settings, miro_async.endpoints.groups.delete(board_id, group_id), what, yes=yes)
