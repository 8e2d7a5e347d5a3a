"""Every operation of the table through its typed method against the emulator, each request as Miro describes it."""

import asyncio
import json
import re
from datetime import UTC, date, datetime
from email import message_from_bytes
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from answer_schemas import success
from request_schemas import check, check_body, described
from witness import OPERATION_IDS, UNDOCUMENTED

from miro_async import Miro, Quota, Scim, drafts
from miro_async.emulator import Emulator
from miro_async.emulator.transport import EmulatorTransport
from miro_async.endpoints import Call, all_rows, by_name
from miro_async.files import File, Upload
from miro_async.models import (
    AppCardDataWrite,
    AppCardUpdate,
    BoardUpdate,
    CardStyleWrite,
    CardUpdate,
    CodeWidgetDataWrite,
    CodeWidgetUpdate,
    ConnectorUpdate,
    DocumentUpdate,
    DocumentUrlChange,
    EmbedUpdate,
    EmbedUrlChange,
    FlowchartShapeUpdate,
    FrameDataWrite,
    FrameUpdate,
    GroupUpdate,
    ImageUpdate,
    ImageUrlChange,
    ItemLock,
    ItemUpdate,
    MemberUpdate,
    PositionWrite,
    ProjectMemberUpdate,
    ProjectUpdate,
    ShapeStyleWrite,
    ShapeUpdate,
    StickyNoteUpdate,
    TagUpdate,
    TeamMemberUpdate,
    TeamUpdate,
    TextDataWrite,
    TextUpdate,
    UserGroupUpdate,
)
from miro_async.wire import Request, Response

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\r\n--x\r\n" * 9
PDF = b"%PDF-1.7\r\n\r\n"
PICTURE = File(PNG, name="a picture.png")
PAPER = File(PDF, name="paper.pdf")


class Sent(NamedTuple):
    """A request as it went out, and its answer."""

    operation: str
    method: str
    path: str
    query: dict[str, Any]
    content_type: str
    body: bytes
    status: int
    answer: bytes

    def json(self) -> Any:
        """The JSON body, or the part ``data`` of a form; None for none."""
        if self.content_type.startswith("multipart/form-data"):
            data = [part for part in self.parts() if part.get_param("name", header="content-disposition") == "data"]
            return json.loads(data[0].get_payload(decode=True)) if data else None
        return json.loads(self.body) if self.body else None

    def parts(self) -> list[Any]:
        """The parts of a form, as the standard library reads them."""
        form = message_from_bytes(f"Content-Type: {self.content_type}\r\n\r\n".encode() + self.body)
        return list(form.get_payload())


def texts_of(query: list[tuple[str, str]]) -> dict[str, str | list[str]]:
    """The parameters by name; those that came several times as lists."""
    texts: dict[str, list[str]] = {}
    for name, text in query:
        texts.setdefault(name, []).append(text)
    return {name: several[0] if len(several) == 1 else several for name, several in texts.items()}


class Recorder:
    """A transport into an emulator that keeps what went through it."""

    def __init__(self, inner: EmulatorTransport) -> None:
        self._inner = inner
        self.operation = ""
        self.sent: list[Sent] = []

    def note(self, call: Call[Any]) -> None:
        self.operation = call.operation

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's signature
        body = request.body
        whole = b"".join([piece async for piece in body.pieces()]) if isinstance(body, Upload) else body or b""
        target = urlsplit(request.target)
        query = parse_qsl(target.query, keep_blank_values=True, strict_parsing=bool(target.query))
        content_type = request.headers.get("Content-Type", "")
        operation = self.operation
        answer = await self._inner.send(request._replace(body=whole or None), timeout=timeout)
        sent = (operation, request.method, target.path, texts_of(query), content_type, whole)
        self.sent.append(Sent(*sent, answer.status, answer.body))
        return answer

    def fetch(self, url: str, headers: Any) -> Any:
        return self._inner.fetch(url, headers)

    async def close(self) -> None:
        await self._inner.close()


