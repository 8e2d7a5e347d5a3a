"""What SCIM takes: users to create, to replace and to change, and changes of teams."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, cast

import msgspec
from msgspec import UNSET, UnsetType

from miro_async.drafts._entries import from_dict
from miro_async.drafts._parts import many, unless_empty
from miro_async.errors import InvalidArgument
from miro_async.models import (
    ENTERPRISE_URN,
    ScimEnterpriseWrite,
    ScimGroupOperation,
    ScimGroupPatch,
    ScimManagerWrite,
    ScimMemberWrite,
    ScimNameWrite,
    ScimOp,
    ScimPhotoWrite,
    ScimRoleWrite,
    ScimUser,
    ScimUserCreate,
    ScimUserOperation,
    ScimUserPatch,
    ScimUserReplace,
)

__all__ = ["scim_group_patch", "scim_patch", "scim_replacement", "scim_user"]

_ORGANIZATION_ROLE: Final = "organization_user_role"
_ADMIN_ROLE: Final = "organization_admin_role"


def scim_user(
    user_name: str,
    *,
    display_name: str | UnsetType = UNSET,
    given_name: str | UnsetType = UNSET,
    family_name: str | UnsetType = UNSET,
    formatted_name: str | UnsetType = UNSET,
    user_type: str | UnsetType = UNSET,
    active: bool | UnsetType = UNSET,
    photo: str | UnsetType = UNSET,
    role: str | UnsetType = UNSET,
    admin_roles: Iterable[str] = (),
    preferred_language: str | UnsetType = UNSET,
    employee_number: str | UnsetType = UNSET,
    cost_center: str | UnsetType = UNSET,
    organization: str | UnsetType = UNSET,
    division: str | UnsetType = UNSET,
    department: str | UnsetType = UNSET,
    manager_id: str | UnsetType = UNSET,
    manager_name: str | UnsetType = UNSET,
) -> ScimUserCreate:
    """A user to create by SCIM.

    Args:
        user_name: the e-mail address; also the name, if there is no other.
        display_name: the name, at most 60 characters.
        given_name: with `family_name` at most 60 characters; each needs the other.
        family_name: likewise.
        formatted_name: both as one; needs both.
        user_type: the license, ``"Full"`` for instance; by the organization's plan if it is not given.
        active: whether the user is not deactivated.
        photo: the URL of a picture: jpg, jpeg, bmp, png or gif.
        role: ``ORGANIZATION_INTERNAL_ADMIN`` or ``ORGANIZATION_INTERNAL_USER``.
        admin_roles: ``Content Admin``, ``User Admin``, ``Security Admin``, or names of the organization's own.
        preferred_language: ``"en_US"`` for instance.
        employee_number: at most 20 characters.
        cost_center: at most 120 characters, as the next three.
        organization: likewise.
        division: likewise.
        department: likewise.
        manager_id: the id of a user.
        manager_name: at most 60 characters.

    Raises:
        InvalidArgument: a part of a name without the others.
    """
    return ScimUserCreate(
        user_name=user_name,
        name=_name(given_name, family_name, formatted_name),
        display_name=display_name,
        user_type=user_type,
        active=active,
        photos=UNSET if photo is UNSET else (ScimPhotoWrite(value=photo, type="photo"),),
        roles=_roles(role, admin_roles),
        preferred_language=preferred_language,
        enterprise=unless_empty(
            ScimEnterpriseWrite(
                employee_number=employee_number,
                cost_center=cost_center,
                organization=organization,
                division=division,
                department=department,
                manager=unless_empty(ScimManagerWrite(display_name=manager_name, value=manager_id)),
            )
        ),
    )


def scim_patch(
    *,
    user_name: str | UnsetType = UNSET,
    display_name: str | UnsetType = UNSET,
    user_type: str | UnsetType = UNSET,
    active: bool | UnsetType = UNSET,
    role: str | UnsetType = UNSET,
    add_admin_roles: Iterable[str] = (),
    remove_admin_roles: Iterable[str] = (),
    preferred_language: str | UnsetType = UNSET,
    employee_number: str | UnsetType = UNSET,
    cost_center: str | UnsetType = UNSET,
    organization: str | UnsetType = UNSET,
    division: str | UnsetType = UNSET,
    department: str | UnsetType = UNSET,
    manager_id: str | UnsetType = UNSET,
    manager_name: str | UnsetType = UNSET,
) -> ScimUserPatch:
    """What to change on a user by SCIM; what is not given stays. For anything else there is `ScimUserOperation`.

    Args:
        user_name: the e-mail address.
        display_name: the name.
        user_type: the license; it cannot become a lesser one.
        active: False deactivates the user, True brings the user back.
        role: ``ORGANIZATION_INTERNAL_ADMIN`` or ``ORGANIZATION_INTERNAL_USER``.
        add_admin_roles: ``Content Admin`` for instance.
        remove_admin_roles: likewise.
        preferred_language: ``"en_US"`` for instance.
        employee_number: at most 20 characters.
        cost_center: at most 120 characters, as the next three.
        organization: likewise.
        division: likewise.
        department: likewise.
        manager_id: the id of a user.
        manager_name: at most 60 characters.

    Raises:
        InvalidArgument: nothing changes.
    """
    plain = {
        "userName": user_name,
        "displayName": display_name,
        "userType": user_type,
        "active": active,
        "roles[primary eq true].value": role,
        "preferredLanguage": preferred_language,
    }
    belongs = {
        "employeeNumber": employee_number,
        "costCenter": cost_center,
        "organization": organization,
        "division": division,
        "department": department,
        "manager.value": manager_id,
        "manager.displayName": manager_name,
    }
    operations = [
        *_replacing(plain),
        *_replacing({f"{ENTERPRISE_URN}:{name}": value for name, value in belongs.items()}),
    ]
    added = many("add_admin_roles", add_admin_roles)
    if added:
        operations.append(ScimUserOperation(op="Add", path="roles", value=tuple(map(_admin, added))))
    operations += [
        ScimUserOperation(op="Remove", path=f"roles[value eq {msgspec.json.encode(name).decode()}]")
        for name in many("remove_admin_roles", remove_admin_roles)
    ]
    if not operations:
        raise InvalidArgument("say what to change", field="operations")
    return ScimUserPatch(operations=tuple(operations))


def scim_replacement(user: ScimUser, **changes: Any) -> ScimUserReplace:
    """A user as it was read, with some fields changed, to replace it by; without teams, which SCIM has elsewhere.

    Args:
        user: what was read, with all attributes: what is missing in a replacement may be cleared.
        **changes: fields of `ScimUserReplace`.

    Raises:
        InvalidArgument: there is no such field, or the user cannot be written as it was read.
    """
    unknown = sorted(set(changes) - set(ScimUserReplace.__struct_fields__))
    if unknown:
        raise InvalidArgument(f"a user has no {unknown[0]}", field=unknown[0])
    read = _said(user.to_dict())
    kept = {name: value for name, value in read.items() if name not in {"schemas", "meta", "groups"}}
    for email in kept.get("emails", ()):
        email.pop("display", None)
    return msgspec.structs.replace(from_dict(ScimUserReplace, kept), **changes)


def scim_group_patch(
    *, display_name: str | UnsetType = UNSET, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> ScimGroupPatch:
    """What to change on a team by SCIM; a patch of at most 500 bytes costs less, see `scim.groups.update`.

    Args:
        display_name: its name.
        add: the ids of users to add; with those to remove at most 8,000.
        remove: the ids of users to remove.

    Raises:
        InvalidArgument: nothing changes, or too much for one patch.
    """
    operations = [
        ScimGroupOperation(op=op, path="members", value=tuple(ScimMemberWrite(value=user_id) for user_id in ids))
        for op, ids in _changes(add, remove)
        if ids
    ]
    if display_name is not UNSET:
        operations.append(ScimGroupOperation(op="Replace", path="displayName", value=display_name))
    if not operations:
        raise InvalidArgument("say what to change", field="operations")
    return ScimGroupPatch(operations=tuple(operations))


def _changes(add: Iterable[str], remove: Iterable[str]) -> tuple[tuple[ScimOp, tuple[str, ...]], ...]:
    return ("Add", many("add", add)), ("Remove", many("remove", remove))


def _name(given: str | UnsetType, family: str | UnsetType, formatted: str | UnsetType) -> ScimNameWrite | UnsetType:
    if given is UNSET and family is UNSET and formatted is UNSET:
        return UNSET
    if given is UNSET or family is UNSET:
        missing = "given_name" if given is UNSET else "family_name"
        raise InvalidArgument(f"a name needs a {missing} as well", field=missing)
    return ScimNameWrite(given_name=given, family_name=family, formatted=formatted)


def _roles(role: str | UnsetType, admin_roles: Iterable[str]) -> tuple[ScimRoleWrite, ...] | UnsetType:
    own = () if role is UNSET else (ScimRoleWrite(value=role, type=_ORGANIZATION_ROLE, primary=True),)
    return (*own, *map(_admin, many("admin_roles", admin_roles))) or UNSET


def _admin(name: str) -> ScimRoleWrite:
    return ScimRoleWrite(value=name, type=_ADMIN_ROLE, primary=False)


def _replacing(values: dict[str, Any]) -> Iterator[ScimUserOperation]:
    for path, value in values.items():
        if value is not UNSET:
            yield ScimUserOperation(op="Replace", path=path, value=value)


def _said(value: Any) -> Any:
    """What an answer says: nothing that is null or empty."""
    if isinstance(value, list):
        return [_said(each) for each in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    parts = {name: _said(part) for name, part in cast("dict[str, Any]", value).items()}
    return {name: part for name, part in parts.items() if part is not None and part not in ({}, [])}
