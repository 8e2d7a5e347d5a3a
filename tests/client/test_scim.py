"""The client of SCIM on the emulator: its own URL, token, media type, errors and quota; in virtual time."""

import asyncio
import pickle
from typing import Any

import aiohttp
import msgspec
import pytest

from miro_async import Miro, Quota, Scim, drafts, endpoints
from miro_async.emulator import Emulator, virtual_time
from miro_async.emulator.world import Settings
from miro_async.endpoints import by_name
from miro_async.errors import (
    BadRequest,
    ConfigurationError,
    Conflict,
    DeadlineExceeded,
    InvalidArgument,
    NotFound,
    PayloadTooLarge,
    StatusError,
    Unauthorized,
)
from miro_async.models import ENTERPRISE_URN, ScimGroupPatch
from miro_async.wire import Request, Response

PATCH = drafts.scim_patch(active=True)


def scim(emulator: Emulator, **options: Any) -> Scim:
    return Scim(emulator.scim_token, transport=emulator.transport(), **options)


class Wire:
    """A transport into an emulator that keeps the requests, or answers them itself."""

    def __init__(self, emulator: Emulator, answer: Response | None = None) -> None:
        self._inner = emulator.transport()
        self._answer = answer
        self.requests: list[Request] = []

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's signature
        self.requests.append(request)
        return self._answer or await self._inner.send(request, timeout=timeout)

    def fetch(self, url: str, headers: Any) -> Any:
        return self._inner.fetch(url, headers)

    async def close(self) -> None:
        await self._inner.close()


def test_fifty_clients_at_once_earn_no_429() -> None:
    emulator = Emulator(latency=(0.05, 0.3), seed=7)
    users = [str(member["id"]) for member in emulator.world.seed_members(50)]
    team = emulator.world.token.team_id

    async def one(user: str) -> None:
        async with scim(emulator, quota_key="fifty") as client:
            for _ in range(4):
                await client.users.get(user)
                await client.users.update(user, PATCH)
            await client.groups.get(team)

    async def main() -> float:
        start = asyncio.get_running_loop().time()
        await asyncio.gather(*(one(user) for user in users))
        return asyncio.get_running_loop().time() - start

    took = virtual_time.run(main())
    assert (emulator.statistics.rate_limited, emulator.statistics.credits) == (0, 50 * (4 * 150 + 500))
    assert took < 6 * 30 + 5, "55,000 credits: five whole windows and a half"
    assert {entry.user for entry in emulator.log} == {emulator.world.organization_id}
    assert emulator.limits.windows() == []


