"""The operations on the teams of the organization."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations, team_members, teams
from miro_async.emulator.world.directory import Team
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import ORGANIZATION_SCHEME, cursor_page

__all__ = ["HANDLERS"]


def _team(context: Context) -> Team:
    organizations.check(context.state, context.ids[0])
    return context.state.directory.team(context.ids[1])


def _answer(context: Context, team: Team, status: int = 200) -> HttpResponse:
    return json_answer(context.render.team(team.id), status)


def _create(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    team, state = teams.create(context.state, context.body()), context.state
    if state.settings.team_creator_joins:
        user = context.user
        team_members.join(state.directory, team.id, user.id, "admin", at=state.timeline.now(), by=user)
    return _answer(context, team, 201)


def _list(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    page = cursor_page(teams.find(context.state, context.params), context.params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([context.render.team(team.id) for team in page.items]))


def _get(context: Context) -> HttpResponse:
    return _answer(context, _team(context))


def _update(context: Context) -> HttpResponse:
    team = _team(context)
    return _answer(context, teams.update(context.state, team, context.body()))


def _delete(context: Context) -> HttpResponse:
    teams.delete(context.state, _team(context))
    return no_content()


HANDLERS: dict[str, Handler] = {
    "teams.create": _create,
    "teams.list": _list,
    "teams.get": _get,
    "teams.update": _update,
    "teams.delete": _delete,
}
"""What answers each operation, by the operation's name."""
