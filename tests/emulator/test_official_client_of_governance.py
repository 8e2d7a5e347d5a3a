"""The official Python client, unchanged, on exports of boards, classification, cases, logs, metrics, bulk uploads."""

import io
import json
import warnings
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import requests
from official_client import OF_GOVERNANCE, Official
from world_files import PNG

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    from miro_api import exceptions
    from miro_api.models import (
        CreateBoardExportRequest,
        DataClassificationLabelId,
        UpdateBoardsDataClassificationLabelRequest,
        UpdateTeamSettingsRequest,
    )

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

REQUEST = str(UUID(int=1, version=4))
SINCE, UNTIL = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)


def walked(read: Callable[..., Any]) -> list[Any]:
    """All of a list, one entry a page; this client walks through none of these by itself."""
    page = read(limit=1)
    found = [*page.data]
    while page.cursor is not None:
        page = read(limit=1, cursor=page.cursor)
        found += page.data
    return found


def exports(client: Official, organization: str, board: str) -> None:
    wanted = CreateBoardExportRequest.from_dict({"boardIds": [board, "uXjVnone="], "boardFormat": "SVG"})
    job = (organization, client.enterprise_create_board_export(organization, REQUEST, wanted).job_id)
    assert client.enterprise_create_board_export(organization, REQUEST, wanted).job_id == job[1]
    assert client.enterprise_board_export_job_status(*job).job_status == "FINISHED"
    results = client.enterprise_board_export_job_results(*job)
    assert results.job_id == job[1]
    done, failed = results.results
    assert (failed.board_id, failed.status, failed.error_type) == ("uXjVnone=", "ERROR", "FATAL")
    assert (done.board_id, done.status) == (board, "SUCCESS")
    file = requests.get(done.export_link, timeout=10)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert b"<title>Official</title>" in archive.read("board.svg")


def classification(client: Official, at: tuple[str, str], board: str) -> None:
    """The ids of labels are read as text, and written as numbers; but to a board as text."""
    (label,) = client.enterprise_dataclassification_organization_settings_get(at[0]).labels
    assert client.enterprise_dataclassification_team_settings_get(*at).enabled
    change = UpdateTeamSettingsRequest.from_dict({"defaultLabelId": int(label.id), "enabled": False})
    changed = client.enterprise_dataclassification_team_settings_set(*at, change)
    assert (changed.default_label_id, changed.enabled) == (label.id, False)
    every = UpdateBoardsDataClassificationLabelRequest.from_dict({"labelId": int(label.id), "notClassifiedOnly": True})
    assert client.enterprise_dataclassification_team_boards_bulk(*at, every).number_updated_boards == 1
    own = DataClassificationLabelId.from_dict({"labelId": label.id})
    labelled = client.enterprise_dataclassification_board_set(*at, board, own)
    read = client.enterprise_dataclassification_board_get(*at, board)
    assert read.type == labelled.type == "board-data-classification-label"
    assert read.name == labelled.name == label.name


def cases(client: Official, organization: str) -> None:
    found = walked(partial(client.get_all_cases, org_id=organization))
    assert [each.organization_id for each in found] == [organization, organization]
    case = client.get_case(organization, found[1].id)
    assert (case.id, case.organization_id) == (found[1].id, organization)
    holds = walked(partial(client.get_all_legal_holds, org_id=organization, case_id=case.id))
    assert [each.case_id for each in holds] == [case.id, case.id]
    hold = client.get_legal_hold(organization, case.id, holds[1].id)
    assert (hold.id, hold.case_id, hold.state) == (holds[1].id, case.id, "ACTIVE")
    assert hold.scope.actual_instance.users[0].email
    at = {"org_id": organization, "case_id": case.id, "legal_hold_id": hold.id}
    items = walked(partial(client.get_legal_hold_content_items, **at))
    assert len({each.content_id for each in items}) == 2


def logs(client: Official, organization: str, board: str) -> None:
    contents = partial(client.enterprise_board_content_item_logs_fetch, organization, SINCE, UNTIL)
    emails = ["a@x.example", "b@x.example"]
    found = walked(partial(contents, board_ids=[board], emails=emails, sorting="desc"))
    assert [each.action_type for each in found] == ["create", "create"]
    assert found == contents().data
    events = partial(client.enterprise_get_audit_logs, "2026-05-01T00:00:00.000Z", "2026-05-20T00:00:00.000Z")
    audited = walked(partial(events, sorting="ASC"))
    assert audited == events().data
    assert [each.created_by.type for each in audited] == ["application", "application"]


def metrics(client: Official, app: str) -> None:
    weeks = client.get_metrics(app, SINCE.date(), UNTIL.date(), period="WEEK")
    assert [type(week.period_start) for week in weeks] == [date, date]
    assert client.get_metrics_total(app).unique_users >= weeks[0].unique_users


def uploads(client: Official, board: str, folder: Path) -> None:
    """It does not fill the hole of this path, which no server can make good."""
    said, picture = folder / "data.json", folder / "photo.png"
    said.write_text(json.dumps([{"type": "image"}]))
    picture.write_bytes(PNG)
    with pytest.raises(exceptions.NotFoundException, match=r"\{board_id_Platformcreateitemsinbulk"):
        client.create_items_in_bulk_using_file_from_device(board, str(said), [str(picture)])


def test_every_covered_method(miro_emulator: Emulator, tmp_path: Path) -> None:
    world = miro_emulator.world
    world.settings.export_start_seconds = world.settings.export_board_seconds = 0.0
    client = Official(miro_emulator)
    organization, board = world.organization_id, world.create_board("Official")["id"]
    exports(client, organization, board)
    classification(client, (organization, world.token.team_id), board)
    cases(client, organization)
    logs(client, organization, board)
    metrics(client, world.token.app_id)
    uploads(client, board, tmp_path)
    assert client.called == OF_GOVERNANCE
    assert world.item_count(board) == 0


def test_what_this_client_cannot_do() -> None:
    """A job exports up to 1,000 boards by the description; this client refuses more than 50."""
    with pytest.raises(ValueError, match="at most 50 items"):
        CreateBoardExportRequest.from_dict({"boardIds": ["uXjVboard="] * 51})


def test_errors_are_its_own(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    world = miro_emulator.world
    with pytest.raises(exceptions.NotFoundException):
        client.get_case("1", "2")
    with pytest.raises(exceptions.NotFoundException, match="Board not found"):
        client.enterprise_dataclassification_board_get(world.organization_id, world.token.team_id, "uXjVnone=")
    with pytest.raises(exceptions.BadRequestException, match="UUID"):
        client.enterprise_board_export_job_status(world.organization_id, "no job")
    with pytest.raises(exceptions.NotFoundException):
        client.enterprise_board_export_job_results(world.organization_id, REQUEST)
    with pytest.raises(exceptions.BadRequestException, match="createdAfter"):
        client.enterprise_get_audit_logs("yesterday", "2026-05-20T00:00:00.000Z")
