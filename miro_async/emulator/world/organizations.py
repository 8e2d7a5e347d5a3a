"""The organization and its members: founding, seeding, finding."""

from collections.abc import Mapping
from typing import Any, get_args

from miro_async.emulator.world import team_members
from miro_async.emulator.world.checks import one_of
from miro_async.emulator.world.directory import Directory, License, Organization, OrganizationMember, Role, Team
from miro_async.emulator.world.errors import Problem, Refusal, invalid, no_such_thing
from miro_async.emulator.world.lagged import Timeline
from miro_async.emulator.world.state import State
from miro_async.emulator.world.tokens import Token

__all__ = ["add_member", "check", "find", "find_by_email", "founded"]

_MOST_EMAILS = 10
_FILTERS = {"role": one_of(*get_args(Role)), "license": one_of(*get_args(License)), "active": one_of("true", "false")}


def founded(timeline: Timeline, organization_id: str, token: Token) -> Directory:
    """The organization of a token: its user is an admin of it, its team the only one."""
    organization = Organization(organization_id, "Emulated organization", "company", 100)
    directory = Directory(timeline, organization)
    directory.teams.put(token.team_id, Team(token.team_id, "Emulated team"))
    directory.add_member(
        OrganizationMember(
            id=token.user_id,
            email="ada@emulated.example",
            name=token.user_name,
            role="organization_internal_admin",
            license="full",
            active=True,
        )
    )
    team_members.join(directory, token.team_id, token.user_id, "admin", at=timeline.now(), by=token.user)
    return directory


def check(state: State, organization_id: str) -> None:
    """Check that an organization is the token's.

    Raises:
        Refusal: 403 or 404, as the settings say, it is not.
    """
    if organization_id == state.directory.organization.id:
        return
    if state.settings.foreign_organization_status == 404:
        raise no_such_thing("organization", organization_id)
    raise Refusal(403, "insufficientPermissions", "No access to the organization")


def add_member(state: State, email: str, member_id: str | None = None, **fields: Any) -> OrganizationMember:
    """Add a member to the organization.

    Args:
        state: makes the id.
        email: the address.
        member_id: the id; None for a new one.
        **fields: any others of an `OrganizationMember`.
    """
    usual: dict[str, Any] = {
        "role": "organization_internal_user",
        "license": "full",
        "active": True,
        "name": email.partition("@")[0],
    }
    member = OrganizationMember(id=state.ids.number(member_id), email=email, **{**usual, **fields})
    state.directory.add_member(member)
    return member


def find(state: State, params: Mapping[str, str]) -> list[OrganizationMember]:
    """The members that a list shows, by id.

    Raises:
        Refusal: 400 for a role, a license or an activity that there is not.
    """
    problems = [
        Problem(name, message)
        for name, rule in _FILTERS.items()
        if name in params and (message := rule(params[name])) is not None
    ]
    if problems:
        raise invalid(problems)
    found = [member for member in state.directory.members.listed().values() if _fits(member, params)]
    return sorted(found, key=lambda member: member.id)


def find_by_email(state: State, emails: str) -> list[OrganizationMember]:
    """The members with some addresses, comma-separated, in that order; an unknown address is passed over.

    Raises:
        Refusal: 400 for more than 10.
    """
    wanted = [email.strip().casefold() for email in emails.split(",")]
    if len(wanted) > _MOST_EMAILS:
        raise invalid([Problem("emails", f"At most {_MOST_EMAILS} emails could be passed")])
    known = {member.email.casefold(): member for member in state.directory.members.listed().values()}
    return [known[email] for email in dict.fromkeys(wanted) if email in known]


def _fits(member: OrganizationMember, params: Mapping[str, str]) -> bool:
    return (
        params.get("role", member.role) == member.role
        and params.get("license", member.license) == member.license
        and params.get("active", str(member.active).lower()) == str(member.active).lower()
    )
