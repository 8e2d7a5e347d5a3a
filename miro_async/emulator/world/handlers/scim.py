"""The operations of SCIM."""

from typing import Any, Final

import msgspec

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import scim_discovery, scim_groups, scim_lists, scim_users
from miro_async.emulator.world.checks import is_array, is_object
from miro_async.emulator.world.directory import OrganizationMember, Team
from miro_async.emulator.world.errors import Refusal
from miro_async.emulator.world.handlers._context import Context, Handler, no_content

__all__ = ["HANDLERS", "scim_refused"]

_MEDIA_TYPE: Final = "application/scim+json"
_ERROR_URN: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
_KINDS: Final = frozenset({"add", "remove", "replace"})
_SCIM_TYPES: Final = frozenset(
    {
        *("invalidFilter", "tooMany", "uniqueness", "mutability", "invalidSyntax", "invalidPath", "noTarget"),
        *("invalidValue", "invalidVers", "sensitive"),
    }
)
"""The kinds of errors that RFC 7644 has, section 3.12."""


def scim_refused(refusal: Refusal) -> HttpResponse:
    """The answer to a request that breaks a rule, in SCIM's shape: the status is a text."""
    body = {"schemas": [_ERROR_URN], "detail": refusal.message, "status": str(refusal.status)}
    if refusal.code in _SCIM_TYPES:
        body["scimType"] = refusal.code
    return _answer(body, refusal.status)


def _answer(value: object, status: int = 200) -> HttpResponse:
    return HttpResponse(status, {"content-type": f"{_MEDIA_TYPE};charset=UTF-8"}, msgspec.json.encode(value))


def _body(context: Context) -> object:
    return context.body(_MEDIA_TYPE)


def _operations(context: Context) -> list[tuple[str, str, Any]]:
    """The operations of a patch: of each the kind in lower case, the path, and the value or None.

    Raises:
        Refusal: 400, it is no patch.
    """
    body = _body(context)
    listed = body.get("Operations") if is_object(body) else None
    if not is_array(listed) or not listed:
        raise Refusal(400, "invalidSyntax", "Operations must be a list of operations")
    return [_operation(each) for each in listed]


def _operation(entry: object) -> tuple[str, str, Any]:
    kind, path = (entry.get("op"), entry.get("path", "")) if is_object(entry) else (None, None)
    if not is_object(entry) or not isinstance(kind, str) or kind.lower() not in _KINDS or not isinstance(path, str):
        raise Refusal(400, "invalidSyntax", "An operation has an op of Add, Remove or Replace, and a path")
    if kind.lower() == "remove" and not path:
        raise Refusal(400, "noTarget", "Remove needs a path")
    return kind.lower(), path, entry.get("value")


def _user(context: Context) -> OrganizationMember:
    return scim_users.user(context.state, context.ids[0])


def _user_answer(context: Context, user: OrganizationMember, status: int = 200) -> HttpResponse:
    rendered = scim_users.wire(context.state, user, context.render.public_url)
    return _answer(scim_lists.narrowed(rendered, context.params), status)


def _list_users(context: Context) -> HttpResponse:
    state, url = context.state, context.render.public_url
    rendered = [scim_users.wire(state, user, url) for user in scim_users.users(state)]
    return _answer(scim_lists.page(rendered, context.params, state.settings))


def _create_user(context: Context) -> HttpResponse:
    return _user_answer(context, scim_users.create(context.state, _body(context), context.user), 201)


def _get_user(context: Context) -> HttpResponse:
    return _user_answer(context, _user(context))


def _replace_user(context: Context) -> HttpResponse:
    return _user_answer(context, scim_users.replace(context.state, _user(context), _body(context)))


def _patch_user(context: Context) -> HttpResponse:
    return _user_answer(context, scim_users.patch(context.state, _user(context), _operations(context)))


def _delete_user(context: Context) -> HttpResponse:
    scim_users.delete(context.state, _user(context))
    return no_content()


def _group(context: Context) -> Team:
    return context.state.directory.team(context.ids[0])


def _group_answer(context: Context, group: Team) -> HttpResponse:
    rendered = scim_groups.wire(context.state, group, context.render.public_url)
    return _answer(scim_lists.narrowed(rendered, context.params))


def _list_groups(context: Context) -> HttpResponse:
    state, url = context.state, context.render.public_url
    rendered = [scim_groups.wire(state, group, url) for group in scim_groups.groups(state)]
    return _answer(scim_lists.page(rendered, context.params, state.settings))


def _get_group(context: Context) -> HttpResponse:
    return _group_answer(context, _group(context))


def _patch_group(context: Context) -> HttpResponse:
    if len(context.request.body) > scim_groups.MOST_BYTES:
        raise Refusal(413, "tooMany", f"A patch has at most {scim_groups.MOST_BYTES} bytes")
    group = _group(context)
    return _group_answer(context, scim_groups.patch(context.state, group, _operations(context), context.user))


def _list_resource_types(context: Context) -> HttpResponse:
    return _answer(scim_lists.page(scim_discovery.resource_types(), {}, context.state.settings))


def _list_schemas(context: Context) -> HttpResponse:
    listed = scim_discovery.schemas(context.render.public_url)
    return _answer(scim_lists.page(listed, {}, context.state.settings))


HANDLERS: dict[str, Handler] = {
    "scim.users.list": _list_users,
    "scim.users.create": _create_user,
    "scim.users.get": _get_user,
    "scim.users.replace": _replace_user,
    "scim.users.update": _patch_user,
    "scim.users.delete": _delete_user,
    "scim.groups.list": _list_groups,
    "scim.groups.get": _get_group,
    "scim.groups.update": _patch_group,
    "scim.service_provider_config.get": lambda context: _answer(
        scim_discovery.configuration(context.render.public_url)
    ),
    "scim.resource_types.list": _list_resource_types,
    "scim.resource_types.get": lambda context: _answer(scim_discovery.resource_type(context.ids[0])),
    "scim.schemas.list": _list_schemas,
    "scim.schemas.get": lambda context: _answer(scim_discovery.schema(context.ids[0], context.render.public_url)),
}
"""What answers each operation, by the operation's name."""