@pytest.mark.parametrize("headers", [True, False])
@pytest.mark.parametrize("pools", ["shared", "level", "operation"])
def test_whatever_shares_the_credits_no_caller_sees_a_429(pools: Any, headers: bool) -> None:
    emulator = Emulator(latency=(0.05, 0.3), settings=Settings(scim_pools=pools, scim_rate_headers=headers))
    users = [str(member["id"]) for member in emulator.world.seed_members(40)]

    async def one(client: Scim, user: str) -> None:
        for _ in range(6):
            await client.users.get(user)
            await client.users.update(user, PATCH)
        await client.groups.list().collect()

    async def main() -> None:
        async with scim(emulator, quota_key=f"{pools} {headers}") as client:
            await asyncio.gather(*(one(client, user) for user in users[:10]))

    virtual_time.run(main())
    calls = 10 * 13
    assert emulator.statistics.calls - emulator.statistics.rate_limited == calls
    assert emulator.statistics.rate_limited <= (calls // 25 if pools != "shared" and headers else 0)
    assert all(
        window.credits <= 10_000 for windows in emulator.scim_limits.all_windows().values() for window in windows
    )


def test_a_quota_key_names_a_quota_of_one_api() -> None:
    emulator = Emulator()
    with_key: dict[str, Any] = {"transport": emulator.transport(), "quota_key": "acme"}
    miro, client = Miro(emulator.token, **with_key), Scim(emulator.scim_token, **with_key)
    assert miro.budget is not client.budget
    assert (miro.budget.quota, client.budget.quota) == (Quota(), Quota(limit=10_000, window=30.0))
    assert Scim("another-token", **with_key).budget is client.budget


def test_a_deadline_counts_in_the_windows_of_scim() -> None:
    emulator = Emulator(latency=0.05)

    async def main() -> None:
        async with scim(emulator) as client:
            assert client.budget.snapshot().limit == 10_000
            await asyncio.gather(*(client.groups.list().collect() for _ in range(5)))
            with pytest.raises(DeadlineExceeded) as caught:
                await client.with_options(deadline=5.0).groups.list().collect()
            assert caught.value.attempts == 0
            assert 20 < (caught.value.needed or 0) <= 30

    virtual_time.run(main())
    assert emulator.statistics.calls == 5


def test_neither_api_takes_the_token_or_the_calls_of_the_other() -> None:
    emulator = Emulator()

    async def main() -> None:
        async with Scim(emulator.token, transport=emulator.transport()) as client:
            with pytest.raises(Unauthorized, match="token is not valid"):
                await client.users.list().collect()
            with pytest.raises(InvalidArgument, match=r"miro_async\.Miro sends it"):
                await client.send(endpoints.tokens.get())
        async with Miro(emulator.scim_token, transport=emulator.transport()) as miro:
            with pytest.raises(Unauthorized):
                await miro.boards.list().collect()
            with pytest.raises(InvalidArgument, match=r"miro_async\.Scim sends it"):
                await miro.send(endpoints.scim.schemas.list())

    virtual_time.run(main())
    assert len(emulator.log) == 2


def test_requests_are_of_scims_media_type() -> None:
    emulator = Emulator()
    wire = Wire(emulator)

    async def main() -> None:
        async with Scim(emulator.scim_token, transport=wire) as client:
            await client.users.create(drafts.scim_user("ada@x.example"))
            await client.schemas.get(ENTERPRISE_URN)

    virtual_time.run(main())
    create, get = wire.requests
    assert create.url == "https://miro.com/api/v1/scim/Users"
    assert create.headers["Content-Type"] == create.headers["Accept"] == "application/scim+json"
    assert "Content-Type" not in get.headers
    assert get.target == "/Schemas/urn%3Aietf%3Aparams%3Ascim%3Aschemas%3Aextension%3Aenterprise%3A2.0%3AUser"


def test_over_sockets_its_url_has_a_path() -> None:
    async def main() -> None:
        async with Emulator() as emulator, Scim(emulator.scim_token, base_url=emulator.scim_url + "/") as client:
            assert emulator.scim_url == emulator.url + "/api/v1/scim"
            assert [user.user_name async for user in client.users.list()] == ["ada@emulated.example"]

    asyncio.run(main())


def test_the_environment_names_its_token_and_its_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRO_ACCESS_TOKEN", "of another API")
    monkeypatch.setenv("MIRO_SCIM_BASE_URL", "http://127.0.0.1:1/scim/")
    monkeypatch.delenv("MIRO_SCIM_TOKEN", raising=False)
    with pytest.raises(ConfigurationError, match="MIRO_SCIM_TOKEN"):
        Scim.from_env()
    monkeypatch.setenv("MIRO_SCIM_TOKEN", "t")
    assert Scim.from_env().base_url == "http://127.0.0.1:1/scim"


def test_errors_of_scim_have_their_words_and_codes() -> None:
    emulator = Emulator()
    admin = emulator.world.token.user_id

    async def refused(kind: type[StatusError], work: Any) -> StatusError:
        with pytest.raises(kind) as caught:
            await work
        error = caught.value
        assert type(error) is kind
        assert type(pickle.loads(pickle.dumps(error))) is kind
        return error

    async def main() -> None:
        async with scim(emulator) as client:
            taken = await refused(Conflict, client.users.create(drafts.scim_user("ADA@emulated.example")))
            assert (taken.code, taken.message) == (
                "uniqueness",
                "User with userName ADA@emulated.example exists already",
            )
            wrong = await refused(BadRequest, client.users.list(filter="nonsense").collect())
            assert wrong.code == "invalidFilter"
            missing = await refused(NotFound, client.users.get("5"))
            assert (missing.code, missing.message, missing.path) == ("", "User not found", "/Users/5")
            last = await refused(Conflict, client.users.delete(admin))
            assert "last admin" in last.message

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b'{"detail":"d","scimType":"tooMany","status":"413"}', "tooMany", "d"),
        (b'{"detail":5,"scimType":["x"]}', "", '{"detail":5,"scimType":["x"]}'),
        (b'{"type":"error","code":"c","message":"m","detail":"d","scimType":"s"}', "c", "m"),
        (b"<html>", "", "<html>"),
    ],
)
def test_an_error_is_read_in_either_shape(body: bytes, code: str, message: str) -> None:
    wire = Wire(Emulator(), Response(413, {}, body))

    async def main() -> PayloadTooLarge:
        async with Scim("secret-of-test", transport=wire) as client:
            with pytest.raises(PayloadTooLarge) as caught:
                await client.groups.update("1", drafts.scim_group_patch(add=["2"]))
            return caught.value

    error = virtual_time.run(main())
    assert (error.status, error.code, error.message) == (413, code, message)


