"""The pipeline with the real world behind it, in process and in virtual time."""

import asyncio
import json
from email.utils import parsedate_to_datetime

import msgspec
import pytest
from emulator_calls import ask, new_board, new_note, notes

from miro_async.emulator import Emulator, Fault
from miro_async.emulator.clock import VIRTUAL_EPOCH
from miro_async.emulator.virtual_time import run
from miro_async.emulator.world import Settings
from miro_async.errors import ConfigurationError
from miro_async.wire import NotSent, Unanswered


def test_every_answer_has_the_rate_headers_and_the_date_of_the_server() -> None:
    async def main() -> None:
        emulator = Emulator(clock_skew=7.3, epoch=VIRTUAL_EPOCH)
        board = await new_board(emulator)
        answers = [
            await new_note(emulator, board),
            await ask(emulator, "GET", "/v2/boards/unknown"),
            await ask(emulator, "GET", "/v2/boards", token="wrong"),
            await ask(emulator, "GET", "/no/such/path"),
        ]
        assert [answer.status for answer in answers] == [201, 404, 401, 404]
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["99400", "99350", "100000", "99350"]
        for answer in answers:
            assert answer.headers["x-ratelimit-limit"] == "100000"
            assert parsedate_to_datetime(answer.headers["Date"]).timestamp() == VIRTUAL_EPOCH + 7
            # The window opened at 7.3 s, so it ends at 67.3 s, which is announced as 68.
            assert answer.headers["X-RateLimit-Reset"] == f"{VIRTUAL_EPOCH + 68:.0f}"

    run(main())


def test_over_the_quota_the_answer_is_429_until_the_window_ends() -> None:
    async def main() -> None:
        emulator = Emulator(limit=1_000, window=10, retry_after=True)
        board = await new_board(emulator)  # 500 credits
        statuses = [(await new_note(emulator, board)).status for _ in range(6)]
        assert statuses == [201] * 5 + [429]
        await asyncio.sleep(3.2)
        refused = await new_note(emulator, board)
        assert json.loads(refused.body) == {
            "type": "error",
            "code": "tooManyRequests",
            "context": None,
            "message": "Request rate limit exceeded",
            "status": 429,
        }
        assert (refused.headers["X-RateLimit-Remaining"], refused.headers["Retry-After"]) == ("0", "7")
        assert emulator.world.item_count(board) == 5
        await asyncio.sleep(7)
        assert (await new_note(emulator, board)).status == 201
        assert emulator.statistics.rate_limited == 2
        assert [window.credits for window in emulator.statistics.windows] == [1_000, 100]
        assert emulator.statistics.utilisation() == 1.0

    run(main())


def test_windows_that_go_by_unused_count_in_the_utilisation() -> None:
    async def main() -> None:
        emulator = Emulator(limit=600, window=10)
        assert emulator.statistics.utilisation() == 0.0
        board = await new_board(emulator)
        await new_note(emulator, board)
        await asyncio.sleep(21)
        await new_note(emulator, board)
        assert [window.credits for window in emulator.statistics.windows] == [600, 100]
        assert emulator.statistics.utilisation() == 0.5

    run(main())


@pytest.mark.parametrize(("charged", "remaining"), [(False, "100"), (True, "0")])
def test_a_429_is_free_or_charged_as_the_setting_says(charged: bool, remaining: str) -> None:
    async def main() -> None:
        emulator = Emulator(limit=600, charge_429=charged)
        board = await new_board(emulator)
        refused = await ask(emulator, "DELETE", f"/v2/boards/{board}/items/1")  # 500 credits
        assert (refused.status, refused.headers["X-RateLimit-Remaining"]) == (429, remaining)
        assert (await new_note(emulator, board)).status == (429 if charged else 201)

    run(main())


def test_a_401_is_free_unless_the_setting_says_otherwise() -> None:
    async def main(*, charged: bool) -> list[str]:
        emulator = Emulator(limit=100, charge_401=charged)
        answers = [await ask(emulator, "GET", "/v2/boards", token="wrong") for _ in range(3)]
        assert [answer.status for answer in answers] == [401, 401, 401]
        assert emulator.limits.peek().remaining == 100  # a wrong token is nobody's
        return [answer.headers["X-RateLimit-Remaining"] for answer in answers]

    assert run(main(charged=False)) == ["100", "100", "100"]
    assert run(main(charged=True)) == ["50", "0", "0"]


def test_rate_headers_can_be_left_out_of_errors() -> None:
    async def main() -> None:
        emulator = Emulator(headers_on_errors=False)
        assert "X-RateLimit-Limit" in (await ask(emulator, "GET", "/v2/boards")).headers
        assert "X-RateLimit-Limit" not in (await ask(emulator, "GET", "/v2/boards/unknown")).headers

    run(main())


