from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def base(api: Api) -> str:
    return f"/v2/orgs/{api.world.organization_id}"


def members(api: Api, **query: str) -> list[Any]:
    """The members, page after page, in pages of 2."""
    found: list[Any] = []
    page = api.ok("GET", f"{base(api)}/members", limit="2", **query)
    found += page["data"]
    while "cursor" in page:
        page = api.ok("GET", f"{base(api)}/members", limit="2", cursor=page["cursor"], **query)
        found += page["data"]
    return found


def test_the_organization_is_the_tokens() -> None:
    api = Api()
    organization = api.ok("GET", base(api))
    assert organization == {
        "fullLicensesPurchased": 100,
        "id": api.ok("GET", "/v1/oauth-token")["organization"]["id"],
        "name": "Emulated organization",
        "plan": "company",
        "type": "organization",
    }
    (me,) = members(api)
    assert (me["id"], me["role"]) == (api.world.token.user_id, "organization_internal_admin")


@pytest.mark.parametrize("status", [403, 404])
def test_another_organization_is_none_of_the_tokens_business(status: Any) -> None:
    api = Api(Settings(foreign_organization_status=status))
    for path in ("", "/members", f"/members/{api.world.token.user_id}", "/teams"):
        assert api.send("GET", f"/v2/orgs/7{path}").status == status


def test_members_come_by_cursor_each_once() -> None:
    api = Api()
    (me,) = members(api)
    added = api.world.seed_members(250)
    assert members(api) == [me, *added]
    page = api.ok("GET", f"{base(api)}/members")
    assert (page["limit"], page["size"], page["type"]) == (100, 100, "cursor-list")
    assert page["cursor"] == page["data"][-1]["id"]
    assert "total" not in page
    for limit in ("0", "101"):
        assert api.send("GET", f"{base(api)}/members", limit=limit).status == 400
    assert api.send("GET", f"{base(api)}/members", cursor="x").status == 400


def test_members_are_filtered() -> None:
    api = Api()
    api.world.seed_members(3, license="basic")
    gone = api.world.seed_members(3, license="basic", active=False)
    guests = api.world.seed_members(3, role="organization_team_guest_user")
    assert members(api, license="basic", active="false") == gone
    assert members(api, role="organization_team_guest_user") == guests
    assert len(members(api, active="true")) == 7
    for wrong in ({"license": "gold"}, {"role": "king"}, {"active": "yes"}):
        answer = api.send("GET", f"{base(api)}/members", **wrong)
        assert [name for name, _ in answer.fields] == list(wrong)


def test_members_by_address_are_a_bare_list() -> None:
    api = Api()
    first, _, third = api.world.seed_members(3)
    emails = f"{third['email'].upper()}, nobody@emulated.example,{first['email']}"
    assert api.ok("GET", f"{base(api)}/members", emails=emails, role="ignored", limit="0") == [third, first]
    assert api.send("GET", f"{base(api)}/members", emails=",".join(["x@y.example"] * 11)).status == 400


def test_a_member_is_read_by_id() -> None:
    api = Api()
    (member,) = api.world.seed_members(1, last_activity=api.at)
    assert member["lastActivityAt"] == "2026-05-20T06:38:21Z"
    assert api.ok("GET", f"{base(api)}/members/{member['id']}") == member
    assert api.send("GET", f"{base(api)}/members/7").json["code"] == "notFound"


def test_the_organization_is_seeded() -> None:
    api = Api()
    data = {
        "name": "Acme",
        "fullLicensesPurchased": 2,
        "members": [{"id": "3074457350000000001", "email": "bob@acme.example", "active": False}],
        "teams": [{"name": "Design"}],
    }
    api.world.seed({"boards": [], "organization": data})
    organization = api.ok("GET", base(api))
    assert (organization["name"], organization["plan"]) == ("Acme", "company")
    assert organization["fullLicensesPurchased"] == 2
    bob = api.ok("GET", f"{base(api)}/members/3074457350000000001")
    assert (bob["email"], bob["active"]) == ("bob@acme.example", False)
    assert [team["name"] for team in api.ok("GET", f"{base(api)}/teams")["data"]] == ["Emulated team", "Design"]
    assert api.ok("GET", "/v1/oauth-token")["organization"]["name"] == "Acme"


@pytest.mark.parametrize(
    "organization", [{"members": [{"email": "x", "license": "gold"}]}, {"teams": [{"name": ""}]}, {"size": 3}]
)
def test_wrong_seeds_of_the_organization_are_refused(organization: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - what is wrong differs
        Api().world.seed({"boards": [], "organization": organization})


def test_the_organization_needs_its_own_scopes() -> None:
    api = Api()
    token = api.world.issue_token(scopes=("boards:read", "boards:write"))
    for path, scope in (("", "organizations:read"), ("/teams", "organizations:teams:read")):
        answer = api.world.handle(api.request("GET", f"{base(api)}{path}"), token)
        assert answer.status == 403
        assert scope in answer.body.decode()
