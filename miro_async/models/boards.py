"""Boards. Facts: Miro's OpenAPI description and miro-facts, section 8."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from miro_async.models._base import Actor, Links, ReadModel, Tracked, WriteModel
from miro_async.models.teams import Picture

__all__ = [
    "Board",
    "BoardCopy",
    "BoardCreate",
    "BoardMembership",
    "BoardPolicy",
    "BoardPolicyWrite",
    "BoardProject",
    "BoardSort",
    "BoardTeam",
    "BoardUpdate",
    "PermissionsPolicy",
    "PermissionsPolicyWrite",
    "SharingPolicy",
    "SharingPolicyWrite",
]

BoardSort = Literal["default", "last_modified", "last_opened", "last_created", "alphabetically"]
_StartAccess = Literal["all_editors", "board_owners_and_coowners"]
_CopyAccess = Literal["anyone", "team_members", "team_editors", "board_owner"]
_SharingAccess = Literal["team_members_with_editing_rights", "owner_and_coowners"]
_Access = Literal["private", "view", "edit", "comment"]
_InviteAccess = Literal["viewer", "commenter", "editor", "no_access"]


class BoardTeam(ReadModel):
    """The team that a board belongs to; without an id where the API tells of none."""

    id: str | None = None
    type: str | None = None
    name: str | None = None
    picture: Picture = Picture()


class BoardProject(ReadModel):
    """The project (called Space in the product) that a board belongs to."""

    id: str | None = None


class BoardMembership(ReadModel):
    """What the user of the token may do on the board."""

    id: str | None = None
    type: str | None = None
    name: str | None = None
    role: Literal["viewer", "commenter", "editor", "coowner", "owner"] | str | None = None


class PermissionsPolicy(ReadModel):
    """Who may copy and share a board and start collaboration tools."""

    collaboration_tools_start_access: _StartAccess | str | None = None
    copy_access: _CopyAccess | str | None = None
    sharing_access: _SharingAccess | str | None = None


class SharingPolicy(ReadModel):
    """Who may see and edit a board without being invited."""

    access: _Access | str | None = None
    access_password_required: bool | None = None
    invite_to_account_and_board_link_access: str | None = None
    organization_access: _Access | str | None = None
    team_access: _Access | str | None = None


class BoardPolicy(ReadModel):
    """The policies of a board."""

    permissions_policy: PermissionsPolicy = PermissionsPolicy()
    sharing_policy: SharingPolicy = SharingPolicy()


class Board(Tracked):
    """A board as the API returns it.

    Attributes:
        is_pending: whether the API has accepted a change and is still making it (202): only the id is known then,
            and reading the board again tells when it is done.
    """

    id: str
    type: str
    name: str | None = None
    description: str | None = None
    team: BoardTeam = BoardTeam()
    project: BoardProject = BoardProject()
    picture: Picture = Picture()
    policy: BoardPolicy = BoardPolicy()
    view_link: str | None = None
    owner: Actor = Actor()
    current_user_membership: BoardMembership = BoardMembership()
    last_opened_at: datetime | None = None
    last_opened_by: Actor = Actor()
    links: Links = Links()
    is_pending: bool = field(default=False, name="$pending")  # a name that no server sends


class PermissionsPolicyWrite(WriteModel):
    """Who may copy and share a board and start collaboration tools."""

    collaboration_tools_start_access: _StartAccess | UnsetType = UNSET
    copy_access: _CopyAccess | UnsetType = UNSET
    sharing_access: _SharingAccess | UnsetType = UNSET


class SharingPolicyWrite(WriteModel):
    """Who may see and edit a board without being invited."""

    access: _Access | UnsetType = UNSET
    invite_to_account_and_board_link_access: _InviteAccess | UnsetType = UNSET
    organization_access: _Access | UnsetType = UNSET
    team_access: _Access | UnsetType = UNSET


class BoardPolicyWrite(WriteModel):
    """The policies of a board."""

    permissions_policy: PermissionsPolicyWrite | UnsetType = UNSET
    sharing_policy: SharingPolicyWrite | UnsetType = UNSET


class BoardCopy(WriteModel):
    """What the copy of a board differs in; a name of 1 to 60 characters, a description of at most 300."""

    name: Annotated[str, Meta(min_length=1, max_length=60)] | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET
    policy: BoardPolicyWrite | UnsetType = UNSET
    team_id: str | UnsetType = UNSET


class BoardCreate(BoardCopy):
    """A board to create; `miro_async.drafts.board` builds one."""

    project_id: str | UnsetType = UNSET


class BoardUpdate(BoardCreate):
    """What to change on a board; another team or project moves it."""