def test_hosts_that_disagree_write_dates_and_resets_of_their_own() -> None:
    async def main() -> None:
        emulator = Emulator(host_skew=1.0, epoch=VIRTUAL_EPOCH + 0.5)
        answers = [await ask(emulator, "GET", "/v2/boards") for _ in range(50)]
        dates = {parsedate_to_datetime(answer.headers["Date"]).timestamp() - VIRTUAL_EPOCH for answer in answers}
        resets = {int(answer.headers["X-RateLimit-Reset"]) - VIRTUAL_EPOCH for answer in answers}
        assert dates == {-1, 0, 1}
        assert resets == {60, 61, 62}

    run(main())


def test_latency_is_spent_half_before_and_half_after_the_accounting() -> None:
    async def main() -> None:
        emulator = Emulator(latency=2.0)
        loop = asyncio.get_running_loop()
        start = loop.time()
        task = asyncio.create_task(new_board(emulator))
        await asyncio.sleep(0.9)
        assert emulator.statistics.credits == 0
        await asyncio.sleep(0.2)
        assert emulator.statistics.credits == 500
        await task
        assert loop.time() - start == pytest.approx(2.0, abs=1e-3)

    run(main())


def test_latencies_of_a_range_are_drawn_by_the_seed() -> None:
    async def main(seed: int) -> list[float]:
        emulator = Emulator(latency=(0.1, 0.5), seed=seed)
        loop = asyncio.get_running_loop()
        taken: list[float] = []
        for _ in range(20):
            start = loop.time()
            await ask(emulator, "GET", "/v2/boards")
            taken.append(round(loop.time() - start, 3))
        return taken

    first = run(main(1))
    assert first == run(main(1))
    assert first != run(main(2))
    assert min(first) >= 0.1
    assert max(first) <= 0.501
    assert len(set(first)) > 15


def test_the_same_seed_gives_the_same_log_to_the_byte() -> None:
    async def main(seed: int) -> bytes:
        rules = [Fault(kind="hang_up", share=0.2, applied=0.5), Fault(kind="no_rate_headers", share=0.3)]
        emulator = Emulator(latency=(0.01, 0.3), seed=seed, faults=rules, limit=3_000, window=5)
        board_id = emulator.world.create_board("Board")["id"]

        async def work(number: int) -> None:
            for _ in range(5):
                await asyncio.sleep(0.1 * number)
                try:
                    await new_note(emulator, board_id)
                except Unanswered:
                    continue

        await asyncio.gather(*(work(number) for number in range(8)))
        return msgspec.json.encode(list(emulator.log)) + msgspec.json.encode(emulator.world.board_items(board_id))

    first = run(main(1))
    assert first == run(main(1))
    assert first != run(main(2))


def test_the_client_that_goes_away_does_not_stop_the_server() -> None:
    async def main() -> None:
        emulator = Emulator()
        board = await new_board(emulator)
        emulator.faults.add(Fault(kind="latency", seconds=1.0, applied=0.0))
        with pytest.raises(Unanswered, match=r"within 0\.5 s"):
            await new_note(emulator, board, patience=0.5)
        cancelled = asyncio.create_task(new_note(emulator, board))
        await asyncio.sleep(0.1)
        cancelled.cancel()
        await asyncio.gather(cancelled, return_exceptions=True)
        assert emulator.world.item_count(board) == 0
        await asyncio.sleep(2)
        assert emulator.world.item_count(board) == 2
        assert [entry.state for entry in emulator.log][1:] == ["unanswered", "unanswered"]
        assert [entry.status for entry in emulator.log][1:] == [201, 201]

    run(main())


def test_what_is_unanswered_now_can_be_seen() -> None:
    async def main() -> None:
        emulator = Emulator(latency=1.0)
        board = await new_board(emulator)
        task = asyncio.create_task(new_note(emulator, board))
        await asyncio.sleep(0.25)
        (entry,) = emulator.log.in_flight("sticky_notes.create")
        assert (entry.status, entry.applied) == (None, False)
        await asyncio.sleep(0.5)  # the write is done, its answer is under way
        (entry,) = emulator.statistics.in_flight
        assert (entry.operation, entry.status, entry.applied) == ("sticky_notes.create", 201, True)
        assert emulator.log.in_flight("boards.create") == []
        await task
        assert emulator.statistics.in_flight == []
        assert emulator.statistics.peak_in_flight == 1

    run(main())


