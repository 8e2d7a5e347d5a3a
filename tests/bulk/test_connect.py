"""Creating many connectors: in order, each exactly once, also when nobody answers."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from bulk_jobs import DyingTransport, Killed, Site, a_client, a_site, made
from emulator_calls import ask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async import InvalidArgument, OutcomeUnknown, bulk, drafts
from miro_async.bulk import Connected, Failed, Unknown
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import BadRequest, Forbidden, NotFound
from miro_async.models import ConnectorCreate
from miro_async.wire import Incoming, Request, Response

CONNECT = "connectors.create"
LIST = "connectors.list"
ABSENT = "3458764500000000000"
LAGGING = Fault(kind="list_lag")
FAULTS = {
    "hang-up before": Fault(kind="hang_up", operations=(CONNECT,), share=0.3, applied=0.0),
    "hang-up after": Fault(kind="hang_up", operations=(CONNECT,), share=0.3, applied=1.0),
    "500 half": Fault(kind="error", operations=(CONNECT,), share=0.3, applied=0.5),
    "applied late": Fault(kind="late", operations=(CONNECT,), share=0.3),
    "half a JSON": Fault(kind="half_json", operations=(CONNECT,), share=0.3),
    "wrong type": Fault(kind="wrong_type", operations=(CONNECT,), share=0.3),
    "html as a success": Fault(kind="html", status=200, operations=(CONNECT,), share=0.3, applied=0.5),
    "no answer": Fault(kind="stuck", operations=(CONNECT,), share=0.3, applied=0.5),
    "no date": Fault(kind="no_date"),
}


def chain(ids: list[str], **said: Any) -> list[ConnectorCreate]:
    return [drafts.connector(one, other, **said) for one, other in pairwise(ids)]


async def ends(site: Site) -> list[tuple[str, str]]:
    """The ends of the connectors on the board, in z-order."""
    await site.items()
    connectors = site.emulator.world.board_connectors(site.board_id)
    return [(connector["startItem"]["id"], connector["endItem"]["id"]) for connector in connectors]


def pairs_of(ids: list[str]) -> list[tuple[str, str]]:
    return list(pairwise(ids))


def test_connectors_are_created_in_draft_order() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=(0.05, 0.5))) as site:
            ids = await made(site, 20)
            job = chain(ids)
            async with bulk.connect(site.miro, site.board_id, job) as run:
                assert run.cost == 1_900
                outcomes = [outcome async for outcome in run]
            assert await ends(site) == pairs_of(ids)
            for index, outcome in enumerate(outcomes):
                assert isinstance(outcome, Connected)
                assert (outcome.index, outcome.draft) == (index, job[index])
                assert outcome.connector is not None
                assert outcome.connector.end_item.id == ids[index + 1]
            assert run.report.credits == 1_900

    virtual_time.run(main())


def test_unordered_connectors_are_on_their_way_together() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            ids = await made(site, 33)
            begin = asyncio.get_running_loop().time()
            run = bulk.connect(site.miro, site.board_id, chain(ids), ordered=False, concurrency=8)
            assert (await run).succeeded == 32
            assert asyncio.get_running_loop().time() - begin < 5
            assert sorted(await ends(site)) == sorted(pairs_of(ids))

    virtual_time.run(main())


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("name", FAULTS)
def test_every_connector_is_on_the_board_exactly_once(name: str, ordered: bool) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=7, latency=(0.05, 0.3))) as site:
            ids = await made(site, 25)
            extra = [FAULTS["hang-up after"]] if name == "no date" else []
            site.emulator.faults.add(FAULTS[name], LAGGING, *extra)
            async with bulk.connect(site.miro, site.board_id, chain(ids), ordered=ordered) as run:
                outcomes = [outcome async for outcome in run if isinstance(outcome, Connected)]
            assert site.emulator.faults.counts[FAULTS[name].kind]
            assert (run.report.succeeded, run.report.finished) == (24, True)
            found = await ends(site)
            assert found == pairs_of(ids) if ordered else sorted(found) == sorted(pairs_of(ids))
            by_id = {c["id"]: c["startItem"]["id"] for c in site.emulator.world.board_connectors(site.board_id)}
            assert [by_id[outcome.id] for outcome in outcomes] == [ids[outcome.index] for outcome in outcomes]

    virtual_time.run(main())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    job=st.lists(st.tuples(st.sampled_from([(0, 1), (1, 0), (1, 2)]), st.sampled_from(["", "a", "b"])), max_size=20),
    seed=st.integers(0, 1000),
    ordered=st.booleans(),
)
def test_connectors_that_look_the_same_are_counted(
    job: list[tuple[tuple[int, int], str]], seed: int, ordered: bool
) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, latency=0.1)) as site:
            ids = await made(site, 3)
            lost = Fault(kind="hang_up", operations=(CONNECT,), share=0.4, applied=0.5)
            site.emulator.faults.add(lost, LAGGING)
            same = [
                drafts.connector(ids[one], ids[other], captions=[text] if text else []) for (one, other), text in job
            ]
            async with bulk.connect(site.miro, site.board_id, same, ordered=ordered) as run:
                outcomes = [outcome async for outcome in run]
            connected = [job[outcome.index][0] for outcome in outcomes if isinstance(outcome, Connected)]
            # One connector in 3,000 meets five hang-ups in a row before it is applied.
            given_up = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
            assert all("5 times" in str(error) for error in given_up)
            assert len(connected) + len(given_up) == len(job)
            assert Counter(await ends(site)) == Counter((ids[one], ids[other]) for one, other in connected)

    virtual_time.run(main())


def test_a_connector_of_somebody_else_is_not_taken_for_the_lost_one() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 3)
            colleague = site.emulator.world.issue_token(user_id="3458764500000000077")
            await bulk.connect(site.miro, site.board_id, chain(ids))
            await asyncio.sleep(30)

            async def theirs() -> None:
                await asyncio.sleep(2.0)
                path = f"/v2/boards/{site.board_id.replace('=', '%3D')}/connectors"
                body = {"startItem": {"id": ids[2]}, "endItem": {"id": ids[0]}}
                assert (await ask(site.emulator, "POST", path, body, token=colleague.value)).status == 200

            task = asyncio.create_task(theirs())
            site.emulator.faults.add(Fault(kind="hang_up", operations=(CONNECT,), nth=2, times=1, applied=0.0))
            job = [drafts.connector(ids[0], ids[2]), drafts.connector(ids[2], ids[0])]
            assert (await bulk.connect(site.miro, site.board_id, job)).succeeded == 2
            await task
            assert Counter(await ends(site))[ids[2], ids[0]] == 2

    virtual_time.run(main())


class NewestFirst:
    """Carries requests to a server that lists its newest connectors first, in pages."""

    def __init__(self, emulator: Emulator, board_id: str) -> None:
        self._emulator = emulator
        self._inner = emulator.transport()
        self._board_id = board_id

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's
        path, _, query = request.target.partition("?")
        if request.method != "GET" or not path.endswith("/connectors"):
            return await self._inner.send(request, timeout=timeout)
        headers = (await self._inner.send(request._replace(target=path), timeout=timeout)).headers
        start = int(parse_qs(query).get("cursor", ["0"])[0])
        connectors = self._emulator.world.board_connectors(self._board_id)[::-1]
        page: dict[str, Any] = {"data": connectors[start : start + 50]}
        if start + 50 < len(connectors):
            page["cursor"] = str(start + 50)
        return Response(200, headers, json.dumps(page).encode())

    def fetch(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Incoming]:
        return self._inner.fetch(url, headers)

    async def close(self) -> None:
        await self._inner.close()


def test_connectors_that_are_listed_newest_first_are_found_as_well() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 60)
            await bulk.connect(site.miro, site.board_id, chain(ids))
            await asyncio.sleep(60)
            neither = Fault(kind="hang_up", operations=(CONNECT,), nth=1, times=1, applied=0.0)
            second = Fault(kind="hang_up", operations=(CONNECT,), nth=3, times=1, applied=1.0)
            site.emulator.faults.add(neither, second)
            async with a_client(site.emulator, NewestFirst(site.emulator, site.board_id)) as miro:
                await miro.boards.get(site.board_id)
                report = await bulk.connect(miro, site.board_id, chain(ids[:4]))
            assert report.succeeded == 3
            assert await ends(site) == pairs_of(ids) + pairs_of(ids[:4])

    virtual_time.run(main())


def test_a_connector_that_lost_an_end_meanwhile_is_not_made_twice() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 3)
            lost = Fault(kind="hang_up", operations=(CONNECT,), times=1, applied=1.0)
            site.emulator.faults.add(lost, Fault(kind="error", operations=(LIST,), times=1))
            async with bulk.connect(site.miro, site.board_id, chain(ids)) as run:
                await asyncio.sleep(0.4)
                await site.miro.items.delete(site.board_id, ids[0])
                outcomes = [outcome async for outcome in run]
            first, second = outcomes
            assert isinstance(first, Failed)  # sent again, and refused: its end is gone
            assert isinstance(first.error, NotFound)
            assert isinstance(second, Connected)
            assert await ends(site) == [(ids[1], ids[2])]

    virtual_time.run(main())


def test_a_connector_whose_caption_somebody_changed_is_found_by_its_ends() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 2)
            lost = Fault(kind="hang_up", operations=(CONNECT,), times=1, applied=1.0)
            site.emulator.faults.add(lost, Fault(kind="error", operations=(LIST,), times=1))
            async with bulk.connect(site.miro, site.board_id, chain(ids, shape="straight")) as run:
                await asyncio.sleep(0.4)
                (connector,) = site.emulator.world.board_connectors(site.board_id)
                path = f"/v2/boards/{site.board_id.replace('=', '%3D')}/connectors/{connector['id']}"
                assert (await ask(site.emulator, "PATCH", path, {"shape": "elbowed"})).status == 200
                (outcome,) = [outcome async for outcome in run]
            assert isinstance(outcome, Unknown)
            assert isinstance(outcome.error, OutcomeUnknown)
            assert len(await ends(site)) == 1

    virtual_time.run(main())


def test_what_cannot_be_connected_fails_alone() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 3)
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F"))
            with pytest.raises(InvalidArgument):
                drafts.connector(ids[0], ids[0])
            job: list[Any] = [
                drafts.connector(ids[0], ids[1]),
                None,
                drafts.sticky_note("x"),
                drafts.connector(ids[0], frame.id),
                drafts.connector(ids[0], ABSENT),
                drafts.connector(ids[0], ids[1], stroke_color="mauve"),
                drafts.connector(ids[1], ids[2]),
            ]
            async with bulk.connect(site.miro, site.board_id, job) as run:
                outcomes = [outcome async for outcome in run]
            names = [type(outcome).__name__ for outcome in outcomes]
            assert names == ["Connected", *["Failed"] * 5, "Connected"]
            errors = [outcome.error for outcome in outcomes if isinstance(outcome, Failed)]
            kinds = [type(error) for error in errors]
            assert kinds == [InvalidArgument, InvalidArgument, BadRequest, NotFound, InvalidArgument]
            assert isinstance(errors[2], BadRequest)
            assert errors[2].fields[0].field == "endItem.id"
            assert await ends(site) == pairs_of(ids)

    virtual_time.run(main())


def test_errors_of_the_board_and_the_token_end_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 10)
            with pytest.raises(NotFound):
                await bulk.connect(site.miro, "uXjVAAAAAAA=", chain(ids))
            reader = site.emulator.world.issue_token(scopes=("boards:read",))
            async with a_client(site.emulator, token=reader.value) as miro:
                with pytest.raises(Forbidden):
                    await bulk.connect(miro, site.board_id, chain(ids))

    virtual_time.run(main())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=6),
    seed=st.integers(0, 10_000),
    ordered=st.booleans(),
    pause=st.sampled_from([0.0, 1.0, 100.0]),
)
def test_killed_again_and_again_under_faults_no_connector_is_made_twice(
    tmp_path: Path, kills: list[tuple[int, bool]], seed: int, ordered: bool, pause: float
) -> None:
    async def main() -> None:
        journal = tmp_path / "connect.journal"
        journal.unlink(missing_ok=True)
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.2))) as site:
            ids = await made(site, 20)
            job = chain([*ids, *ids[:5]])
            site.emulator.faults.add(
                Fault(kind="hang_up", operations=(CONNECT,), share=0.15, applied=0.5),
                Fault(kind="late", operations=(CONNECT,), share=0.1),
                LAGGING,
            )
            for at, arrives in kills:
                transport = DyingTransport(site.emulator.transport(), at, arrives=arrives)
                async with a_client(site.emulator, transport) as miro:
                    try:
                        await bulk.connect(miro, site.board_id, job, journal=journal, ordered=ordered)
                    except Killed:
                        await asyncio.sleep(pause)
            report = await bulk.connect(site.miro, site.board_id, job, journal=journal, ordered=ordered)
            assert (report.succeeded, report.finished) == (24, True)
            found = await ends(site)
            expected = pairs_of([*ids, *ids[:5]])
            assert found == expected if ordered else sorted(found) == sorted(expected)

    virtual_time.run(main())
