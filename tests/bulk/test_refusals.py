"""Drafts that are refused, before they are sent or by the API, and refusals of everything."""

import asyncio
import math
import pickle
from typing import Any

import pytest
from bulk_jobs import CREATE, LIST, a_client, a_site, notes, texts
from hypothesis import given
from hypothesis import strategies as st

from miro_async import InvalidArgument, Quota, bulk, drafts
from miro_async.bulk.refusals import named
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import (
    BadRequest,
    FieldError,
    Forbidden,
    MiroError,
    NotFound,
    OutcomeUnknown,
    TransportError,
    Unauthorized,
)
from miro_async.models import StickyNoteCreate

ORPHAN = drafts.sticky_note("orphan", at=(0, 0), parent="3458764500000000000")


def with_orphans(count: int, *places: int) -> list[StickyNoteCreate]:
    """Notes, of which some have a parent that is not on the board: only the server can know."""
    return [ORPHAN if place in places else note for place, note in enumerate(notes(count))]


def test_an_invalid_draft_fails_alone_and_unsent() -> None:
    async def main() -> None:
        async with a_site() as site:
            bad: Any = drafts.sticky_note("x", color="mauve")  # type: ignore[arg-type]  # what a caller gets wrong
            things: list[Any] = [*notes(3), bad, "no draft", None, {"data": {}}, drafts.sticky_note(at=(math.nan, 0))]
            async with bulk.create(site.miro, site.board_id, [*things, *notes(1, "last")]) as run:
                outcomes = [outcome async for outcome in run]
            assert [type(outcome).__name__ for outcome in outcomes] == ["Created"] * 3 + ["Failed"] * 5 + ["Created"]
            failures = [outcome for outcome in outcomes if isinstance(outcome, bulk.Failed)]
            assert [failure.draft for failure in failures] == things[3:]
            assert all(isinstance(failure.error, InvalidArgument) for failure in failures)
            first, second, *_, last = [failure.error for failure in failures]
            assert isinstance(first, InvalidArgument)
            assert first.field == "style.fill_color"
            assert "mauve" in str(first)
            assert "must be a draft of an item, such as drafts.sticky_note gives, not str" in str(second)
            assert isinstance(last, InvalidArgument)
            assert last.field == "position.x"
            assert site.sent(CREATE) == 1
            assert await site.contents() == ["note 0", "note 1", "note 2", "last 0"]
            with pytest.raises(bulk.NotAllSucceeded, match="5 of 9 entries failed; the first at index 3"):
                run.report.raise_for_failures()

    virtual_time.run(main())


@pytest.mark.parametrize(
    "form", ["[{index}].{field}", "{index}.{field}", "items[{index}].{field}", "[{index}]", "{index} {field}"]
)
def test_a_draft_that_the_answer_names_is_left_out_and_the_rest_sent_again(form: str) -> None:
    async def main() -> None:
        async with a_site() as site:
            site.emulator.world.settings.bulk_field = form
            async with bulk.create(site.miro, site.board_id, with_orphans(40, 3, 17, 25)) as run:
                outcomes = [outcome async for outcome in run]
            failures = [outcome for outcome in outcomes if isinstance(outcome, bulk.Failed)]
            assert [failure.index for failure in failures] == [3, 17, 25]
            for failure in failures:
                assert isinstance(failure.error, BadRequest)
                assert [field for field, _ in failure.error.fields] == ["parent.id" if "field" in form else ""]
            assert site.sent(CREATE) == 4
            assert await site.contents() == [text for place, text in enumerate(texts(40)) if place not in {3, 17, 25}]

    virtual_time.run(main())


@pytest.mark.parametrize(("errors", "most"), [("first", 8), ("none", 60)])
def test_drafts_that_are_not_named_are_found_by_sending(errors: Any, most: int) -> None:
    async def main() -> None:
        async with a_site() as site:
            site.emulator.world.settings.bulk_errors = errors
            async with bulk.create(site.miro, site.board_id, with_orphans(40, 0, 1, 19, 33)) as run:
                failed = [outcome.index async for outcome in run if isinstance(outcome, bulk.Failed)]
            assert failed == [0, 1, 19, 33]
            assert site.sent(CREATE) <= most
            assert await site.contents() == [
                text for place, text in enumerate(texts(40)) if place not in {0, 1, 19, 33}
            ]

    virtual_time.run(main())


def test_an_answer_that_names_places_out_of_range_is_taken_as_one_that_names_none() -> None:
    async def main() -> None:
        async with a_site() as site:
            site.emulator.world.settings.bulk_field = "[99].{field}"
            report = await bulk.create(site.miro, site.board_id, with_orphans(8, 5))
            assert [failure.index for failure in report.failures] == [5]
            assert site.sent(CREATE) <= 16

    virtual_time.run(main())


def test_when_all_are_refused_nothing_is_left_to_send() -> None:
    async def main() -> None:
        async with a_site() as site:
            report = await bulk.create(site.miro, site.board_id, [ORPHAN] * 20)
            assert (report.failed, report.finished, site.sent(CREATE)) == (20, True, 1)

    virtual_time.run(main())


