"""Exports from their creation to the files on the disk: what comes, what it costs, and what is left if it does not."""

import asyncio
import logging
import zipfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from multidict import CIMultiDict

from miro_async import Miro, Retries, drafts
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.emulator.transport import EmulatorTransport
from miro_async.emulator.world import Settings
from miro_async.errors import Conflict, Forbidden, InvalidArgument, MiroError, NotFound, ServerError, TooEarly
from miro_async.services import ExportRun
from miro_async.wire import Incoming, Request, Response

LEVEL_4 = 2_000


class Office:
    """An emulator with some boards, a client of it, and a directory."""

    def __init__(
        self, emulator: Emulator, directory: Path, boards: int, transport: Any = None, token: str = ""
    ) -> None:
        self.emulator = emulator
        self.directory = directory
        self.org_id = emulator.world.organization_id
        self.boards = [emulator.world.create_board(f"Board {number}")["id"] for number in range(boards)]
        self.miro = Miro(
            token or emulator.token,
            transport=transport or emulator.transport(),
            quota_key=uuid4().hex,
            retries=Retries(backoff=0.1),
        )

    def run(self, **arguments: Any) -> ExportRun:
        return self.miro.board_exports.run(self.org_id, self.boards, self.directory, **arguments)

    def calls(self, operation: str) -> list[float]:
        """When calls of an operation came."""
        return [entry.time for entry in self.emulator.log if entry.operation == f"board_exports.{operation}"]

    async def statuses(self) -> list[str | None]:
        """Of all jobs."""
        return [job.status async for job in self.miro.board_exports.list(self.org_id)]

    def names(self) -> list[str]:
        return sorted(path.name for path in self.directory.iterdir()) if self.directory.exists() else []

    def check_disk(self, run: ExportRun) -> None:
        """What is on the disk is whole, and what the run says."""
        exported = run.result.exported
        assert self.names() == sorted(each.file.path.name for each in exported)
        for each in exported:
            assert each.file.path.stat().st_size == each.file.size
            assert zipfile.ZipFile(each.file.path).testzip() is None


def on_time(
    directory: Path,
    work: Callable[[Office], Awaitable[None]],
    *,
    boards: int = 3,
    settings: Settings | None = None,
    faults: tuple[Fault, ...] = (),
    **emulator: Any,
) -> Office:
    """Do something in an office, in virtual time."""

    async def main() -> Office:
        options: dict[str, Any] = {"limit": 10**9, **emulator}
        office = Office(Emulator(settings=settings, faults=faults, **options), directory / "exports", boards)
        async with office.miro:
            await work(office)
        return office

    return virtual_time.run(main())


