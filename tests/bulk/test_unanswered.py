"""Batches that nobody answered for: found on the board or sent again, each draft exactly once."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from bulk_jobs import CREATE, LIST, a_site, notes, texts
from emulator_calls import ask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async import OutcomeUnknown, StatusError, bulk, drafts
from miro_async.bulk import Created, Failed
from miro_async.bulk.matching import align, look
from miro_async.drafts import ItemDraft
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.models import UNSET, StickyNote, StickyNoteCreate

LAGGING = Fault(kind="list_lag")
FAULTS = {
    "hang-up before": Fault(kind="hang_up", operations=(CREATE,), share=0.4, applied=0.0),
    "hang-up after": Fault(kind="hang_up", operations=(CREATE,), share=0.4, applied=1.0),
    "500 before": Fault(kind="error", operations=(CREATE,), share=0.4, applied=0.0),
    "500 after": Fault(kind="error", operations=(CREATE,), share=0.4, applied=1.0),
    "applied late": Fault(kind="late", operations=(CREATE,), share=0.4),
    "truncated": Fault(kind="truncated", operations=(CREATE,), share=0.4),
    "half a JSON": Fault(kind="half_json", operations=(CREATE,), share=0.4),
    "wrong type": Fault(kind="wrong_type", operations=(CREATE,), share=0.4),
    "empty": Fault(kind="empty", operations=(CREATE,), share=0.4),
    "html": Fault(kind="html", operations=(CREATE,), share=0.4, applied=0.5),
    "html as a success": Fault(kind="html", status=201, operations=(CREATE,), share=0.4, applied=0.5),
    "no answer": Fault(kind="stuck", operations=(CREATE,), share=0.4, applied=0.5),
    "slow": Fault(kind="latency", operations=(CREATE,), share=0.4, seconds=70, applied=0.5),
    "no date": Fault(kind="no_date"),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", FAULTS)
def test_every_draft_is_on_the_board_exactly_once_and_in_order(name: str, seed: int) -> None:
    async def main() -> None:
        faults = [FAULTS[name], LAGGING, *([FAULTS["hang-up after"]] if name == "no date" else [])]
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.3)), faults=faults) as site:
            async with bulk.create(site.miro, site.board_id, notes(150), batch_size=10) as run:
                outcomes = [outcome async for outcome in run]
            items = await site.items()
            assert [item["data"]["content"] for item in items] == texts(150)
            ids = [outcome.id for outcome in outcomes if isinstance(outcome, bulk.Created)]
            assert ids == [item["id"] for item in items]
            assert run.report.finished
            assert site.emulator.faults.counts[FAULTS[name].kind]

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(3))
def test_unordered_and_all_faults_at_once(seed: int) -> None:
    async def main() -> None:
        mixed = [fault for name, fault in FAULTS.items() if name != "no date"]
        few = [Fault(kind=f.kind, status=f.status, operations=(CREATE,), share=0.03, applied=f.applied) for f in mixed]
        unread = Fault(kind="error", operations=(LIST,), share=0.2)
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.3)), faults=[*few, unread, LAGGING]) as site:
            report = await bulk.create(site.miro, site.board_id, notes(400), ordered=False)
            assert (report.succeeded, report.finished) == (400, True)
            assert sorted(await site.contents()) == sorted(texts(400))

    virtual_time.run(main())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    contents=st.lists(st.sampled_from(["", "a", "b", "<p>a</p>", "A &amp; B"]), min_size=1, max_size=50),
    seed=st.integers(0, 1000),
    ordered=st.booleans(),
)
def test_drafts_that_look_the_same_are_counted(contents: list[str], seed: int, ordered: bool) -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), share=0.5, applied=0.5)
        async with a_site(Emulator(seed=seed, latency=0.1), faults=[lost, LAGGING]) as site:
            same = [drafts.sticky_note(content) for content in contents]
            async with bulk.create(site.miro, site.board_id, same, batch_size=7, ordered=ordered) as run:
                outcomes = [outcome async for outcome in run]
            made = [outcome.index for outcome in outcomes if isinstance(outcome, Created)]
            # One batch in a thousand meets five hang-ups in a row before it is applied.
            given_up = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
            assert all("5 times" in str(error) for error in given_up)
            assert len(made) + len(given_up) == len(contents)
            assert Counter(await site.contents()) == Counter(contents[index] for index in made)

    virtual_time.run(main())


def test_what_was_on_the_board_before_is_not_taken_for_the_batch() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            await bulk.create(site.miro, site.board_id, notes(20))
            await asyncio.sleep(5)
            site.emulator.faults.add(Fault(kind="hang_up", operations=(CREATE,), times=1, applied=0.0))
            report = await bulk.create(site.miro, site.board_id, notes(20))
            assert report.succeeded == 20
            assert await site.contents() == 2 * texts(20)

    virtual_time.run(main())


def test_what_another_user_made_is_not_taken_for_the_batch() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            colleague = site.emulator.world.issue_token(user_id="3458764500000000077")
            run = bulk.create(site.miro, site.board_id, notes(40))
            async with run:
                for _ in range(20):
                    await anext(run)
                site.emulator.faults.add(Fault(kind="hang_up", operations=(CREATE,), times=1, applied=0.0))
                wire = [{"type": "sticky_note", **note.to_dict()} for note in notes(40)[20:]]
                path = f"/v2/boards/{site.board_id.replace('=', '%3D')}/items/bulk"
                task = asyncio.create_task(_later(1.0, site.emulator, path, wire, colleague.value))
                async for _ in run:
                    pass
                await task
            assert run.report.succeeded == 40
            assert Counter(await site.contents()) == Counter(texts(40) + texts(40)[20:])

    virtual_time.run(main())


async def _later(seconds: float, emulator: Emulator, path: str, body: Any, token: str) -> None:
    await asyncio.sleep(seconds)
    assert (await ask(emulator, "POST", path, body, token=token)).status == 201


def test_a_batch_that_somebody_changed_meanwhile_is_unknown_and_not_sent_again() -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0)
        unreadable = Fault(kind="error", operations=(LIST,), times=1)
        async with a_site(Emulator(latency=0.1), faults=[lost, unreadable]) as site:
            async with bulk.create(site.miro, site.board_id, notes(30)) as run:
                await asyncio.sleep(0.4)
                first, *_ = site.emulator.world.board_items(site.board_id)
                gone = await ask(site.emulator, "DELETE", f"/v2/boards/{site.board_id}/items/{first['id']}")
                assert gone.status == 204
                outcomes = [outcome async for outcome in run]
            unknowns = [outcome for outcome in outcomes if isinstance(outcome, bulk.Unknown)]
            assert [unknown.index for unknown in unknowns] == list(range(20))
            assert isinstance(unknowns[0].error, OutcomeUnknown)
            assert run.report.succeeded == 10
            assert await site.contents() == texts(30)[1:]
            with pytest.raises(bulk.NotAllSucceeded, match="of 20 nobody knows"):
                run.report.raise_for_failures()

    virtual_time.run(main())


def test_when_the_board_cannot_be_read_the_batch_is_unknown_and_the_rest_goes_on() -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0)
        unreadable = Fault(kind="error", operations=(LIST,))
        async with a_site(Emulator(latency=0.1), faults=[lost, unreadable]) as site:
            report = await bulk.create(site.miro, site.board_id, notes(50))
            assert (report.unknown, report.succeeded, report.finished) == (20, 30, True)
            assert await site.contents() == texts(50)

    virtual_time.run(main())


def test_a_batch_that_is_never_applied_fails_in_the_end() -> None:
    async def main() -> None:
        async with a_site(faults=[Fault(kind="hang_up", operations=(CREATE,), applied=0.0)]) as site:
            report = await bulk.create(site.miro, site.board_id, notes(20))
            assert (report.failed, report.unknown) == (20, 0)
            assert site.sent(CREATE) == 5
            assert await site.contents() == []

    virtual_time.run(main())


def test_a_batch_is_not_sent_again_before_it_has_settled() -> None:
    async def main() -> None:
        async with a_site(faults=[Fault(kind="hang_up", operations=(CREATE,), times=1, applied=0.0)]) as site:
            await bulk.create(site.miro, site.board_id, notes(5), settle=33.0)
            first, second = [entry.time for entry in site.emulator.log if entry.operation == CREATE]
            assert 33.0 <= second - first < 34.0

    virtual_time.run(main())


def test_reading_goes_on_where_it_stopped() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            await bulk.create(site.miro, site.board_id, notes(1_000, "old"))
            await asyncio.sleep(60)
            site.emulator.faults.add(Fault(kind="hang_up", operations=(CREATE,), share=0.5, applied=1.0))
            before = site.sent(LIST)
            report = await bulk.create(site.miro, site.board_id, notes(400))
            assert report.succeeded == 400
            lost = site.emulator.faults.counts["hang_up"]
            assert lost >= 5
            # All of the board once, then what is new: a page or two for each lost batch.
            assert site.sent(LIST) - before <= 1_400 / 50 + 3 * lost

    virtual_time.run(main())


def test_a_cursor_that_is_refused_means_reading_from_the_beginning() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            await bulk.create(site.miro, site.board_id, notes(120, "old"))
            await asyncio.sleep(60)
            lost = Fault(kind="hang_up", operations=(CREATE,), applied=1.0, times=2)
            refused = Fault(kind="error", status=400, operations=(LIST,), nth=4, times=1)
            site.emulator.faults.add(lost, refused)
            report = await bulk.create(site.miro, site.board_id, notes(40))
            assert report.succeeded == 40
            assert await site.contents() == texts(120, "old") + texts(40)

    virtual_time.run(main())


def test_the_users_deadline_does_not_keep_a_batch_from_being_found() -> None:
    async def main() -> None:
        slow = Fault(kind="latency", operations=(CREATE,), seconds=5.0, times=1)
        async with a_site(Emulator(latency=0.1), faults=[slow, LAGGING]) as site:
            await site.miro.boards.get(site.board_id)
            hasty = site.miro.with_options(deadline=1.0)
            report = await bulk.create(hasty, site.board_id, notes(40))
            assert report.succeeded == 40
            assert await site.contents() == texts(40)

    virtual_time.run(main())


def test_the_order_of_an_answer_does_not_matter() -> None:
    async def main() -> None:
        async with a_site() as site:
            site.emulator.world.settings.bulk_answer_in_order = False
            async with bulk.create(site.miro, site.board_id, notes(40)) as run:
                outcomes = [outcome async for outcome in run]
            for outcome in outcomes:
                assert isinstance(outcome, bulk.Created)
                assert isinstance(outcome.item, StickyNote)
                assert outcome.item.data.content == f"note {outcome.index}"

    virtual_time.run(main())


def test_frames_shapes_and_children_are_recognised() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F", at=(0, 0), size=(900, 900)))
            site.emulator.faults.add(Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0))
            batch: list[ItemDraft] = [
                drafts.frame("G", at=(2000, 0), size=(300, 200), fill="#ABCDEF"),
                drafts.shape("s", kind="star", at=(50, 60), size=(40, 80), rotation=30, fill="#fff", parent=frame),
                drafts.sticky_note(
                    "<p>A &amp; B</p>", at=(70, 80), color="cyan", shape="rectangle", width=120, parent=frame
                ),
                drafts.sticky_note(),
            ]
            async with bulk.create(site.miro, site.board_id, batch) as run:
                outcomes = [outcome async for outcome in run]
            assert [type(outcome).__name__ for outcome in outcomes] == ["Created"] * 4
            assert site.sent(CREATE) == 1

    virtual_time.run(main())


@pytest.mark.parametrize("text", ["", "<p>A &amp; B</p>"])
def test_all_kinds_of_items_are_recognised(text: str) -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F", at=(0, 0), size=(2000, 2000)))
            site.emulator.faults.add(Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0), LAGGING)
            url = "https://example.com/file"
            batch: list[ItemDraft] = [
                drafts.sticky_note(text, at=(900, 80), color="cyan", parent=frame),
                drafts.shape(text, kind="star", at=(900, 60), size=(40, 80), rotation=30, fill="#FFF", parent=frame),
                drafts.frame(text or "G", at=(3000, 0), size=(300, 200), fill="#ABCDEF"),
                drafts.text(text or "T", at=(900, 20), width=200, fill="#ffeedd", rotation=15, parent=frame),
                drafts.card(text, description="d", theme="#2d9bf0", at=(900, 20), size=(400, 90), parent=frame),
                drafts.app_card(text, status="connected", fill="#abc", at=(900, 20), parent=frame),
                drafts.image(url, title=text or "I", at=(900, 700), width=120, parent=frame),
                drafts.document(url, title=text or "D", at=(900, 900), parent=frame),
                drafts.embed(url, mode="modal", at=(900, 900), width=300, parent=frame),
                drafts.text(text or "T"),
                drafts.embed(url),
            ]
            async with bulk.create(site.miro, site.board_id, batch) as run:
                outcomes = [outcome async for outcome in run]
            types = [outcome.item.type for outcome in outcomes if isinstance(outcome, bulk.Created) and outcome.item]
            assert types == [draft.kind for draft in batch]
            assert site.sent(CREATE) == 1

    virtual_time.run(main())


def test_text_that_the_service_writes_in_another_way_is_recognised() -> None:
    draft = drafts.sticky_note("Tom & Jerry <b>run</b>", at=(0.1 + 0.2, 1e6))
    item = {
        "id": "1",
        "type": "sticky_note",
        "data": {"content": "<p>Tom &amp; Jerry <strong>run</strong></p>"},
        "position": {"x": 0.3, "y": 1_000_000.0000001},
    }
    seen = [look(StickyNote.from_json(json.dumps(item)))]
    assert align([look(draft)], seen) == [0]
    assert align([look(StickyNoteCreate())], seen) == [0]
    assert align([look(drafts.sticky_note("Tom"))], seen) is None


def test_items_are_found_in_whatever_order_they_were_made() -> None:
    items = [
        look(StickyNote.from_json(json.dumps({"id": "1", "type": "sticky_note", "data": {"content": content}})))
        for content in ["b", "a", "a"]
    ]
    found = align([look(drafts.sticky_note(text)) for text in (UNSET, "a", "b")], items)
    assert found is not None
    assert sorted(found) == [0, 1, 2]
    assert found[2] == 0
    assert align([look(drafts.sticky_note("a"))] * 3, items) is None


def test_of_batches_that_look_the_same_the_larger_is_looked_for_first() -> None:
    async def main() -> None:
        neither = Fault(kind="hang_up", operations=(CREATE,), nth=1, times=1, applied=0.0)
        seven = Fault(kind="hang_up", operations=(CREATE,), nth=1, times=1, applied=1.0)
        async with a_site(Emulator(latency=0.1), faults=[neither, seven]) as site:
            await site.miro.boards.get(site.board_id)
            note: Any = drafts.sticky_note("same")
            # A hundred drafts that cannot be sent end the first batch after one.
            job: list[Any] = [note, *[None] * 100, *[note] * 7]
            report = await bulk.create(site.miro, site.board_id, job, ordered=False)
            assert (report.succeeded, report.failed, report.unknown) == (8, 100, 0)
            assert site.emulator.faults.counts["hang_up"] == 2
            assert len(await site.items()) == 8

    virtual_time.run(main())


def test_nothing_is_sent_while_a_batch_is_looked_for() -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=0.0)
        slow = Fault(kind="latency", operations=(CREATE,), nth=1, times=1, seconds=5.0, applied=1.0)

        async def source() -> AsyncIterator[StickyNoteCreate]:
            for number in range(40):
                if number == 20:
                    await asyncio.sleep(1.0)
                yield drafts.sticky_note("same")

        async with a_site(Emulator(latency=0.1), faults=[lost, slow]) as site:
            async with bulk.create(site.miro, site.board_id, source(), ordered=False) as run:
                ids = [outcome.id async for outcome in run if isinstance(outcome, bulk.Created)]
            assert sorted(ids) == [item["id"] for item in await site.items()]
            assert len(ids) == 40

    virtual_time.run(main())


@pytest.mark.parametrize("status", [400, 404, 413])
def test_a_refusal_to_list_is_not_taken_for_one_to_create(status: int) -> None:
    async def main() -> None:
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0)
        refused = Fault(kind="error", status=status, operations=(LIST,))
        async with a_site(faults=[lost, refused]) as site:
            run = bulk.create(site.miro, site.board_id, notes(40))
            with pytest.raises(StatusError):
                await run
            assert (run.report.unknown, run.report.succeeded) == (20, 0)
            assert await site.contents() == texts(20)

    virtual_time.run(main())


def test_batches_that_overlap_are_told_apart_by_what_would_be_left_over() -> None:
    async def main() -> None:
        absent = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=0.0)
        present = Fault(kind="hang_up", operations=(CREATE,), times=2, applied=1.0)
        async with a_site(Emulator(latency=0.1), faults=[absent, present]) as site:
            await site.miro.boards.get(site.board_id)
            # Seven of the eight "x" on the board could be the first batch; then the second would lack its own.
            contents = [*"xxxxxxx", *"xxxxxxy", "x"]
            job = [drafts.sticky_note(content) for content in contents]
            report = await bulk.create(site.miro, site.board_id, job, ordered=False, batch_size=7)
            assert (report.succeeded, report.unknown) == (15, 0)
            assert site.emulator.faults.counts["hang_up"] == 3
            assert Counter(await site.contents()) == Counter(contents)

    virtual_time.run(main())
