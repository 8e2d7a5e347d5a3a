"""What each kind of fault looks like in process, and what it leaves on the board."""

import asyncio
import json

import msgspec
import pytest
from emulator_calls import ask, new_board, new_note, notes

from miro_async.emulator import Emulator, Fault
from miro_async.emulator.clock import VIRTUAL_EPOCH
from miro_async.emulator.virtual_time import run
from miro_async.wire import Response, Unanswered

CREATES = ("sticky_notes.create",)


async def struck(fault: Fault, *, patience: float | None = None) -> tuple[Response | None, Emulator, str]:
    """The answer to a create that the fault hits; None for no whole answer."""
    emulator = Emulator(faults=[fault], epoch=VIRTUAL_EPOCH)
    board = await new_board(emulator)
    try:
        return await new_note(emulator, board, patience=patience), emulator, board
    except Unanswered:
        return None, emulator, board


@pytest.mark.parametrize("applied", [0.0, 1.0])
@pytest.mark.parametrize("kind", ["error", "hang_up", "html", "redirect", "truncated", "half_json", "wrong_type"])
def test_a_write_takes_effect_if_the_rule_says_so(kind: str, applied: float) -> None:
    async def main() -> None:
        fault = msgspec.convert({"kind": kind, "operations": CREATES, "applied": applied}, Fault)
        _, emulator, board = await struck(fault)
        assert emulator.world.item_count(board) == int(applied)
        assert emulator.log[-1].applied == bool(applied)
        assert emulator.log[-1].credits == 100  # the quota is charged before anything goes wrong
        assert emulator.statistics.faults == {kind: 1}

    run(main())


def test_an_error_has_the_shape_of_miro() -> None:
    async def main() -> None:
        answer, _, _ = await struck(Fault(kind="error", operations=CREATES))
        assert answer is not None
        assert answer.status == 500
        assert json.loads(answer.body) == {
            "type": "error",
            "code": "3.0000",
            "context": None,
            "message": "Internal error",
            "status": 500,
        }
        busy, _, _ = await struck(Fault(kind="error", operations=CREATES, status=503))
        assert busy is not None
        assert (busy.status, json.loads(busy.body)["message"]) == (503, "Service Unavailable")

    run(main())


def test_an_unanswered_request_is_in_the_log_as_such() -> None:
    async def main() -> None:
        answer, emulator, _ = await struck(Fault(kind="hang_up", operations=CREATES, applied=1.0))
        assert answer is None
        (entry,) = emulator.log.select(state="unanswered")
        assert (entry.status, entry.fault, entry.applied) == (None, "hang_up", True)
        assert emulator.log.select(fault="hang_up") == [entry]
        assert emulator.statistics.count(0) == 1

    run(main())


def test_a_late_write_takes_effect_after_its_answer_was_lost() -> None:
    async def main() -> None:
        answer, emulator, board = await struck(Fault(kind="late", operations=CREATES, seconds=30.0))
        assert answer is None
        assert emulator.world.item_count(board) == 0
        assert not emulator.log[-1].applied
        await asyncio.sleep(30.01)
        assert emulator.world.item_count(board) == 1
        assert emulator.log[-1].applied

    run(main())


def test_late_writes_come_at_different_times_and_in_time() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="late", operations=CREATES, seconds=30.0)])
        board = await new_board(emulator)
        await asyncio.gather(*(new_note(emulator, board) for _ in range(40)), return_exceptions=True)
        counts: list[int] = []
        for _ in range(31):
            counts.append(emulator.world.item_count(board))
            await asyncio.sleep(1)
        assert counts[0] == 0
        assert 5 < counts[15] < 35
        assert emulator.world.item_count(board) == 40

    run(main())


def test_a_late_write_comes_with_the_clock_that_a_test_turns() -> None:
    async def main() -> None:
        _, emulator, board = await struck(Fault(kind="late", operations=CREATES))
        emulator.clock.advance(30)
        assert emulator.world.item_count(board) == 1

    run(main())


def test_stuck_never_answers() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        start = loop.time()
        answer, emulator, board = await struck(Fault(kind="stuck", operations=CREATES, applied=1.0), patience=90.0)
        assert answer is None
        assert loop.time() - start == pytest.approx(60.0, abs=1e-3)  # the transport's own time is shorter
        assert emulator.world.item_count(board) == 1
        assert emulator.statistics.in_flight == []

    run(main())


def test_a_client_that_is_stuck_is_released_when_the_server_stops() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="stuck")])
        waiting = asyncio.create_task(ask(emulator, "GET", "/v2/boards"))
        await asyncio.sleep(1)
        await emulator.stop()
        with pytest.raises(Unanswered, match="closed without an answer"):
            await waiting

    run(main())


def test_latency_comes_after_the_write_or_before_it() -> None:
    async def main() -> None:
        for applied, count in ((1.0, 1), (0.0, 0)):
            fault = Fault(kind="latency", operations=CREATES, seconds=5.0, applied=applied)
            answer, emulator, board = await struck(fault, patience=1.0)
            assert answer is None
            assert emulator.world.item_count(board) == count
            await asyncio.sleep(4.1)
            assert emulator.world.item_count(board) == 1

    run(main())


