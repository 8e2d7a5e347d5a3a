"""The parts of seeded data that relate things and people: connectors, groups, members, the organization."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from miro_async.emulator.world import connectors, groups, members, organizations, projects, teams
from miro_async.emulator.world.directory import License, Organization, Role, User
from miro_async.emulator.world.state import Canvas, End, Item, State
from miro_async.emulator.world.tokens import Token

__all__ = [
    "SeededConnector",
    "SeededGroup",
    "SeededMember",
    "SeededOrganization",
    "put_connector",
    "put_group",
    "put_member",
    "put_organization",
]

Number = Annotated[str, msgspec.Meta(pattern=r"^\d{1,19}$")]


class _End(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """Where a connector holds on to an item: its id, or its index among the items of the board."""

    id: str | None = None
    index: int | None = None
    position: dict[str, str] | None = None
    snap_to: str | None = None


class SeededConnector(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True, omit_defaults=True):
    """A connector, also one that the API could not make: without an end, or with a cap of any name."""

    id: Number | None = None
    start_item: _End | None = None
    end_item: _End | None = None
    shape: str = "curved"
    captions: list[dict[str, str]] = []
    style: dict[str, str] = {}
    is_supported: bool = True


class SeededGroup(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A group: the ids of its items, or their indexes among the items of the board."""

    id: Number | None = None
    items: list[str | int]


class SeededMember(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A member of a board."""

    id: Number | None = None
    email: str
    role: str = "commenter"


class _OrganizationMember(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    id: Number | None = None
    email: str
    role: Role = "organization_internal_user"
    license: License = "full"
    active: bool = True


class _Team(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    id: Number | None = None
    name: str


class _ProjectMember(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    email: str
    role: str


class _Project(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    id: Number | None = None
    name: str
    team: Number | None = None
    team_access: str = "private"
    members: list[_ProjectMember] = []


class SeededOrganization(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """What is said of the organization beyond its first member and team; None leaves what there is."""

    name: str | None = None
    plan: str | None = None
    full_licenses_purchased: int | None = None
    members: list[_OrganizationMember] = []
    teams: list[_Team] = []
    projects: list[_Project] = []


def put_connector(state: State, canvas: Canvas, seeded: SeededConnector, items: Sequence[Item], token: Token) -> None:
    """Put a connector on the board.

    Raises:
        ValueError: an end names no item of the board, or the id is taken.
    """
    if seeded.id is not None and seeded.id in canvas.connectors:
        raise ValueError(f"there is a connector {seeded.id} already")
    look: dict[str, Any] = msgspec.to_builtins(seeded)
    start, end = _end(canvas, seeded.start_item, items), _end(canvas, seeded.end_item, items)
    connectors.place(state, canvas, look, start, end, token.user, seeded.id)


def put_group(state: State, canvas: Canvas, seeded: SeededGroup, items: Sequence[Item]) -> None:
    """Group items.

    Raises:
        Refusal: what the API would refuse.
        ValueError: an index of no item, or the id is taken.
    """
    if seeded.id is not None and seeded.id in canvas.groups:
        raise ValueError(f"there is a group {seeded.id} already")
    ids = [entry if isinstance(entry, str) else _at(items, entry) for entry in seeded.items]
    groups.create(state, canvas, {"data": {"items": ids}}, group_id=seeded.id)


def put_member(state: State, canvas: Canvas, seeded: SeededMember) -> None:
    """Make someone a member of the board.

    Raises:
        Refusal: what the API would refuse.
    """
    members.check_role(seeded.role)
    members.join(state, canvas, seeded.email, seeded.role, seeded.id)


def put_organization(state: State, seeded: SeededOrganization, token: Token) -> None:
    """Say more of the organization.

    Raises:
        Refusal: what the API would refuse.
    """
    before = state.directory.organization
    licenses = seeded.full_licenses_purchased
    state.directory.organization = Organization(
        before.id,
        before.name if seeded.name is None else seeded.name,
        before.plan if seeded.plan is None else seeded.plan,
        before.licenses if licenses is None else licenses,
    )
    for member in seeded.members:
        organizations.add_member(
            state, member.email, member.id, role=member.role, license=member.license, active=member.active
        )
    for team in seeded.teams:
        teams.create(state, {"name": team.name}, team_id=team.id)
    for project in seeded.projects:
        _put_project(state, project, token)


def _put_project(state: State, seeded: _Project, token: Token) -> None:
    """Make a project of a team, by default the token's, whose user owns it."""
    if seeded.id is not None and seeded.id in state.directory.projects:
        raise ValueError(f"there is a project {seeded.id} already")
    team = state.directory.team(seeded.team or token.team_id)
    made = projects.create(state, team, {"name": seeded.name}, token.user, project_id=seeded.id)
    made = projects.set_up(state, made, {"sharingPolicySettings": {"teamAccess": seeded.team_access}})
    for member in seeded.members:
        if state.directory.user_of(member.email) is None:
            user = User(state.ids.number(), member.email.partition("@")[0])
            state.directory.remember(member.email, user)
        projects.add_member(state, made, {"email": member.email, "role": member.role})


def _end(canvas: Canvas, seeded: _End | None, items: Sequence[Item]) -> End | None:
    if seeded is None:
        return None
    item_id = _at(items, seeded.index) if seeded.index is not None else seeded.id
    if item_id is None or item_id not in canvas.items:
        raise ValueError(f"a connector's end names no item of the board: {item_id}")
    snap_to = seeded.snap_to if seeded.snap_to is not None or seeded.position is not None else "auto"
    return End(item_id, seeded.position, snap_to)


def _at(items: Sequence[Item], index: int) -> str:
    if not 0 <= index < len(items):
        raise ValueError(f"there is no item {index} on the board")
    return items[index].id
