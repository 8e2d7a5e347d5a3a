"""What can be done about exports of boards: create a job, find it, cancel it, and get at its files."""

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import count
from typing import Final
from uuid import UUID

import msgspec

from miro_async.emulator.world.checks import Array, Fields, checked, inspect, is_object, one_of, text
from miro_async.emulator.world.errors import Problem, Refusal, conflict, invalid, no_such_thing
from miro_async.emulator.world.export_jobs import ErrorType, ExportJob, ExportTask
from miro_async.emulator.world.pictures import printed
from miro_async.emulator.world.state import State, StoredFile, User

__all__ = ["FAMILY", "cancel", "create", "file_of", "find", "job", "task", "tasks", "too_early"]

FAMILY: Final = "exports"
"""The part of the path of downloads that the files of exports have."""

_FORMATS: Final = ("SVG", "HTML", "PDF")
_CREATE: Final = Fields(
    {"boardIds": Array(text(1), 1, 1_000, "At least one board should be passed"), "boardFormat": one_of(*_FORMATS)},
    required={"boardIds": "Array"},
)
_CANCEL: Final = Fields({"status": one_of("CANCELLED")}, required={"status": "String"})
_JOB_STATUSES: Final = ("CREATED", "IN_PROGRESS", "CANCELLED", "FINISHED")
_TASK_STATUSES: Final = ("CREATED", "SCHEDULED", "SUCCESS", "ERROR", "CANCELLED")
_PACKED: Final = (1980, 1, 1, 0, 0, 0)  # what a ZIP is made of says nothing of when


def create(state: State, request_id: str, body: object, user: User) -> ExportJob:
    """Create a job, or find the one that was created by the same request.

    Raises:
        Refusal: 400 for a wrong body or identifier; what the settings say for a job too many, and for a request that
            comes again.
    """
    settings = state.settings
    problems = list(inspect(body, _CREATE))
    if not _is_uuid(request_id):
        problems.append(Problem("request_id", "Unexpected type of value, expected of type [UUID]"))
    if problems or not is_object(body):
        raise invalid(problems)
    for known in state.export_jobs.values():
        if known.request_id == request_id:
            if settings.export_again == "refused":
                raise conflict("Board export job exists already")
            return known
    now = state.timeline.now()
    under_way = sum(known.status(now) in {"CREATED", "IN_PROGRESS"} for known in state.export_jobs.values())
    if under_way >= settings.export_jobs_at_once:
        raise _too_many(settings.export_too_many_status, settings.export_jobs_at_once)
    board_ids, starts = msgspec.convert(body["boardIds"], list[str]), now + settings.export_start_seconds
    form = str(body.get("boardFormat", "SVG"))
    ends = count(starts + settings.export_board_seconds, settings.export_board_seconds)
    made = ExportJob(
        id=request_id if settings.export_job_id == "request" else state.ids.uuid(),
        request_id=request_id,
        format=form,
        creator=user,
        created=now,
        starts=starts,
        tasks=tuple(_task(state, board_id, form, end) for board_id, end in zip(board_ids, ends, strict=False)),
    )
    state.export_jobs[made.id] = made
    return made


def find(state: State, statuses: Sequence[str], creators: Sequence[str]) -> list[ExportJob]:
    """The jobs with one of some statuses and one of some creators, in the order of creation; empty for any.

    Raises:
        Refusal: 400 for a status or a creator that there cannot be.
    """
    wanted = _filter("status", "JOB_STATUS_", _JOB_STATUSES, statuses)
    wrong = [Problem("creatorId", "Has illegal integer number value") for each in creators if not each.isdecimal()]
    if wrong:
        raise invalid(wrong)
    now = state.timeline.now()
    return [
        job
        for job in state.export_jobs.values()
        if job.status(now) in wanted and (not creators or job.creator.id in creators)
    ]


def job(state: State, job_id: str) -> ExportJob:
    """A job.

    Raises:
        Refusal: 404, there is none; 400, that is no UUID.
    """
    if not _is_uuid(job_id):
        raise invalid([Problem("job_id", "Unexpected type of value, expected of type [UUID]")])
    found = state.export_jobs.get(job_id)
    if found is None:
        raise no_such_thing("job", job_id)
    return found


