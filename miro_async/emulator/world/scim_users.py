"""Users as SCIM has them: the members of the organization, and what only SCIM says of them.

A change is made on a user as on the wire, by `patched` and others, and then stored in both places.
"""

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Final, cast

from miro_async.emulator.world import team_members
from miro_async.emulator.world.checks import Array, Check, Fields, flag, inspect, is_array, is_object, text
from miro_async.emulator.world.directory import License, OrganizationMember, Role
from miro_async.emulator.world.errors import Problem, Refusal, no_such_thing
from miro_async.emulator.world.state import State, User
from miro_async.emulator.world.tokens import SCIM_PATH

__all__ = ["create", "delete", "invalid_value", "patch", "replace", "user", "users", "wire"]

USER_URN: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_URN: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

_Json = dict[str, Any]

_LICENSES: Final[dict[License, str]] = {
    "full": "Full",
    "free": "Free",
    "free_restricted": "Free Restricted",
    "full_trial": "Full (Trial)",
    "basic": "Basic",
    "standard": "Standard",
    "advanced": "Advanced",
}
_ROLES: Final[dict[str, Role]] = {
    "ORGANIZATION_INTERNAL_ADMIN": "organization_internal_admin",
    "ORGANIZATION_INTERNAL_USER": "organization_internal_user",
    "ORGANIZATION_EXTERNAL_USER": "organization_external_user",
}
_GUEST: Final = "organization_team_guest_user"
_ROLE: Final = "organization_user_role"
_OWN: Final = ("name", "photos", "preferredLanguage", ENTERPRISE_URN)
"""What only SCIM says of a user."""


def _email(value: object) -> str | None:
    message = text(3)(value)
    is_address = isinstance(value, str) and re.fullmatch(r"[^@\s]+@[^@\s]+", value) is not None
    return message or (None if is_address else "Must be an email address")


_UNIT: Final = text(0, 120)
_LABELLED: Final[dict[str, Check | Fields | Array]] = {"value": text(), "type": text(), "display": text()}
_USER: Final = Fields(
    {
        "userName": _email,
        "name": Fields({"formatted": text(0, 60), "familyName": text(), "givenName": text()}),
        "displayName": text(0, 60),
        "userType": text(),
        "active": flag,
        "emails": Array(Fields({**_LABELLED, "value": _email, "primary": flag})),
        "photos": Array(Fields(_LABELLED)),
        "roles": Array(Fields({**_LABELLED, "primary": flag})),
        "preferredLanguage": text(),
        ENTERPRISE_URN: Fields(
            {
                "employeeNumber": text(0, 20),
                **dict.fromkeys(("costCenter", "organization", "division", "department"), _UNIT),
                "manager": Fields({"displayName": text(0, 60), "value": text()}),
            }
        ),
    }
)
_NEW: Final = _USER._replace(required={"userName": "String"})


def invalid_value(problems: list[Problem]) -> Refusal:
    """Wrong attributes, in one sentence as SCIM has it."""
    return Refusal(400, "invalidValue", "; ".join(f"{each.field}: {each.message}" for each in problems))


def users(state: State) -> list[OrganizationMember]:
    """The members that a list shows, by id; guests of the organization are no users."""
    listed = state.directory.members.listed().values()
    return sorted((member for member in listed if member.role != _GUEST), key=lambda member: member.id)


def user(state: State, user_id: str) -> OrganizationMember:
    """A member of the organization.

    Raises:
        Refusal: 404, there is none, or a guest.
    """
    member = state.directory.members.get(user_id)
    if member is None or member.role == _GUEST:
        raise no_such_thing("user", user_id)
    return member


