"""The operations on connectors."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import connectors
from miro_async.emulator.world.handlers._context import Context, Handler, checked_id, json_answer, no_content
from miro_async.emulator.world.paging import cursor_page
from miro_async.emulator.world.render_links import connector_wire
from miro_async.emulator.world.state import Connector

__all__ = ["HANDLERS"]


def _connector(context: Context) -> Connector:
    return context.canvas.connector(checked_id("connector_id", context.ids[1]))


def _answer(context: Context, connector: Connector, status: int = 200) -> HttpResponse:
    return json_answer(connector_wire(context.render, context.canvas, connector), status)


def _create(context: Context) -> HttpResponse:
    made = connectors.create(context.state, context.canvas, context.body(), context.user)
    return _answer(context, made, context.state.settings.connector_create_status)


def _list(context: Context) -> HttpResponse:
    canvas, params = context.canvas, context.params
    page = cursor_page(sorted(canvas.connectors.listed().values(), key=lambda connector: connector.id), params)
    data = [connector_wire(context.render, canvas, connector) for connector in page.items]
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/connectors", params))


def _get(context: Context) -> HttpResponse:
    return _answer(context, _connector(context))


def _update(context: Context) -> HttpResponse:
    connector = _connector(context)
    return _answer(context, connectors.update(context.state, context.canvas, connector, context.body(), context.user))


def _delete(context: Context) -> HttpResponse:
    connectors.delete(context.canvas, _connector(context))
    return no_content()


HANDLERS: dict[str, Handler] = {
    "connectors.create": _create,
    "connectors.list": _list,
    "connectors.get": _get,
    "connectors.update": _update,
    "connectors.delete": _delete,
}
"""What answers each operation, by the operation's name."""
