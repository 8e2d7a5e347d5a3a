"""The operations on the members of a board."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import members
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import offset_page
from miro_async.emulator.world.render_people import invited_wire, listed_member_wire, member_wire
from miro_async.emulator.world.state import Member

__all__ = ["HANDLERS"]


def _member(context: Context) -> Member:
    return members.member(context.canvas, context.ids[1])


def _answer(context: Context, member: Member) -> HttpResponse:
    return json_answer(member_wire(context.render.board_url(context.board_id), member))


def _share(context: Context) -> HttpResponse:
    return json_answer(invited_wire(members.share(context.state, context.canvas, context.body())), 201)


def _list(context: Context) -> HttpResponse:
    listed = sorted(context.canvas.members.listed().values(), key=lambda member: member.id)
    page = offset_page(len(listed), context.params)
    data = [listed_member_wire(member) for member in listed[page.start : page.stop]]
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/members", context.params))


def _get(context: Context) -> HttpResponse:
    return _answer(context, _member(context))


def _update(context: Context) -> HttpResponse:
    member = _member(context)
    return _answer(context, members.update(context.state, context.canvas, member, context.body()))


def _remove(context: Context) -> HttpResponse:
    members.remove(context.canvas, _member(context))
    return no_content()


HANDLERS: dict[str, Handler] = {
    "members.share": _share,
    "members.list": _list,
    "members.get": _get,
    "members.update": _update,
    "members.remove": _remove,
}
"""What answers each operation, by the operation's name."""