def wire(state: State, member: OrganizationMember, public_url: str) -> _Json:
    """A user as on the wire."""
    profile = state.directory.scim_profiles.get(member.id, {})
    role = {"type": _ROLE, "value": member.role.upper(), "display": member.role.upper(), "primary": True}
    rendered: _Json = {
        "schemas": [USER_URN],  # with an extension too: the description has no other
        "id": member.id,
        "userName": member.email,
        "displayName": member.name,
        "userType": _LICENSES.get(member.license, member.license.capitalize()),
        "active": member.active,
        "emails": [{"value": member.email, "display": member.email, "primary": True}],
        "groups": [
            {"value": team.id, "display": team.name}
            for each in state.directory.team_members
            if each.id == member.id and (team := state.directory.teams.get(each.team_id)) is not None
        ],
        "roles": [role, *profile.get("admin_roles", [])],
        **{name: profile[name] for name in _OWN if name in profile},
        "meta": {"resourceType": "User", "location": f"{public_url}{SCIM_PATH}/Users/{member.id}"},
    }
    return deepcopy(rendered)


def create(state: State, body: object, by: User) -> OrganizationMember:
    """Create a user, in the first team.

    Raises:
        Refusal: 400 for a wrong body; 409 for an address that a user has.
    """
    given = _checked(body, _NEW)
    wanted: _Json = {"active": True, "userType": "Full", "roles": [], **given}
    _check_unique(state, wanted["userName"], None)
    made = _stored(state, state.ids.number(), {**wanted, "displayName": _name_of(given)})
    team = next(iter(state.directory.teams))
    team_members.join(state.directory, team.id, made.id, "member", at=state.timeline.now(), by=by)
    return made


def replace(state: State, member: OrganizationMember, body: object) -> OrganizationMember:
    """Replace what is known of a user; what a replacement does not have is kept, but what only SCIM says.

    Raises:
        Refusal: 400 for a wrong body; 409 for the address of another user.
    """
    given = _checked(body, _USER)
    before = {name: value for name, value in wire(state, member, "").items() if name not in _OWN}
    return _changed(state, member, before | given)


def patch(state: State, member: OrganizationMember, operations: list[tuple[str, str, Any]]) -> OrganizationMember:
    """Apply changes, all of them or none.

    Args:
        state: the world.
        member: the user.
        operations: of each the kind in lower case, the path, and the value or None.

    Raises:
        Refusal: 400 for a path or a value that there is not; 409 for the address of another user.
    """
    changed = wire(state, member, "")
    for kind, path, value in operations:
        _apply(changed, kind, path, value)
    return _changed(state, member, changed)


def delete(state: State, member: OrganizationMember) -> None:
    """Delete a user from the organization and all its teams.

    Raises:
        Refusal: 409 for the last admin of the organization or of a team.
    """
    admins = [each for each in state.directory.members if each.role == "organization_internal_admin"]
    if admins == [member]:
        raise Refusal(409, "", "The last admin of an organization can not be deleted")
    memberships = [each for each in state.directory.team_members if each.id == member.id]
    for each in memberships:
        team_members.remove(state, each)
    state.directory.members.remove(member.id)
    state.directory.scim_profiles.pop(member.id, None)


def _checked(body: object, fields: Fields) -> _Json:
    """The attributes that there are; SCIM passes over others."""
    if not is_object(body):
        raise Refusal(400, "invalidSyntax", "The body must be an object")
    known = {name: value for name, value in body.items() if name in fields.known}
    problems = list(inspect(known, fields))
    if problems:
        raise invalid_value(problems)
    return known


def _check_unique(state: State, email: str, own_id: str | None) -> None:
    same = [each for each in state.directory.members if each.email.casefold() == email.casefold()]
    if any(each.id != own_id for each in same):
        raise Refusal(409, "uniqueness", f"User with userName {email} exists already")


def _name_of(given: Mapping[str, Any]) -> str:
    name = given.get("name", {})
    parts = f"{name.get('givenName', '')} {name.get('familyName', '')}".strip()
    return str(given.get("displayName") or name.get("formatted") or parts or given["userName"])


