"""Export jobs of the emulator: time moves them, and what they export can be read without a token."""

import io
import zipfile
from typing import Any
from uuid import UUID, uuid4

import pytest
from witness import OPERATION_IDS, description, schema_of, validate
from world_api import Answer, Api
from world_files import downloaded

from miro_async.emulator.world import Settings


class Jobs:
    """The export jobs of a world."""

    def __init__(self, settings: Settings | None = None, **more: Any) -> None:
        self.api = Api(settings or Settings(**more))
        self.path = f"/v2/orgs/{self.api.world.organization_id}/boards/export/jobs"

    def create(self, *board_ids: str, name: str = "", **body: Any) -> Answer:
        body = {"boardIds": list(board_ids or [self.api.board_id]), **body}
        return self.api.send("POST", self.path, body, request_id=name or str(uuid4()))

    def job(self, *board_ids: str, **body: Any) -> str:
        answer = self.create(*board_ids, **body)
        assert answer.status == 200, answer
        return f"{self.path}/{answer.json['jobId']}"

    def status(self, job: str) -> str:
        return str(self.api.ok("GET", job)["jobStatus"])

    def tasks(self, job: str, **query: str) -> list[Any]:
        data: list[Any] = self.api.ok("GET", f"{job}/tasks", **query)["data"]
        return data

    def link(self, job: str, number: int = 0) -> Answer:
        return self.api.send("POST", f"{job}/tasks/{self.tasks(job)[number]['id']}/export-link")


def test_a_job_goes_its_way_as_time_passes() -> None:
    jobs = Jobs(export_start_seconds=5.0, export_board_seconds=10.0)
    job = jobs.job(jobs.api.board_id, "gone=", boardFormat="PDF")
    seen: list[tuple[str, list[str]]] = []
    for seconds in (0, 5, 10, 10):
        jobs.api.at += seconds
        seen.append((jobs.status(job), [task["status"] for task in jobs.tasks(job)]))
    assert seen == [
        ("CREATED", ["CREATED", "CREATED"]),
        ("IN_PROGRESS", ["SCHEDULED", "SCHEDULED"]),
        ("IN_PROGRESS", ["SUCCESS", "SCHEDULED"]),
        ("FINISHED", ["SUCCESS", "ERROR"]),
    ]
    good, bad = jobs.tasks(job)
    assert (good["board"], good["sizeInBytes"] > 0) == ({"key": jobs.api.board_id}, True)
    assert (bad["errorType"], bool(bad["errorMessage"])) == ("FATAL", True)
    results = jobs.api.ok("GET", f"{job}/results")
    assert results["jobId"] == job.rpartition("/")[2]
    assert [result["status"] for result in results["results"]] == ["SUCCESS", "ERROR"]
    (listed,) = jobs.api.ok("GET", jobs.path)["data"]
    assert listed["tasksCount"] == {"total": 2, "success": 1, "error": 1}
    assert (listed["boardFormat"], listed["status"]) == ("PDF", "FINISHED")
    assert listed["createdAt"] < listed["modifiedAt"]


def test_what_is_exported_is_what_lay_there_when_the_job_was_created() -> None:
    jobs = Jobs()
    jobs.api.item("sticky_notes", data={"content": "before"})
    job = jobs.job()
    jobs.api.item("sticky_notes", data={"content": "after"})
    jobs.api.at += 60
    for url in (jobs.link(job).json["exportLink"], jobs.api.ok("GET", f"{job}/results")["results"][0]["exportLink"]):
        answer = downloaded(jobs.api, url)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
        assert answer.headers["content-disposition"] == f'attachment; filename="{jobs.api.board_id}.zip"'
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            assert b"before" in archive.read("board.svg")
            assert b"after" not in archive.read("board.svg")


