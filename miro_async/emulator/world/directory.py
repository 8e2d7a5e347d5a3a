"""The organization: its name and plan, who belongs to it, its teams. Values are immutable; a change replaces them."""

from typing import Literal

import msgspec

from miro_async.emulator.world.errors import no_such_thing
from miro_async.emulator.world.lagged import Lagged, Timeline

__all__ = ["Directory", "License", "Organization", "OrganizationMember", "Role", "Team", "User"]

Role = Literal[
    "organization_internal_admin",
    "organization_internal_user",
    "organization_external_user",
    "organization_team_guest_user",
    "unknown",
]
License = Literal[
    "advanced", "standard", "basic", "full", "occasional", "free", "free_restricted", "full_trial", "unknown"
]


class User(msgspec.Struct, frozen=True):
    """A user of Miro."""

    id: str
    name: str


class OrganizationMember(msgspec.Struct, frozen=True, kw_only=True):
    """A user of the organization.

    Attributes:
        role: as on the wire.
        license: as on the wire.
        active: whether the user is not deactivated.
        last_activity: epoch seconds; None if there was none.
        license_assigned: epoch seconds; None for never.
    """

    id: str
    email: str
    name: str
    role: Role
    license: License
    active: bool
    last_activity: float | None = None
    license_assigned: float | None = None

    @property
    def user(self) -> User:
        """The member as who does something."""
        return User(self.id, self.name)


class Team(msgspec.Struct, frozen=True):
    """A team of the organization."""

    id: str
    name: str


class Organization(msgspec.Struct, frozen=True):
    """What is said of an organization itself.

    Attributes:
        plan: as on the wire, ``"company"``.
        licenses: the full licenses purchased.
    """

    id: str
    name: str
    plan: str
    licenses: int


class Directory:
    """The one organization of the world.

    Args:
        timeline: the emulator's time.
        organization: its name and plan.

    Attributes:
        organization: likewise; may be replaced.
        members: its members by id.
        teams: its teams by id.
    """

    def __init__(self, timeline: Timeline, organization: Organization) -> None:
        self.organization = organization
        self.members: Lagged[OrganizationMember] = Lagged(timeline)
        self.teams: Lagged[Team] = Lagged(timeline)
        self._by_email: dict[str, User] = {}

    def team(self, team_id: str) -> Team:
        """A team.

        Raises:
            Refusal: there is none.
        """
        team = self.teams.get(team_id)
        if team is None:
            raise no_such_thing("team", team_id)
        return team

    def member(self, member_id: str) -> OrganizationMember:
        """A member of the organization.

        Raises:
            Refusal: there is none.
        """
        member = self.members.get(member_id)
        if member is None:
            raise no_such_thing("member", member_id)
        return member

    def add_member(self, member: OrganizationMember) -> None:
        """Add a member, who can be invited by the e-mail address."""
        self.members.put(member.id, member)
        self.remember(member.email, member.user)

    def remember(self, email: str, user: User) -> None:
        """Take a user to be the one with an e-mail address."""
        self._by_email[email.casefold()] = user

    def user_of(self, email: str) -> User | None:
        """The user with an e-mail address, of the organization or invited once to a board of it."""
        return self._by_email.get(email.casefold())