def test_a_stopped_emulator_refuses_and_forgets_what_is_on_its_way() -> None:
    async def main() -> None:
        emulator = Emulator(latency=1.0)
        board = await new_board(emulator)
        task = asyncio.create_task(new_note(emulator, board))
        await asyncio.sleep(0.25)
        await emulator.stop()
        with pytest.raises(Unanswered):
            await task
        with pytest.raises(NotSent):
            await new_note(emulator, board)
        assert emulator.world.item_count(board) == 0

    run(main())


def test_reset_leaves_nothing_but_the_token_and_the_clock() -> None:
    async def main() -> None:
        emulator = Emulator(limit=1_000, faults=[Fault(kind="error", nth=2, times=1)])
        token = emulator.token
        board = await new_board(emulator)
        emulator.faults.clear()
        before = emulator.clock.now()
        emulator.reset()
        assert emulator.token == token
        assert (list(emulator.world.boards()), len(emulator.log), emulator.statistics.calls) == ([], 0, 0)
        assert (emulator.limits.peek().remaining, len(emulator.faults)) == (1_000, 1)
        assert emulator.clock.now() >= before
        assert await new_board(emulator) == board  # ids begin anew with the seed

    run(main())


def test_statistics_add_up_by_operation_and_status() -> None:
    async def main() -> None:
        emulator = Emulator()
        board = await new_board(emulator)
        await new_note(emulator, board)
        await new_note(emulator, board)
        await ask(emulator, "POST", notes(board), {"data": {"shape": "round"}})
        statistics = emulator.statistics
        tallies = {status: (t.calls, t.credits) for status, t in statistics.by_operation["sticky_notes.create"].items()}
        assert tallies == {201: (2, 200), 400: (1, 100)}
        assert (statistics.calls, statistics.credits, statistics.count(400)) == (4, 800, 1)

    run(main())


def test_a_log_entry_tells_everything_but_the_token() -> None:
    async def main() -> None:
        emulator = Emulator(epoch=VIRTUAL_EPOCH)
        board = await new_board(emulator)
        first, second = await new_note(emulator, board), await new_note(emulator, board)
        await ask(emulator, "GET", f"/v2/boards/{board}/items?limit=10")
        await ask(emulator, "GET", f"/v1/oauth-token?access_token={emulator.token}")
        assert [first.status, second.status] == [201, 201]
        _, note, again, page, info = emulator.log
        assert (note.operation, note.method, note.path) == ("sticky_notes.create", "POST", notes(board))
        assert (note.status, note.cost, note.credits, note.remaining, note.applied) == (201, 100, 100, 99_400, True)
        assert note.body_hash == again.body_hash != ""
        assert note.time == pytest.approx(VIRTUAL_EPOCH, abs=1e-3)
        assert (page.applied, page.query, page.body_size) == (False, {"limit": "10"}, 0)
        assert info.query == {"access_token": "***"}
        everything = [list(emulator.log), emulator.statistics.snapshot(), emulator.faults.state(), repr(emulator)]
        assert emulator.token.encode() not in msgspec.json.encode(everything)

    run(main())


def test_the_log_is_bounded_and_the_sums_are_not() -> None:
    async def main() -> None:
        emulator = Emulator(log_size=3)
        for _ in range(5):
            await ask(emulator, "GET", "/v2/boards")
        assert [entry.seq for entry in emulator.log] == [3, 4, 5]
        assert emulator.statistics.calls == 5

    run(main())


def test_advancing_the_clock_ends_the_window() -> None:
    async def main() -> None:
        emulator = Emulator(limit=500)
        board = await new_board(emulator)
        assert (await new_note(emulator, board)).status == 429
        emulator.clock.advance(60)
        assert (await new_note(emulator, board)).status == 201

    run(main())


def test_doubtful_rules_of_the_world_are_settings_too() -> None:
    async def main(unlevelled: int) -> int:
        emulator = Emulator(settings=Settings(unlevelled_credits=unlevelled))
        await ask(emulator, "GET", "/v1/oauth-token")
        return emulator.statistics.credits

    assert [run(main(0)), run(main(50))] == [0, 50]


@pytest.mark.parametrize(
    "settings",
    [
        {"port": -1},
        {"port": "80"},
        {"latency": -0.1},
        {"latency": (0.5, 0.1)},
        {"host_skew": -1},
        {"list_lag": float("inf")},
        {"clock_skew": float("nan")},
        {"reset_format": "minutes"},
        {"log_size": 0},
        {"limit": 0},
        {"window": -1},
        {"model": "leaky"},
    ],
)
def test_bad_settings_are_named(settings: dict[str, object]) -> None:
    (name,) = settings
    with pytest.raises(ConfigurationError, match=name):
        Emulator(**settings)  # type: ignore[arg-type]  # the wrong types are the test


def test_a_stopped_emulator_has_no_url() -> None:
    with pytest.raises(ConfigurationError, match="while it runs"):
        _ = Emulator().url