def _changed(state: State, member: OrganizationMember, after: _Json) -> OrganizationMember:
    known = {name: value for name, value in after.items() if name in _USER.known}
    problems = list(inspect(known, _USER))
    if problems:
        raise invalid_value(problems)
    _check_unique(state, after["userName"], member.id)
    return _stored(state, member.id, known)


def _stored(state: State, user_id: str, given: _Json) -> OrganizationMember:
    primary = [each for each in given["roles"] if each.get("type") == _ROLE or each.get("primary") is True]
    role = str(primary[0].get("value", "")) if primary else "ORGANIZATION_INTERNAL_USER"
    licenses: dict[str, License] = {name: license_ for license_, name in _LICENSES.items()}
    if role not in _ROLES or given["userType"] not in licenses:
        raise invalid_value([Problem("roles" if role not in _ROLES else "userType", "Unsupported value")])
    before = state.directory.members.get(user_id)
    member = OrganizationMember(
        id=user_id,
        email=given["userName"],
        name=given["displayName"],
        role=_ROLES[role],
        license=licenses[given["userType"]],
        active=given["active"],
        last_activity=None if before is None else before.last_activity,
        license_assigned=state.timeline.now() if before is None else before.license_assigned,
    )
    profile = {name: given[name] for name in _OWN if name in given}
    admin = [each for each in given["roles"] if each not in primary]
    state.directory.add_member(member)
    state.directory.scim_profiles[user_id] = profile | ({"admin_roles": admin} if admin else {})
    return member


# --- paths of patches -------------------------------------------------------------------------------------------------

_SELECTED = re.compile(r"(\w+)\[\s*(\w+)\s+eq\s+\"?([^\"\]]*)\"?\s*\](?:\.(\w+))?", re.IGNORECASE)
_PLAIN = {"userName", "displayName", "userType", "preferredLanguage"}


def _apply(changed: _Json, kind: str, path: str, value: Any) -> None:
    """Apply one operation to a user as on the wire."""
    holder, name = _place(changed, path)
    selected = _SELECTED.fullmatch(path)
    if selected is not None:
        _apply_to_list(changed, kind, selected, value)
    elif kind == "add" and path in {"roles", "photos"} and is_array(value):
        listed = changed.setdefault(path, [])
        listed += [each for each in value if each not in listed]
    elif holder is None:
        raise Refusal(400, "invalidPath", f"Unsupported path {path}")
    elif kind == "remove":
        holder.pop(name, None)
    else:
        holder[name] = value.lower() == "true" if name == "active" and isinstance(value, str) else value


def _place(changed: _Json, path: str) -> tuple[_Json | None, str]:
    """The object that a path leads into, and the name there."""
    if path in _PLAIN or path == "active":
        return changed, path
    if path.startswith("name."):
        return changed.setdefault("name", {}), path.removeprefix("name.")
    if not path.startswith(f"{ENTERPRISE_URN}:"):
        return None, path
    *way, name = path.removeprefix(f"{ENTERPRISE_URN}:").split(".")
    holder: _Json = changed.setdefault(ENTERPRISE_URN, {})
    for step in way:
        holder = holder.setdefault(step, {})
    return holder, name


def _apply_to_list(changed: _Json, kind: str, selected: re.Match[str], value: Any) -> None:
    """Change or remove the entries of a list that have a certain value: ``roles[primary eq true].value``."""
    attribute, key, wanted, name = selected.groups()
    entries = cast("list[_Json]", changed.setdefault(attribute, []))
    fits: Callable[[_Json], bool] = lambda entry: str(entry.get(key)).lower() == wanted.lower()  # noqa: E731
    if kind == "remove":
        changed[attribute] = [entry for entry in entries if not fits(entry)]
        return
    found = [entry for entry in entries if fits(entry)]
    if not found and attribute == "photos":
        found = [{key: wanted}]
        entries += found
    if not found or name is None:
        raise Refusal(400, "noTarget", f"Nothing is at {selected[0]}")
    for entry in found:
        entry[name] = value