def test_links_and_files_have_their_time() -> None:
    jobs = Jobs(export_link_seconds=60.0, export_kept_seconds=600.0, export_link_lag=5.0)
    job = jobs.job()
    assert jobs.link(job).status == 425
    jobs.api.at += 15
    assert jobs.status(job) == "FINISHED"
    assert (jobs.link(job).status, jobs.link(job).json["code"]) == (425, "tooEarly")
    jobs.api.at += 5
    url = jobs.link(job).json["exportLink"]
    assert downloaded(jobs.api, url).status == 200
    assert downloaded(jobs.api, url.replace("exports", "images")).status == 403
    jobs.api.at += 61
    assert downloaded(jobs.api, url).status == 403
    url = jobs.link(job).json["exportLink"]
    jobs.api.at += 540
    assert downloaded(jobs.api, url).status == 403
    assert jobs.link(job).status == 404


def test_a_failed_task_has_no_link() -> None:
    jobs = Jobs()
    jobs.api.world.settings.export_failures = {jobs.api.board_id: "TEMPORARY"}
    job = jobs.job()
    jobs.api.at += 60
    answer = jobs.link(job)
    assert (answer.status, answer.json["status"], answer.json["errorType"]) == (200, "ERROR", "TEMPORARY")
    assert "exportLink" not in answer.json


@pytest.mark.parametrize("links", ["fresh", "kept", "none"])
def test_links_in_results(links: Any) -> None:
    jobs = Jobs(export_result_links=links, export_link_seconds=60.0)
    job = jobs.job()
    jobs.api.at += 100
    (result,) = jobs.api.ok("GET", f"{job}/results")["results"]
    if links == "none":
        assert "exportLink" not in result
    else:
        assert downloaded(jobs.api, result["exportLink"]).status == (200 if links == "fresh" else 403)


def test_a_cancelled_job_keeps_what_it_has() -> None:
    jobs = Jobs()
    job = jobs.job(*[jobs.api.board_id] * 3)
    jobs.api.at += 20
    for _ in range(2):
        assert jobs.api.ok("PUT", f"{job}/status", {"status": "CANCELLED"}) == {"status": "CANCELLED"}
    jobs.api.at += 1000
    assert jobs.status(job) == "CANCELLED"
    assert [task["status"] for task in jobs.tasks(job)] == ["SUCCESS", "CANCELLED", "CANCELLED"]
    assert jobs.link(job, 0).json["exportLink"]
    assert jobs.link(job, 1).json == {"status": "CANCELLED"}
    assert jobs.api.send("PUT", f"{job}/status", {"status": "FINISHED"}).status == 400


@pytest.mark.parametrize("status", [400, 409])
def test_a_finished_job_is_not_cancelled(status: Any) -> None:
    jobs = Jobs(finished_export_cancel_status=status)
    job = jobs.job()
    jobs.api.at += 60
    assert jobs.api.send("PUT", f"{job}/status", {"status": "CANCELLED"}).status == status
    assert jobs.status(job) == "FINISHED"


@pytest.mark.parametrize("status", [400, 409, 425])
def test_so_many_jobs_run_at_once(status: Any) -> None:
    jobs = Jobs(export_jobs_at_once=2, export_too_many_status=status)
    first, second = jobs.job(), jobs.job()
    assert jobs.create().status == status
    jobs.api.ok("PUT", f"{first}/status", {"status": "CANCELLED"})
    jobs.job()
    assert jobs.create().status == status
    jobs.api.at += 60
    assert jobs.status(second) == "FINISHED"
    jobs.job()


@pytest.mark.parametrize("job_id", ["request", "new"])
def test_one_request_makes_one_job(job_id: Any) -> None:
    jobs = Jobs(export_job_id=job_id, export_jobs_at_once=1)
    name = str(uuid4())
    first, again = jobs.job(name=name), jobs.job(name=name)
    assert first == again
    assert (first.endswith(name)) == (job_id == "request")
    assert str(UUID(first.rpartition("/")[2])) in first
    jobs.api.world.settings.export_again = "refused"
    assert jobs.create(name=name).status == 409
    assert jobs.api.ok("GET", jobs.path)["total"] == 1


