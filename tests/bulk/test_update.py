"""Changing many things: the row of each, order where it matters, and every change made once it is reported."""

import asyncio
import itertools
from typing import Any

import pytest
from bulk_jobs import a_client, a_site, made
from emulator_calls import ask

from miro_async import InvalidArgument, OutcomeUnknown, bulk, drafts
from miro_async.bulk import AnyUpdate, Created, Failed, Unknown, Updated
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import Forbidden, NotFound
from miro_async.models import (
    AppCardDataWrite,
    AppCardUpdate,
    CardDataWrite,
    CardUpdate,
    CodeWidgetDataWrite,
    CodeWidgetUpdate,
    ConnectorUpdate,
    DocumentUpdate,
    DocumentUrlChange,
    EmbedUpdate,
    EmbedUrlChange,
    FlowchartShapeDataWrite,
    FlowchartShapeUpdate,
    FrameDataWrite,
    FrameUpdate,
    ImageUpdate,
    ImageUrlChange,
    ItemUpdate,
    PositionWrite,
    ShapeDataWrite,
    ShapeUpdate,
    StickyNoteDataWrite,
    StickyNoteUpdate,
    TagUpdate,
    TextDataWrite,
    TextUpdate,
)

UPDATE = "sticky_notes.update"
FAULTS = {
    "hang-up before": Fault(kind="hang_up", operations=(UPDATE,), share=0.5, applied=0.0),
    "hang-up after": Fault(kind="hang_up", operations=(UPDATE,), share=0.5, applied=1.0),
    "500 half": Fault(kind="error", operations=(UPDATE,), share=0.5, applied=0.5),
    "applied late": Fault(kind="late", operations=(UPDATE,), share=0.5),
    "half a JSON": Fault(kind="half_json", operations=(UPDATE,), share=0.5),
    "html": Fault(kind="html", operations=(UPDATE,), share=0.5, applied=0.5),
    "html as a success": Fault(kind="html", status=200, operations=(UPDATE,), share=0.5, applied=0.5),
    "no answer": Fault(kind="stuck", operations=(UPDATE,), share=0.3, applied=0.5),
    "no headers": Fault(kind="no_rate_headers"),
}


def saying(text: str) -> StickyNoteUpdate:
    return StickyNoteUpdate(data=StickyNoteDataWrite(content=text))


def test_the_type_of_the_body_says_what_is_changed() -> None:
    async def main() -> None:
        async with a_site() as site:
            at = PositionWrite(x=7, y=7)
            first: list[Any] = [
                drafts.sticky_note("a"),
                drafts.shape("b"),
                drafts.frame("c"),
                drafts.text("d"),
                drafts.card("e"),
                drafts.app_card("f"),
                drafts.image("https://example.com/g.png"),
                drafts.document("https://example.com/h.pdf"),
                drafts.embed("https://example.com/i"),
                drafts.sticky_note("j"),
            ]
            async with bulk.create(site.miro, site.board_id, first) as creation:
                items = [outcome.item async for outcome in creation if isinstance(outcome, Created) and outcome.item]
            connector = await site.miro.connectors.create(site.board_id, drafts.connector(items[0], items[1]))
            tag = await site.miro.tags.create(site.board_id, drafts.tag("t"))
            bodies: list[AnyUpdate] = [
                saying("A"),
                ShapeUpdate(data=ShapeDataWrite(content="B")),
                FrameUpdate(data=FrameDataWrite(title="C")),
                TextUpdate(data=TextDataWrite(content="D")),
                CardUpdate(data=CardDataWrite(title="E")),
                AppCardUpdate(data=AppCardDataWrite(title="F")),
                ImageUpdate(data=ImageUrlChange(title="G")),
                DocumentUpdate(data=DocumentUrlChange(title="H")),
                EmbedUpdate(data=EmbedUrlChange(mode="modal")),
                ItemUpdate(position=at),
            ]
            changes: list[Any] = [*zip(items, bodies, strict=True)]
            changes += [(connector, ConnectorUpdate(shape="straight")), (tag.id, TagUpdate(title="T"))]
            async with bulk.update(site.miro, site.board_id, changes) as run:
                outcomes = {outcome.index: outcome async for outcome in run if isinstance(outcome, Updated)}
            assert run.report.raise_for_failures().succeeded == 12
            for index, (target, body) in enumerate(changes):
                outcome = outcomes[index]
                assert (outcome.id, outcome.body) == (getattr(target, "id", target), body)
                assert outcome.item is not None
                assert outcome.item.id == outcome.id
            shown = {item["id"]: item for item in await site.items()}
            texts = [shown[item.id]["data"].get("content", shown[item.id]["data"].get("title")) for item in items[:8]]
            assert texts == [*"ABCDEFGH"]
            assert shown[items[8].id]["data"]["mode"] == "modal"
            assert shown[items[9].id]["position"]["x"] == 7
            assert site.emulator.world.board_connectors(site.board_id)[0]["shape"] == "straight"
            assert site.emulator.world.board_tags(site.board_id)[0]["title"] == "T"

    virtual_time.run(main())


