"""The resource services: one small file each, typed methods, nothing else. They know a `Sender`, not the client."""

from typing import TYPE_CHECKING, Any

from miro_async.later import found_later
from miro_async.services._files import Download
from miro_async.services._pager import Pager
from miro_async.services._rest import RestServices
from miro_async.services._service import Bound, Exchange, Sender, Service
from miro_async.services.app_cards import AppCards
from miro_async.services.boards import Boards
from miro_async.services.cards import Cards
from miro_async.services.code_widgets import CodeWidgets
from miro_async.services.connectors import Connectors
from miro_async.services.docs import Docs
from miro_async.services.documents import Documents
from miro_async.services.embeds import Embeds
from miro_async.services.experimental_items import ExperimentalItems
from miro_async.services.flowchart_shapes import FlowchartShapes
from miro_async.services.frames import Frames
from miro_async.services.groups import Groups
from miro_async.services.images import Images
from miro_async.services.items import Items
from miro_async.services.members import Members
from miro_async.services.mindmap_nodes import MindmapNodes
from miro_async.services.organization_members import OrganizationMembers
from miro_async.services.organizations import Organizations
from miro_async.services.shapes import Shapes
from miro_async.services.sticky_notes import StickyNotes
from miro_async.services.tags import Tags
from miro_async.services.teams import Teams
from miro_async.services.texts import Texts
from miro_async.services.tokens import Tokens

if TYPE_CHECKING:
    from miro_async.services._export_files import Exported, NotExported
    from miro_async.services._export_run import ExportProgress, ExportResult, ExportRun
    from miro_async.services._scim import ScimServices
    from miro_async.services.ai_interaction_logs import AiInteractionLogs
    from miro_async.services.app_metrics import AppMetrics
    from miro_async.services.audit_logs import AuditLogs
    from miro_async.services.board_classification import BoardClassification
    from miro_async.services.board_exports import BoardExports
    from miro_async.services.board_user_groups import BoardUserGroups
    from miro_async.services.cases import Cases
    from miro_async.services.content_logs import ContentLogs
    from miro_async.services.legal_holds import LegalHolds
    from miro_async.services.organization_classification import OrganizationClassification
    from miro_async.services.project_members import ProjectMembers
    from miro_async.services.project_settings import ProjectSettings
    from miro_async.services.project_user_groups import ProjectUserGroups
    from miro_async.services.projects import Projects
    from miro_async.services.scim_groups import ScimGroups
    from miro_async.services.scim_resource_types import ScimResourceTypes
    from miro_async.services.scim_schemas import ScimSchemas
    from miro_async.services.scim_service_provider_config import ScimServiceProviderConfigs
    from miro_async.services.scim_users import ScimUsers
    from miro_async.services.sessions import Sessions
    from miro_async.services.team_classification import TeamClassification
    from miro_async.services.team_members import TeamMembers
    from miro_async.services.team_settings import TeamSettings
    from miro_async.services.team_user_groups import TeamUserGroups
    from miro_async.services.user_group_members import UserGroupMembers
    from miro_async.services.user_group_teams import UserGroupTeams
    from miro_async.services.user_groups import UserGroups

__all__ = [
    "AiInteractionLogs",
    "AppCards",
    "AppMetrics",
    "AuditLogs",
    "BoardClassification",
    "BoardExports",
    "BoardUserGroups",
    "Boards",
    "Bound",
    "Cards",
    "Cases",
    "CodeWidgets",
    "Connectors",
    "ContentLogs",
    "Docs",
    "Documents",
    "Download",
    "Embeds",
    "Exchange",
    "ExperimentalItems",
    "ExportProgress",
    "ExportResult",
    "ExportRun",
    "Exported",
    "FlowchartShapes",
    "Frames",
    "Groups",
    "Images",
    "Items",
    "LegalHolds",
    "Members",
    "MindmapNodes",
    "NotExported",
    "OrganizationClassification",
    "OrganizationMembers",
    "Organizations",
    "Pager",
    "ProjectMembers",
    "ProjectSettings",
    "ProjectUserGroups",
    "Projects",
    "RestServices",
    "ScimGroups",
    "ScimResourceTypes",
    "ScimSchemas",
    "ScimServiceProviderConfigs",
    "ScimServices",
    "ScimUsers",
    "Sender",
    "Service",
    "Sessions",
    "Shapes",
    "StickyNotes",
    "Tags",
    "TeamClassification",
    "TeamMembers",
    "TeamSettings",
    "TeamUserGroups",
    "Teams",
    "Texts",
    "Tokens",
    "UserGroupMembers",
    "UserGroupTeams",
    "UserGroups",
]

_LATER = (
    "ai_interaction_logs",
    "app_metrics",
    "audit_logs",
    "board_classification",
    "board_exports",
    "board_user_groups",
    "cases",
    "content_logs",
    "legal_holds",
    "organization_classification",
    "project_members",
    "project_settings",
    "project_user_groups",
    "projects",
    "sessions",
    "team_classification",
    "team_members",
    "team_settings",
    "team_user_groups",
    "user_group_members",
    "user_group_teams",
    "user_groups",
    "_export_files",
    "_export_run",
    "_scim",
    "scim_groups",
    "scim_resource_types",
    "scim_schemas",
    "scim_service_provider_config",
    "scim_users",
)


def __getattr__(name: str) -> Any:
    return found_later(__name__, _LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
