"""The operations on user groups of the organization, their members, and what they are part of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations, user_groups
from miro_async.emulator.world.directory import Team, UserGroup
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import ORGANIZATION_SCHEME, cursor_page
from miro_async.emulator.world.render_user_groups import (
    changes_wire,
    team_user_group_wire,
    user_group_member_wire,
    user_group_share_wire,
    user_group_team_wire,
    user_group_wire,
)
from miro_async.emulator.world.user_groups import Place

__all__ = ["HANDLERS"]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


def _group(context: Context, hole: int = 1) -> UserGroup:
    organizations.check(context.state, context.ids[0])
    return context.state.directory.user_group(context.ids[hole])


def _team(context: Context) -> Team:
    organizations.check(context.state, context.ids[0])
    return context.state.directory.team(context.ids[1])


def _page(context: Context, listed: Sequence[T], wire: Callable[[T], dict[str, Any]]) -> HttpResponse:
    page = cursor_page(listed, context.params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([wire(each) for each in page.items]))


# --- user groups ------------------------------------------------------------------------------------------------------


def _create(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    return json_answer(user_group_wire(user_groups.create(context.state, context.body())), 201)


def _list(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    return _page(context, user_groups.listed(context.state), user_group_wire)


def _get(context: Context) -> HttpResponse:
    return json_answer(user_group_wire(_group(context)))


def _update(context: Context) -> HttpResponse:
    group = _group(context)
    return json_answer(user_group_wire(user_groups.update(context.state, group, context.body())))


def _delete(context: Context) -> HttpResponse:
    user_groups.delete(context.state, _group(context))
    return no_content()


# --- their members ----------------------------------------------------------------------------------------------------


def _add_member(context: Context) -> HttpResponse:
    group = _group(context)
    return json_answer(user_group_member_wire(user_groups.add_member(context.state, group, context.body())), 201)


def _list_members(context: Context) -> HttpResponse:
    return _page(context, user_groups.members_of(context.state, _group(context)), user_group_member_wire)


def _get_member(context: Context) -> HttpResponse:
    member = user_groups.member(context.state, _group(context), context.ids[2])
    return json_answer(user_group_member_wire(member))


def _update_members(context: Context) -> HttpResponse:
    group = _group(context)
    return json_answer(changes_wire(user_groups.change_members(context.state, group, context.body())), 207)


def _remove_member(context: Context) -> HttpResponse:
    group = _group(context)
    user_groups.remove_member(context.state, group, user_groups.member(context.state, group, context.ids[2]))
    return no_content()


# --- teams ------------------------------------------------------------------------------------------------------------


def _list_teams(context: Context) -> HttpResponse:
    return _page(context, user_groups.teams_of(context.state, _group(context)), user_group_team_wire)


def _get_team(context: Context) -> HttpResponse:
    return json_answer(user_group_team_wire(user_groups.team(context.state, _group(context), context.ids[2])))


def _list_of_team(context: Context) -> HttpResponse:
    return _page(context, user_groups.of_team(context.state, _team(context)), team_user_group_wire)


def _add_to_team(context: Context) -> HttpResponse:
    team = _team(context)
    return json_answer(team_user_group_wire(user_groups.join_team(context.state, team, context.body())), 201)


def _group_of_team(context: Context) -> UserGroup:
    _team(context)
    group = _group(context, hole=2)
    user_groups.team(context.state, group, context.ids[1])
    return group


def _get_of_team(context: Context) -> HttpResponse:
    return json_answer(team_user_group_wire(_group_of_team(context)))


def _remove_from_team(context: Context) -> HttpResponse:
    user_groups.leave_team(context.state, _team(context), _group_of_team(context))
    return no_content()


# --- boards and projects ----------------------------------------------------------------------------------------------

_FIND: Final[Mapping[Place, Callable[[Context], object]]] = {
    "boards": lambda context: context.state.board(context.ids[1]),
    "projects": lambda context: context.state.directory.project(context.ids[1]),
}
"""Raises a `Refusal` where the board or the project of the path is not there."""


def _place_id(context: Context, place: Place) -> str:
    organizations.check(context.state, context.ids[0])
    _FIND[place](context)
    return context.ids[1]


def _lister(place: Place) -> Handler:
    def handle(context: Context) -> HttpResponse:
        place_id = _place_id(context, place)
        listed = user_groups.of_place(context.state, place, place_id)
        return _page(context, listed, lambda group: user_group_share_wire(place, place_id, group))

    return handle


def _sharer(place: Place) -> Handler:
    def handle(context: Context) -> HttpResponse:
        place_id = _place_id(context, place)
        shared = user_groups.share(context.state, place, place_id, context.body())
        return json_answer(user_group_share_wire(place, place_id, shared[0]))  # one, as described, whatever was asked

    return handle


def _remover(place: Place) -> Handler:
    def handle(context: Context) -> HttpResponse:
        user_groups.unshare(context.state, place, _place_id(context, place), _group(context, hole=2))
        return no_content()

    return handle


HANDLERS: dict[str, Handler] = {
    "user_groups.create": _create,
    "user_groups.list": _list,
    "user_groups.get": _get,
    "user_groups.update": _update,
    "user_groups.delete": _delete,
    "user_group_members.add": _add_member,
    "user_group_members.list": _list_members,
    "user_group_members.get": _get_member,
    "user_group_members.update": _update_members,
    "user_group_members.remove": _remove_member,
    "user_group_teams.list": _list_teams,
    "user_group_teams.get": _get_team,
    "team_user_groups.list": _list_of_team,
    "team_user_groups.add": _add_to_team,
    "team_user_groups.get": _get_of_team,
    "team_user_groups.remove": _remove_from_team,
    "board_user_groups.list": _lister("boards"),
    "board_user_groups.add": _sharer("boards"),
    "board_user_groups.remove": _remover("boards"),
    "project_user_groups.list": _lister("projects"),
    "project_user_groups.add": _sharer("projects"),
    "project_user_groups.remove": _remover("projects"),
}
"""What answers each operation, by the operation's name."""
