"""The emulator's SCIM: users and teams that are those of the REST API, in SCIM's shape and by SCIM's rules."""

import asyncio
import json
from typing import Any

import pytest

from miro_async.emulator import Emulator
from miro_async.emulator.world import Settings
from miro_async.wire import Request, Response

ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
NEW = {"userName": "bob@x.example", "displayName": "Bob", "favourite": "unknown attributes are passed over"}


class Api:
    """Bare requests to SCIM, none of them by the client of this package."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    def send(
        self, method: str, path: str, body: Any = None, *, media: str = "application/scim+json", token: str = ""
    ) -> Response:
        headers = {"Authorization": f"Bearer {token or self.emulator.scim_token}", "Content-Type": media}
        data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        request = Request(method, "https://miro.com/api/v1/scim", path, headers, data)
        return asyncio.run(self.emulator.transport().send(request, timeout=None))

    def ask(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.send(method, path, body)
        assert (answer.status, answer.headers["content-type"]) == (status, "application/scim+json;charset=UTF-8")
        return json.loads(answer.body)

    def refused(self, method: str, path: str, body: Any = None, *, status: int, kind: str = "") -> str:
        error = self.ask(method, path, body, status=status)
        assert error["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert (error["status"], error.get("scimType", "")) == (str(status), kind)
        return str(error["detail"])

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        return self.ask("PATCH", path, {"schemas": [PATCH], "Operations": operations})

    @property
    def admin(self) -> str:
        return self.emulator.world.token.user_id

    @property
    def team(self) -> str:
        return f"/Groups/{self.emulator.world.token.team_id}"


@pytest.fixture
def api() -> Api:
    return Api(Emulator())


def test_a_user_of_scim_is_a_member_of_the_organization_and_of_its_team(api: Api) -> None:
    user = api.ask("POST", "/Users", NEW, status=201)
    assert (user["userName"], user["displayName"], user["active"], user["userType"]) == (
        "bob@x.example", "Bob", True, "Full",
    )  # fmt: skip
    assert user["meta"]["location"].endswith(f"/api/v1/scim/Users/{user['id']}")
    assert [group["display"] for group in user["groups"]] == ["Emulated team"]
    assert user["id"] in [member["value"] for member in api.ask("GET", api.team)["members"]]
    assert api.emulator.world.seed_members(1)[0]["id"] in [each["id"] for each in api.ask("GET", "/Users")["Resources"]]
    assert api.send("DELETE", f"/Users/{user['id']}").status == 204
    assert "User not found" in api.refused("GET", f"/Users/{user['id']}", status=404)
    assert user["id"] not in [member["value"] for member in api.ask("GET", api.team)["members"]]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({}, "a@x.example"),
        ({"name": {"givenName": "G", "familyName": "F"}}, "G F"),
        ({"name": {"givenName": "G", "familyName": "F", "formatted": "Dr F"}}, "Dr F"),
        ({"displayName": "D", "name": {"givenName": "G", "familyName": "F"}}, "D"),
    ],
)
def test_a_new_user_is_named_by_what_is_said(api: Api, said: dict[str, Any], name: str) -> None:
    assert api.ask("POST", "/Users", {"userName": "a@x.example", **said}, status=201)["displayName"] == name


def test_what_a_user_may_not_be(api: Api) -> None:
    api.ask("POST", "/Users", NEW, status=201)
    api.refused("POST", "/Users", {**NEW, "userName": "BOB@x.example"}, status=409, kind="uniqueness")
    assert "userName" in api.refused("POST", "/Users", {}, status=400, kind="invalidValue")
    api.refused("POST", "/Users", {"userName": "no address"}, status=400, kind="invalidValue")
    long = {**NEW, "userName": "c@x.example", ENTERPRISE: {"employeeNumber": "x" * 21}}
    assert "employeeNumber" in api.refused("POST", "/Users", long, status=400, kind="invalidValue")
    api.refused("POST", "/Users", [], status=400, kind="invalidSyntax")
    api.refused("DELETE", f"/Users/{api.admin}", status=409)
    assert len(api.ask("GET", "/Users")["Resources"]) == 2


def test_patches_of_a_user(api: Api) -> None:
    path = f"/Users/{api.ask('POST', '/Users', NEW, status=201)['id']}"
    changed = api.patch(
        path,
        {"op": "Replace", "path": "active", "value": "false"},
        {"op": "replace", "path": "roles[primary eq true].value", "value": "ORGANIZATION_INTERNAL_ADMIN"},
        {"op": "Add", "path": "roles", "value": [{"value": "Content Admin", "type": "organization_admin_role"}]},
        {"op": "Replace", "path": f"{ENTERPRISE}:manager.displayName", "value": "Eve"},
        {"op": "Replace", "path": 'photos[type eq "photo"].value', "value": "https://x.example/p.png"},
        {"op": "Replace", "path": "name.givenName", "value": "Bobby"},
    )
    assert changed == api.ask("GET", path)
    assert (changed["active"], changed["name"]) == (False, {"givenName": "Bobby"})
    assert [role["value"] for role in changed["roles"]] == ["ORGANIZATION_INTERNAL_ADMIN", "Content Admin"]
    assert changed[ENTERPRISE] == {"manager": {"displayName": "Eve"}}
    assert changed["photos"] == [{"type": "photo", "value": "https://x.example/p.png"}]
    changed = api.patch(path, {"op": "Remove", "path": 'roles[value eq "Content Admin"]'})
    assert len(changed["roles"]) == 1


def test_a_patch_is_applied_whole_or_not_at_all(api: Api) -> None:
    path = f"/Users/{api.ask('POST', '/Users', NEW, status=201)['id']}"
    good = {"op": "Replace", "path": "displayName", "value": "Changed"}
    for bad, kind in [
        ({"op": "Replace", "path": "shoeSize", "value": "43"}, "invalidPath"),
        ({"op": "Replace", "path": "userType", "value": "Platinum"}, "invalidValue"),
        ({"op": "Replace", "path": 'roles[value eq "No"].value', "value": "x"}, "noTarget"),
        ({"op": "Erase", "path": "displayName"}, "invalidSyntax"),
        ({"op": "Remove"}, "noTarget"),
    ]:
        api.refused("PATCH", path, {"Operations": [good, bad]}, status=400, kind=kind)
    api.refused("PATCH", path, {"Operations": []}, status=400, kind="invalidSyntax")
    taken = {"op": "Replace", "path": "userName", "value": "ada@emulated.example"}
    api.refused("PATCH", path, {"Operations": [good, taken]}, status=409, kind="uniqueness")
    assert api.ask("GET", path)["displayName"] == "Bob"


def test_a_replacement_forgets_what_only_scim_said(api: Api) -> None:
    user = api.ask("POST", "/Users", {**NEW, ENTERPRISE: {"department": "IT"}}, status=201)
    replaced = api.ask("PUT", f"/Users/{user['id']}", {"userName": "rob@x.example"})
    assert (replaced["userName"], replaced["displayName"]) == ("rob@x.example", "Bob")
    assert ENTERPRISE not in replaced


def test_patches_of_a_team(api: Api) -> None:
    first, second = (str(each["id"]) for each in api.emulator.world.seed_members(2))
    group = api.patch(
        api.team,
        {"op": "Add", "path": "members", "value": [{"value": first}, {"value": second}]},
        {"op": "Remove", "path": f"members[value eq {first}]"},
        {"op": "Replace", "path": "displayName", "value": "Kiwi"},
    )
    assert (group["displayName"], {each["value"] for each in group["members"]}) == ("Kiwi", {api.admin, second})
    group = api.patch(api.team, {"op": "Replace", "value": {"id": "1", "displayName": "Quince"}})
    assert group["displayName"] == "Quince"
    group = api.patch(api.team, {"op": "Replace", "path": "members", "value": [{"value": api.admin}]})
    assert [each["value"] for each in group["members"]] == [api.admin]
    everybody = {"Operations": [{"op": "Remove", "path": "members", "value": [{"value": api.admin}]}]}
    assert "last admin" in api.refused("PATCH", api.team, everybody, status=409)
    unknown = {"Operations": [{"op": "Add", "path": "members", "value": [{"value": "1"}]}]}
    api.refused("PATCH", api.team, unknown, status=404)
    api.refused("PATCH", "/Groups/1", unknown, status=404)


def test_a_patch_of_a_team_has_its_limits(api: Api) -> None:
    members = [{"value": str(number)} for number in range(8_001)]
    many = {"Operations": [{"op": "Remove", "path": "members", "value": members}]}
    api.refused("PATCH", api.team, many, status=413, kind="tooMany")
    large = {"Operations": [{"op": "Replace", "path": "displayName", "value": "x" * 800_000}]}
    api.refused("PATCH", api.team, large, status=413, kind="tooMany")
    assert [entry.cost for entry in api.emulator.log] == [2_000, 2_000]


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ('userName eq "ADA@emulated.example"', 1),
        ("active eq true", 4),
        ('userType ne "Full"', 1),
        ('displayName co "ember"', 3),
        ('emails.value sw "member1"', 1),
        ('userName ew "example"', 4),
        ("preferredLanguage pr", 0),
        ('groups.display eq "Emulated team"', 1),
    ],
)
def test_filters(api: Api, condition: str, count: int) -> None:
    api.emulator.world.seed_members(2)
    api.emulator.world.seed_members(1, license="free")
    page = api.ask("GET", "/Users?filter=" + condition.replace(" ", "%20"))
    assert (page["totalResults"], len(page["Resources"])) == (count, count)


def test_what_is_no_filter_is_refused_and_what_is_not_imitated_says_so(api: Api) -> None:
    for condition in ("userName", "userName%20eq", "userName%20eq%20x", "userName%20pr%20%22x%22", ""):
        api.refused("GET", f"/Users?filter={condition}", status=400, kind="invalidFilter")
    assert "does not implement" in api.refused("GET", "/Users?filter=a%20pr%20and%20b%20pr", status=501)


def test_pages_sorting_and_attributes(api: Api) -> None:
    api.emulator.world.seed_members(5)
    page = api.ask("GET", "/Users?startIndex=2&count=3&sortBy=userName&sortOrder=descending&attributes=userName")
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (6, 2, 3)
    assert [each["userName"][:7] for each in page["Resources"]] == ["member4", "member3", "member2"]
    assert set(page["Resources"][0]) == {"schemas", "id", "userName"}
    assert len(api.ask("GET", "/Users?startIndex=0&count=-1")["Resources"]) == 0
    api.refused("GET", "/Users?count=x", status=400, kind="invalidValue")


def test_what_it_says_of_itself(api: Api) -> None:
    assert api.ask("GET", "/ServiceProviderConfig")["patch"] == {"supported": True}
    kinds = api.ask("GET", "/ResourceTypes")["Resources"]
    assert [api.ask("GET", f"/ResourceTypes/{kind['id']}") for kind in kinds] == kinds
    schemas = api.ask("GET", "/Schemas")["Resources"]
    assert [api.ask("GET", f"/Schemas/{schema['id']}") for schema in schemas] == schemas
    api.refused("GET", "/Schemas/urn:none", status=404)
    api.refused("GET", "/ResourceTypes/Device", status=404)
    assert {entry.credits for entry in api.emulator.log} == {0}


def test_both_media_types_are_taken_and_no_other(api: Api) -> None:
    assert api.send("POST", "/Users", NEW, media="application/json").status == 201
    other = api.send("POST", "/Users", {**NEW, "userName": "d@x.example"}, media="text/plain")
    assert (other.status, json.loads(other.body)["status"]) == (415, "415")
    assert api.send("POST", "/Users", b"{").status == 400


def test_tokens_routes_and_methods(api: Api) -> None:
    assert api.send("GET", "/Users", token=api.emulator.token).status == 401
    assert api.send("GET", "/Users", token="unknown").status == 401
    api.refused("POST", "/Groups", {}, status=405)
    api.refused("GET", "/Bulk/1", status=501)
    assert api.emulator.scim_token != api.emulator.token
    before = api.emulator.scim_token
    api.emulator.reset()
    assert api.emulator.scim_token == before


@pytest.mark.parametrize(
    ("pools", "remaining", "apps"),
    [
        ("shared", ["9950", "7950", "7900"], {"scim"}),
        ("level", ["9950", "8000", "9900"], {"scim level 1", "scim level 4"}),
        ("operation", ["9950", "8000", "9950"], {"scim.users.list", "scim.groups.list", "scim.users.get"}),
    ],
)
def test_quotas_are_its_own_and_shared_as_the_settings_say(pools: Any, remaining: list[str], apps: set[str]) -> None:
    api = Api(Emulator(settings=Settings(scim_pools=pools)))
    answers = [api.send("GET", path) for path in ("/Users", "/Groups", f"/Users/{api.admin}")]
    told = [answer.headers["X-RateLimit-Remaining"] for answer in answers]
    assert told == remaining
    assert {answer.headers["X-RateLimit-Limit"] for answer in answers} == {"10000"}
    assert {key.app for key in api.emulator.scim_limits.all_windows()} == apps
    assert api.emulator.limits.all_windows() == {}


def test_a_spent_quota_refuses_and_may_say_nothing_of_itself() -> None:
    api = Api(Emulator(settings=Settings(scim_rate_headers=False)))
    statuses = [api.send("GET", "/Groups") for _ in range(6)]
    assert [answer.status for answer in statuses] == [200] * 5 + [429]
    assert not [name for answer in statuses for name in answer.headers if name.lower().startswith("x-ratelimit")]
    api.emulator.clock.advance(30.0)
    assert api.send("GET", "/Groups").status == 200
