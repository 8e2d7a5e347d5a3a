"""``miro-async teams``."""

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.options import client_options, limit_option, organization_option, yes_option
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import TEAMS

__all__ = ["command"]

_team = click.argument("team_id", metavar="TEAM")


@click.group()
def command() -> None:
    """Teams of an organization (Enterprise plan): list, get, create, update, delete."""


@command.command("list")
@click.option("--name", metavar="TEXT", help="Only teams with this in their name.")
@organization_option
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, name: str | None, org: str | None, limit: int | None) -> None:
    """List the teams. 50 credits a page of 100."""
    org_id = actions.organization_id(settings, org)
    actions.show_list(settings, miro_async.endpoints.teams.list, org_id, columns=TEAMS, limit=limit, name=name)


@command.command()
@_team
@organization_option
@client_options
@click.pass_obj
def get(settings: Settings, team_id: str, org: str | None) -> None:
    """Show a team. 50 credits."""
    actions.show(settings, miro_async.endpoints.teams.get(actions.organization_id(settings, org), team_id))


@command.command()
@click.argument("name")
@organization_option
@client_options
@click.pass_obj
def create(settings: Settings, name: str, org: str | None) -> None:
    """Create a team. 50 credits."""
    row = miro_async.endpoints.teams.create
    body = actions.body(row, None, {"name": name})
    actions.show(settings, row(actions.organization_id(settings, org), body=body))


@command.command()
@_team
@click.option("--name", required=True, help="1 to 60 characters.")
@organization_option
@client_options
@click.pass_obj
def update(settings: Settings, team_id: str, name: str, org: str | None) -> None:
    """Rename a team. 50 credits."""
    row = miro_async.endpoints.teams.update
    body = actions.body(row, None, {"name": name})
    actions.show(settings, row(actions.organization_id(settings, org), team_id, body=body))


@command.command()
@_team
@organization_option
@yes_option
@client_options
@click.pass_obj
def delete(settings: Settings, team_id: str, org: str | None, yes: bool) -> None:
    """Delete a team; it asks before. 2,000 credits."""
    org_id = actions.organization_id(settings, org)
    what = f"delete the team {team_id} of the organization {org_id}"
    actions.delete(settings, miro_async.endpoints.teams.delete(org_id, team_id), what, yes=yes)
