"""The control API over real sockets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from emulator_calls import NOTE, ask, new_board, new_note, notes

from miro_async.emulator import Emulator, Fault

Control = Callable[..., Awaitable[Any]]


def controlled(talk: Callable[[Emulator, Control], Awaitable[None]], emulator: Emulator) -> None:
    """Run `talk` with a running emulator and a function that calls its control API without a token."""

    async def main() -> None:
        async with emulator, aiohttp.ClientSession(emulator.url) as session:

            async def control(method: str, name: str, body: object = None, *, status: int = 200) -> Any:
                async with session.request(method, f"/__emulator__/{name}", json=body) as answer:
                    assert answer.status == status, await answer.text()
                    return await answer.json()

            await talk(emulator, control)

    asyncio.run(main())


def test_control_calls_are_free_and_leave_no_trace() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        assert await control("GET", "health") == {"status": "ok"}
        state = await control("GET", "state")
        assert (state["boards"], state["calls"], state["limits"]["remaining"]) == (0, 0, 100_000)
        assert (len(emulator.log), emulator.statistics.calls) == (0, 0)

    controlled(talk, Emulator())


def test_seed_and_reset() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        (board,) = await control("POST", "seed", {"boards": [{"name": "Retro"}]})
        assert [entry["id"] for entry in emulator.world.boards()] == [board["id"]]
        await control("POST", "seed", {"boards": [{"name": "x" * 61}]}, status=400)
        emulator.limits.spend(1_000)
        await control("POST", "reset")
        assert list(emulator.world.boards()) == []
        assert emulator.limits.peek().remaining == 100_000

    controlled(talk, Emulator())


def test_faults_are_put_added_listed_and_deleted() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        board = await new_board(emulator)
        await control("PUT", "faults", [{"kind": "error", "operations": ["sticky_notes.create"], "times": 1}])
        await control("POST", "faults", {"kind": "no_date"})
        await control("POST", "faults", [{"kind": "hang_up", "boards": ["other"]}])
        assert [(await new_note(emulator, board)).status for _ in range(2)] == [500, 201]
        rules = await control("GET", "faults")
        assert [(rule["fault"]["kind"], rule["hits"]) for rule in rules] == [
            ("error", 1),
            ("hang_up", 0),
            ("no_date", 2),
        ]
        refused = await control("PUT", "faults", [{"kind": "explode"}], status=400)
        assert "explode" in refused["message"]
        assert len(emulator.faults) == 3
        assert await control("DELETE", "faults") == []
        assert len(emulator.faults) == 0

    controlled(talk, Emulator())


def test_the_clock_is_read_advanced_and_set() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        emulator.limits.spend(100_000)
        before = (await control("GET", "clock"))["now"]
        after = (await control("POST", "clock", {"advance": 60}))["now"]
        assert after - before == pytest.approx(60, abs=2)
        assert (await control("GET", "limits"))["remaining"] == 100_000
        set_back = (await control("POST", "clock", {"step": -3600}))["now"]
        assert set_back - after == pytest.approx(-3600, abs=2)
        await control("POST", "clock", {"advance": -1}, status=400)

    controlled(talk, Emulator())


def test_a_neighbour_spends_and_the_limit_changes() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        assert (await control("POST", "limits", {"spend": 99_990}))["remaining"] == 10
        assert (await control("POST", "limits", {"spend": 11}))["admitted"] is False
        changed = await control("POST", "limits", {"limit": 20_000, "model": "token_bucket"})
        assert (changed["limit"], changed["remaining"], changed["model"]) == (20_000, 20_000, "token_bucket")
        assert emulator.limits.model == "token_bucket"
        await control("POST", "limits", {"limit": 0}, status=400)

    controlled(talk, Emulator())


def test_the_log_is_filtered_and_never_holds_the_token() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        board = await new_board(emulator)
        for _ in range(3):
            await new_note(emulator, board)
        await ask(emulator, "GET", f"/v1/oauth-token?access_token={emulator.token}")
        log = await control("GET", "log")
        assert [entry["seq"] for entry in log] == [1, 2, 3, 4, 5]
        assert emulator.token not in str(log)
        creates = await control("GET", "log?operation=sticky_notes.create&status=201&since=2&last=1")
        assert [(entry["seq"], entry["credits"], entry["path"]) for entry in creates] == [(4, 100, notes(board))]
        assert await control("GET", "log?method=DELETE") == []
        await control("GET", "log?colour=red", status=400)
        await control("DELETE", "log")
        assert await control("GET", "log") == []

    controlled(talk, Emulator())


def test_statistics_show_a_request_that_is_unanswered_now() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        board = await new_board(emulator)
        emulator.faults.add(Fault(kind="stuck", operations=("sticky_notes.create",)))
        headers = {"Authorization": f"Bearer {emulator.token}"}
        async with aiohttp.ClientSession(emulator.url, headers=headers) as client:
            waiting = asyncio.create_task(client.post(notes(board), json=NOTE))
            statistics = await control("GET", "statistics")
            while not statistics["in_flight"]:
                statistics = await control("GET", "statistics")
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        assert statistics["in_flight"][0]["operation"] == "sticky_notes.create"
        assert statistics["by_operation"]["boards.create"] == {"201": {"calls": 1, "credits": 500}}
        assert (statistics["credits"], statistics["rate_limited"], statistics["faults"]) == (600, 0, {"stuck": 1})
        (window,) = statistics["windows"]
        assert (window["credits"], window["calls"], window["utilisation"]) == (600, 2, 0.006)

    controlled(talk, Emulator())


def test_unknown_controls_are_named() -> None:
    async def talk(_emulator: Emulator, control: Control) -> None:
        assert (await control("GET", "nothing", status=404))["methods"] == []
        assert (await control("DELETE", "clock", status=405))["methods"] == ["GET", "POST"]
        await control("PUT", "faults", "no list", status=400)

    controlled(talk, Emulator())


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_a_web_page_cannot_control_it(headers: dict[str, str]) -> None:
    async def main() -> None:
        async with (
            Emulator() as emulator,
            aiohttp.ClientSession(emulator.url, headers=headers) as session,
            session.post("/__emulator__/reset") as answer,
        ):
            assert answer.status == 403

    asyncio.run(main())


@pytest.mark.parametrize("change", [{"advance": 1e13}, {"step": 1e13}, {"step": -1e13}, {"advance": 1e300}])
def test_a_time_without_a_date_is_refused_and_the_server_goes_on(change: dict[str, float]) -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        await control("POST", "clock", change, status=400)
        await new_board(emulator)

    controlled(talk, Emulator())


def test_quotas_tell_of_every_user_and_app_apart() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        other = emulator.world.issue_token(user_id="77", app_id="88")
        board = await new_board(emulator)
        await new_note(emulator, board)
        emulator.limits.spend(30)
        assert (await ask(emulator, "GET", "/v2/boards", token=other.value)).status == 200
        for _ in range(2):
            assert (await ask(emulator, "GET", "/v2/boards", token="nonsense")).status == 401
        emulator.limits.limit = 700
        assert (await ask(emulator, "POST", "/v2/boards", {"name": "too dear"})).status == 429

        own, others, nobody = await control("GET", "quotas")
        assert (own["user_name"], own["limit"], own["remaining"]) == ("Ada Emulated", 700, 70)
        assert (own["calls"], own["credits"], own["foreign"], own["rate_limited"]) == (2, 600, 30, 1)
        assert own["operations"] == {
            "boards.create": {"calls": 2, "credits": 500},
            "sticky_notes.create": {"calls": 1, "credits": 100},
        }
        assert 0 < own["resets_in"] <= own["window"] == 60
        assert (others["user"], others["app"], others["user_name"]) == ("77", "88", "User 77")
        assert others["operations"] == {"boards.list": {"calls": 1, "credits": 50}}
        assert (nobody["user"], nobody["credits"], nobody["operations"]["boards.list"]["calls"]) == ("", 0, 2)

    controlled(talk, Emulator())


def test_quotas_count_the_requests_under_way() -> None:
    async def talk(emulator: Emulator, control: Control) -> None:
        async with asyncio.TaskGroup() as group:
            asking = [group.create_task(ask(emulator, "GET", "/v2/boards", patience=60)) for _ in range(3)]
            await asyncio.sleep(0)
            (own,) = await control("GET", "quotas")
            assert (own["in_flight"], own["calls"]) == (3, 0)
            for each in asking:
                each.cancel()

    controlled(talk, Emulator(latency=100.0))
