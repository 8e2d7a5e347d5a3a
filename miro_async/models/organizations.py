"""Organizations and their members (Enterprise plan). Facts: Miro's OpenAPI description."""

from datetime import datetime
from typing import Literal

from miro_async.models._base import ReadModel

__all__ = ["AdminRole", "License", "Organization", "OrganizationMember", "OrganizationPlan", "OrganizationRole"]

OrganizationPlan = Literal[
    "company",
    "consultant",
    "consultant_slf",
    "business",
    "paid_team_org",
    "integration_org",
    "professional_2022",
    "edu_team_org",
    "free_team_org",
    "dev_team_org",
    "unknown",
]
OrganizationRole = Literal[
    "organization_internal_admin",
    "organization_internal_user",
    "organization_external_user",
    "organization_team_guest_user",
    "unknown",
]
License = Literal[
    "advanced", "standard", "basic", "full", "occasional", "free", "free_restricted", "full_trial", "unknown"
]


class Organization(ReadModel):
    """An organization as the API returns it."""

    id: str
    type: str | None = None
    name: str | None = None
    plan: OrganizationPlan | str | None = None
    full_licenses_purchased: int | None = None


class AdminRole(ReadModel):
    """A role that lets a member administer something."""

    type: Literal["prebuilt", "custom"] | str | None = None
    name: str | None = None


class OrganizationMember(ReadModel):
    """A member of an organization."""

    id: str
    type: str | None = None
    active: bool | None = None
    email: str | None = None
    role: OrganizationRole | str | None = None
    license: License | str | None = None
    license_assigned_at: datetime | None = None
    last_activity_at: datetime | None = None
    admin_roles: tuple[AdminRole, ...] = ()
