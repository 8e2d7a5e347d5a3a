"""The resource services: one small file each, typed methods, nothing else. They know a `Sender`, not the client."""

from miro_async.services._files import Download
from miro_async.services._pager import Pager
from miro_async.services._rest import RestServices
from miro_async.services._service import Bound, Exchange, Sender, Service
from miro_async.services.app_cards import AppCards
from miro_async.services.boards import Boards
from miro_async.services.cards import Cards
from miro_async.services.connectors import Connectors
from miro_async.services.documents import Documents
from miro_async.services.embeds import Embeds
from miro_async.services.experimental_items import ExperimentalItems
from miro_async.services.frames import Frames
from miro_async.services.groups import Groups
from miro_async.services.images import Images
from miro_async.services.items import Items
from miro_async.services.members import Members
from miro_async.services.organization_members import OrganizationMembers
from miro_async.services.organizations import Organizations
from miro_async.services.shapes import Shapes
from miro_async.services.sticky_notes import StickyNotes
from miro_async.services.tags import Tags
from miro_async.services.teams import Teams
from miro_async.services.texts import Texts
from miro_async.services.tokens import Tokens

__all__ = [
    "AppCards",
    "Boards",
    "Bound",
    "Cards",
    "Connectors",
    "Documents",
    "Download",
    "Embeds",
    "Exchange",
    "ExperimentalItems",
    "Frames",
    "Groups",
    "Images",
    "Items",
    "Members",
    "OrganizationMembers",
    "Organizations",
    "Pager",
    "RestServices",
    "Sender",
    "Service",
    "Shapes",
    "StickyNotes",
    "Tags",
    "Teams",
    "Texts",
    "Tokens",
]
