"""Projects, called Spaces in the product (Enterprise plan). Facts: Miro's OpenAPI description."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import Email, ReadModel, WriteModel

__all__ = [
    "Project",
    "ProjectAccess",
    "ProjectCreate",
    "ProjectMember",
    "ProjectMemberAdd",
    "ProjectMemberUpdate",
    "ProjectRole",
    "ProjectSettings",
    "ProjectSettingsUpdate",
    "ProjectSharing",
    "ProjectSharingWrite",
    "ProjectUpdate",
]

ProjectAccess = Literal["private", "view"]
ProjectRole = Literal["owner", "editor", "viewer", "commentator", "coowner"]


class Project(ReadModel):
    """A project: boards of a team that are shared together."""

    id: str
    type: str | None = None
    name: str | None = None


class ProjectCreate(WriteModel):
    """A project to create; `miro_async.drafts.project` builds one."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]


class ProjectUpdate(ProjectCreate):
    """The name that a project is to have."""


class ProjectSharing(ReadModel):
    """What those in the team who are no members of the project may do with it."""

    team_access: ProjectAccess | str | None = None


class ProjectSettings(ReadModel):
    """The settings of a project."""

    type: str | None = None
    sharing_policy_settings: ProjectSharing = ProjectSharing()


class ProjectSharingWrite(WriteModel):
    """What those in the team who are no members of the project may do with it."""

    team_access: ProjectAccess | UnsetType = UNSET


class ProjectSettingsUpdate(WriteModel):
    """What to change in the settings of a project; `miro_async.drafts.project_settings` builds one."""

    sharing_policy_settings: ProjectSharingWrite | UnsetType = UNSET


class ProjectMember(ReadModel):
    """A member of a project."""

    id: str
    type: str | None = None
    email: str | None = None
    role: ProjectRole | str | None = None


class ProjectMemberAdd(WriteModel):
    """Whom to take into a project, and as what; `miro_async.drafts.project_member` builds one."""

    email: Email
    role: ProjectRole


class ProjectMemberUpdate(WriteModel):
    """The role that a member of a project is to have."""

    role: ProjectRole | UnsetType = UNSET