async def boards(miro: Miro) -> str:
    board = await miro.boards.create(drafts.board("Plan", description="d"))
    assert board.name == "Plan"
    copy = await miro.boards.copy(board.id, drafts.board("Copy"))
    assert (await miro.boards.update(copy.id, BoardUpdate(name="Changed"))).name == "Changed"
    found = await miro.boards.list(query="Chang", sort="alphabetically", limit=10).collect()
    assert [each.id for each in found] == [copy.id]
    await miro.boards.delete(copy.id)
    assert (await miro.boards.get(board.id)).description == "d"
    return board.id


async def items(miro: Miro, board: str) -> None:
    frame = await miro.frames.create(board, drafts.frame("F", at=(0, 0), size=(800, 600)))
    several = await miro.items.create(board, [drafts.shape("s", at=(1, 2)), drafts.text("t"), drafts.card("c")])
    assert [item.type for item in several] == ["shape", "text", "card"]
    shape = several[0]
    moved = await miro.items.update(
        board, shape.id, ItemUpdate(position=PositionWrite(x=10, y=20), data=ItemLock(locked=False))
    )
    assert moved.position.x == 10
    note = await miro.sticky_notes.create(board, drafts.sticky_note("n", at=(100, 100), parent=frame))
    assert [item.id for item in await miro.frames.list_items(board, frame.id, type="sticky_note").collect()] == [
        note.id
    ]
    await miro.items.update(board, note.id, ItemUpdate(parent=None))
    assert (await miro.items.get(board, note.id)).parent.id is None
    assert len(await miro.items.list(board, type="sticky_note", limit=10).collect()) == 1
    assert len(await miro.experimental_items.list(board, type="shape").collect()) == 1
    assert (await miro.experimental_items.get(board, shape.id)).id == shape.id
    await miro.experimental_items.delete(board, shape.id)
    await miro.items.delete(board, several[1].id)
    assert (await miro.frames.update(board, frame.id, FrameUpdate(data=FrameDataWrite(title="G")))).data.title == "G"
    assert (await miro.frames.get(board, frame.id)).data.title == "G"
    await miro.frames.delete(board, frame.id)


async def kinds(miro: Miro, board: str) -> None:
    note = await miro.sticky_notes.create(board, drafts.sticky_note("n", color="cyan", width=100))
    assert (await miro.sticky_notes.update(board, note.id, StickyNoteUpdate(parent=None))).id == note.id
    assert (await miro.sticky_notes.get(board, note.id)).style.fill_color == "cyan"
    await miro.sticky_notes.delete(board, note.id)
    shape = await miro.shapes.create(board, drafts.shape("s", kind="star", size=(50, 60), rotation=45))
    await miro.shapes.update(board, shape.id, ShapeUpdate(style=ShapeStyleWrite(border_width="3")))
    assert float((await miro.shapes.get(board, shape.id)).style.border_width or 0) == 3
    await miro.shapes.delete(board, shape.id)
    text = await miro.texts.create(board, drafts.text("t", width=400, font_size=20))
    await miro.texts.update(board, text.id, TextUpdate(data=TextDataWrite(content="u")))
    assert (await miro.texts.get(board, text.id)).data.content == "u"
    await miro.texts.delete(board, text.id)
    card = await miro.cards.create(board, drafts.card("c", description="d", size=(300, 80)))
    await miro.cards.update(board, card.id, CardUpdate(style=CardStyleWrite(card_theme="#00ff00")))
    assert (await miro.cards.get(board, card.id)).style.card_theme == "#00ff00"
    await miro.cards.delete(board, card.id)
    app_card = await miro.app_cards.create(board, drafts.app_card("a", status="connected", fields=[drafts.field("v")]))
    await miro.app_cards.update(board, app_card.id, AppCardUpdate(data=AppCardDataWrite(status="disabled")))
    assert (await miro.app_cards.get(board, app_card.id)).data.status == "disabled"
    await miro.app_cards.delete(board, app_card.id)
    embed = await miro.embeds.create(board, drafts.embed("https://youtu.be/HlVSNEiFCBk", mode="inline", width=400))
    await miro.embeds.update(board, embed.id, EmbedUpdate(data=EmbedUrlChange(mode="modal")))
    assert (await miro.embeds.get(board, embed.id)).data.mode == "modal"
    await miro.embeds.delete(board, embed.id)


