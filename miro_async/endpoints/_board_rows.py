"""The table: boards, who may see them, and what relates their items."""

from types import NoneType
from typing import get_args

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import BOARD, CURSOR_PAGE, GONE, ITEM, NEVER, OFFSET_PAGE, READ, SAFE, WRITE
from miro_async.models import (
    AnyItem,
    Board,
    BoardCopy,
    BoardCreate,
    BoardMember,
    BoardSort,
    BoardUpdate,
    Connector,
    ConnectorCreate,
    ConnectorUpdate,
    Group,
    GroupCreate,
    GroupUpdate,
    Invitation,
    InvitationResult,
    KnownItem,
    MemberUpdate,
    Page,
    Tag,
    TagCreate,
    TagsOfItem,
    TagUpdate,
)

__all__ = ["boards", "connectors", "groups", "members", "tags"]


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
    get = Endpoint("GET", BOARD, Board, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH",
        BOARD,
        Board,
        level=2,
        scope=WRITE,
        repeat=SAFE,
        body=BoardUpdate,
        accepted=lambda ids: Board(id=ids[0], type="board", is_pending=True),
    )
    delete = Endpoint("DELETE", BOARD, NoneType, level=3, scope=WRITE, repeat=GONE)


class members(Rows):  # noqa: N801
    """Members of a board."""

    share = Endpoint("POST", BOARD + "/members", InvitationResult, level=3, scope=WRITE, repeat=NEVER, body=Invitation)
    list = Endpoint("GET", BOARD + "/members", Page[BoardMember], level=1, scope=READ, repeat=SAFE, query=OFFSET_PAGE)
    get = Endpoint("GET", BOARD + "/members/{board_member_id}", BoardMember, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", BOARD + "/members/{board_member_id}", BoardMember, level=2, scope=WRITE, repeat=SAFE, body=MemberUpdate
    )
    remove = Endpoint("DELETE", BOARD + "/members/{board_member_id}", NoneType, level=2, scope=WRITE, repeat=GONE)


class connectors(Rows):  # noqa: N801
    """Connectors between items."""

    create = Endpoint(
        "POST", BOARD + "/connectors", Connector, level=2, scope=WRITE, repeat=NEVER, body=ConnectorCreate
    )
    list = Endpoint("GET", BOARD + "/connectors", Page[Connector], level=2, scope=READ, repeat=SAFE, query=CURSOR_PAGE)
    get = Endpoint("GET", BOARD + "/connectors/{connector_id}", Connector, level=1, scope=READ, repeat=SAFE)
    update = Endpoint(
        "PATCH",
        BOARD + "/connectors/{connector_id}",
        Connector,
        level=2,
        scope=WRITE,
        repeat=SAFE,
        body=ConnectorUpdate,
    )
    delete = Endpoint("DELETE", BOARD + "/connectors/{connector_id}", NoneType, level=3, scope=WRITE, repeat=GONE)


class groups(Rows):  # noqa: N801
    """Groups of items on a board.

    Ungrouping and deleting with all items differ in one parameter only, which is fixed here.
    """

    create = Endpoint("POST", BOARD + "/groups", Group, level=2, scope=WRITE, repeat=NEVER, body=GroupCreate)
    list = Endpoint("GET", BOARD + "/groups", Page[Group], level=2, scope=READ, repeat=SAFE, query=CURSOR_PAGE)
    list_items = Endpoint[Page[AnyItem]](
        "GET",
        BOARD + "/groups/items",
        Page[KnownItem],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={**CURSOR_PAGE, "group_item_id": Param(required=True, is_id=True)},
    )
    # Costs its level for each item of the group, which nobody knows before: the answer's headers tell.
    get = Endpoint("GET", BOARD + "/groups/{group_id}", Group, level=2, scope=READ, repeat=SAFE, per_item=True)
    # Every update gives the group a new id.
    update = Endpoint("PUT", BOARD + "/groups/{group_id}", Group, level=2, scope=WRITE, repeat=NEVER, body=GroupUpdate)
    ungroup = Endpoint(
        "DELETE",
        BOARD + "/groups/{group_id}",
        NoneType,
        level=3,
        scope=WRITE,
        repeat=GONE,
        query={"delete_items": Param(kind=bool, fixed="false")},
    )
    delete = Endpoint(
        "DELETE",
        BOARD + "/groups/{group_id}",
        NoneType,
        level=3,
        scope=WRITE,
        repeat=GONE,
        query={"delete_items": Param(kind=bool, required=True, fixed="true")},
    )


class tags(Rows):  # noqa: N801
    """Tags of a board, and which items have them.

    Detaching a tag has the path of deleting an item: without ``tag_id`` it would delete the item.
    """

    create = Endpoint("POST", BOARD + "/tags", Tag, level=1, scope=WRITE, repeat=NEVER, body=TagCreate)
    list = Endpoint("GET", BOARD + "/tags", Page[Tag], level=1, scope=READ, repeat=SAFE, query=OFFSET_PAGE)
    # Reading one tag needs the write scope: so it stands in Miro's reference.
    get = Endpoint("GET", BOARD + "/tags/{tag_id}", Tag, level=1, scope=WRITE, repeat=SAFE)
    update = Endpoint("PATCH", BOARD + "/tags/{tag_id}", Tag, level=1, scope=WRITE, repeat=SAFE, body=TagUpdate)
    delete = Endpoint("DELETE", BOARD + "/tags/{tag_id}", NoneType, level=1, scope=WRITE, repeat=GONE)
    attach = Endpoint(
        "POST", ITEM, NoneType, level=1, scope=WRITE, repeat=SAFE, query={"tag_id": Param(required=True, is_id=True)}
    )
    detach = Endpoint(
        "DELETE", ITEM, NoneType, level=1, scope=WRITE, repeat=GONE, query={"tag_id": Param(required=True, is_id=True)}
    )
    list_of_item = Endpoint("GET", ITEM + "/tags", TagsOfItem, level=1, scope=READ, repeat=SAFE)
    list_items = Endpoint[Page[AnyItem]](
        "GET",
        BOARD + "/items",
        Page[KnownItem],
        level=1,
        scope=READ,
        repeat=SAFE,
        query={**OFFSET_PAGE, "tag_id": Param(required=True, is_id=True)},
    )
