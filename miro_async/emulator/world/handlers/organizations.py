"""The operations on the organization and its members."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer
from miro_async.emulator.world.paging import ORGANIZATION_SCHEME, cursor_page
from miro_async.emulator.world.render_people import organization_member_wire, organization_wire

__all__ = ["HANDLERS"]


def _get(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    return json_answer(organization_wire(context.state.directory.organization))


def _list_members(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    params = context.params
    if "emails" in params:  # every other parameter is ignored
        named = organizations.find_by_email(context.state, params["emails"])
        return json_answer([organization_member_wire(member) for member in named])
    page = cursor_page(organizations.find(context.state, params), params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([organization_member_wire(member) for member in page.items]))


def _get_member(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    return json_answer(organization_member_wire(context.state.directory.member(context.ids[1])))


HANDLERS: dict[str, Handler] = {
    "organizations.get": _get,
    "organization_members.list": _list_members,
    "organization_members.get": _get_member,
}
"""What answers each operation, by the operation's name."""
