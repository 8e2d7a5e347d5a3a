"""The operations on items: of any type, of one type, and the experimental ones."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import items
from miro_async.emulator.world.errors import Problem, invalid, item_not_found, not_generic
from miro_async.emulator.world.handlers._context import Context, Handler, checked_id, json_answer, no_content
from miro_async.emulator.world.kinds import BULK_TYPES
from miro_async.emulator.world.paging import cursor_page
from miro_async.emulator.world.state import Item
from miro_async.emulator.world.uploads import received_many

__all__ = ["HANDLERS"]

_ITEM_TYPES = (
    *("text", "shape", "sticky_note", "image", "document", "card", "app_card"),
    *("preview", "frame", "embed", "doc_format", "data_table_format"),
)
_EXPERIMENTAL_TYPES = ("shape",)


def _create_items(context: Context) -> HttpResponse:
    canvas = context.canvas
    return _bulk_answer(context, items.create_many(context.state, canvas, context.body(), context.token))


def _upload_items(context: Context) -> HttpResponse:
    canvas = context.canvas
    uploads = received_many(context.request, context.state.settings)
    return _bulk_answer(context, items.upload_many(context.state, canvas, uploads, context.token))


def _bulk_answer(context: Context, made: list[Item]) -> HttpResponse:
    if not context.state.settings.bulk_answer_in_order:
        made = context.state.ids.shuffled(made)
    return json_answer({"data": context.render.items(context.board_id, made), "type": "bulk-list"}, 201)


def _list_items(context: Context) -> HttpResponse:
    canvas, params = context.canvas, context.params
    item_type, parent_id = params.get("type"), params.get("parent_item_id")
    _check_type(item_type, _ITEM_TYPES)
    if parent_id is not None:
        canvas.item(checked_id("parent_item_id", parent_id))
    page = cursor_page(canvas.listing(item_type, parent_id), params)
    url = f"{context.render.board_url(context.board_id)}/items"
    return json_answer(page.wire(context.render.items(context.board_id, page.items), url, params))


def _get_item(context: Context) -> HttpResponse:
    return context.item_answer(context.item())


def _move_item(context: Context) -> HttpResponse:
    item = _changeable(context)
    return context.item_answer(items.move(context.state, context.canvas, item, context.body(), context.token))


def _delete_item(context: Context) -> HttpResponse:
    items.delete(context.state, context.canvas, _changeable(context))
    return no_content()


def _changeable(context: Context) -> Item:
    """The item in the path; nodes of mind maps can only be deleted, and by their own path (seen live)."""
    item = context.item()
    if item.type == "mindmap_node":
        raise not_generic(context.state.settings.generic_mindmap_status, context.board_id, item.type)
    return item


def _list_experimental(context: Context) -> HttpResponse:
    canvas, params = context.canvas, context.params
    _check_type(params.get("type"), _EXPERIMENTAL_TYPES)
    page = cursor_page(canvas.listing(params.get("type")), params)
    url = f"{context.render.public_url}{context.request.path}"
    return json_answer(page.wire(context.render.whole_items(context.board_id, page.items), url, params))


def _get_experimental(context: Context) -> HttpResponse:
    return json_answer(context.render.whole_items(context.board_id, [context.item()])[0])


def _delete_experimental(context: Context) -> HttpResponse:
    items.delete(context.state, context.canvas, context.item())
    return no_content()


def _check_type(item_type: str | None, known: tuple[str, ...]) -> None:
    if item_type is not None and item_type not in known:
        message = f"Unexpected value [{item_type}], expected one of: [{', '.join(known)}]"
        raise invalid([Problem("type", message)])


def _item_handlers(item_type: str) -> dict[str, Handler]:
    """The four operations of one type of items."""

    def create(context: Context) -> HttpResponse:
        canvas = context.canvas
        made = items.create(context.state, canvas, item_type, context.body(), context.token)
        return context.item_answer(made, 201)

    def get(context: Context) -> HttpResponse:
        return context.item_answer(_typed(context, item_type))

    def update(context: Context) -> HttpResponse:
        item = _typed(context, item_type)
        return context.item_answer(items.update(context.state, context.canvas, item, context.body(), context.token))

    def delete(context: Context) -> HttpResponse:
        items.delete(context.state, context.canvas, _typed(context, item_type))
        return no_content()

    return {
        f"{item_type}s.create": create,
        f"{item_type}s.get": get,
        f"{item_type}s.update": update,
        f"{item_type}s.delete": delete,
    }


def _typed(context: Context, item_type: str) -> Item:
    """The item in the path, of that type; what the stable paths cannot show is not to be found by its type."""
    item = context.item(item_type)
    if not item.is_supported:
        raise item_not_found(context.board_id)
    return item


HANDLERS: dict[str, Handler] = {
    "items.create": _create_items,
    "items.upload": _upload_items,
    "items.list": _list_items,
    "items.get": _get_item,
    "items.update": _move_item,
    "items.delete": _delete_item,
    "experimental_items.list": _list_experimental,
    "experimental_items.get": _get_experimental,
    "experimental_items.delete": _delete_experimental,
    "frames.list_items": _list_items,
    **{name: handler for item_type in BULK_TYPES for name, handler in _item_handlers(item_type).items()},
}
"""What answers each operation, by the operation's name."""
