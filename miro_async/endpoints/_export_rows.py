"""The table: jobs that export boards."""

from typing import Final, get_args

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import CURSOR, ORG, SAFE
from miro_async.models import (
    BoardExportCreate,
    BoardExportId,
    BoardExportJob,
    BoardExportLink,
    BoardExportResults,
    BoardExportStatus,
    BoardExportTask,
    BoardExportUpdate,
    BoardExportUpdated,
    ExportJobFilter,
    ExportTaskFilter,
    Page,
)

__all__ = ["board_exports"]

_JOBS: Final = ORG + "/boards/export/jobs"
_JOB: Final = _JOBS + "/{job_id}"
_SCOPE: Final = "boards:export"
_LIMIT: Final = {"limit": Param(int, low=1, high=500)}


class board_exports(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.tags.create`
    """Jobs that export boards, their tasks and files."""

    # Repeated it does not export twice: `request_id` is the identifier of the job, so says its description, and a
    # call that is repeated keeps its own.
    create = Endpoint(
        "POST",
        _JOBS,
        BoardExportId,
        level=4,
        scope=_SCOPE,
        repeat=SAFE,
        body=BoardExportCreate,
        query={"request_id": Param(required=True, is_id=True)},
    )
    list = Endpoint(
        "GET",
        _JOBS,
        Page[BoardExportJob],
        level=4,
        scope=_SCOPE,
        repeat=SAFE,
        query={
            "status": Param(choices=get_args(ExportJobFilter), most=4),
            "creator_id": Param(int, wire="creatorId", most=100),
            **CURSOR,
            **_LIMIT,
        },
    )
    get = Endpoint("GET", _JOB, BoardExportStatus, level=4, scope=_SCOPE, repeat=SAFE)
    results = Endpoint("GET", _JOB + "/results", BoardExportResults, level=4, scope=_SCOPE, repeat=SAFE)
    update = Endpoint(
        "PUT", _JOB + "/status", BoardExportUpdated, level=4, scope=_SCOPE, repeat=SAFE, body=BoardExportUpdate
    )
    list_tasks = Endpoint(
        "GET",
        _JOB + "/tasks",
        Page[BoardExportTask],
        level=4,
        scope=_SCOPE,
        repeat=SAFE,
        query={"status": Param(choices=get_args(ExportTaskFilter), most=5), **CURSOR, **_LIMIT},
    )
    # It makes a URL and changes nothing that anybody could miss: a second one is as good.
    create_link = Endpoint(
        "POST", _JOB + "/tasks/{task_id}/export-link", BoardExportLink, level=4, scope=_SCOPE, repeat=SAFE
    )