def test_so_it_is_of_what_only_the_experimental_api_has() -> None:
    async def main() -> None:
        async with a_site() as site:
            code = await site.miro.code_widgets.create(site.board_id, drafts.code_widget("a"))
            merge = await site.miro.flowchart_shapes.create(
                site.board_id, drafts.flowchart_shape("b", kind="flow_chart_merge")
            )
            listed = {item.id: item for item in await site.miro.items.list(site.board_id).collect()}
            changes: list[tuple[Any, AnyUpdate]] = [
                (listed[code.id], CodeWidgetUpdate(data=CodeWidgetDataWrite(code="A"))),
                (merge, FlowchartShapeUpdate(data=FlowchartShapeDataWrite(content="B"))),
            ]
            report = await bulk.update(site.miro, site.board_id, changes)
            assert (report.succeeded, report.credits) == (2, 200)
            assert (await site.miro.code_widgets.get(site.board_id, code.id)).data.code == "A"
            assert (await site.miro.flowchart_shapes.get(site.board_id, merge.id)).data.content == "B"

    virtual_time.run(main())


def test_different_items_are_changed_at_the_same_time() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            ids = await made(site, 32)
            loop = asyncio.get_running_loop()
            begin = loop.time()
            run = bulk.update(site.miro, site.board_id, [(note, saying("x")) for note in ids], concurrency=8)
            assert run.cost == 3_200
            await run
            assert 3.9 < loop.time() - begin < 5
            begin = loop.time()
            await bulk.update(site.miro, site.board_id, [(note, saying("y")) for note in ids])
            assert loop.time() - begin < 2
            assert run.report.credits == 3_200

    virtual_time.run(main())


def test_in_order_one_at_a_time_if_so_wished() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=(0.1, 2.0))) as site:
            ids = await made(site, 12)
            changes: list[Any] = [(note, saying("x")) for note in ids]
            changes.insert(5, "no pair")
            async with bulk.update(site.miro, site.board_id, changes, ordered=True) as run:
                assert [outcome.index async for outcome in run] == list(range(13))
            patches = [entry.path.rpartition("/")[2] for entry in site.emulator.log if entry.operation == UPDATE]
            assert patches == ids

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", FAULTS)
def test_every_change_is_made_and_the_last_one_wins(name: str, seed: int) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 15)
            site.emulator.faults.add(FAULTS[name])
            changes = [(note, saying(f"{note} {version}")) for version in range(3) for note in ids]
            async with bulk.update(site.miro, site.board_id, changes) as run:
                seen = [outcome async for outcome in run]
            assert all(isinstance(outcome, Updated | Unknown) for outcome in seen)
            unknown = {changes[outcome.index][0] for outcome in seen if isinstance(outcome, Unknown)}
            assert len(unknown) <= 1  # fifteen attempts may all meet the fault
            contents = {item["id"]: item["data"]["content"] for item in await site.items()}
            assert {n: contents[n] for n in ids if n not in unknown} == {n: f"{n} 2" for n in ids if n not in unknown}
            assert site.emulator.faults.counts[FAULTS[name].kind]

    virtual_time.run(main())


def test_what_cannot_be_sent_fails_unsent() -> None:
    async def main() -> None:
        async with a_site() as site:
            (note,) = await made(site, 1)
            tag = await site.miro.tags.create(site.board_id, drafts.tag("t"))
            before = len(site.emulator.log)
            changes: list[Any] = [
                None,
                (note,),
                (note, "body"),
                (note, drafts.sticky_note("x")),
                ("no/id", saying("x")),
                (None, saying("x")),
                (await site.miro.boards.get(site.board_id), saying("x")),
                (note, StickyNoteUpdate()),
                (note, StickyNoteUpdate(data=StickyNoteDataWrite())),
                (note, StickyNoteUpdate(data=StickyNoteDataWrite(shape="round"))),  # type: ignore[arg-type]  # a user's error
                (tag, TagUpdate(title="x" * 121)),
            ]
            async with bulk.update(site.miro, site.board_id, changes) as run:
                outcomes = [outcome async for outcome in run]
            assert [outcome.index for outcome in outcomes] == list(range(len(changes)))
            for outcome, change in zip(outcomes, changes, strict=True):
                assert isinstance(outcome, Failed)
                assert isinstance(outcome.error, InvalidArgument)
                assert outcome.entry is change
            assert len(site.emulator.log) == before + 1  # the board that was read above
            with pytest.raises(
                bulk.NotAllSucceeded, match=r"bulk.update: 11 of 11 entries failed; the first at index 0"
            ):
                run.report.raise_for_failures()

    virtual_time.run(main())