async def widgets(miro: Miro, board: str) -> None:
    doc = await miro.docs.create(board, drafts.doc("# Plan", version=1, at=(1, 2)))
    assert (await miro.docs.get(board, doc.id, text_content_type="html")).data.content == "<h1>Plan</h1>"
    assert (await miro.docs.get(board, doc.id)).data.content == "# Plan"
    await miro.docs.delete(board, doc.id)
    code = await miro.code_widgets.create(
        board, drafts.code_widget("x", language="python", title="X", line_numbers=False, size=(300, 200), rotation=9)
    )
    change = CodeWidgetUpdate(data=CodeWidgetDataWrite(code="y"), position=PositionWrite(x=1, y=2), parent=None)
    assert (await miro.code_widgets.update(board, code.id, change)).data.code == "y"
    assert (await miro.code_widgets.move(board, code.id, PositionWrite(x=0, y=-7.5))).position.y == -7.5
    assert (await miro.code_widgets.get(board, code.id)).data.title == "X"
    assert [each.id for each in await miro.code_widgets.list(board, limit=10).collect()] == [code.id]
    await miro.code_widgets.delete(board, code.id)
    root = await miro.mindmap_nodes.create(board, drafts.mindmap_node("root", at=(3, 4), width=200))
    node = await miro.mindmap_nodes.create(board, drafts.mindmap_node("node", parent=root))
    assert (await miro.mindmap_nodes.get(board, node.id)).parent.id == root.id
    assert [each.id for each in await miro.mindmap_nodes.list(board, limit=10).collect()] == [root.id, node.id]
    await miro.mindmap_nodes.delete(board, root.id)
    merge = await miro.flowchart_shapes.create(board, drafts.flowchart_shape("m", kind="flow_chart_merge", size=(8, 9)))
    look = FlowchartShapeUpdate(style=ShapeStyleWrite(border_width="3"))
    assert float((await miro.flowchart_shapes.update(board, merge.id, look)).style.border_width or 0) == 3
    assert (await miro.flowchart_shapes.get(board, merge.id)).data.shape == "flow_chart_merge"
    await miro.flowchart_shapes.delete(board, merge.id)
    gone = {doc.id, code.id, root.id, node.id, merge.id}
    assert gone.isdisjoint([each.id for each in await miro.items.list(board).collect()])


async def files(miro: Miro, board: str) -> None:
    image = await miro.images.create(board, drafts.image("https://example.com/a.png", title="a", width=100))
    await miro.images.update(board, image.id, ImageUpdate(data=ImageUrlChange(title="b")))
    assert (await miro.images.get(board, image.id)).data.title == "b"
    await miro.images.delete(board, image.id)
    uploaded = await miro.images.upload(
        board, PICTURE, drafts.image_upload(title="ü", alt_text="z", at=(1, 2), width=9)
    )
    assert (uploaded.data.title, uploaded.position.x) == ("ü", 1)
    replaced = await miro.images.replace(board, uploaded.id, PICTURE)
    resource = (replaced.data.image_url or "").partition("?")[0].rpartition("/")[2]
    assert (await miro.images.locate(board, resource)).url
    document = await miro.documents.create(board, drafts.document("https://example.com/a.pdf", title="a"))
    await miro.documents.update(board, document.id, DocumentUpdate(data=DocumentUrlChange(title="b")))
    assert (await miro.documents.get(board, document.id)).data.title == "b"
    await miro.documents.delete(board, document.id)
    paper = await miro.documents.upload(board, PAPER)
    again = await miro.documents.replace(
        board, paper.id, PAPER, drafts.document_upload(title="p", at=(5, 5), height=90)
    )
    assert again.data.title == "p"
    resource = (again.data.document_url or "").partition("?")[0].rpartition("/")[2]
    assert (await miro.documents.locate(board, resource, format="preview")).url


async def several_files(miro: Miro, board: str) -> None:
    paper, picture = await miro.items.upload(
        board,
        [PAPER, PICTURE],
        [drafts.document_upload(title="ü", at=(1, 2)), drafts.image_upload(alt_text="z", width=9)],
    )
    assert (paper.type, picture.type) == ("document", "image")
    both = await miro.items.upload(board, [PICTURE, PAPER])
    assert [item.type for item in both] == ["image", "document"]


