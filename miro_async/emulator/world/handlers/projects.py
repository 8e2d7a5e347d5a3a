"""The operations on the projects of a team, their settings and their members."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations, projects
from miro_async.emulator.world.directory import Project, ProjectMember, Team
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import ORGANIZATION_SCHEME, cursor_page
from miro_async.emulator.world.render_teams import project_member_wire, project_settings_wire, project_wire

__all__ = ["HANDLERS"]


def _team(context: Context) -> Team:
    organizations.check(context.state, context.ids[0])
    return context.state.directory.team(context.ids[1])


def _project(context: Context) -> Project:
    return projects.project(context.state, _team(context), context.ids[2])


def _member(context: Context) -> ProjectMember:
    return projects.member(context.state, _project(context), context.ids[3])


def _create(context: Context) -> HttpResponse:
    made = projects.create(context.state, _team(context), context.body(), context.user)
    return json_answer(project_wire(made), 201)


def _list(context: Context) -> HttpResponse:
    page = cursor_page(projects.find(context.state, _team(context)), context.params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([project_wire(project) for project in page.items]))


def _get(context: Context) -> HttpResponse:
    return json_answer(project_wire(_project(context)))


def _update(context: Context) -> HttpResponse:
    project = _project(context)
    return json_answer(project_wire(projects.rename(context.state, project, context.body())))


def _delete(context: Context) -> HttpResponse:
    projects.delete(context.state, _project(context))
    return no_content()


def _settings(context: Context) -> HttpResponse:
    return json_answer(project_settings_wire(_project(context)))


def _update_settings(context: Context) -> HttpResponse:
    project = _project(context)
    return json_answer(project_settings_wire(projects.set_up(context.state, project, context.body())))


def _add_member(context: Context) -> HttpResponse:
    project = _project(context)
    return json_answer(project_member_wire(projects.add_member(context.state, project, context.body())), 201)


def _list_members(context: Context) -> HttpResponse:
    page = cursor_page(projects.find_members(context.state, _project(context)), context.params, ORGANIZATION_SCHEME)
    return json_answer(page.bare_wire([project_member_wire(member) for member in page.items]))


def _get_member(context: Context) -> HttpResponse:
    return json_answer(project_member_wire(_member(context)))


def _update_member(context: Context) -> HttpResponse:
    member = _member(context)
    return json_answer(project_member_wire(projects.update_member(context.state, member, context.body())))


def _remove_member(context: Context) -> HttpResponse:
    projects.remove_member(context.state, _member(context))
    return no_content()


HANDLERS: dict[str, Handler] = {
    "projects.create": _create,
    "projects.list": _list,
    "projects.get": _get,
    "projects.update": _update,
    "projects.delete": _delete,
    "project_settings.get": _settings,
    "project_settings.update": _update_settings,
    "project_members.add": _add_member,
    "project_members.list": _list_members,
    "project_members.get": _get_member,
    "project_members.update": _update_member,
    "project_members.remove": _remove_member,
}
"""What answers each operation, by the operation's name."""