def test_null_says_something() -> None:
    async def main() -> None:
        async with a_site() as site:
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F", at=(0, 0), size=(900, 900)))
            child = drafts.sticky_note("child", at=(100, 100), parent=frame)
            note = await site.miro.sticky_notes.create(site.board_id, child)
            report = await bulk.update(site.miro, site.board_id, [(note, ItemUpdate(parent=None))])
            assert report.succeeded == 1
            assert "parent" not in (await site.items())[1]

    virtual_time.run(main())


def test_an_item_that_is_not_there_fails_and_a_board_that_is_not_there_ends_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 10)
            changes = [(note, saying("x")) for note in [*ids[:5], "3458764500000000000", *ids[5:]]]
            report = await bulk.update(site.miro, site.board_id, changes)
            assert (report.succeeded, report.failed, report.finished) == (10, 1, True)
            assert isinstance(report.failures[0].error, NotFound)
            run = bulk.update(site.miro, "uXjVAAAAAAA=", [(note, saying("x")) for note in ids * 10])
            with pytest.raises(NotFound):
                await run
            assert (run.report.succeeded, run.report.failed) == (0, 0)
            assert run.report.attempts < 20

    virtual_time.run(main())


def test_a_token_that_may_not_write_ends_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 10)
            reader = site.emulator.world.issue_token(scopes=("boards:read",))
            async with a_client(site.emulator, token=reader.value) as miro:
                run = bulk.update(miro, site.board_id, [(note, saying("x")) for note in ids])
                with pytest.raises(Forbidden):
                    await run
            assert (run.report.succeeded, run.report.failed, run.report.unknown) == (0, 0, 0)

    virtual_time.run(main())


def test_an_app_card_of_another_app_fails_alone() -> None:
    async def main() -> None:
        async with a_site() as site:
            other = site.emulator.world.issue_token(app_id="3458764500000000099")
            card = {"data": {"title": "theirs"}}
            path = f"/v2/boards/{site.board_id.replace('=', '%3D')}/app_cards"
            assert (await ask(site.emulator, "POST", path, card, token=other.value)).status == 201
            theirs = (await site.items())[0]["id"]
            ids = await made(site, 10)
            changes: list[tuple[str, AnyUpdate]] = [(note, saying("x")) for note in ids]
            changes.insert(5, (theirs, AppCardUpdate(data=AppCardDataWrite(title="mine"))))
            report = await bulk.update(site.miro, site.board_id, changes, ordered=True)
            assert (report.succeeded, report.failed, report.finished) == (10, 1, True)
            assert isinstance(report.failures[0].error, Forbidden)

    virtual_time.run(main())


def test_changes_that_nobody_answers_for_are_unknown_and_three_in_a_row_end_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 30)
            bad = Fault(kind="hang_up", operations=(UPDATE,), applied=1.0)
            site.emulator.faults.add(bad)
            run = bulk.update(site.miro, site.board_id, [(note, saying("x")) for note in ids], ordered=True)
            with pytest.raises(OutcomeUnknown):
                await run
            assert (run.report.unknown, run.report.succeeded, run.report.failed) == (3, 0, 0)
            assert [unknown.index for unknown in run.report.unknowns] == [0, 1, 2]
            contents = [item["data"]["content"] for item in await site.items()]
            assert contents == ["x"] * 3 + [f"note {number}" for number in range(3, 30)]

    virtual_time.run(main())


def test_what_the_api_refuses_fails_alone() -> None:
    async def main() -> None:
        async with a_site() as site:
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F", at=(0, 0), size=(900, 900)))
            child = drafts.sticky_note("child", at=(100, 100), parent=frame)
            note = await site.miro.sticky_notes.create(site.board_id, child)
            outside = ItemUpdate(position=PositionWrite(x=5_000, y=5_000))
            report = await bulk.update(site.miro, site.board_id, [(note, outside), (note, saying("x"))])
            assert (report.succeeded, report.failed) == (1, 1)
            error: Any = report.failures[0].error
            assert (error.status, error.fields[0].field) == (400, "position")
            with pytest.raises(bulk.NotAllSucceeded, match="1 of 2 entries failed"):
                report.raise_for_failures()

    virtual_time.run(main())


def test_a_job_that_is_stopped_says_what_is_unknown() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            ids = await made(site, 40)
            run = bulk.update(site.miro, site.board_id, [(note, saying("x")) for note in ids], concurrency=8)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1.5):
                    await run
            report = run.report
            assert (report.succeeded, report.unknown, report.failed) == (8, 8, 0)
            assert report.pending == report.read - 16
            contents = [item["data"]["content"] for item in await site.items()]
            assert contents.count("x") == 16

    virtual_time.run(main())


def test_whoever_takes_no_outcomes_stops_the_reading() -> None:
    async def main() -> None:
        async with a_site() as site:
            (note,) = await made(site, 1)
            numbers = itertools.count()
            changes = ((note, saying(str(next(numbers)))) for _ in range(1_000))
            async with bulk.update(site.miro, site.board_id, changes) as run:
                await anext(run)
                await asyncio.sleep(1_000)
                assert run.report.read < 80

    virtual_time.run(main())
