"""The services of the REST API, as attributes of whatever sends calls."""

from miro_async.services._service import Bound
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
    connectors = Bound(Connectors)
    groups = Bound(Groups)
    tags = Bound(Tags)
    experimental_items = Bound(ExperimentalItems)
    organizations = Bound(Organizations)
    organization_members = Bound(OrganizationMembers)
    teams = Bound(Teams)
    tokens = Bound(Tokens)