async def exports(miro: Miro, emulator: Emulator, board: str) -> None:
    organization, name = emulator.world.organization_id, str(UUID(int=5))
    job = await miro.board_exports.create(
        organization, drafts.board_export([board, "gone="], format="HTML"), request_id=name
    )
    assert (await miro.board_exports.get(organization, job.job_id)).job_status == "CREATED"
    emulator.clock.advance(600)
    me = int(emulator.world.token.user_id)
    finished: Any = ["JOB_STATUS_FINISHED", "JOB_STATUS_CANCELLED"]
    listed = await miro.board_exports.list(organization, status=finished, creator_id=[me], limit=1).collect()
    assert [each.id for each in listed] == [job.job_id]
    results = (await miro.board_exports.results(organization, job.job_id)).results
    assert [each.status for each in results] == ["SUCCESS", "ERROR"]
    (task,) = await miro.board_exports.list_tasks(organization, job.job_id, status="TASK_STATUS_SUCCESS").collect()
    assert (await miro.board_exports.create_link(organization, job.job_id, task.id)).export_link
    other = await miro.board_exports.create(organization, drafts.board_export(board), request_id=str(UUID(int=6)))
    cancelled = await miro.board_exports.update(organization, other.job_id, drafts.board_export_cancellation())
    assert cancelled.status == "CANCELLED"


async def relations(miro: Miro, board: str) -> None:
    notes = await miro.items.create(board, [drafts.sticky_note(str(n)) for n in range(4)])
    first, second, third, _ = notes
    draft = drafts.connector(
        drafts.end(first, at=(1, 0.5)), drafts.end(second, snap_to="left"), captions=["c", drafts.caption("d", at=0.1)]
    )
    connector = await miro.connectors.create(board, draft)
    change = ConnectorUpdate(shape="elbowed", end_item=drafts.end(third, snap_to="auto"))
    assert (await miro.connectors.update(board, connector.id, change)).shape == "elbowed"
    assert (await miro.connectors.get(board, connector.id)).end_item.id == third.id
    assert [each.id for each in await miro.connectors.list(board).collect()] == [connector.id]
    await miro.connectors.delete(board, connector.id)
    tag = await miro.tags.create(board, drafts.tag("t", color="green"))
    assert (await miro.tags.update(board, tag.id, TagUpdate(title="u"))).title == "u"
    assert (await miro.tags.get(board, tag.id)).fill_color == "green"
    await miro.tags.attach(board, first.id, tag.id)
    assert [each.id for each in await miro.tags.list_of_item(board, first.id)] == [tag.id]
    assert [each.id for each in await miro.tags.list_items(board, tag.id).collect()] == [first.id]
    await miro.tags.detach(board, first.id, tag.id)
    assert [each.id for each in await miro.tags.list(board, limit=1).collect()] == [tag.id]
    await miro.tags.delete(board, tag.id)
    group = await miro.groups.create(board, drafts.group([first, second]))
    assert [each.id for each in await miro.groups.list(board).collect()] == [group.id]
    other = await miro.groups.update(board, group.id, GroupUpdate(data=drafts.group([first, third]).data))
    assert other.id != group.id
    assert (await miro.groups.get(board, other.id)).data.items == (first.id, third.id)
    assert {each.id for each in await miro.groups.list_items(board, other.id).collect()} == {first.id, third.id}
    await miro.groups.ungroup(board, other.id)
    last = await miro.groups.create(board, drafts.group([second, third]))
    await miro.groups.delete(board, last.id)
    assert {each.id for each in await miro.items.list(board, type="sticky_note").collect()}.isdisjoint(
        {second.id, third.id}
    )


