"""``miro-async organization``."""

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import LICENSES, ORGANIZATION_ROLES
from miro_async.cli.options import client_options, limit_option, organization_option
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import ORGANIZATION_MEMBERS

__all__ = ["command"]


@click.group()
def command() -> None:
    """An organization and its members (Enterprise plan): get, members, member."""


@command.command()
@organization_option
@client_options
@click.pass_obj
def get(settings: Settings, org: str | None) -> None:
    """Show an organization. 500 credits."""
    actions.show(settings, miro_async.endpoints.organizations.get(actions.organization_id(settings, org)))


@command.command()
@click.option("--email", "emails", multiple=True, help="Only those with this address; may be repeated.")
@click.option("--role", type=click.Choice(ORGANIZATION_ROLES), metavar="ROLE", help="Only those of this role.")
@click.option("--license", type=click.Choice(LICENSES), metavar="LICENSE", help="Only those with this license.")
@click.option("--active/--inactive", default=None, help="Only those who are active, or who are not.")
@organization_option
@limit_option
@client_options
@click.pass_obj
def members(
    settings: Settings,
    emails: tuple[str, ...],
    role: str | None,
    license: str | None,  # noqa: A002 - the option's name
    active: bool | None,
    org: str | None,
    limit: int | None,
) -> None:
    """List the members. 500 credits a page of 100."""
    actions.show_list(
        settings,
        miro_async.endpoints.organization_members.list,
        actions.organization_id(settings, org),
        columns=ORGANIZATION_MEMBERS,
        limit=limit,
        emails=",".join(emails) or None,
        role=role,
        license=license,
        active=active,
    )


@command.command()
@click.argument("member_id", metavar="MEMBER")
@organization_option
@client_options
@click.pass_obj
def member(settings: Settings, member_id: str, org: str | None) -> None:
    """Show a member. 500 credits."""
    org_id = actions.organization_id(settings, org)
    actions.show(settings, miro_async.endpoints.organization_members.get(org_id, member_id))
