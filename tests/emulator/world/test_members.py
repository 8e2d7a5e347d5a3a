from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def share(api: Api, *emails: str, **more: Any) -> Any:
    return api.ok("POST", f"{api.board}/members", {"emails": list(emails), **more})


def invite(api: Api, email: str, role: str = "commenter") -> str:
    """Make someone a member; the id."""
    (user_id,) = share(api, email, role=role)["successful"]
    return str(user_id)


def roles(api: Api) -> dict[str, str]:
    return {member["name"]: member["role"] for member in api.ok("GET", f"{api.board}/members")["data"]}


def path(api: Api, member_id: str) -> str:
    return f"{api.board}/members/{member_id}"


def test_who_makes_a_board_owns_it() -> None:
    api = Api()
    me = api.world.token
    page = api.ok("GET", f"{api.board}/members")
    assert page["data"] == [{"id": me.user_id, "type": "board_member", "name": me.user_name, "role": "owner"}]
    assert (page["size"], page["offset"], page["limit"], page["total"], page["type"]) == (1, 0, 20, 1, "list")
    read = api.ok("GET", path(api, me.user_id))
    assert read == page["data"][0] | {"links": {"self": f"https://api.miro.com{path(api, me.user_id)}"}}


def test_sharing_tells_who_could_be_invited() -> None:
    api = Api()
    answer = api.send(
        "POST",
        f"{api.board}/members",
        {"emails": ["bob@emulated.example", "nobody", "eve@uninvitable.example"], "role": "editor", "message": "Hi"},
    )
    assert answer.status == 201
    assert answer.json["failed"] == [
        {"email": "nobody", "reason": "INVITATION_FAILED"},
        {"email": "eve@uninvitable.example", "reason": "INVITATION_FAILED"},
    ]
    (bob,) = answer.json["successful"]
    assert isinstance(bob, int)
    assert api.ok("GET", path(api, str(bob)))["role"] == "editor"
    assert roles(api) == {"Ada Emulated": "owner", "bob": "editor"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "emails"),
        ({"emails": []}, "emails"),
        ({"emails": ["a@b.example"] * 21}, "emails"),
        ({"emails": [5]}, "emails[0]"),
        ({"emails": ["a@b.example"], "role": "admin"}, "role"),
        ({"emails": ["a@b.example"], "team": "x"}, "team"),
    ],
)
def test_a_wrong_invitation_is_refused(body: Any, field: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/members", body)
    assert answer.status == 400
    assert [name for name, _ in answer.fields] == [field]
    assert len(roles(api)) == 1


def test_an_address_is_one_user_on_every_board() -> None:
    api = Api()
    first = invite(api, "bob@emulated.example")
    board = api.world.create_board("Other")["id"]
    answer = api.ok("POST", f"/v2/boards/{board}/members", {"emails": ["Bob@Emulated.example"]})
    assert answer["successful"] == [int(first)]
    (colleague,) = api.world.seed_members(1)
    assert invite(api, colleague["email"]) == colleague["id"]


@pytest.mark.parametrize(
    ("again", "role", "succeeds"), [("kept", "viewer", True), ("updated", "editor", True), ("failed", "viewer", False)]
)
def test_inviting_a_member_again_depends_on_the_setting(again: Any, role: str, succeeds: bool) -> None:
    api = Api(Settings(invited_again=again))
    bob = invite(api, "bob@emulated.example", "viewer")
    result = share(api, "bob@emulated.example", role="editor")
    assert (result["successful"] == [int(bob)], len(result["failed"])) == (succeeds, 0 if succeeds else 1)
    assert roles(api)["bob"] == role
    share(api, "ada@emulated.example", role="viewer")
    assert roles(api)["Ada Emulated"] == "owner"


def test_a_board_keeps_its_last_owner() -> None:
    api = Api()
    me = api.world.token.user_id
    for answer in (api.send("PATCH", path(api, me), {"role": "editor"}), api.send("DELETE", path(api, me))):
        assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert api.ok("PATCH", path(api, me), {"role": "owner"})["role"] == "owner"
    bob = invite(api, "bob@emulated.example")
    assert api.ok("PATCH", path(api, bob), {"role": "owner"})["role"] == "owner"
    assert api.send("DELETE", path(api, me)).status == 204
    assert roles(api) == {"bob": "owner"}
    assert api.ok("GET", api.board)["owner"]["id"] == bob
    assert api.send("DELETE", path(api, bob)).status == 409


def test_a_new_owner_may_replace_the_old_one() -> None:
    api = Api(Settings(new_owner="replaces"))
    bob = invite(api, "bob@emulated.example")
    api.ok("PATCH", path(api, bob), {"role": "owner"})
    assert roles(api) == {"Ada Emulated": "coowner", "bob": "owner"}
    assert api.ok("GET", api.board)["currentUserMembership"]["role"] == "coowner"
    assert api.ok("GET", "/v2/boards", owner=bob)["total"] == 1
    assert api.ok("GET", "/v2/boards", owner=api.world.token.user_id)["total"] == 0


def test_roles_change_and_members_go() -> None:
    api = Api()
    bob = invite(api, "bob@emulated.example")
    assert roles(api)["bob"] == "commenter"
    assert api.ok("PATCH", path(api, bob), {"role": "viewer"})["role"] == "viewer"
    assert api.send("PATCH", path(api, bob), {"role": "guest"}).fields[0][0] == "role"
    assert api.send("DELETE", path(api, bob)).status == 204
    for method in ("GET", "DELETE"):
        assert api.send(method, path(api, bob)).status == 404
    assert api.send("PATCH", path(api, bob), {"role": "viewer"}).status == 404
    assert api.send("GET", path(api, "nobody")).status == 404


def test_members_are_listed_by_offset() -> None:
    api = Api()
    share(api, *[f"m{number}@emulated.example" for number in range(20)])
    page = api.ok("GET", f"{api.board}/members", limit="8", offset="16")
    assert (page["size"], page["total"]) == (5, 21)
    assert [member["name"] for member in page["data"]] == [f"m{number}" for number in range(15, 20)]
    assert api.send("GET", f"{api.board}/members", limit="51").status == 400


def test_members_are_seeded_and_stay_behind_when_a_board_is_copied() -> None:
    api = Api()
    members = [{"email": "bob@emulated.example", "role": "coowner", "id": "3074457350000000001"}]
    (board,) = api.world.seed({"boards": [{"members": members}]})
    owner, bob = api.world.board_members(board["id"])
    assert (bob["id"], bob["role"]) == ("3074457350000000001", "coowner")
    copy = api.ok("PUT", "/v2/boards", {}, copy_from=board["id"])["id"]
    assert api.world.board_members(copy) == [owner]
    with pytest.raises(ValueError, match="Invalid parameters"):
        api.world.seed({"boards": [{"members": [{"email": "x@emulated.example", "role": "king"}]}]})