def test_what_scim_says_of_itself_is_no_missing_scope() -> None:
    body = b'{"detail":"urn:ietf:params:scim:schemas:core:2.0:User may not be read","status":"403"}'

    async def main() -> str:
        async with Scim("secret-of-test", transport=Wire(Emulator(), Response(403, {}, body))) as client:
            with pytest.raises(StatusError) as caught:
                await client.users.get("1")
            return str(getattr(caught.value, "missing_scope", None))

    assert virtual_time.run(main()) == ""


def test_a_large_patch_of_a_team_costs_more() -> None:
    call = endpoints.scim.groups.update
    small = call("1", body=drafts.scim_group_patch(add=["3074457364022187294"] * 10))
    large = call("1", body=drafts.scim_group_patch(add=["3074457364022187294"] * 13))
    assert (len(small.body or b"") <= 500, small.credits) == (True, 100)
    assert (len(large.body or b"") > 500, large.credits) == (True, 2_000)
    exact = b'{"Operations":[]}'.ljust(500)
    assert [call("1", body=msgspec.Raw(body)).credits for body in (exact, exact + b" ")] == [100, 2_000]


def test_what_is_too_large_for_a_patch_is_not_sent() -> None:
    users = [str(number) for number in range(8_001)]
    assert len(drafts.scim_group_patch(add=users[:4_000], remove=users[4_000:8_000]).operations) == 2
    with pytest.raises(InvalidArgument, match="at most 8000 users"):
        drafts.scim_group_patch(add=users[:4_000], remove=users[4_000:])
    with pytest.raises(InvalidArgument, match="at most 800000 bytes"):
        drafts.scim_group_patch(add=["x" * 1_000] * 800)
    assert issubclass(by_name("scim.groups.update").body, ScimGroupPatch)


@pytest.mark.parametrize("bad", ["", " ", ".", "..", "a\n", None, 5])
@pytest.mark.parametrize("verb", ["get", "delete"])
def test_an_id_that_would_lead_elsewhere_sends_nothing(verb: str, bad: Any) -> None:
    emulator = Emulator()

    async def main() -> None:
        async with scim(emulator) as client:
            with pytest.raises(InvalidArgument, match="id must be"):
                await getattr(client.users, verb)(bad)

    virtual_time.run(main())
    assert len(emulator.log) == 0


def test_a_call_prints_as_curl_with_the_variable_of_scims_token() -> None:
    line = endpoints.scim.users.update("1", body=PATCH).curl()
    assert line.startswith(
        'curl -X PATCH https://miro.com/api/v1/scim/Users/1 -H "Authorization: Bearer $MIRO_SCIM_TOKEN"'
    )
    assert "'Content-Type: application/scim+json'" in line


def test_a_copy_with_options_sends_as_scim() -> None:
    emulator = Emulator()

    async def main() -> None:
        async with scim(emulator, quota=Quota(limit=500, window=30.0), quota_key="view") as client:
            view = client.with_options(flow="sync")
            assert isinstance(view, Scim)
            assert [kind.id for kind in await view.resource_types.list()] == ["User", "Group"]
            assert client.budget.snapshot().limit in {500, 10_000}

    virtual_time.run(main())


def test_other_processes_see_and_spend_its_quota() -> None:
    async def main() -> None:
        async with (
            Emulator() as emulator,
            Scim(emulator.scim_token, base_url=emulator.scim_url) as client,
            aiohttp.ClientSession(f"{emulator.url}/__emulator__/") as control,
        ):
            await client.groups.list().collect()
            async with control.post("scim/limits", json={"spend": 7_000}) as answer:
                told = await answer.json()
            assert (told["limit"], told["remaining"], told["window"], told["admitted"]) == (10_000, 1_000, 30.0, True)
            async with control.get("limits") as answer:
                assert (await answer.json())["remaining"] == 100_000
            async with control.get("quotas") as answer:
                own, scims = await answer.json()
            assert (own["calls"], scims["app"], scims["calls"], scims["foreign"]) == (0, "scim", 1, 7_000)
            assert scims["operations"] == {"scim.groups.list": {"calls": 1, "credits": 2_000}}

    asyncio.run(main())