async def people(miro: Miro, board: str) -> None:
    result = await miro.members.share(board, drafts.invitation(["a@x.example"], role="editor", message="Hi"))
    assert len(result.successful) == 1
    member = next(each for each in await miro.members.list(board, limit=1).collect() if each.role == "editor")
    await miro.members.update(board, member.id, MemberUpdate(role="viewer"))
    assert (await miro.members.get(board, member.id)).role == "viewer"
    await miro.members.remove(board, member.id)
    organization = (await miro.tokens.get()).organization.id or ""
    assert (await miro.organizations.get(organization)).id == organization
    everybody = await miro.organization_members.list(organization, active=True, limit=1).collect()
    some = await miro.organization_members.list(
        organization, emails=[everybody[0].email or ""], role="organization_internal_admin", license="full"
    ).collect()
    assert {each.id for each in some} <= {each.id for each in everybody}
    assert (await miro.organization_members.get(organization, everybody[0].id)).id == everybody[0].id
    team = await miro.teams.create(organization, drafts.team("Kiwi"))
    assert (await miro.teams.update(organization, team.id, TeamUpdate(name="Quince"))).name == "Quince"
    assert (await miro.teams.get(organization, team.id)).name == "Quince"
    assert [each.id for each in await miro.teams.list(organization, name="Quin").collect()] == [team.id]
    await miro.teams.delete(organization, team.id)


async def user_groups(miro: Miro, board: str) -> None:
    organization = (await miro.tokens.get()).organization.id or ""
    somebody, *_ = await miro.organization_members.list(organization).collect()
    made = await miro.user_groups.create(organization, drafts.user_group("Makers", description="d"))
    assert (await miro.user_groups.update(organization, made.id, UserGroupUpdate(name="Users"))).name == "Users"
    group = await miro.user_groups.get(organization, made.id)
    assert await miro.user_groups.list(organization, limit=1).collect() == [group]
    await user_group_members(miro, organization, group.id, somebody.id, somebody.email or "")
    team = await miro.teams.create(organization, drafts.team("Fig"))
    added = await miro.team_user_groups.add(organization, team.id, drafts.team_user_group(group))
    assert await miro.team_user_groups.list(organization, team.id, limit=1).collect() == [added]
    assert await miro.team_user_groups.get(organization, team.id, group.id) == added
    (joined,) = await miro.user_group_teams.list(organization, group.id, limit=1).collect()
    assert await miro.user_group_teams.get(organization, group.id, team.id) == joined
    assert joined.id == team.id
    await miro.team_user_groups.remove(organization, team.id, group.id)
    project = await miro.projects.create(organization, team.id, drafts.project("Launch"))
    for service, place in ((miro.board_user_groups, board), (miro.project_user_groups, project.id)):
        shared = await service.add(organization, place, drafts.user_group_share(group, role="EDITOR"))
        assert (shared.id, shared.role) == (group.id, "EDITOR")
        assert await service.list(organization, place, limit=1).collect() == [shared]
        await service.remove(organization, place, group.id)
    await miro.user_groups.delete(organization, group.id)


async def user_group_members(miro: Miro, organization: str, group: str, user: str, email: str) -> None:
    member = await miro.user_group_members.add(organization, group, drafts.user_group_member(email))
    assert await miro.user_group_members.list(organization, group, limit=1).collect() == [member]
    assert await miro.user_group_members.get(organization, group, user) == member
    await miro.user_group_members.remove(organization, group, user)
    body = drafts.user_group_members(add=[user, "7"], remove=email)
    result = await miro.user_group_members.update(organization, group, body)
    assert [(each.operation, each.affected_users) for each in result.succeeded] == [
        ("addMembers", (member,)), ("removeMembers", (member,)),
    ]  # fmt: skip
    assert [(each.operation, each.status) for each in result.failed] == [("addMembers", 400)]


async def classification(miro: Miro, board: str) -> None:
    token = await miro.tokens.get()
    organization, team = token.organization.id or "", token.team.id or ""
    label = (await miro.organization_classification.get(organization)).labels[0]
    assert label.id is not None
    change = drafts.team_classification(enabled=True, default_label_id=label.id)
    assert (await miro.team_classification.update(organization, team, change)).default_label_id == label.id
    assert (await miro.team_classification.get(organization, team)).enabled is True
    whole = drafts.team_boards_label(label.id, not_classified_only=True)
    assert (await miro.team_classification.label_boards(organization, team, whole)).number_updated_boards is not None
    set_ = await miro.board_classification.set(organization, team, board, drafts.board_classification(label.id))
    assert set_.type == (await miro.board_classification.get(organization, team, board)).type


