"""The operations on jobs that export boards, on their tasks and files."""

from collections.abc import Sequence
from typing import Any, TypeVar

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import board_exports, organizations
from miro_async.emulator.world.downloads import Resource
from miro_async.emulator.world.errors import Problem, invalid
from miro_async.emulator.world.export_jobs import ExportJob, ExportTask
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer
from miro_async.emulator.world.render import instant
from miro_async.emulator.world.state import StoredFile

__all__ = ["HANDLERS"]

_Json = dict[str, Any]
_T = TypeVar("_T", ExportJob, ExportTask)
_MOST, _USUAL = 500, 50


def _create(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    made = board_exports.create(context.state, context.param("request_id"), context.body(), context.user)
    return json_answer({"jobId": made.id})


def _list(context: Context) -> HttpResponse:
    organizations.check(context.state, context.ids[0])
    found = board_exports.find(context.state, _values(context, "status"), _values(context, "creatorId"))
    page, rest = _page(found, context.params)
    return json_answer({"total": len(found), **rest, "data": [_job_wire(context, job) for job in page]})


def _get(context: Context) -> HttpResponse:
    return json_answer({"jobStatus": _job(context).status(_now(context))})


def _results(context: Context) -> HttpResponse:
    job = _job(context)
    results = [_result_wire(context, job, task) for task in job.tasks]
    return json_answer({"jobId": job.id, "results": results})


def _update(context: Context) -> HttpResponse:
    board_exports.cancel(context.state, _job(context), context.body())
    is_word = context.state.settings.export_update_answer == "word"
    return json_answer({"status": "CANCELLED" if is_word else {"jobStatus": "CANCELLED"}})


def _list_tasks(context: Context) -> HttpResponse:
    job = _job(context)
    found = board_exports.tasks(context.state, job, _values(context, "status"))
    page, rest = _page(found, context.params)
    return json_answer({"total": len(found), **rest, "data": [_task_wire(context, job, task) for task in page]})


def _create_link(context: Context) -> HttpResponse:
    job, now = _job(context), _now(context)
    task = board_exports.task(context.state, job, context.ids[2])
    wire = _ended_wire(job, task, now)
    if wire["status"] == "SUCCESS":
        expires = now + context.state.settings.export_link_seconds
        wire["exportLink"] = _url(context, task, expires)
        wire["linkExpiredAt"] = instant(int(expires))
        wire["artifactExpiredAt"] = _gone(context, task)
    return json_answer(wire)


def _job(context: Context) -> ExportJob:
    organizations.check(context.state, context.ids[0])
    return board_exports.job(context.state, context.ids[1])


def _now(context: Context) -> float:
    return context.state.timeline.now()


def _values(context: Context, name: str) -> list[str]:
    return [value for given, value in context.request.query if given == name]


def _page(listed: Sequence[_T], params: dict[str, str]) -> tuple[Sequence[_T], _Json]:
    """The entries after the one that the cursor names, and how to go on."""
    limit = params.get("limit", str(_USUAL))
    if not (limit.isascii() and limit.isdecimal() and len(limit) < 10 and 1 <= int(limit) <= _MOST):
        raise invalid([Problem("limit", f"Value should be from 1 to {_MOST}")])
    start = 0
    if params.get("cursor"):
        known = [entry.id for entry in listed]
        if params["cursor"] not in known:
            raise invalid([Problem("cursor", "Invalid cursor")])
        start = known.index(params["cursor"]) + 1
    page = listed[start : start + int(limit)]
    return page, {"cursor": page[-1].id} if start + len(page) < len(listed) else {}


def _job_wire(context: Context, job: ExportJob) -> _Json:
    now = _now(context)
    return {
        "id": job.id,
        "name": f"Export of {instant(int(job.created))}",
        "boardFormat": job.format,
        "status": job.status(now),
        "createdAt": instant(int(job.created)),
        "modifiedAt": instant(int(job.modified(now))),
        "tasksCount": {
            "total": len(job.tasks),
            "success": job.count("SUCCESS", now),
            "error": job.count("ERROR", now),
        },
        "creator": {"id": job.creator.id},
    }


def _task_wire(context: Context, job: ExportJob, task: ExportTask) -> _Json:
    wire = {"id": task.id, **_ended_wire(job, task, _now(context)), "board": {"key": task.board_id}}
    if wire["status"] == "SUCCESS":
        wire |= {"artifactExpiredAt": _gone(context, task), "sizeInBytes": len(task.content)}
    return wire


def _result_wire(context: Context, job: ExportJob, task: ExportTask) -> _Json:
    now, settings = _now(context), context.state.settings
    wire = {"boardId": task.board_id, **_ended_wire(job, task, now)}
    if wire["status"] == "SUCCESS" and settings.export_result_links != "none":
        since = now if settings.export_result_links == "fresh" else task.ends
        wire["exportLink"] = _url(context, task, since + settings.export_link_seconds)
    return wire


def _ended_wire(job: ExportJob, task: ExportTask, now: float) -> _Json:
    status = job.task_status(task, now)
    if status != "ERROR":
        return {"status": status}
    return {"status": status, "errorMessage": "The board could not be exported", "errorType": task.error_type}


def _gone(context: Context, task: ExportTask) -> str:
    return instant(int(task.ends + context.state.settings.export_kept_seconds))


def _url(context: Context, task: ExportTask, expires: float) -> str:
    resource = Resource(task.board_id, board_exports.FAMILY, task.id, "original")
    file = StoredFile(board_exports.FAMILY, f"{task.board_id}.zip", "application/zip", task.content)
    return context.file_host.url(context.render.public_url, resource, file, expires)


HANDLERS: dict[str, Handler] = {
    "board_exports.create": _create,
    "board_exports.list": _list,
    "board_exports.get": _get,
    "board_exports.results": _results,
    "board_exports.update": _update,
    "board_exports.list_tasks": _list_tasks,
    "board_exports.create_link": _create_link,
}
"""What answers each operation, by the operation's name."""
