"""User groups, their members and what is shared with them: built flat, and refused before anything is sent."""

from collections.abc import Callable
from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument
from miro_async.models import UserGroup, UserGroupMember, UserGroupUpdate

GROUP = UserGroup(id="3", name="Makers")
ANN = UserGroupMember(id="1", email="ann@x.example")


def body(call: Call[Any]) -> bytes:
    assert call.body is not None
    return call.body


def test_a_user_group_and_its_changes() -> None:
    create = endpoints.user_groups.create("1", body=drafts.user_group("Makers", description=""))
    assert body(create) == b'{"name":"Makers","description":""}'
    change = endpoints.user_groups.update("1", "3", body=UserGroupUpdate(description="d"))
    assert body(change) == b'{"description":"d"}'
    assert drafts.user_group_member("ann@x.example").to_dict() == {"email": "ann@x.example"}


@pytest.mark.parametrize(
    ("users", "ids"),
    [
        ("1", ["1"]),
        (ANN, ["1"]),
        (["1", "bob@x.example", ANN], ["1", "bob@x.example", "1"]),
        ((user for user in "12"), ["1", "2"]),
        ([], []),
    ],
)
def test_users_are_ids_addresses_or_members(users: Any, ids: list[str]) -> None:
    assert drafts.user_group_members(add=users).to_dict() == {"membersToAdd": ids}


def test_who_joins_and_who_leaves() -> None:
    both = drafts.user_group_members(add="1", remove=[ANN])
    assert both.to_dict() == {"membersToAdd": ["1"], "membersToRemove": ["1"]}
    assert drafts.user_group_members().to_dict() == {}
    many = [str(number) for number in range(250)]
    call = endpoints.user_group_members.update("1", "3", body=drafts.user_group_members(add=many, remove=many))
    assert call.credits == 500 * 50


def test_a_user_group_in_a_team_and_on_a_board() -> None:
    expected = {"userGroupId": "3", "role": "member"}
    assert drafts.team_user_group(GROUP).to_dict() == drafts.team_user_group("3").to_dict() == expected
    for one in (GROUP, "3", ["3"], iter([GROUP])):
        assert drafts.user_group_share(one).to_dict() == {"userGroupIds": ["3"], "role": "VIEWER"}
    assert drafts.user_group_share([GROUP, "4"], role="EDITOR").to_dict() == {
        "userGroupIds": ["3", "4"], "role": "EDITOR",
    }  # fmt: skip


WRONG: Any = object()


def untyped(value: object) -> Any:
    """What a program without a type checker gives."""
    return value


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: endpoints.user_groups.create("1", body=drafts.user_group("")), "name"),
        (lambda: endpoints.user_groups.create("1", body=drafts.user_group("x" * 61)), "name"),
        (lambda: endpoints.user_groups.update("1", "2", body=UserGroupUpdate(description="x" * 301)), "description"),
        (lambda: endpoints.user_group_members.add("1", "2", body=drafts.user_group_member("1")), "email"),
        (lambda: drafts.user_group_members(add=["1"] * 251, remove=["2"] * 250), "members_to_add"),
        (lambda: drafts.user_group_members(add=WRONG), "add"),
        (lambda: drafts.user_group_members(remove=["1", WRONG]), "remove"),
        (lambda: drafts.user_group_members(add=untyped([GROUP])), "add"),
        (
            lambda: endpoints.user_group_members.update("1", "2", body=drafts.user_group_members(add=["1", ""])),
            "members_to_add[1]",
        ),
        (lambda: drafts.team_user_group(untyped(["3", "4"])), "user_group"),
        (lambda: drafts.user_group_share(untyped(["3", ANN])), "user_groups"),
        (lambda: endpoints.board_user_groups.add("1", "b", body=drafts.user_group_share("3", role=WRONG)), "body"),
        (
            lambda: endpoints.board_user_groups.add("1", "b", body=drafts.user_group_share("3", role=untyped("OWNER"))),
            "role",
        ),
    ],
)
def test_what_the_api_would_refuse_is_refused_by_field(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert caught.value.field == field
