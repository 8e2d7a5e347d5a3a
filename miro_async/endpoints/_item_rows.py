"""The table: items of any type, and of each type."""

import builtins
from types import NoneType
from typing import Annotated, Final, get_args

from msgspec import Meta

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import (
    ANY_ITEM,
    BOARD,
    CURSOR_PAGE,
    EXPERIMENTAL,
    GONE,
    ITEM,
    NEVER,
    READ,
    SAFE,
    WRITE,
)
from miro_async.models import (
    AnyItem,
    AppCard,
    AppCardCreate,
    AppCardUpdate,
    BulkEntry,
    BulkFileEntry,
    Card,
    CardCreate,
    CardUpdate,
    Document,
    DocumentCreate,
    DocumentUpdate,
    DocumentUpload,
    Embed,
    EmbedCreate,
    EmbedUpdate,
    Frame,
    FrameCreate,
    FrameUpdate,
    Image,
    ImageCreate,
    ImageUpdate,
    ImageUpload,
    ItemType,
    ItemUpdate,
    KnownItem,
    Page,
    Resource,
    Shape,
    ShapeCreate,
    ShapeUpdate,
    StickyNote,
    StickyNoteCreate,
    StickyNoteUpdate,
    Text,
    TextCreate,
    TextUpdate,
)

__all__ = [
    "app_cards",
    "cards",
    "documents",
    "embeds",
    "experimental_items",
    "frames",
    "images",
    "items",
    "shapes",
    "sticky_notes",
    "texts",
]

BULK = Annotated[builtins.list[BulkEntry], Meta(min_length=1, max_length=20)]
FILES = Annotated[builtins.list[BulkFileEntry], Meta(min_length=1, max_length=20)]
_RESOURCE: Final = {
    "format": Param(required=True, choices=("original", "preview")),
    "redirect": Param(kind=bool, fixed="false"),
}