async def legal(miro: Miro) -> None:
    organization = (await miro.tokens.get()).organization.id or ""
    case = await miro.cases.create(organization, drafts.case("Kiwi", description="d"))
    assert (case.name, case.organization_id) == ("Kiwi", organization)
    assert (await miro.cases.get(organization, case.id)).id == case.id
    assert (await miro.cases.update(organization, case.id, drafts.case("Quince"))).name == "Quince"
    assert all(case.created_by.email for case in await miro.cases.list(organization, limit=1).collect())
    assert await miro.cases.list_export_jobs(organization, case.id).collect()
    hold = await miro.legal_holds.create(organization, case.id, drafts.legal_hold("H", "a@x.example", description="d"))
    both = drafts.legal_hold("H", ["a@x.example", "b@x.example"])
    changed = await miro.legal_holds.update(organization, case.id, hold.id, both)
    assert [user.email for user in changed.scope.users] == ["a@x.example", "b@x.example"]
    assert (await miro.legal_holds.get(organization, case.id, hold.id)).case_id == case.id
    assert await miro.legal_holds.list(organization, case.id, limit=1).collect()
    assert await miro.legal_holds.list_content_items(organization, case.id, hold.id).collect()
    await miro.legal_holds.delete(organization, case.id, hold.id)
    await miro.cases.delete(organization, case.id)


async def logs(miro: Miro, board: str) -> None:
    token = await miro.tokens.get()
    organization, app = token.organization.id or "", token.application.id or ""
    since, until = datetime(2026, 5, 1, tzinfo=UTC), "2026-05-20T06:38:21+02:00"
    events = await miro.audit_logs.list(since=since, until=until, sorting="DESC", limit=1).collect()
    assert [event.created_by.type for event in events] == ["application", "application"]
    both = ["a@x.example", "b@x.example"]
    changes = await miro.content_logs.list(
        organization, since=since, until=until, board_ids=board, emails=both, sorting="desc", limit=1
    ).collect()
    assert [change.action_type for change in changes] == ["create", "create"]
    uses = await miro.ai_interaction_logs.list(
        organization, since=since, until=until, object_ids=[board], emails=both[0], sorting="asc", limit=1
    ).collect()
    assert all(use.actor.email for use in uses)
    metrics = await miro.app_metrics.get(app, start_date=since.date(), end_date="2026-05-20", period="MONTH")
    assert {type(each.period_start) for each in metrics} == {date}
    assert (await miro.app_metrics.get_total(app)).unique_users is not None


async def team_members(miro: Miro, organization: str, team: str, email: str) -> None:
    member = await miro.team_members.invite(organization, team, drafts.team_member(email, role="member"))
    await miro.team_members.update(organization, team, member.id, TeamMemberUpdate(role="admin"))
    found = await miro.team_members.list(organization, team, role="admin", limit=1).collect()
    assert found[-1] == await miro.team_members.get(organization, team, member.id)
    assert (found[-1].id, found[-1].team_id) == (member.id, team)
    await miro.team_members.remove(organization, team, member.id)
    default = await miro.team_settings.get_default(organization)
    change = drafts.team_settings(inviters="admins", allowed_domains=["a.example"])
    changed = await miro.team_settings.update(organization, team, change)
    assert changed == await miro.team_settings.get(organization, team)
    assert changed.team_invitation_settings.who_can_invite == "admins"
    assert changed.team_sharing_policy_settings.allow_listed_domains == ("a.example",)
    assert default.team_id is None
    assert default.team_collaboration_settings == changed.team_collaboration_settings