def test_boards_come_to_a_directory(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        note = drafts.sticky_note("Hi & bye")
        await office.miro.sticky_notes.create(office.boards[0], note)
        result = await office.run()
        assert (result.status, result.failed) == ("FINISHED", ())
        assert sorted(each.board_id for each in result.exported) == sorted(office.boards)
        assert office.names() == sorted(f"board-{board_id}.zip" for board_id in office.boards)
        first = next(each for each in result.exported if each.board_id == office.boards[0])
        with zipfile.ZipFile(first.file.path) as archive:
            assert archive.namelist() == ["board.svg", "comments.json"]
            assert b"Hi &amp; bye" in archive.read("board.svg")
        assert [seen.secrets for seen in office.emulator.downloads] == [()] * 3

    on_time(tmp_path, work)


@pytest.mark.parametrize("form", ["HTML", "PDF"])
def test_boards_come_in_the_format_that_was_asked_for(form: Any, tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        result = await office.run(format=form)
        with zipfile.ZipFile(result.exported[0].file.path) as archive:
            assert f"board.{form.lower()}" in archive.namelist()

    on_time(tmp_path, work, boards=1)


def test_progress_is_told_step_by_step(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        async with office.run() as run:
            told = [progress async for progress in run]
        stages = [progress.stage for progress in told]
        assert list(dict.fromkeys(stages)) == ["creating", "exporting", "downloading", "done"]
        assert {progress.total for progress in told} == {3}
        assert {progress.job_id for progress in told} == {run.job_id}
        statuses = [progress.status for progress in told if progress.stage == "exporting"]
        assert statuses[-1] == "FINISHED"
        assert set(statuses) == {"IN_PROGRESS", "FINISHED"}
        downloading = [progress for progress in told if progress.stage == "downloading"]
        assert [progress.exported for progress in downloading][:1] == [0]
        assert told[-1] == run.progress
        assert (told[-1].exported, told[-1].bytes) == (3, sum(each.file.size for each in run.result.exported))

    on_time(tmp_path, work)


def test_it_looks_seldom_and_the_links_of_all_boards_cost_one_call(tmp_path: Path) -> None:
    office = on_time(tmp_path, expect_all, boards=100, settings=Settings(export_board_seconds=60.0))
    looks = office.calls("get")
    gaps = [later - earlier for earlier, later in pairwise(looks)]
    assert gaps[0] < 10
    assert sorted(gaps) == pytest.approx(gaps)
    assert max(gaps) == pytest.approx(60, abs=0.1)
    assert len(looks) < 100 + 8  # minutes, and the first, shorter gaps
    assert office.emulator.statistics.credits == LEVEL_4 * (len(looks) + 2)
    assert looks[-1] - office.calls("create")[0] < 5 + 100 * 60 + 61
    assert (len(office.names()), len(office.calls("list_tasks")), len(office.calls("create_link"))) == (100, 0, 0)


def test_what_fails_for_one_board_keeps_none_of_the_others(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        first, second, third, fourth = office.boards
        settings.export_failures = {first: "TEMPORARY", second: "UNKNOWN"}
        office.boards.append("gone=")
        office.directory.mkdir()
        (office.directory / f"board-{third}.zip").write_text("mine")
        result = await office.run()
        assert [each.board_id for each in result.exported] == [fourth]
        assert {each.board_id: each.error_type for each in result.failed} == {
            first: "TEMPORARY", second: "UNKNOWN", "gone=": "FATAL", third: "",
        }  # fmt: skip
        taken = next(each for each in result.failed if each.board_id == third)
        assert isinstance(taken.error, FileExistsError)
        assert (office.directory / f"board-{third}.zip").read_text() == "mine"
        again = await office.run(overwrite=True)
        assert {each.board_id for each in again.exported} == {third, fourth}

    settings = Settings()
    on_time(tmp_path, work, boards=4, settings=settings)


def test_a_job_too_many_waits_for_its_turn(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        other = await office.miro.board_exports.create(
            office.org_id, drafts.board_export(office.boards), request_id=str(uuid4())
        )
        async with office.run() as run:
            told = [progress async for progress in run]
        assert told[0] == ("creating", "", "", 3, 0, 0, 0)
        assert len(run.result.exported) == 3
        assert run.job_id != other.job_id
        assert await office.statuses() == ["FINISHED", "FINISHED"]
        assert 2 < len(office.calls("create")) < 10

    on_time(tmp_path, work, settings=Settings(export_jobs_at_once=1))


ANY = ("board_exports.*",)
TROUBLE = {
    "create is applied and not answered": Fault(
        kind="hang_up", operations=("board_exports.create",), applied=1.0, times=1
    ),
    "create is not applied and not answered": Fault(kind="hang_up", operations=("board_exports.create",), times=2),
    "create is applied and fails": Fault(kind="error", operations=("board_exports.create",), applied=1.0, times=2),
    "create is applied later": Fault(kind="late", operations=("board_exports.create",), seconds=2.0, times=1),
    "half of all calls fail": Fault(kind="error", operations=ANY, share=0.5, applied=0.5),
    "half of all calls are not answered": Fault(kind="hang_up", operations=ANY, share=0.5, applied=0.5),
    "half of all answers are cut": Fault(kind="truncated", operations=ANY, share=0.5),
    "half of all answers are no JSON": Fault(kind="half_json", operations=ANY, share=0.5),
    "downloads are cut": Fault(kind="truncated", operations=("files.download",), times=4),
    "downloads fail": Fault(kind="error", operations=("files.download",), times=4),
    "the job cannot be seen for a while": Fault(kind="error", operations=("board_exports.get",), times=30),
    "a proxy shows its page for a while": Fault(kind="html", status=200, operations=("board_exports.get",), times=30),
    "the quota is somebody else's for a while": Fault(
        kind="error", status=429, operations=("board_exports.get",), times=40
    ),
}


@pytest.mark.parametrize("again", ["same", "refused"])
@pytest.mark.parametrize("trouble", TROUBLE)
def test_whatever_goes_wrong_there_is_one_job_and_all_boards_come(trouble: str, again: Any, tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        async with office.run() as run:
            async for _ in run:
                pass
        assert run.result.failed == ()
        assert len(run.result.exported) == 3
        office.check_disk(run)
        office.emulator.faults.clear()
        assert await office.statuses() == ["FINISHED"]

    on_time(tmp_path, work, settings=Settings(export_again=again), faults=(TROUBLE[trouble],))


def test_a_link_that_is_too_old_is_replaced_for_the_price_of_one_call(tmp_path: Path) -> None:
    slow = Fault(kind="latency", operations=("files.download",), seconds=20.0, applied=0.0, times=4)
    office = on_time(tmp_path, expect_all, boards=8, settings=Settings(export_link_seconds=15.0), faults=(slow,))
    assert [seen.status for seen in office.emulator.downloads].count(403) == 4
    assert (len(office.calls("results")), len(office.calls("create_link"))) == (2, 0)


async def awaited(run: ExportRun) -> None:
    await run


async def expect_all(office: Office) -> None:
    async with office.run() as run:
        async for _ in run:
            pass
    assert run.result.failed == ()
    assert len(run.result.exported) == len(office.boards)
    office.check_disk(run)


@pytest.mark.parametrize("links", ["kept", "none"])
def test_links_that_the_results_do_not_have_are_made_board_by_board(links: Any, tmp_path: Path) -> None:
    settings = Settings(export_result_links=links, export_link_seconds=1.0, export_board_seconds=100.0)
    office = on_time(tmp_path, expect_all, settings=settings)
    assert (len(office.calls("list_tasks")), len(office.calls("create_link"))) == (1, 3)


def test_a_link_for_each_board_keeps_to_the_quota(tmp_path: Path) -> None:
    settings = Settings(export_result_links="none", export_board_seconds=1.0)
    office = on_time(tmp_path, expect_all, boards=120, settings=settings, limit=100_000)
    assert len(office.calls("create_link")) == 120
    assert {entry.status for entry in office.emulator.log} == {200}


def test_over_sockets_it_is_the_same(tmp_path: Path) -> None:
    async def main() -> None:
        emulator = Emulator(settings=Settings(export_start_seconds=0.0, export_board_seconds=0.0))
        office = Office(emulator, tmp_path, 20, transport=None)
        async with emulator, Miro(emulator.token, base_url=emulator.url) as miro:
            body = drafts.board_export(office.boards)
            job = await miro.board_exports.create(office.org_id, body, request_id=str(uuid4()))
            async with miro.board_exports.follow(office.org_id, job.job_id, tmp_path) as run:
                async for _ in run:
                    pass
            assert sorted(each.board_id for each in run.result.exported) == sorted(office.boards)
            office.check_disk(run)
            assert [seen.secrets for seen in emulator.downloads] == [()] * 20

    asyncio.run(main())


def test_links_that_are_not_there_yet_are_asked_for_again_at_leisure(tmp_path: Path) -> None:
    settings = Settings(export_result_links="none", export_link_lag=200.0)
    office = on_time(tmp_path, expect_all, boards=1, settings=settings)
    asked = office.calls("create_link")
    assert 3 < len(asked) < 12
    assert min(later - earlier for earlier, later in pairwise(asked)) >= 5


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (Settings(export_kept_seconds=0.0, export_result_links="none"), NotFound),
        (Settings(export_link_lag=10_000.0, export_result_links="none"), TooEarly),
    ],
)
def test_links_that_never_come_and_files_that_are_gone_are_failures(
    settings: Settings, kind: type[MiroError], tmp_path: Path
) -> None:
    async def work(office: Office) -> None:
        result = await office.run()
        assert result.exported == ()
        assert [type(each.error) for each in result.failed] == [kind] * 3
        assert office.names() == []

    on_time(tmp_path, work, settings=settings)


def test_a_job_that_somebody_else_cancels_gives_what_it_has(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        async with office.run() as run:
            async for progress in run:
                if progress.status == "IN_PROGRESS" and progress.stage == "exporting":
                    break
            await asyncio.sleep(25)
            await office.miro.board_exports.update(office.org_id, run.job_id, drafts.board_export_cancellation())
            async for _ in run:
                pass
        assert run.result.status == "CANCELLED"
        assert (len(run.result.exported), len(run.result.failed)) == (2, 3)
        office.check_disk(run)

    on_time(tmp_path, work, boards=5)


# --- leaving ----------------------------------------------------------------------------------------------------------

SLOW_FILES = Fault(kind="latency", operations=("files.download",), seconds=4.0)
SLOW_CALLS = Fault(kind="latency", operations=ANY, seconds=1.0, applied=0.5)
MOMENTS = [0.2, 0.7, 1.5, 4.0, 6.5, 7.2, 20.0, 30.0, *[-step / 2 for step in range(1, 24)]]
"""Seconds after the beginning, or before the end of a run that nobody cancels; the files come in the last eight."""


@pytest.fixture(scope="module")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long such a run takes, in seconds."""
    seconds: list[float] = []

    async def work(office: Office) -> None:
        start = asyncio.get_running_loop().time()
        await expect_all(office)
        seconds.append(asyncio.get_running_loop().time() - start)

    slowly(tmp_path_factory.mktemp("whole"), work)
    return seconds[0]


def slowly(directory: Path, work: Callable[[Office], Awaitable[None]]) -> None:
    on_time(directory, work, boards=8, settings=Settings(export_board_seconds=5.0), faults=(SLOW_FILES, SLOW_CALLS))


@pytest.mark.parametrize("cancel_job", [False, True])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_cancelled_run_leaves_whole_files_only_and_its_job_can_be_followed(
    moment: float, cancel_job: bool, whole_run: float, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(office: Office) -> None:
        run = office.run(cancel_job=cancel_job)

        task = asyncio.create_task(awaited(run))
        await asyncio.sleep(moment if moment > 0 else whole_run + moment)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        office.check_disk(run)
        was_over = run.result.status == "FINISHED"
        await asyncio.sleep(2)  # what was on its way has arrived
        office.emulator.faults.clear()
        office.check_disk(run)
        statuses = await office.statuses()
        assert len(statuses) == 1
        is_refused = "could not be cancelled" in caplog.text  # it was over, and the run did not know that yet
        assert (statuses == ["CANCELLED"]) == (cancel_job and not was_over and not is_refused)
        assert not is_refused or statuses == ["FINISHED"]
        assert ("goes on, and can be followed" in caplog.text) == (not cancel_job and not was_over)
        if not cancel_job:
            (job,) = await office.miro.board_exports.list(office.org_id).collect()
            followed = await office.miro.board_exports.follow(office.org_id, job.id or "", office.directory)
            here = {each.board_id for each in run.result.exported}
            assert {each.board_id for each in followed.exported} == set(office.boards) - here
            assert {each.board_id for each in followed.failed} == here

    slowly(tmp_path, work)


def test_a_run_that_is_left_by_a_break_is_left_likewise(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        async with office.run(cancel_job=True) as run:
            async for _ in run:
                break
        assert await office.statuses() == ["CANCELLED"]
        assert run.result.status == "CANCELLED"
        async with office.run() as run:
            async for progress in run:
                if progress.exported:
                    break
        office.check_disk(run)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    on_time(tmp_path, work)


def test_a_job_that_cannot_be_cancelled_in_time_is_left_with_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(office: Office) -> None:
        async with office.run(cancel_job=True) as run:
            async for _ in run:
                break
            office.emulator.faults.add(Fault(kind="stuck", operations=("board_exports.update",)))
            start = asyncio.get_running_loop().time()
        assert asyncio.get_running_loop().time() - start == pytest.approx(10, abs=1)
        assert run.result.status == ""

    on_time(tmp_path, work)
    assert "could not be cancelled" in caplog.text


def test_a_deadline_that_a_look_cannot_keep_puts_off_the_look(tmp_path: Path) -> None:
    async def main() -> None:
        office = Office(Emulator(limit=3 * LEVEL_4), tmp_path / "exports", 2)
        async with office.miro:
            office.miro = office.miro.with_options(deadline=5.0)
            await expect_all(office)
            assert await office.statuses() == ["FINISHED"]

    virtual_time.run(main())


def test_an_outage_that_lasts_ends_the_run_and_not_the_job(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work(office: Office) -> None:
        with pytest.raises(ServerError):
            await office.run()
        office.emulator.faults.clear()
        (job,) = await office.miro.board_exports.list(office.org_id).collect()
        assert job.id is not None
        assert f"job {job.id} goes on" in caplog.text
        result = await office.miro.board_exports.follow(office.org_id, job.id, office.directory)
        assert len(result.exported) == 3

    on_time(tmp_path, work, faults=(Fault(kind="error", operations=("board_exports.get",)),))


def test_a_run_that_is_left_before_anything_was_sent_leaves_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(office: Office) -> None:
        await office.miro.boards.list().collect()  # the quota is known now, and too little of it left
        task = asyncio.create_task(awaited(office.run(cancel_job=True)))
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert office.calls("create") == office.calls("update") == []

    on_time(tmp_path, work, limit=2_000)
    assert caplog.text == ""


def test_what_was_refused_leaves_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        emulator = Emulator()
        token = emulator.world.issue_token(scopes=("boards:read",)).value
        office = Office(emulator, tmp_path, 1, token=token)
        async with office.miro:
            with pytest.raises(Forbidden, match="boards:export"):
                await office.run(cancel_job=True)
            assert [entry.operation for entry in emulator.log] == ["board_exports.create"]

    virtual_time.run(main())
    assert caplog.text == ""


# --- what is not trusted ----------------------------------------------------------------------------------------------


class Liar:
    """A transport whose answers are changed on their way."""

    def __init__(
        self, inner: EmulatorTransport, body: Callable[[str, bytes], bytes], headers: Mapping[str, str] | None = None
    ) -> None:
        self._inner = inner
        self._body = body
        self._headers = headers or {}

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's signature
        response = await self._inner.send(request, timeout=timeout)
        return response._replace(body=self._body(request.target, response.body))

    @asynccontextmanager
    async def fetch(self, url: str, headers: Mapping[str, str]) -> AsyncGenerator[Incoming]:
        async with self._inner.fetch(url, headers) as incoming:
            told = CIMultiDict(incoming.headers)
            told.update(self._headers)
            yield incoming._replace(headers=told)

    async def close(self) -> None:
        await self._inner.close()


def lied_to(
    directory: Path, work: Callable[[Office], Awaitable[None]], liar: Callable[[EmulatorTransport], Liar]
) -> None:
    async def main() -> None:
        emulator = Emulator()
        office = Office(emulator, directory / "exports", 2, transport=liar(emulator.transport()))
        async with office.miro:
            await work(office)

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("../../evil.sh", ".sh"),
        ("/etc/passwd", ""),
        ("con.zip", ".zip"),
        ("a.zip/../../b", ""),
        (".zip", ".zip"),
        ("x." + "z" * 300, ""),
        ("", ".zip"),
    ],
)
def test_the_storage_does_not_choose_where_files_go(name: str, ending: str, tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        result = await office.run()
        assert result.failed == ()
        assert office.names() == sorted(f"board-{board_id}{ending}" for board_id in office.boards)

    disposition = {
        "Content-Disposition": f'attachment; filename="{name}"' if name else "",
        "Content-Type": "application/zip",
    }
    lied_to(tmp_path, work, lambda inner: Liar(inner, lambda _, body: body, disposition))
    assert [path.name for path in tmp_path.iterdir()] == ["exports"]


def test_boards_of_other_names_are_not_written(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        result = await office.run()
        assert [each.board_id for each in result.exported] == office.boards[1:]
        assert [(each.board_id, each.reason) for each in result.failed] == [
            (office.boards[0], "the job says nothing of it")
        ]
        followed = await office.miro.board_exports.follow(
            office.org_id, result.job_id, office.directory, overwrite=True
        )
        assert [each.board_id for each in followed.exported] == office.boards[1:]
        assert [each.board_id for each in followed.failed] == ["../../x"]
        assert office.names() == [f"board-{office.boards[1]}.zip"]
        name.append(office.boards[0])

    name: list[str] = []

    def changed(target: str, body: bytes) -> bytes:
        if not target.endswith("/results"):
            return body
        first = body.partition(b'"boardId":"')[2].partition(b'"')[0]
        return body.replace(b'"boardId":"' + first, b'"boardId":"../../x', 1)

    lied_to(tmp_path, work, lambda inner: Liar(inner, changed))
    assert name


def test_no_signed_url_is_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def work(office: Office) -> None:
        shown: list[object] = []
        async with office.run() as run:
            shown += [progress async for progress in run]
        results = await office.miro.board_exports.results(office.org_id, run.job_id)
        assert "signature=" in (results.results[0].export_link or "")
        tasks = await office.miro.board_exports.list_tasks(office.org_id, run.job_id).collect()
        link = await office.miro.board_exports.create_link(office.org_id, run.job_id, tasks[0].id)
        assert "signature=" in (link.export_link or "")
        shown += [run, run.result, results, link, tasks]
        assert "signature=" not in f"{shown!r} {caplog.text}"

    cut = Fault(kind="truncated", operations=("files.download",), share=0.7)
    with caplog.at_level(logging.DEBUG):
        on_time(tmp_path, work, faults=(cut,))


# --- arguments --------------------------------------------------------------------------------------------------------


MANY = [f"b{number}" for number in range(1_001)]


@pytest.mark.parametrize("board_ids", [(), MANY, [""], 5, ["b", "../../x"], ["b=", 7]])
def test_wrong_arguments_are_refused_where_the_run_is_made(board_ids: Any, tmp_path: Path) -> None:
    exports = Miro("token").board_exports
    with pytest.raises(InvalidArgument, match="board_ids"):
        _ = exports.run("o", board_ids, tmp_path)
    with pytest.raises(InvalidArgument, match="org_id"):
        _ = exports.run("o/../p", ["b"], tmp_path)
    with pytest.raises(InvalidArgument, match="board_format"):
        _ = exports.run("o", ["b"], tmp_path, format="DOC")  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidArgument, match="job_id"):
        _ = exports.follow("o", "..", tmp_path)


@pytest.mark.parametrize("to", [None, 7, "", "a\0b", b"exports"])
def test_what_is_no_path_is_refused_where_the_run_is_made(to: Any) -> None:
    exports = Miro("token").board_exports
    with pytest.raises(InvalidArgument, match="to must be the path"):
        _ = exports.run("o", ["b"], to)
    with pytest.raises(InvalidArgument, match="to must be the path"):
        _ = exports.follow("o", "job", to)


def test_a_directory_that_is_none_is_found_before_anything_is_spent(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        office.directory.write_text("a file")
        with pytest.raises(FileExistsError):
            await office.run()
        office.directory.unlink()
        assert len(office.emulator.log) == 0

    on_time(tmp_path, work)


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_directory_in_the_place_of_one_file_keeps_none_of_the_others(overwrite: bool, tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        taken = office.directory / f"board-{office.boards[0]}.zip"
        taken.mkdir(parents=True)
        result = await office.run(overwrite=overwrite)
        assert {each.board_id for each in result.exported} == set(office.boards[1:])
        assert [(each.board_id, each.reason) for each in result.failed] == [
            (office.boards[0], f"{taken}: it is a directory")
        ]
        assert len(office.names()) == 3

    on_time(tmp_path, work)


def test_a_directory_that_is_removed_meanwhile_ends_the_run_and_no_file_takes_its_place(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        async with office.run() as run:
            async for progress in run:
                if progress.stage == "downloading":
                    office.directory.rmdir()
                    break
            with pytest.raises(FileNotFoundError):
                await anext(run)
        assert run.result.exported == ()
        assert not office.directory.exists()

    on_time(tmp_path, work)


def test_a_run_runs_once_and_only_inside_of_its_block(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        run = office.run()
        with pytest.raises(RuntimeError, match="async with"):
            await anext(run)
        await run
        with pytest.raises(RuntimeError, match="once"):
            await run
        assert await office.statuses() == ["FINISHED"]

    on_time(tmp_path, work)


def test_a_job_that_is_not_there_cannot_be_followed(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        with pytest.raises(NotFound):
            await office.miro.board_exports.follow(office.org_id, str(uuid4()), office.directory)

    on_time(tmp_path, work)


def test_a_create_under_a_name_that_is_taken_is_one_job(tmp_path: Path) -> None:
    async def work(office: Office) -> None:
        body, name = drafts.board_export(office.boards * 2), str(uuid4())
        exports = office.miro.board_exports
        made = [await exports.create(office.org_id, body, request_id=name) for _ in range(2)]
        assert {each.job_id for each in made} == {name}
        office.emulator.world.settings.export_again = "refused"
        with pytest.raises(Conflict):
            await exports.create(office.org_id, body, request_id=name)
        assert len(await office.statuses()) == 1
        tasks = await exports.list_tasks(office.org_id, name, limit=2).collect()
        assert [task.board.key for task in tasks] == office.boards

    on_time(tmp_path, work)