def cancel(state: State, found: ExportJob, body: object) -> None:
    """Cancel a job; one that is cancelled stays so.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a job that is finished.
    """
    checked(body, _CANCEL)
    now = state.timeline.now()
    if found.status(now) == "FINISHED":
        if state.settings.finished_export_cancel_status == 409:
            raise conflict("Board export job is finished")
        raise Refusal(400, "badRequest", "Board export job is finished")
    if found.cancelled is None:
        state.export_jobs[found.id] = msgspec.structs.replace(found, cancelled=now)


def tasks(state: State, found: ExportJob, statuses: Sequence[str]) -> list[ExportTask]:
    """The tasks of a job with one of some statuses, in the order of its boards; empty for any.

    Raises:
        Refusal: 400 for a status that there is not.
    """
    wanted = _filter("status", "TASK_STATUS_", _TASK_STATUSES, statuses)
    now = state.timeline.now()
    return [task for task in found.tasks if found.task_status(task, now) in wanted]


def task(state: State, found: ExportJob, task_id: str) -> ExportTask:
    """A task of a job.

    Raises:
        Refusal: 404, there is none, or its file is gone; 425, its file is not there yet.
    """
    for each in found.tasks:
        if each.id == task_id:
            break
    else:
        raise no_such_thing("task", task_id)
    now, status = state.timeline.now(), found.task_status(each, state.timeline.now())
    if status in {"CREATED", "SCHEDULED"} or now < each.ends + state.settings.export_link_lag:
        raise too_early("Board export task is not finished")
    if status == "SUCCESS" and now > each.ends + state.settings.export_kept_seconds:
        raise no_such_thing("artifact", task_id)
    return each


def too_early(message: str) -> Refusal:
    """Something that something else must come before."""
    return Refusal(425, "tooEarly", message)


def file_of(state: State, task_id: str) -> StoredFile | None:
    """The file of a task, as long as it is kept."""
    now = state.timeline.now()
    for known in state.export_jobs.values():
        for each in known.succeeded(now):
            if each.id == task_id and now <= each.ends + state.settings.export_kept_seconds:
                return StoredFile(FAMILY, f"{each.board_id}.zip", "application/zip", each.content)
    return None


def _too_many(status: int, most: int) -> Refusal:
    message = f"At most {most} board export jobs can run at once"
    if status == 425:
        return too_early(message)
    return conflict(message) if status == 409 else Refusal(400, "badRequest", message)


def _filter(name: str, prefix: str, known: Sequence[str], given: Sequence[str]) -> set[str]:
    check = one_of(*(prefix + status for status in known))
    problems = [Problem(name, message) for status in given if (message := check(status)) is not None]
    if problems:
        raise invalid(problems)
    return {status.removeprefix(prefix) for status in given} or set(known)


def _is_uuid(value: str) -> bool:
    try:
        return str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _task(state: State, board_id: str, form: str, ends: float) -> ExportTask:
    error_type: ErrorType | None = state.settings.export_failures.get(board_id)
    board = state.boards.get(board_id)
    if board is None:
        return ExportTask(state.ids.uuid(), board_id, ends, b"", error_type or "FATAL")
    return ExportTask(state.ids.uuid(), board_id, ends, _packed(state, board_id, board.name, form), error_type)


def _packed(state: State, board_id: str, name: str, form: str) -> bytes:
    """A ZIP of a board: what lies on it in the format that was asked for, and the comments, of which it has none."""
    words = [str(item.data.get("content") or item.data.get("title") or "") for item in state.canvas(board_id).items]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"board.{form.lower()}", _PACKED), _WRITERS[form](name, words))
        archive.writestr(zipfile.ZipInfo("comments.json", _PACKED), b"[]")
    return packed.getvalue()


def _svg(name: str, words: list[str]) -> bytes:
    lines = _tagged("text", words)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{escape(name)}</title>{"".join(lines)}</svg>'.encode()


def _html(name: str, words: list[str]) -> bytes:
    return f"<!DOCTYPE html><title>{escape(name)}</title>{''.join(_tagged('p', words))}".encode()


def _pdf(name: str, words: list[str]) -> bytes:
    return printed(f"{name} {words}").content


def _tagged(tag: str, words: list[str]) -> Iterator[str]:
    return (f"<{tag}>{escape(each)}</{tag}>" for each in words)


_WRITERS: Final[dict[str, Callable[[str, list[str]], bytes]]] = {"SVG": _svg, "HTML": _html, "PDF": _pdf}