async def projects(miro: Miro, organization: str, team: str, email: str) -> None:
    project = await miro.projects.create(organization, team, drafts.project("Kiwi"))
    at = (organization, team, project.id)
    assert (await miro.projects.update(*at, ProjectUpdate(name="Quince"))).name == "Quince"
    assert [await miro.projects.get(*at)] == await miro.projects.list(organization, team, limit=1).collect()
    private = await miro.project_settings.get(*at)
    assert private.sharing_policy_settings.team_access == "private"
    shared = await miro.project_settings.update(*at, drafts.project_settings(team_access="view"))
    assert shared.sharing_policy_settings.team_access == "view"
    member = await miro.project_members.add(*at, drafts.project_member(email, "viewer"))
    changed = await miro.project_members.update(*at, member.id, ProjectMemberUpdate(role="editor"))
    assert (changed.email, changed.role) == (email, "editor")
    assert (await miro.project_members.list(*at, limit=1).collect())[-1] == changed
    assert await miro.project_members.get(*at, member.id) == changed
    await miro.project_members.remove(*at, member.id)
    board = await miro.boards.create(drafts.board("in it", project_id=project.id))
    assert [each.id for each in await miro.boards.list(project_id=project.id).collect()] == [board.id]
    await miro.projects.delete(*at)
    assert (await miro.boards.get(board.id)).project.id is None


async def administration(miro: Miro, emulator: Emulator) -> None:
    here = await miro.tokens.get()
    organization, team = here.organization.id or "", here.team.id or ""
    (user,) = emulator.world.seed_members(1)
    await team_members(miro, organization, team, user["email"])
    await projects(miro, organization, team, user["email"])
    await miro.sessions.reset(email=user["email"])
    first, second = emulator.world.issue_token(), emulator.world.issue_token()
    await miro.tokens.revoke(
        drafts.token_revocation(first.value, client_id=first.app_id, client_secret="a client's secret")
    )
    await miro.tokens.revoke_v1(access_token=second.value)


async def scim(client: Scim) -> None:
    ada = await client.users.create(
        drafts.scim_user("ada@x.example", given_name="A", family_name="L", department="M", admin_roles=["User Admin"])
    )
    assert (await client.users.get(ada.id, attributes=["userName", "groups"])).groups[0].value
    assert (await client.users.update(ada.id, drafts.scim_patch(active=False, remove_admin_roles=["User Admin"]))).id
    assert (await client.users.replace(ada.id, drafts.scim_replacement(ada, display_name="Ada"))).display_name == "Ada"
    found = client.users.list(filter='userName eq "ada@x.example"', sort_by="userName", sort_order="descending")
    assert [each.id for each in await found.collect()] == [ada.id]
    team, *_ = await client.groups.list(attributes="id,displayName", count=10, start_index=1).collect()
    patch = drafts.scim_group_patch(display_name="Kiwi", remove=[ada.id])
    assert (await client.groups.update(team.id, patch, attributes="displayName")).display_name == "Kiwi"
    assert ada.id not in {each.value for each in (await client.groups.get(team.id)).members}
    await client.users.delete(ada.id)
    assert (await client.service_provider_config.get()).patch.supported is True
    for kind in await client.resource_types.list():
        assert await client.resource_types.get(kind.id) == kind
    for schema in await client.schemas.list():
        assert await client.schemas.get(schema.id) == schema


@pytest.fixture(scope="module")
def requests() -> dict[str, list[Sent]]:
    """All that was sent, by operation."""

    async def main() -> list[Sent]:
        emulator = Emulator(limit=10**9)
        recorder = Recorder(emulator.transport())
        quota = Quota(limit=10**9)
        async with Miro(
            emulator.token, transport=recorder, quota=quota, quota_key="test_requests", before=recorder.note
        ) as miro:
            board = await boards(miro)
            await items(miro, board)
            await kinds(miro, board)
            await widgets(miro, board)
            await files(miro, board)
            await several_files(miro, board)
            await exports(miro, emulator, board)
            await relations(miro, board)
            await people(miro, board)
            await administration(miro, emulator)
            await classification(miro, board)
            await legal(miro)
            await logs(miro, board)
            await user_groups(miro, board)
        async with Scim(
            emulator.scim_token,
            transport=recorder,
            quota=quota,
            quota_key="test_requests scim",
            before=recorder.note,
        ) as client:
            await scim(client)
        return recorder.sent

    sent: dict[str, list[Sent]] = {}
    for each in asyncio.run(main()):
        sent.setdefault(each.operation, []).append(each)
    return sent


def test_every_operation_is_called(requests: dict[str, list[Sent]]) -> None:
    assert set(requests) == {row.name for row in all_rows()}


