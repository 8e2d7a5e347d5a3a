"""From requests to answers: one function an operation, which takes a request apart and renders what the rules made."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world import boards, items, tags
from miro_async.emulator.world.checks import identifier
from miro_async.emulator.world.errors import (
    Problem,
    Refusal,
    invalid,
    malformed_json,
    not_implemented,
    wrong_content_type,
)
from miro_async.emulator.world.paging import cursor_page, offset_page
from miro_async.emulator.world.render import Renderer, token_information
from miro_async.emulator.world.state import Canvas, Item, State, Tag, User
from miro_async.emulator.world.tokens import Token

__all__ = ["HANDLERS", "Context", "json_answer", "refused"]

_encode = msgspec.json.Encoder().encode

_ITEM_TYPES = (
    *("text", "shape", "sticky_note", "image", "document", "card", "app_card"),
    *("preview", "frame", "embed", "doc_format", "data_table_format"),
)


def json_answer(value: object, status: int = 200) -> HttpResponse:
    """An answer with a JSON body."""
    return HttpResponse(status, {"content-type": "application/json"}, _encode(value))


def refused(refusal: Refusal) -> HttpResponse:
    """The answer to a request that breaks a rule: pretty-printed, with the keys in the order seen live."""
    body = {
        "type": "error",
        "code": refusal.code,
        "context": refusal.context,
        "message": refusal.message,
        "status": refusal.status,
    }
    headers = {"content-type": "application/json"}
    return HttpResponse(refusal.status, headers, msgspec.json.format(_encode(body), indent=2))


def _no_content() -> HttpResponse:
    return HttpResponse(204, {}, b"")


class Context(NamedTuple):
    """A request whose token may do what it asks.

    Attributes:
        state: all boards.
        request: the request.
        ids: what filled the holes of the path.
        token: whose request it is.
        organization_id: the organization of the token's team.
        render: makes wire shapes.
    """

    state: State
    request: HttpRequest
    ids: tuple[str, ...]
    token: Token
    organization_id: str
    render: Renderer

    @property
    def user(self) -> User:
        """Who sends the request."""
        return self.token.user

    @property
    def board_id(self) -> str:
        """The board in the path."""
        return self.ids[0]

    @property
    def params(self) -> dict[str, str]:
        """The query parameters; the last of a name counts."""
        return dict(self.request.query)

    @property
    def canvas(self) -> Canvas:
        """What lies on the board in the path.

        Raises:
            Refusal: 404, there is no such board.
        """
        return self.state.canvas(self.board_id)

    def item(self, item_type: str | None = None) -> Item:
        """The item in the path.

        Raises:
            Refusal: 404, there is none of that type; 400, the id is no number.
        """
        return self.canvas.item(_checked_id("item_id", self.ids[1]), item_type)

    def tag(self, tag_id: str) -> Tag:
        """A tag of the board in the path.

        Raises:
            Refusal: 404, there is none; 400, the id is no number.
        """
        return self.canvas.tag(_checked_id("tag_id", tag_id))

    def param(self, name: str) -> str:
        """A query parameter that must be there.

        Raises:
            Refusal: 400, it is not.
        """
        try:
            return self.params[name]
        except KeyError:
            raise invalid([Problem(name, f"Field [{name}] of type [String] is required")]) from None

    def body(self) -> object:
        """The JSON value of the body.

        Raises:
            Refusal: 400 or 415, it is none.
        """
        received = self.request.headers.get("content-type", "")
        media_type = received.partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise wrong_content_type(self.state.settings.wrong_content_type_status, received)
        try:
            return msgspec.json.decode(self.request.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise malformed_json(str(error)) from None

    def optional_body(self) -> object:
        """Likewise, where no body means that nothing is said."""
        return self.body() if self.request.body else {}

    def item_answer(self, item: Item, status: int = 200) -> HttpResponse:
        """An item of the board in the path."""
        return json_answer(self.render.item(self.board_id, item), status)


def _checked_id(name: str, value: str) -> str:
    message = identifier(value)
    if message is not None:
        raise invalid([Problem(name, message)])
    return value


# --- boards ---------------------------------------------------------------------------------------------------------


def _create_board(context: Context) -> HttpResponse:
    board = boards.create(context.state, context.optional_body(), context.user, context.token.team_id)
    return json_answer(context.render.board(board, context.user), 201)


def _list_boards(context: Context) -> HttpResponse:
    found = boards.find(context.state, context.params)
    page = offset_page(len(found), context.params)
    data = [context.render.board(board, context.user) for board in found[page.start : page.stop]]
    return json_answer(page.wire(data, f"{context.render.public_url}/v2/boards", context.params))


def _copy_board(context: Context) -> HttpResponse:
    source = context.state.board(context.param("copy_from"))
    board = boards.copy(context.state, source, context.optional_body(), context.user)
    return json_answer(context.render.board(board, context.user), 201)


def _get_board(context: Context) -> HttpResponse:
    return json_answer(context.render.read_board(context.state.board(context.board_id), context.user))


def _update_board(context: Context) -> HttpResponse:
    board = context.state.board(context.board_id)
    changed = boards.update(context.state, board, context.body(), context.user)
    return json_answer(context.render.board(changed, context.user))


def _delete_board(context: Context) -> HttpResponse:
    context.state.remove_board(context.state.board(context.board_id).id)
    return _no_content()


# --- items ----------------------------------------------------------------------------------------------------------


def _create_items(context: Context) -> HttpResponse:
    canvas = context.canvas
    if context.request.headers.get("content-type", "").startswith("multipart/"):
        raise not_implemented("bulk creates with files")
    made = items.create_many(context.state, canvas, context.body(), context.user)
    if not context.state.settings.bulk_answer_in_order:
        made = context.state.ids.shuffled(made)
    return json_answer({"data": context.render.items(context.board_id, made), "type": "bulk-list"}, 201)


def _list_items(context: Context) -> HttpResponse:
    canvas, params = context.canvas, context.params
    item_type, parent_id = params.get("type"), params.get("parent_item_id")
    if item_type is not None and item_type not in _ITEM_TYPES:
        message = f"Unexpected value [{item_type}], expected one of: [{', '.join(_ITEM_TYPES)}]"
        raise invalid([Problem("type", message)])
    if parent_id is not None:
        canvas.item(_checked_id("parent_item_id", parent_id))
    page = cursor_page(canvas.listing(item_type, parent_id), params)
    url = f"{context.render.board_url(context.board_id)}/items"
    return json_answer(page.wire(context.render.items(context.board_id, page.items), url, params))


def _get_item(context: Context) -> HttpResponse:
    return context.item_answer(context.item())


def _move_item(context: Context) -> HttpResponse:
    item = context.item()
    return context.item_answer(items.move(context.state, context.canvas, item, context.body(), context.user))


def _delete_item(context: Context) -> HttpResponse:
    items.delete(context.canvas, context.item())
    return _no_content()


Handler = Callable[[Context], HttpResponse]


def _item_handlers(item_type: str) -> dict[str, Handler]:
    """The four operations of one type of items."""

    def create(context: Context) -> HttpResponse:
        canvas = context.canvas
        made = items.create(context.state, canvas, item_type, context.body(), context.user)
        return context.item_answer(made, 201)

    def get(context: Context) -> HttpResponse:
        return context.item_answer(context.item(item_type))

    def update(context: Context) -> HttpResponse:
        item = context.item(item_type)
        return context.item_answer(items.update(context.state, context.canvas, item, context.body(), context.user))

    def delete(context: Context) -> HttpResponse:
        items.delete(context.canvas, context.item(item_type))
        return _no_content()

    return {
        f"{item_type}s.create": create,
        f"{item_type}s.get": get,
        f"{item_type}s.update": update,
        f"{item_type}s.delete": delete,
    }


# --- tags -----------------------------------------------------------------------------------------------------------


def _tag_answer(context: Context, tag: Tag, status: int = 200) -> HttpResponse:
    return json_answer(context.render.tag(context.board_id, tag), status)


def _create_tag(context: Context) -> HttpResponse:
    canvas = context.canvas
    return _tag_answer(context, tags.create(context.state, canvas, context.body()), 201)


def _list_tags(context: Context) -> HttpResponse:
    listed = sorted(context.canvas.tags.listed().values(), key=lambda tag: tag.id)
    page = offset_page(len(listed), context.params)
    data = [context.render.tag(context.board_id, tag) for tag in listed[page.start : page.stop]]
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/tags", context.params))


def _get_tag(context: Context) -> HttpResponse:
    return _tag_answer(context, context.tag(context.ids[1]))


def _update_tag(context: Context) -> HttpResponse:
    tag = context.tag(context.ids[1])
    return _tag_answer(context, tags.update(context.state, context.canvas, tag, context.body()))


def _delete_tag(context: Context) -> HttpResponse:
    tags.delete(context.canvas, context.tag(context.ids[1]))
    return _no_content()


def _attach_tag(context: Context) -> HttpResponse:
    tags.attach(context.state, context.canvas, context.item(), context.tag(context.param("tag_id")))
    return _no_content()


def _detach_tag(context: Context) -> HttpResponse:
    tags.detach(context.canvas, context.item(), context.tag(context.param("tag_id")))
    return _no_content()


def _list_tags_of_item(context: Context) -> HttpResponse:
    found = tags.tags_of(context.canvas, context.item())
    return json_answer({"tags": [context.render.tag(context.board_id, tag) for tag in found]})


def _list_items_of_tag(context: Context) -> HttpResponse:
    found = tags.items_with(context.canvas, context.tag(context.param("tag_id")))
    page = offset_page(len(found), context.params)
    data = context.render.items(context.board_id, found[page.start : page.stop])
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/items", context.params))


# --- tokens ---------------------------------------------------------------------------------------------------------


def _get_token(context: Context) -> HttpResponse:
    return json_answer(token_information(context.token, context.organization_id))


HANDLERS: dict[str, Handler] = {
    "boards.create": _create_board,
    "boards.list": _list_boards,
    "boards.copy": _copy_board,
    "boards.get": _get_board,
    "boards.update": _update_board,
    "boards.delete": _delete_board,
    "items.create": _create_items,
    "items.list": _list_items,
    "items.get": _get_item,
    "items.update": _move_item,
    "items.delete": _delete_item,
    "tags.create": _create_tag,
    "tags.list": _list_tags,
    "tags.get": _get_tag,
    "tags.update": _update_tag,
    "tags.delete": _delete_tag,
    "tags.attach": _attach_tag,
    "tags.detach": _detach_tag,
    "tags.list_of_item": _list_tags_of_item,
    "tags.list_items": _list_items_of_tag,
    "tokens.get": _get_token,
    **_item_handlers("sticky_note"),
    **_item_handlers("shape"),
    **_item_handlers("frame"),
}
"""What answers each operation, by the operation's name."""
