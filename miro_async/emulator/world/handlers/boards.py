"""The operations on boards."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import boards
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import offset_page

__all__ = ["HANDLERS"]


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
    if changed is None:
        return HttpResponse(202, {}, b"")
    return json_answer(context.render.board(changed, context.user))


def _delete_board(context: Context) -> HttpResponse:
    context.state.remove_board(context.state.board(context.board_id).id)
    return no_content()


HANDLERS: dict[str, Handler] = {
    "boards.create": _create_board,
    "boards.list": _list_boards,
    "boards.copy": _copy_board,
    "boards.get": _get_board,
    "boards.update": _update_board,
    "boards.delete": _delete_board,
}
"""What answers each operation, by the operation's name."""