def test_spoilt_bodies() -> None:
    async def main() -> None:
        good, _, _ = await struck(Fault(kind="error", operations=("tags.create",)))
        half, _, _ = await struck(Fault(kind="half_json", operations=CREATES))
        other, _, _ = await struck(Fault(kind="wrong_type", operations=CREATES))
        empty, _, _ = await struck(Fault(kind="empty", operations=CREATES))
        assert good is not None
        assert half is not None
        assert other is not None
        assert empty is not None
        assert (half.status, half.body) == (201, good.body[: len(good.body) // 2])
        assert (other.status, other.body) == (201, b"[]")
        assert (empty.status, empty.body) == (201, b"")

    run(main())


@pytest.mark.parametrize(("status", "expected"), [(None, 502), (200, 200)])
def test_a_page_of_html(status: int | None, expected: int) -> None:
    async def main() -> None:
        answer, _, _ = await struck(Fault(kind="html", operations=CREATES, status=status))
        assert answer is not None
        assert (answer.status, answer.headers["content-type"]) == (expected, "text/html")
        assert answer.body.startswith(b"<!DOCTYPE html>")

    run(main())


def test_a_redirect_leads_to_another_host() -> None:
    async def main() -> None:
        answer, _, _ = await struck(Fault(kind="redirect", operations=CREATES, location="http://127.0.0.1:9/x"))
        assert answer is not None
        assert (answer.status, answer.headers["Location"]) == (302, "http://127.0.0.1:9/x")

    run(main())


def test_headers_that_are_lost_or_added() -> None:
    async def main() -> None:
        bare, _, _ = await struck(Fault(kind="no_rate_headers"))
        dateless, _, _ = await struck(Fault(kind="no_date"))
        patient, emulator, _ = await struck(Fault(kind="retry_after", seconds=17.0))
        assert bare is not None
        assert dateless is not None
        assert patient is not None
        assert not [name for name in bare.headers if name.lower().startswith("x-ratelimit")]
        assert dateless.headers["Date"] == ""
        assert "Retry-After" not in patient.headers  # a success asks for no patience
        emulator.limits.spend(99_400)
        refused = await ask(emulator, "GET", "/v2/boards")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "17")

    run(main())


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        ("negative", ("-1", "-50", "-60")),
        ("text", ("unlimited", "plenty", "soon")),
        ("other_policy", ("300", "299", f"{VIRTUAL_EPOCH + 300:.0f}")),
        ("huge", ("9" * 30, "9" * 30, "9" * 30)),
        ("past", ("100000", "99400", "1")),
    ],
)
def test_headers_that_make_no_sense(variant: str, expected: tuple[str, str, str]) -> None:
    async def main() -> None:
        answer, _, _ = await struck(msgspec.convert({"kind": "garbage_rate_headers", "variant": variant}, Fault))
        assert answer is not None
        assert tuple(answer.headers[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")) == expected

    run(main())


def test_garbage_without_a_variant_is_drawn_anew_for_each_answer() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="garbage_rate_headers")], epoch=VIRTUAL_EPOCH)
        answers = [await ask(emulator, "GET", "/v2/boards") for _ in range(50)]
        assert len({answer.headers["X-RateLimit-Limit"] for answer in answers}) == 5

    run(main())


def test_lists_lag_while_the_rule_is_in_force() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="list_lag", seconds=10.0)])
        board = await new_board(emulator)

        async def listed() -> int:
            return len(json.loads((await ask(emulator, "GET", f"/v2/boards/{board}/items")).body)["data"])

        created = json.loads((await new_note(emulator, board)).body)
        assert await listed() == 0
        assert (await ask(emulator, "GET", f"{notes(board)}/{created['id']}")).status == 200
        await asyncio.sleep(10.1)
        assert await listed() == 1
        emulator.faults.clear()
        await new_note(emulator, board)
        assert await listed() == 2

    run(main())


def test_a_fault_does_not_use_up_its_turn_on_a_refused_request() -> None:
    async def main() -> None:
        emulator = Emulator(limit=600, faults=[Fault(kind="error", operations=CREATES, nth=2, times=1)])
        board = await new_board(emulator)
        statuses = [(await new_note(emulator, board)).status for _ in range(2)]
        emulator.clock.advance(60)
        statuses += [(await new_note(emulator, board)).status for _ in range(2)]
        assert statuses == [201, 429, 500, 201]

    run(main())


def test_the_third_write_on_one_board_fails_and_no_other() -> None:
    async def main() -> None:
        emulator = Emulator()
        first, second = await new_board(emulator, "first"), await new_board(emulator, "second")
        emulator.faults.add(Fault(kind="error", methods=("POST",), boards=(second,), nth=3, times=1))
        assert [(await new_note(emulator, first)).status for _ in range(4)] == [201] * 4
        assert [(await new_note(emulator, second)).status for _ in range(4)] == [201, 201, 500, 201]

    run(main())
