"""The table: one row an operation. The order is that of Miro's reference.

Method, path, level and scope of a row are Miro's (the reference of the REST API). Whether it may be repeated is
our judgement: `SAFE` reads or sets a state, `NEVER` would do something twice.
"""

import builtins
from typing import Annotated, cast, get_args

from msgspec import Meta

from miro_async.endpoints._endpoint import Endpoint, Param, Repeat, Rows
from miro_async.models import (
    AnyItem,
    Board,
    BoardCopy,
    BoardCreate,
    BoardSort,
    BoardUpdate,
    BulkEntry,
    Frame,
    FrameCreate,
    FrameUpdate,
    ItemType,
    ItemUpdate,
    KnownItem,
    Page,
    Shape,
    ShapeCreate,
    ShapeUpdate,
    StickyNote,
    StickyNoteCreate,
    StickyNoteUpdate,
    Tag,
    TagCreate,
    TagsOfItem,
    TagUpdate,
    TokenInfo,
)

__all__ = ["boards", "frames", "items", "shapes", "sticky_notes", "tags", "tokens"]

READ = "boards:read"
WRITE = "boards:write"
SAFE = Repeat.SAFE
NEVER = Repeat.NEVER
GONE = Repeat.NOT_FOUND_IS_DONE

OFFSET_PAGE = {"limit": Param(int, low=1, high=50), "offset": Param(int, low=0)}
CURSOR_PAGE = {"limit": Param(int, low=10, high=50), "cursor": Param()}

BULK = Annotated[builtins.list[BulkEntry], Meta(min_length=1, max_length=20)]

_BOARD = "/v2/boards/{board_id}"
_ITEM = _BOARD + "/items/{item_id}"
# `UnknownItem` has no tag, so the fast decoder reads the known types and the lenient one adds the rest.
_ANY_ITEM = cast("type[AnyItem]", KnownItem)


class boards(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.boards.create`
    """Boards."""

    create = Endpoint("POST", "/v2/boards", Board, level=3, scope=WRITE, repeat=NEVER, body=BoardCreate)
    list = Endpoint(
        "GET",
        "/v2/boards",
        Page[Board],
        level=1,
        scope=READ,
        repeat=SAFE,
        query={
            "team_id": Param(is_id=True),
            "project_id": Param(is_id=True),
            "query": Param(high=500),
            "owner": Param(),
            **OFFSET_PAGE,
            "sort": Param(choices=get_args(BoardSort)),
        },
    )
    copy = Endpoint(
        "PUT",
        "/v2/boards",
        Board,
        level=4,
        scope=WRITE,
        repeat=NEVER,
        body=BoardCopy,
        query={"copy_from": Param(required=True, is_id=True)},
    )
    get = Endpoint("GET", _BOARD, Board, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _BOARD, Board, level=2, scope=WRITE, repeat=SAFE, body=BoardUpdate)
    delete = Endpoint("DELETE", _BOARD, level=3, scope=WRITE, repeat=GONE)


class items(Rows):  # noqa: N801
    """Items of any type."""

    create = Endpoint(
        "POST",
        _BOARD + "/items/bulk",
        Page[KnownItem],
        level=2,
        scope=WRITE,
        repeat=NEVER,
        body=BULK,
        per_item=True,
    )
    list = Endpoint[Page[AnyItem]](
        "GET",
        _BOARD + "/items",
        Page[KnownItem],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={**CURSOR_PAGE, "type": Param(choices=get_args(ItemType))},
    )
    get = Endpoint("GET", _ITEM, _ANY_ITEM, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _ITEM, _ANY_ITEM, level=2, scope=WRITE, repeat=SAFE, body=ItemUpdate)
    delete = Endpoint("DELETE", _ITEM, level=3, scope=WRITE, repeat=GONE)


class sticky_notes(Rows):  # noqa: N801
    """Sticky notes."""

    create = Endpoint(
        "POST",
        _BOARD + "/sticky_notes",
        StickyNote,
        level=2,
        scope=WRITE,
        repeat=NEVER,
        body=StickyNoteCreate,
    )
    get = Endpoint("GET", _BOARD + "/sticky_notes/{item_id}", StickyNote, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH",
        _BOARD + "/sticky_notes/{item_id}",
        StickyNote,
        level=2,
        scope=WRITE,
        repeat=SAFE,
        body=StickyNoteUpdate,
    )
    delete = Endpoint("DELETE", _BOARD + "/sticky_notes/{item_id}", level=3, scope=WRITE, repeat=GONE)


class shapes(Rows):  # noqa: N801
    """Shapes."""

    create = Endpoint("POST", _BOARD + "/shapes", Shape, level=2, scope=WRITE, repeat=NEVER, body=ShapeCreate)
    get = Endpoint("GET", _BOARD + "/shapes/{item_id}", Shape, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _BOARD + "/shapes/{item_id}", Shape, level=2, scope=WRITE, repeat=SAFE, body=ShapeUpdate)
    delete = Endpoint("DELETE", _BOARD + "/shapes/{item_id}", level=3, scope=WRITE, repeat=GONE)


class frames(Rows):  # noqa: N801
    """Frames."""

    create = Endpoint("POST", _BOARD + "/frames", Frame, level=2, scope=WRITE, repeat=NEVER, body=FrameCreate)
    get = Endpoint("GET", _BOARD + "/frames/{item_id}", Frame, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _BOARD + "/frames/{item_id}", Frame, level=2, scope=WRITE, repeat=SAFE, body=FrameUpdate)
    delete = Endpoint("DELETE", _BOARD + "/frames/{item_id}", level=3, scope=WRITE, repeat=GONE)


class tags(Rows):  # noqa: N801
    """Tags of a board, and which items have them.

    Detaching a tag has the path of deleting an item: without ``tag_id`` it would delete the item.
    """

    create = Endpoint("POST", _BOARD + "/tags", Tag, level=1, scope=WRITE, repeat=NEVER, body=TagCreate)
    list = Endpoint("GET", _BOARD + "/tags", Page[Tag], level=1, scope=READ, repeat=SAFE, query=OFFSET_PAGE)
    # Reading one tag needs the write scope: so it stands in Miro's reference.
    get = Endpoint("GET", _BOARD + "/tags/{tag_id}", Tag, level=1, scope=WRITE, repeat=SAFE)
    update = Endpoint("PATCH", _BOARD + "/tags/{tag_id}", Tag, level=1, scope=WRITE, repeat=SAFE, body=TagUpdate)
    delete = Endpoint("DELETE", _BOARD + "/tags/{tag_id}", level=1, scope=WRITE, repeat=GONE)
    attach = Endpoint(
        "POST", _ITEM, level=1, scope=WRITE, repeat=SAFE, query={"tag_id": Param(required=True, is_id=True)}
    )
    detach = Endpoint(
        "DELETE", _ITEM, level=1, scope=WRITE, repeat=GONE, query={"tag_id": Param(required=True, is_id=True)}
    )
    list_of_item = Endpoint("GET", _ITEM + "/tags", TagsOfItem, level=1, scope=READ, repeat=SAFE)
    list_items = Endpoint[Page[AnyItem]](
        "GET",
        _BOARD + "/items",
        Page[KnownItem],
        level=1,
        scope=READ,
        repeat=SAFE,
        query={**OFFSET_PAGE, "tag_id": Param(required=True, is_id=True)},
    )


class tokens(Rows):  # noqa: N801
    """The token in use."""

    get = Endpoint("GET", "/v1/oauth-token", TokenInfo, level=None, scope="", repeat=SAFE)
