"""The constructors of what SCIM takes: flat in, SCIM's own shape out."""

from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.errors import InvalidArgument
from miro_async.models import (
    ENTERPRISE_URN,
    PATCH_URN,
    USER_URN,
    ScimEmail,
    ScimEnterprise,
    ScimManager,
    ScimName,
    ScimRole,
    ScimTeam,
    ScimUser,
)


def refused(match: str, field: str, work: Any) -> None:
    with pytest.raises(InvalidArgument, match=match) as caught:
        work()
    assert caught.value.field == field


def test_a_user_is_what_scim_says_of_one() -> None:
    draft = drafts.scim_user(
        "ada@x.example",
        given_name="Ada",
        family_name="L",
        photo="https://x.example/a.png",
        role="ORGANIZATION_INTERNAL_USER",
        admin_roles=["Content Admin"],
        department="Math",
        manager_id="5",
    )
    assert draft.to_dict() == {
        "schemas": [USER_URN],
        "userName": "ada@x.example",
        "name": {"givenName": "Ada", "familyName": "L"},
        "photos": [{"value": "https://x.example/a.png", "type": "photo"}],
        "roles": [
            {"value": "ORGANIZATION_INTERNAL_USER", "type": "organization_user_role", "primary": True},
            {"value": "Content Admin", "type": "organization_admin_role", "primary": False},
        ],
        ENTERPRISE_URN: {"department": "Math", "manager": {"value": "5"}},
    }
    assert drafts.scim_user("a@b.c").to_dict() == {"schemas": [USER_URN], "userName": "a@b.c"}


def test_what_the_api_would_refuse_is_named_by_its_python_path() -> None:
    def create(**fields: Any) -> Any:
        return lambda: endpoints.scim.users.create(body=drafts.scim_user("a@b.c", **fields))

    refused("e-mail", "user_name", lambda: endpoints.scim.users.create(body=drafts.scim_user("ada")))
    refused("length <= 20", "enterprise.employee_number", create(employee_number="x" * 21))
    refused("length <= 60", "enterprise.manager.display_name", create(manager_name="x" * 61))
    refused("length <= 60", "display_name", create(display_name="x" * 61))
    refused("given_name", "given_name", create(family_name="x"))
    refused("family_name", "family_name", create(formatted_name="x", given_name="y"))
    refused("61 characters, at most 60 together", "family_name", create(given_name="x" * 31, family_name="y" * 30))


def test_a_patch_is_a_list_of_operations() -> None:
    patch = drafts.scim_patch(
        active=False,
        role="ORGANIZATION_INTERNAL_ADMIN",
        department="IT",
        manager_id="5",
        add_admin_roles=["User Admin"],
        remove_admin_roles=['The "best"'],
    )
    assert patch.to_dict() == {
        "schemas": [PATCH_URN],
        "Operations": [
            {"op": "Replace", "path": "active", "value": False},
            {"op": "Replace", "path": "roles[primary eq true].value", "value": "ORGANIZATION_INTERNAL_ADMIN"},
            {"op": "Replace", "path": f"{ENTERPRISE_URN}:department", "value": "IT"},
            {"op": "Replace", "path": f"{ENTERPRISE_URN}:manager.value", "value": "5"},
            {
                "op": "Add",
                "path": "roles",
                "value": [{"value": "User Admin", "type": "organization_admin_role", "primary": False}],
            },
            {"op": "Remove", "path": r'roles[value eq "The \"best\""]'},
        ],
    }
    refused("what to change", "operations", drafts.scim_patch)


def test_a_patch_of_a_team_names_users_and_maybe_a_name() -> None:
    patch = drafts.scim_group_patch(display_name="Kiwi", add=["1", "2"], remove=["3"])
    assert patch.to_dict()["Operations"] == [
        {"op": "Add", "path": "members", "value": [{"value": "1"}, {"value": "2"}]},
        {"op": "Remove", "path": "members", "value": [{"value": "3"}]},
        {"op": "Replace", "path": "displayName", "value": "Kiwi"},
    ]
    refused("what to change", "operations", drafts.scim_group_patch)
    refused("several values", "add", lambda: drafts.scim_group_patch(add="123"))


def test_a_replacement_is_the_user_as_it_was_read_but_for_what_changes() -> None:
    user = ScimUser(
        id="1",
        user_name="ada@x.example",
        name=ScimName(given_name="Ada"),
        active=False,
        emails=(ScimEmail(value="ada@x.example", display="Ada", primary=True),),
        groups=(ScimTeam(value="9", display="Team"),),
        roles=(ScimRole(value="ORGANIZATION_INTERNAL_USER", type="organization_user_role", primary=True),),
        enterprise=ScimEnterprise(department="Math", manager=ScimManager()),
    )
    assert drafts.scim_replacement(user, display_name="A", active=True).to_dict() == {
        "schemas": [USER_URN],
        "id": "1",
        "userName": "ada@x.example",
        "name": {"givenName": "Ada"},
        "displayName": "A",
        "active": True,
        "emails": [{"value": "ada@x.example", "primary": True}],
        "roles": [{"value": "ORGANIZATION_INTERNAL_USER", "type": "organization_user_role", "primary": True}],
        ENTERPRISE_URN: {"department": "Math"},
    }
    refused("no nickname", "nickname", lambda: drafts.scim_replacement(user, nickname="x"))