class items(Rows):  # noqa: N801
    """Items of any type."""

    create = Endpoint(
        "POST", BOARD + "/items/bulk", Page[KnownItem], level=2, scope=WRITE, repeat=NEVER, body=BULK, per_item=True
    )
    list = Endpoint[Page[AnyItem]](
        "GET",
        BOARD + "/items",
        Page[KnownItem],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={**CURSOR_PAGE, "type": Param(choices=get_args(ItemType))},
    )
    get = Endpoint("GET", ITEM, ANY_ITEM, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", ITEM, ANY_ITEM, level=2, scope=WRITE, repeat=SAFE, body=ItemUpdate)
    delete = Endpoint("DELETE", ITEM, NoneType, level=3, scope=WRITE, repeat=GONE)
    upload = Endpoint(
        "POST",
        BOARD + "/items/bulk",
        Page[KnownItem],
        level=2,
        scope=WRITE,
        repeat=NEVER,
        body=FILES,
        per_item=True,
        most_files=20,
    )


class experimental_items(Rows):  # noqa: N801
    """Items as the experimental API shows them: also flowchart shapes and nodes of mind maps, with their content."""

    list = Endpoint[Page[AnyItem]](
        "GET",
        EXPERIMENTAL + "/items",
        Page[KnownItem],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={**CURSOR_PAGE, "type": Param(choices=("shape",))},
    )
    get = Endpoint("GET", EXPERIMENTAL + "/items/{item_id}", ANY_ITEM, level=1, scope=READ, repeat=SAFE)
    delete = Endpoint("DELETE", EXPERIMENTAL + "/items/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class sticky_notes(Rows):  # noqa: N801
    """Sticky notes."""

    create = Endpoint(
        "POST", BOARD + "/sticky_notes", StickyNote, level=2, scope=WRITE, repeat=NEVER, body=StickyNoteCreate
    )
    get = Endpoint("GET", BOARD + "/sticky_notes/{item_id}", StickyNote, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", BOARD + "/sticky_notes/{item_id}", StickyNote, level=2, scope=WRITE, repeat=SAFE, body=StickyNoteUpdate
    )
    delete = Endpoint("DELETE", BOARD + "/sticky_notes/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class shapes(Rows):  # noqa: N801
    """Shapes."""

    create = Endpoint("POST", BOARD + "/shapes", Shape, level=2, scope=WRITE, repeat=NEVER, body=ShapeCreate)
    get = Endpoint("GET", BOARD + "/shapes/{item_id}", Shape, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/shapes/{item_id}", Shape, level=2, scope=WRITE, repeat=SAFE, body=ShapeUpdate)
    delete = Endpoint("DELETE", BOARD + "/shapes/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class frames(Rows):  # noqa: N801
    """Frames, and what lies in them."""

    create = Endpoint("POST", BOARD + "/frames", Frame, level=2, scope=WRITE, repeat=NEVER, body=FrameCreate)
    get = Endpoint("GET", BOARD + "/frames/{item_id}", Frame, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/frames/{item_id}", Frame, level=2, scope=WRITE, repeat=SAFE, body=FrameUpdate)
    delete = Endpoint("DELETE", BOARD + "/frames/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)
    list_items = Endpoint[Page[AnyItem]](
        "GET",
        BOARD + "/items",
        Page[KnownItem],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={"parent_item_id": Param(required=True, is_id=True), **CURSOR_PAGE, "type": Param()},
    )


class texts(Rows):  # noqa: N801
    """Texts."""

    create = Endpoint("POST", BOARD + "/texts", Text, level=2, scope=WRITE, repeat=NEVER, body=TextCreate)
    get = Endpoint("GET", BOARD + "/texts/{item_id}", Text, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/texts/{item_id}", Text, level=2, scope=WRITE, repeat=SAFE, body=TextUpdate)
    delete = Endpoint("DELETE", BOARD + "/texts/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class cards(Rows):  # noqa: N801
    """Cards."""

    create = Endpoint("POST", BOARD + "/cards", Card, level=2, scope=WRITE, repeat=NEVER, body=CardCreate)
    get = Endpoint("GET", BOARD + "/cards/{item_id}", Card, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/cards/{item_id}", Card, level=2, scope=WRITE, repeat=SAFE, body=CardUpdate)
    delete = Endpoint("DELETE", BOARD + "/cards/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class app_cards(Rows):  # noqa: N801
    """App cards."""

    create = Endpoint("POST", BOARD + "/app_cards", AppCard, level=2, scope=WRITE, repeat=NEVER, body=AppCardCreate)
    get = Endpoint("GET", BOARD + "/app_cards/{item_id}", AppCard, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", BOARD + "/app_cards/{item_id}", AppCard, level=2, scope=WRITE, repeat=SAFE, body=AppCardUpdate
    )
    delete = Endpoint("DELETE", BOARD + "/app_cards/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class images(Rows):  # noqa: N801
    """Images, from a URL or from a file."""

    create = Endpoint("POST", BOARD + "/images", Image, level=2, scope=WRITE, repeat=NEVER, body=ImageCreate)
    get = Endpoint("GET", BOARD + "/images/{item_id}", Image, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/images/{item_id}", Image, level=2, scope=WRITE, repeat=SAFE, body=ImageUpdate)
    delete = Endpoint("DELETE", BOARD + "/images/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)
    upload = Endpoint(
        "POST", BOARD + "/images", Image, level=2, scope=WRITE, repeat=NEVER, body=ImageUpload, most_files=1
    )
    replace = Endpoint(
        "PATCH", BOARD + "/images/{item_id}", Image, level=2, scope=WRITE, repeat=SAFE, body=ImageUpload, most_files=1
    )
    # Not in the reference; what it costs was measured (miro-facts, sections 1 and 7).
    locate = Endpoint(
        "GET", BOARD + "/resources/images/{resource_id}", Resource, level=3, scope=READ, repeat=SAFE, query=_RESOURCE
    )


class documents(Rows):  # noqa: N801
    """Documents, from a URL or from a file."""

    create = Endpoint("POST", BOARD + "/documents", Document, level=2, scope=WRITE, repeat=NEVER, body=DocumentCreate)
    get = Endpoint("GET", BOARD + "/documents/{item_id}", Document, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", BOARD + "/documents/{item_id}", Document, level=2, scope=WRITE, repeat=SAFE, body=DocumentUpdate
    )
    delete = Endpoint("DELETE", BOARD + "/documents/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)
    upload = Endpoint(
        "POST", BOARD + "/documents", Document, level=2, scope=WRITE, repeat=NEVER, body=DocumentUpload, most_files=1
    )
    replace = Endpoint(
        "PATCH",
        BOARD + "/documents/{item_id}",
        Document,
        level=2,
        scope=WRITE,
        repeat=SAFE,
        body=DocumentUpload,
        most_files=1,
    )
    # Not in the reference; what it costs was measured (miro-facts, sections 1 and 7).
    locate = Endpoint(
        "GET", BOARD + "/resources/documents/{resource_id}", Resource, level=3, scope=READ, repeat=SAFE, query=_RESOURCE
    )


class embeds(Rows):  # noqa: N801
    """Embeds."""

    create = Endpoint("POST", BOARD + "/embeds", Embed, level=2, scope=WRITE, repeat=NEVER, body=EmbedCreate)
    get = Endpoint("GET", BOARD + "/embeds/{item_id}", Embed, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/embeds/{item_id}", Embed, level=2, scope=WRITE, repeat=SAFE, body=EmbedUpdate)
    delete = Endpoint("DELETE", BOARD + "/embeds/{item_id}", NoneType, level=3, scope=WRITE, repeat=GONE)