def test_a_batch_that_costs_more_than_a_window_is_sent_in_parts() -> None:
    async def main() -> None:
        async with a_site(Emulator(limit=700)) as site, a_client(site.emulator, quota=Quota(700)) as miro:
            report = await bulk.create(miro, site.board_id, notes(20))
            assert report.succeeded == 20
            assert await site.contents() == texts(20)

    virtual_time.run(main())


def test_a_board_that_is_not_there_ends_the_job_with_one_error() -> None:
    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, "uXjVAAAAAAA=", notes(100))
            with pytest.raises(NotFound):
                await run
            assert site.sent(CREATE) == 1
            assert (run.report.succeeded, run.report.failed, run.report.unknown) == (0, 0, 0)
            assert run.report.pending == run.report.read <= 60
            with pytest.raises(NotFound):
                run.report.raise_for_failures()

    virtual_time.run(main())


def test_a_missing_board_is_told_from_a_missing_parent() -> None:
    async def main() -> None:
        async with a_site() as site:
            with pytest.raises(NotFound):
                await bulk.create(site.miro, "uXjVAAAAAAA=", with_orphans(20, 2))
            not_found = Fault(kind="error", status=404, operations=(CREATE,), times=1)
            site.emulator.faults.add(not_found)
            report = await bulk.create(site.miro, site.board_id, with_orphans(8, 2))
            assert [failure.index for failure in report.failures] == [2]
            assert report.succeeded == 7

    virtual_time.run(main())


def test_a_wrong_token_ends_the_job_with_one_error() -> None:
    async def main() -> None:
        async with a_site() as site, a_client(Emulator(seed=2), site.emulator.transport()) as stranger:
            run = bulk.create(stranger, site.board_id, notes(100))
            with pytest.raises(Unauthorized):
                await run
            assert site.sent(CREATE) == 1

    virtual_time.run(main())


def test_a_token_without_the_scope_ends_the_job_and_the_scope_is_named() -> None:
    async def main() -> None:
        async with a_site() as site:
            forbidden = Fault(kind="error", status=403, operations=(CREATE,), nth=2)
            site.emulator.faults.add(forbidden)
            run = bulk.create(site.miro, site.board_id, notes(100))
            async with run:
                created = [await anext(run) for _ in range(20)]
                with pytest.raises(Forbidden):
                    await anext(run)
                with pytest.raises(StopAsyncIteration):
                    await anext(run)
            assert len(created) == run.report.succeeded == 20
            assert site.sent(CREATE) == 2

    virtual_time.run(main())


def test_an_error_that_nobody_asked_for_is_raised_at_the_end_of_the_block() -> None:
    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, "uXjVAAAAAAA=", notes(5))

            async def look_away() -> None:
                async with run:
                    await asyncio.sleep(10)

            with pytest.raises(NotFound):
                await look_away()

    virtual_time.run(main())


def test_batches_that_cannot_be_sent_fail_and_three_in_a_row_end_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            conflict = Fault(kind="error", status=409, operations=(CREATE,), nth=2, times=1)
            site.emulator.faults.add(conflict)
            report = await bulk.create(site.miro, site.board_id, notes(60))
            assert [failure.index for failure in report.failures] == list(range(20, 40))
            await site.emulator.stop()
            run = bulk.create(site.miro, site.board_id, notes(200))
            with pytest.raises(TransportError, match="nothing was sent"):
                await run
            assert (run.report.failed, run.report.succeeded, run.report.unknown) == (60, 0, 0)

    virtual_time.run(main())


def test_a_token_that_may_not_read_the_board_cannot_find_out_and_stops() -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0)
        unreadable = Fault(kind="error", status=403, operations=(LIST,))
        async with a_site(faults=[lost, unreadable]) as site:
            run = bulk.create(site.miro, site.board_id, notes(60))
            with pytest.raises(Forbidden):
                await run
            assert (run.report.unknown, run.report.succeeded) == (20, 0)
            assert all(isinstance(unknown.error, OutcomeUnknown) for unknown in run.report.unknowns)
            assert await site.contents() == texts(20)

    virtual_time.run(main())


def test_a_failure_can_be_pickled_and_logged_without_the_token() -> None:
    async def main() -> None:
        async with a_site() as site:
            report = await bulk.create(site.miro, site.board_id, with_orphans(3, 1))
            error: MiroError = pickle.loads(pickle.dumps(report.failures[0].error))
            assert str(error) == str(report.failures[0].error)
            assert site.emulator.token not in repr(report)

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("field", "place", "own"),
    [
        ("[3].data.shape", 3, "data.shape"),
        ("3.data.shape", 3, "data.shape"),
        ("items[3].data.shape", 3, "data.shape"),
        ("$[3].data.shape", 3, "data.shape"),
        ("[0]data", 0, "data"),
        ("3", 3, ""),
        ("[3]", 3, ""),
        ("3 style.fillColor", 3, "style.fillColor"),
    ],
)
def test_a_place_in_the_batch_is_understood_however_it_is_written(field: str, place: int, own: str) -> None:
    error = BadRequest("no", status=400, fields=(FieldError(field, "wrong"),))
    assert named(error, 4) == {place: (FieldError(own, "wrong"),)}


@given(st.text(max_size=20))
def test_whatever_a_field_says_only_places_of_the_batch_are_named(field: str) -> None:
    error = BadRequest("no", status=400, fields=(FieldError(field, "wrong"),))
    assert set(named(error, 20)) <= set(range(20))
