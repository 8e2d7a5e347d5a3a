"""What team members, settings and projects look like on the wire."""

from typing import Any

from miro_async.emulator.world.directory import Project, ProjectMember, TeamMember
from miro_async.emulator.world.render import instant

__all__ = ["project_member_wire", "project_settings_wire", "project_wire", "team_member_wire", "team_settings_wire"]

_Json = dict[str, Any]


def team_member_wire(member: TeamMember) -> _Json:
    """A member of a team."""
    return {
        "id": member.id,
        "role": member.role,
        "createdAt": instant(int(member.created_at)),
        "createdBy": member.created_by,
        "modifiedAt": instant(int(member.modified_at)),
        "modifiedBy": member.modified_by,
        "teamId": member.team_id,
        "type": "team-member",
    }


def team_settings_wire(organization_id: str, team_id: str | None, groups: dict[str, _Json]) -> _Json:
    """The settings of a team; those that a new team begins with have none."""
    whose = {"organizationId": organization_id} | ({} if team_id is None else {"teamId": team_id})
    return {**whose, **groups, "type": "team-settings"}


def project_wire(project: Project) -> _Json:
    """A project."""
    return {"id": project.id, "name": project.name, "type": "project"}


def project_settings_wire(project: Project) -> _Json:
    """The settings of a project."""
    return {"sharingPolicySettings": {"teamAccess": project.team_access}, "type": "project_settings"}


def project_member_wire(member: ProjectMember) -> _Json:
    """A member of a project."""
    return {"id": member.id, "email": member.email, "role": member.role, "type": "project_member"}
