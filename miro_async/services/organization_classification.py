"""Data classification of an organization."""

from miro_async import endpoints
from miro_async.models import OrganizationClassificationSettings
from miro_async.services._service import Service

__all__ = ["OrganizationClassification"]


class OrganizationClassification(Service):
    """The labels that boards of an organization may have (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-dataclassification-organization-settings-get.
    """

    async def get(self, org_id: str) -> OrganizationClassificationSettings:
        """Read the labels, and whether boards are classified. Level 2; scope organizations:read."""
        return await self._sender.send(endpoints.organization_classification.get(org_id))