def test_jobs_and_tasks_are_listed_by_pages_and_filtered() -> None:
    jobs = Jobs(export_jobs_at_once=100)
    made = [jobs.job(*[jobs.api.board_id] * 7).rpartition("/")[2] for _ in range(5)]
    jobs.api.ok("PUT", f"{jobs.path}/{made[0]}/status", {"status": "CANCELLED"})
    jobs.api.at += 20
    for path, total in ((jobs.path, 5), (f"{jobs.path}/{made[1]}/tasks", 7)):
        found: list[str] = []
        page = jobs.api.ok("GET", path, limit="2")
        found += [entry["id"] for entry in page["data"]]
        while "cursor" in page:
            assert page["total"] == total
            page = jobs.api.ok("GET", path, limit="2", cursor=page["cursor"])
            found += [entry["id"] for entry in page["data"]]
        assert len(set(found)) == len(found) == total
        limits = [{"limit": limit} for limit in ("0", "501", "x", "9" * 5_000)]
        for wrong in (*limits, {"cursor": "x"}, {"status": "DONE"}):
            answer = jobs.api.send("GET", path, **wrong)
            assert [name for name, _ in answer.fields] == list(wrong)
    assert [job["id"] for job in jobs.api.ok("GET", jobs.path, status="JOB_STATUS_CANCELLED")["data"]] == made[:1]
    me = jobs.api.world.token.user_id
    assert jobs.api.ok("GET", jobs.path, creatorId=me)["total"] == 5
    assert jobs.api.ok("GET", jobs.path, creatorId="7")["total"] == 0
    assert jobs.api.send("GET", jobs.path, creatorId="me").status == 400
    tasks = jobs.tasks(f"{jobs.path}/{made[1]}", status="TASK_STATUS_SUCCESS")
    assert len(tasks) == 1
    several = jobs.api.request("GET", jobs.path)._replace(
        query=(("status", "JOB_STATUS_CANCELLED"), ("status", "JOB_STATUS_IN_PROGRESS"), ("creatorId", me))
    )
    assert b'"total":5' in jobs.api.world.handle(several, jobs.api.world.token).body


def test_what_is_wrong_is_refused() -> None:
    jobs = Jobs()
    api = jobs.api
    assert api.send("POST", jobs.path, {"boardIds": ["b"]}).fields[0][0] == "request_id"
    wrong: list[tuple[dict[str, Any], str]] = [
        ({}, "boardIds"),
        ({"boardIds": []}, "boardIds"),
        ({"boardIds": ["b"] * 1_001}, "boardIds"),
        ({"boardIds": [5]}, "boardIds[0]"),
        ({"boardIds": ["b"], "boardFormat": "DOC"}, "boardFormat"),
        ({"boardIds": ["b"], "format": "SVG"}, "format"),
    ]
    for body, field in wrong:
        answer = api.send("POST", jobs.path, body, request_id=str(uuid4()))
        assert answer.fields[0][0] == field
    assert jobs.create(name="no uuid").fields[0][0] == "request_id"
    assert jobs.create(*["b"] * 1_000).status == 200
    for path, status in ((uuid4(), 404), ("x", 400), (f"{uuid4()}/results", 404), (f"{uuid4()}/tasks", 404)):
        assert api.send("GET", f"{jobs.path}/{path}").status == status
    job = jobs.job()
    assert api.send("POST", f"{job}/tasks/{uuid4()}/export-link").status == 404
    for method, path in (("GET", ""), ("GET", f"/{uuid4()}")):
        assert api.send(method, f"/v2/orgs/7/boards/export/jobs{path}").status == 404


def test_every_answer_is_described() -> None:
    jobs = Jobs()
    api, document = jobs.api, description()
    job = jobs.job(api.board_id, "gone=")
    api.at += 60

    def check(operation: str, method: str, path: str, *body: Any, **query: str) -> None:
        answer = api.send(method, path, *body, **query)
        validate(document, schema_of(document, OPERATION_IDS[f"board_exports.{operation}"], answer.status), answer.json)

    check("create", "POST", jobs.path, {"boardIds": [api.board_id]}, request_id=str(uuid4()))
    check("list", "GET", jobs.path, limit="1")
    check("get", "GET", job)
    check("results", "GET", f"{job}/results")
    check("list_tasks", "GET", f"{job}/tasks", limit="1")
    for task in jobs.tasks(job):
        check("create_link", "POST", f"{job}/tasks/{task['id']}/export-link")
