"""``miro-async boards``."""

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import BOARD_SORTS
from miro_async.cli.options import (
    board_argument,
    client_options,
    data_option,
    limit_option,
    yes_option,
)
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import BOARDS

__all__ = ["command"]

_description = click.option("--description", help="At most 300 characters.")
_team = click.option("--team", metavar="ID", help="The team that it belongs to.")
_project = click.option("--project", metavar="ID", help="The project (Space) that it belongs to.")


@click.group()
def command() -> None:
    """Boards: list, get, create, update, copy, delete. For people see `members`."""


@command.command("list")
@click.option("--query", metavar="TEXT", help="Only boards with this in name or description.")
@click.option("--team", metavar="ID", help="Only boards of this team; --query and --owner are then ignored by the API.")
@click.option("--project", metavar="ID", help="Only boards of this project; likewise.")
@click.option("--owner", metavar="ID", help="Only boards of this user.")
@click.option("--sort", type=click.Choice(BOARD_SORTS), help="The order.")
@limit_option
@client_options
@click.pass_obj
def list_(
    settings: Settings,
    query: str | None,
    team: str | None,
    project: str | None,
    owner: str | None,
    sort: str | None,
    limit: int | None,
) -> None:
    """List the boards that the token's user can see. 50 credits a page of 50."""
    actions.show_list(
        settings,
        miro_async.endpoints.boards.list,
        columns=BOARDS,
        limit=limit,
        query=query,
        team_id=team,
        project_id=project,
        owner=owner,
        sort=sort,
    )


@command.command()
@board_argument
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str) -> None:
    """Show a board. 50 credits."""
    actions.show(settings, miro_async.endpoints.boards.get(board_id))


@command.command()
@click.argument("name", required=False)
@_description
@_team
@_project
@data_option
@client_options
@click.pass_obj
def create(
    settings: Settings,
    name: str | None,
    description: str | None,
    team: str | None,
    project: str | None,
    data: str | None,
) -> None:
    """Create a board. 500 credits."""
    row = miro_async.endpoints.boards.create
    fields = {"name": name, "description": description, "teamId": team, "projectId": project}
    actions.show(settings, row(body=actions.body(row, data, fields)))


@command.command()
@board_argument
@click.option("--name", help="1 to 60 characters.")
@_description
@_team
@_project
@data_option
@client_options
@click.pass_obj
def update(
    settings: Settings,
    board_id: str,
    name: str | None,
    description: str | None,
    team: str | None,
    project: str | None,
    data: str | None,
) -> None:
    """Change a board; another team or project moves it. 100 credits."""
    row = miro_async.endpoints.boards.update
    fields = {"name": name, "description": description, "teamId": team, "projectId": project}
    actions.show(settings, row(board_id, body=actions.change(row, data, fields)))


@command.command()
@board_argument
@click.option("--name", help="Of the copy; 1 to 60 characters.")
@_description
@_team
@data_option
@client_options
@click.pass_obj
def copy(
    settings: Settings, board_id: str, name: str | None, description: str | None, team: str | None, data: str | None
) -> None:
    """Copy a board. 2,000 credits."""
    row = miro_async.endpoints.boards.copy
    fields = {"name": name, "description": description, "teamId": team}
    actions.show(settings, row(body=actions.body(row, data, fields), copy_from=board_id))


@command.command()
@board_argument
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, board_id: str, yes: bool) -> None:
    """Delete a board with all that is on it; it asks before. 500 credits.

    On paid plans a deleted board stays in the trash for 90 days.
    """
    name = actions.send(settings, miro_async.endpoints.boards.get(board_id)).get("name")
    what = f"delete the board {name!r} ({board_id}) with all that is on it"
    actions.delete(settings, miro_async.endpoints.boards.delete(board_id), what, yes=yes)
