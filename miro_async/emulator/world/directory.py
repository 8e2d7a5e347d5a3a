"""The organization: its name and plan, who belongs to it, its teams and their projects.

Values are immutable; a change replaces them.
"""

from typing import Any, Literal, TypeVar

import msgspec

from miro_async.emulator.world.errors import no_such_thing
from miro_async.emulator.world.lagged import Lagged, Timeline

__all__ = [
    "Directory",
    "License",
    "Organization",
    "OrganizationMember",
    "Project",
    "ProjectMember",
    "Role",
    "Team",
    "TeamMember",
    "User",
    "UserGroup",
]

V = TypeVar("V")

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


class TeamMember(msgspec.Struct, frozen=True, kw_only=True):
    """A user in a team.

    Attributes:
        id: the user's.
        role: as on the wire.
        created_at: epoch seconds.
        created_by: the id of the user who did it.
        modified_at: epoch seconds.
        modified_by: likewise.
    """

    id: str
    team_id: str
    role: str
    created_at: float
    created_by: str
    modified_at: float
    modified_by: str


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project of a team.

    Attributes:
        team_access: what those in the team may do who are no members of it, as on the wire.
    """

    id: str
    team_id: str
    name: str
    team_access: str = "private"


class ProjectMember(msgspec.Struct, frozen=True, kw_only=True):
    """A user in a project; the id is the user's."""

    id: str
    project_id: str
    email: str
    role: str


class UserGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of members of the organization, and what it is part of.

    Attributes:
        member_ids: its members, in the order of adding.
        team_ids: the teams that it is part of, likewise; those deleted stay here.
        boards: its roles by the ids of the boards that are shared with it; those deleted stay here.
        projects: likewise by the ids of projects.
    """

    id: str
    name: str
    description: str
    member_ids: tuple[str, ...] = ()
    team_ids: tuple[str, ...] = ()
    boards: dict[str, str] = {}
    projects: dict[str, str] = {}


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
        user_groups: its user groups by id.
        team_members: who is in a team, by the ids of the team and the user with a slash between.
        team_settings: what was set for a team, by its id: groups of settings as on the wire.
        scim_profiles: what only SCIM says of members, by their ids: attributes as on the wire, and ``admin_roles``.
        projects: the projects of all teams by id.
        project_members: who is in a project, by the ids of the project and the user with a slash between.
    """

    def __init__(self, timeline: Timeline, organization: Organization) -> None:
        self.organization = organization
        self.members: Lagged[OrganizationMember] = Lagged(timeline)
        self.teams: Lagged[Team] = Lagged(timeline)
        self.user_groups: Lagged[UserGroup] = Lagged(timeline)
        self.team_members: Lagged[TeamMember] = Lagged(timeline)
        self.team_settings: dict[str, dict[str, dict[str, Any]]] = {}
        self.scim_profiles: dict[str, dict[str, Any]] = {}
        self.projects: Lagged[Project] = Lagged(timeline)
        self.project_members: Lagged[ProjectMember] = Lagged(timeline)
        self._by_email: dict[str, User] = {}

    def team(self, team_id: str) -> Team:
        """A team.

        Raises:
            Refusal: there is none.
        """
        return _found(self.teams, "team", team_id)

    def project(self, project_id: str) -> Project:
        """A project of any team.

        Raises:
            Refusal: there is none.
        """
        return _found(self.projects, "project", project_id)

    def user_group(self, group_id: str) -> UserGroup:
        """A user group.

        Raises:
            Refusal: there is none.
        """
        return _found(self.user_groups, "group", group_id)

    def member(self, member_id: str) -> OrganizationMember:
        """A member of the organization.

        Raises:
            Refusal: there is none.
        """
        return _found(self.members, "member", member_id)

    def add_member(self, member: OrganizationMember) -> None:
        """Add a member, who can be invited by the e-mail address."""
        self.members.put(member.id, member)
        self.remember(member.email, member.user)

    def remember(self, email: str, user: User) -> None:
        """Take a user to be the one with an e-mail address."""
        self._by_email[email.casefold()] = user

    def email_of(self, user_id: str) -> str:
        """The e-mail address of a user; one made of the id for a user of whom none is known."""
        member = self.members.get(user_id)
        if member is not None:
            return member.email
        emails = [email for email, user in self._by_email.items() if user.id == user_id]
        return emails[0] if emails else f"user{user_id}@emulated.example"

    def user_of(self, email: str) -> User | None:
        """The user with an e-mail address, of the organization or invited once to a board of it."""
        return self._by_email.get(email.casefold())


def _found(table: Lagged[V], what: str, key: str) -> V:
    value = table.get(key)
    if value is None:
        raise no_such_thing(what, key)
    return value