@pytest.mark.parametrize("operation", sorted(OPERATION_IDS))
def test_the_path_is_that_of_the_description(operation: str, requests: dict[str, list[Sent]]) -> None:
    entry = described(operation)
    hole = r"(?:[A-Za-z0-9_-]|%3D|%2B|%3A|\.(?=[0-9]))+"
    path = re.sub(r"\\\{.+?\\\}", lambda _: hole, re.escape(entry["path"].rstrip("?")))  # one path has it too many
    for sent in requests[operation]:
        assert sent.method == entry["method"]
        assert re.fullmatch(path, sent.path), sent.path


def meant(text: str, schema: Any) -> Any:
    """The value that the text of a parameter stands for."""
    return json.loads(text) if schema["type"] in {"integer", "boolean"} else text


@pytest.mark.parametrize("operation", sorted(OPERATION_IDS))
def test_the_parameters_are_those_of_the_description(operation: str, requests: dict[str, list[Sent]]) -> None:
    parameters = described(operation)["query"]
    for sent in requests[operation]:
        assert set(sent.query) <= set(parameters)
        assert {name for name, each in parameters.items() if each.get("required")} <= set(sent.query)
        for name, text in sent.query.items():
            schema = parameters[name]["schema"]
            if schema["type"] != "array":
                check(schema, meant(text, schema))
                continue
            texts = [text] if isinstance(text, str) else text
            check(schema, [meant(each, schema["items"]) for each in texts])


@pytest.mark.parametrize("operation", sorted(OPERATION_IDS))
def test_the_answer_is_that_of_the_description(operation: str, requests: dict[str, list[Sent]]) -> None:
    status, schema = success(operation)
    for sent in requests[operation]:
        assert sent.status == status
        if schema is None:
            assert sent.answer == b""
        else:
            check(schema, json.loads(sent.answer))


@pytest.mark.parametrize("operation", sorted(OPERATION_IDS))
def test_the_body_is_that_of_the_description(operation: str, requests: dict[str, list[Sent]]) -> None:
    content = described(operation)["content"]
    for sent in requests[operation]:
        if content is None:
            assert (sent.body, sent.content_type) == (b"", "")
            continue
        kind = sent.content_type.partition(";")[0]
        assert kind in content
        body = sent.json()
        if body is not None:
            check_body(operation, body)
        else:
            assert kind == "multipart/form-data"


@pytest.mark.parametrize("operation", ["images.upload", "images.replace", "documents.upload", "documents.replace"])
def test_a_form_has_the_file_and_what_is_said_of_it(operation: str, requests: dict[str, list[Sent]]) -> None:
    file, content = (PICTURE, PNG) if operation.startswith("images") else (PAPER, PDF)
    for sent in requests[operation]:
        by_part = {part.get_param("name", header="content-disposition"): part for part in sent.parts()}
        resource = by_part.pop("resource")
        assert resource.get_filename() == file.name
        assert resource.get_content_type() == file.content_type
        assert content in sent.body
        assert [part.get_content_type() for part in by_part.values()] == ["application/json"] * len(by_part)
        assert set(by_part) <= {"data"}


def test_a_form_of_several_files_has_them_in_order_and_the_body_as_one_more(requests: dict[str, list[Sent]]) -> None:
    names = [["data.json", PAPER.name, PICTURE.name], ["data.json", PICTURE.name, PAPER.name]]
    for sent, expected in zip(requests["items.upload"], names, strict=True):
        parts = sent.parts()
        assert [part.get_filename() for part in parts] == expected
        assert [part.get_param("name", header="content-disposition") for part in parts] == [
            "data", "resources", "resources",
        ]  # fmt: skip
        assert parts[0].get_content_type() == "application/json"
        assert PNG in sent.body
        assert PDF in sent.body


@pytest.mark.parametrize("operation", sorted(UNDOCUMENTED))
def test_what_nobody_describes_asks_for_no_redirect(operation: str, requests: dict[str, list[Sent]]) -> None:
    for sent in requests[operation]:
        assert sent.query["redirect"] == "false"
        assert sent.query["format"] in {"original", "preview"}
        assert sent.path.startswith("/v2/boards/")
        assert (sent.body, by_name(operation).level) == (b"", 3)
