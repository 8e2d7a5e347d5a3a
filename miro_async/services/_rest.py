"""The services of the REST API, as attributes of whatever sends calls.

Those of the administration of an organization are loaded when one is first used.
"""

from typing import TYPE_CHECKING

from miro_async.services._service import Bound
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
    from miro_async.services.sessions import Sessions
    from miro_async.services.team_classification import TeamClassification
    from miro_async.services.team_members import TeamMembers
    from miro_async.services.team_settings import TeamSettings
    from miro_async.services.team_user_groups import TeamUserGroups
    from miro_async.services.user_group_members import UserGroupMembers
    from miro_async.services.user_group_teams import UserGroupTeams
    from miro_async.services.user_groups import UserGroups

__all__ = ["RestServices"]


class RestServices:
    """One attribute a resource: ``miro.boards``, ``miro.tags``; on a view it sends through the view."""

    boards = Bound(Boards)
    members = Bound(Members)
    items = Bound(Items)
    sticky_notes = Bound(StickyNotes)
    shapes = Bound(Shapes)
    texts = Bound(Texts)
    frames = Bound(Frames)
    cards = Bound(Cards)
    app_cards = Bound(AppCards)
    images = Bound(Images)
    documents = Bound(Documents)
    embeds = Bound(Embeds)
    docs = Bound(Docs)
    code_widgets = Bound(CodeWidgets)
    mindmap_nodes = Bound(MindmapNodes)
    flowchart_shapes = Bound(FlowchartShapes)
    connectors = Bound(Connectors)
    groups = Bound(Groups)
    tags = Bound(Tags)
    experimental_items = Bound(ExperimentalItems)
    organizations = Bound(Organizations)
    organization_members = Bound(OrganizationMembers)
    teams = Bound(Teams)
    team_members: "Bound[TeamMembers]" = Bound("team_members")
    team_settings: "Bound[TeamSettings]" = Bound("team_settings")
    projects: "Bound[Projects]" = Bound("projects")
    project_settings: "Bound[ProjectSettings]" = Bound("project_settings")
    project_members: "Bound[ProjectMembers]" = Bound("project_members")
    sessions: "Bound[Sessions]" = Bound("sessions")
    tokens = Bound(Tokens)
    user_groups: "Bound[UserGroups]" = Bound("user_groups")
    user_group_members: "Bound[UserGroupMembers]" = Bound("user_group_members")
    user_group_teams: "Bound[UserGroupTeams]" = Bound("user_group_teams")
    team_user_groups: "Bound[TeamUserGroups]" = Bound("team_user_groups")
    board_user_groups: "Bound[BoardUserGroups]" = Bound("board_user_groups")
    project_user_groups: "Bound[ProjectUserGroups]" = Bound("project_user_groups")
    organization_classification: "Bound[OrganizationClassification]" = Bound("organization_classification")
    team_classification: "Bound[TeamClassification]" = Bound("team_classification")
    board_classification: "Bound[BoardClassification]" = Bound("board_classification")
    cases: "Bound[Cases]" = Bound("cases")
    legal_holds: "Bound[LegalHolds]" = Bound("legal_holds")
    audit_logs: "Bound[AuditLogs]" = Bound("audit_logs")
    content_logs: "Bound[ContentLogs]" = Bound("content_logs")
    ai_interaction_logs: "Bound[AiInteractionLogs]" = Bound("ai_interaction_logs")
    app_metrics: "Bound[AppMetrics]" = Bound("app_metrics")
    board_exports: "Bound[BoardExports]" = Bound("board_exports")
