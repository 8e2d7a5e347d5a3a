"""The operations on docs, code widgets, nodes of mind maps, and shapes by the experimental paths."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import items
from miro_async.emulator.world.checks import one_of
from miro_async.emulator.world.errors import Problem, invalid
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.kinds import KINDS
from miro_async.emulator.world.paging import cursor_page
from miro_async.emulator.world.state import Item

__all__ = ["HANDLERS"]

_check_content_type = one_of("html", "markdown")


def _create_doc(context: Context) -> HttpResponse:
    made = items.create(context.state, context.canvas, "doc_format", context.body(), context.token)
    return _doc_answer(context, made, context.state.settings.default_doc_content_type, 201)


def _get_doc(context: Context) -> HttpResponse:
    doc = context.item("doc_format")
    content_type = context.params.get("textContentType", context.state.settings.default_doc_content_type)
    message = _check_content_type(content_type)
    if message is not None:
        raise invalid([Problem("textContentType", message)])
    return _doc_answer(context, doc, content_type)


def _doc_answer(context: Context, doc: Item, content_type: str, status: int = 200) -> HttpResponse:
    return json_answer(context.render.doc(context.board_id, doc, content_type), status)


def _create(kind: str) -> Handler:
    def create(context: Context) -> HttpResponse:
        made = items.create(context.state, context.canvas, kind, context.optional_body(), context.token)
        return _answer(context, made, 201)

    return create


def _get(kind: str) -> Handler:
    def get(context: Context) -> HttpResponse:
        return _answer(context, context.item(KINDS[kind].type))

    return get


def _list(kind: str) -> Handler:
    def list_(context: Context) -> HttpResponse:
        params = context.params
        page = cursor_page(context.canvas.listing(KINDS[kind].type), params)
        url = f"{context.render.public_url}{context.request.path}"
        return json_answer(page.wire(context.render.whole_items(context.board_id, page.items), url, params))

    return list_


def _update(kind: str) -> Handler:
    def update(context: Context) -> HttpResponse:
        item = context.item(KINDS[kind].type)
        changed = items.update(context.state, context.canvas, item, context.body(), context.token, kind=kind)
        return _answer(context, changed)

    return update


def _delete(kind: str) -> Handler:
    def delete(context: Context) -> HttpResponse:
        items.delete(context.state, context.canvas, context.item(KINDS[kind].type))
        return no_content()

    return delete


def _move_code_widget(context: Context) -> HttpResponse:
    widget, body = context.item("code_widget"), {"position": context.body()}
    return _answer(context, items.move(context.state, context.canvas, widget, body, context.token))


def _answer(context: Context, item: Item, status: int = 200) -> HttpResponse:
    """The item with its data, whatever the stable paths show of it."""
    return json_answer(context.render.whole_items(context.board_id, [item])[0], status)


HANDLERS: dict[str, Handler] = {
    "docs.create": _create_doc,
    "docs.get": _get_doc,
    "docs.delete": _delete("doc_format"),
    "code_widgets.create": _create("code_widget"),
    "code_widgets.list": _list("code_widget"),
    "code_widgets.get": _get("code_widget"),
    "code_widgets.update": _update("code_widget"),
    "code_widgets.move": _move_code_widget,
    "code_widgets.delete": _delete("code_widget"),
    "mindmap_nodes.create": _create("mindmap_node"),
    "mindmap_nodes.list": _list("mindmap_node"),
    "mindmap_nodes.get": _get("mindmap_node"),
    "mindmap_nodes.delete": _delete("mindmap_node"),
    "flowchart_shapes.create": _create("flowchart_shape"),
    "flowchart_shapes.get": _get("flowchart_shape"),
    "flowchart_shapes.update": _update("flowchart_shape"),
    "flowchart_shapes.delete": _delete("flowchart_shape"),
}
"""What answers each operation, by the operation's name."""
