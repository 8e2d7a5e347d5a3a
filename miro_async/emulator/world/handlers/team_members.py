"""The operations on the members and the settings of a team."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations, team_members, team_settings
from miro_async.emulator.world.directory import Team, TeamMember
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import ORGANIZATION_SCHEME, cursor_page
from miro_async.emulator.world.render_teams import team_member_wire, team_settings_wire

__all__ = ["HANDLERS"]


def _team(context: Context) -> Team:
    organizations.check(context.state, context.ids[0])
    return context.state.directory.team(context.ids[1])


def _member(context: Context) -> TeamMember:
    return team_members.member(context.state, _team(context), context.ids[2])


def _invite(context: Context) -> HttpResponse:
    made = team_members.invite(context.state, _team(context), context.body(), context.user)
    return json_answer(team_member_wire(made), 201)


def _list(context: Context) -> HttpResponse:
    found = team_members.find(context.state, _team(context), context.params)
    page = cursor_page(found, context.params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([team_member_wire(member) for member in page.items]))


def _get(context: Context) -> HttpResponse:
    return json_answer(team_member_wire(_member(context)))


def _update(context: Context) -> HttpResponse:
    member = _member(context)
    return json_answer(team_member_wire(team_members.update(context.state, member, context.body(), context.user)))


def _remove(context: Context) -> HttpResponse:
    team_members.remove(context.state, _member(context))
    return no_content()


def _default_settings(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    return json_answer(team_settings_wire(context.ids[0], None, team_settings.DEFAULTS))


def _settings(context: Context) -> HttpResponse:
    team = _team(context)
    return json_answer(team_settings_wire(context.ids[0], team.id, team_settings.of(context.state, team)))


def _update_settings(context: Context) -> HttpResponse:
    team = _team(context)
    changed = team_settings.update(context.state, team, context.body())
    return json_answer(team_settings_wire(context.ids[0], team.id, changed))


HANDLERS: dict[str, Handler] = {
    "team_members.invite": _invite,
    "team_members.list": _list,
    "team_members.get": _get,
    "team_members.update": _update,
    "team_members.remove": _remove,
    "team_settings.get_default": _default_settings,
    "team_settings.get": _settings,
    "team_settings.update": _update_settings,
}
"""What answers each operation, by the operation's name."""
