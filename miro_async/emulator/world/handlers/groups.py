"""The operations on groups of items."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import groups
from miro_async.emulator.world.checks import one_of
from miro_async.emulator.world.errors import Problem, invalid
from miro_async.emulator.world.handlers._context import Context, Handler, checked_id, json_answer, no_content
from miro_async.emulator.world.paging import cursor_page
from miro_async.emulator.world.render_links import group_wire, members_wire
from miro_async.emulator.world.state import Group

__all__ = ["HANDLERS"]

_WITH_ITEMS = one_of("true", "false")


def _group(context: Context) -> Group:
    return context.canvas.group(checked_id("group_id", context.ids[1]))


def _answer(context: Context, group: Group, status: int = 200) -> HttpResponse:
    return json_answer(group_wire(context.render, context.board_id, group), status)


def _create(context: Context) -> HttpResponse:
    return _answer(context, groups.create(context.state, context.canvas, context.body()), 201)


def _list(context: Context) -> HttpResponse:
    listed = sorted(context.canvas.groups.listed().values(), key=lambda group: group.id)
    page = cursor_page(listed, context.params)
    wire = page.bare_wire([group_wire(context.render, context.board_id, group) for group in page.items])
    if not context.state.settings.group_list_cursor:
        wire.pop("cursor", None)
    return json_answer(wire)


def _list_items(context: Context) -> HttpResponse:
    canvas = context.canvas
    group = canvas.group(checked_id("group_item_id", context.param("group_item_id")))
    page = cursor_page(groups.members_of(canvas, group), context.params)
    wire = page.bare_wire(members_wire(context.render, canvas, page.items)) | {"total": page.total}
    match context.state.settings.group_items_envelope:
        case "nested":
            wire["data"] = {"id": group.id, "type": "group", "data": wire["data"]}
        case "pages":
            inner = {name: wire[name] for name in ("data", "limit", "size", "total")}
            wire["data"] = {"id": group.id, "type": "group", "data": [inner]}
        case "flat":
            pass
    if not context.state.settings.group_list_cursor:
        wire.pop("cursor", None)
    return json_answer(wire)


def _get(context: Context) -> HttpResponse:
    return _answer(context, _group(context))


def _update(context: Context) -> HttpResponse:
    group = _group(context)
    return _answer(context, groups.replace(context.state, context.canvas, group, context.body()))


def _remove(context: Context) -> HttpResponse:
    group, with_items = _group(context), context.params.get("delete_items", "false")
    message = _WITH_ITEMS(with_items)
    if message is not None:
        raise invalid([Problem("delete_items", message)])
    if with_items == "true":
        groups.delete_with_items(context.state, context.canvas, group)
    else:
        groups.ungroup(context.canvas, group)
    return no_content()


HANDLERS: dict[str, Handler] = {
    "groups.create": _create,
    "groups.list": _list,
    "groups.list_items": _list_items,
    "groups.get": _get,
    "groups.update": _update,
    # One path and one parameter: what the parameter says is done, whatever the operation is called.
    "groups.ungroup": _remove,
    "groups.delete": _remove,
}
"""What answers each operation, by the operation's name."""
