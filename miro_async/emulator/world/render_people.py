"""What members of boards, the organization and its members look like on the wire."""

from typing import Any

from miro_async.emulator.world.directory import Organization, OrganizationMember
from miro_async.emulator.world.members import Invited
from miro_async.emulator.world.render import instant
from miro_async.emulator.world.state import Member

__all__ = ["invited_wire", "listed_member_wire", "member_wire", "organization_member_wire", "organization_wire"]

_Json = dict[str, Any]


def listed_member_wire(member: Member) -> _Json:
    """A member of a board as lists show it."""
    return {"id": member.id, "type": "board_member", "name": member.user.name, "role": member.role}


def member_wire(board_url: str, member: Member) -> _Json:
    """A member of a board as reading it by id shows it."""
    return listed_member_wire(member) | {"links": {"self": f"{board_url}/members/{member.id}"}}


def invited_wire(invited: Invited) -> _Json:
    """What became of an invitation; here alone ids are numbers."""
    return {
        "successful": [int(user.id) for user in invited.successful],
        "failed": [{"email": email, "reason": "INVITATION_FAILED"} for email in invited.failed],
    }


def organization_wire(organization: Organization) -> _Json:
    """An organization."""
    return {
        "fullLicensesPurchased": organization.licenses,
        "id": organization.id,
        "name": organization.name,
        "plan": organization.plan,
        "type": "organization",
    }


def organization_member_wire(member: OrganizationMember) -> _Json:
    """A member of an organization; instants that are not known are left out."""
    wire: _Json = {
        "id": member.id,
        "active": member.active,
        "email": member.email,
        "license": member.license,
        "role": member.role,
        "type": "organization-member",
    }
    if member.last_activity is not None:
        wire["lastActivityAt"] = instant(int(member.last_activity))
    if member.license_assigned is not None:
        wire["licenseAssignedAt"] = instant(int(member.license_assigned))
    return wire
