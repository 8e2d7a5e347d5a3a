"""Every operation of the table through its typed method against the emulator, each request as Miro describes it."""

import asyncio
import json
import re
from email import message_from_bytes
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pytest
from request_schemas import check, check_body, described
from witness import OPERATION_IDS, UNDOCUMENTED

from miro_async import Miro, Quota, drafts
from miro_async.emulator import Emulator
from miro_async.emulator.transport import EmulatorTransport
from miro_async.endpoints import Call, all_rows, by_name
from miro_async.files import File
from miro_async.models import (
    AppCardDataWrite,
    AppCardUpdate,
    BoardUpdate,
    CardStyleWrite,
    CardUpdate,
    ConnectorUpdate,
    DocumentUpdate,
    DocumentUrlChange,
    EmbedUpdate,
    EmbedUrlChange,
    FrameDataWrite,
    FrameUpdate,
    GroupUpdate,
    ImageUpdate,
    ImageUrlChange,
    ItemLock,
    ItemUpdate,
    MemberUpdate,
    PositionWrite,
    ShapeStyleWrite,
    ShapeUpdate,
    StickyNoteUpdate,
    TagUpdate,
    TeamUpdate,
    TextDataWrite,
    TextUpdate,
)
from miro_async.wire import Request, Response, Upload

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\r\n--x\r\n" * 9
PDF = b"%PDF-1.7\r\n\r\n"
PICTURE = File(PNG, name="a picture.png")
PAPER = File(PDF, name="paper.pdf")


class Sent(NamedTuple):
    """A request as it went out."""

    operation: str
    method: str
    path: str
    query: dict[str, str]
    content_type: str
    body: bytes

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
        assert len(query) == len(dict(query))
        content_type = request.headers.get("Content-Type", "")
        self.sent.append(Sent(self.operation, request.method, target.path, dict(query), content_type, whole))
        return await self._inner.send(request._replace(body=whole or None), timeout=timeout)

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
            await files(miro, board)
            await relations(miro, board)
            await people(miro, board)
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
    hole = r"(?:[A-Za-z0-9_-]|%3D|%2B)+"
    path = re.sub(r"\\\{.+?\\\}", lambda _: hole, re.escape(entry["path"].rstrip("?")))  # one path has it too many
    for sent in requests[operation]:
        assert sent.method == entry["method"]
        assert re.fullmatch(path, sent.path), sent.path


@pytest.mark.parametrize("operation", sorted(OPERATION_IDS))
def test_the_parameters_are_those_of_the_description(operation: str, requests: dict[str, list[Sent]]) -> None:
    parameters = described(operation)["query"]
    for sent in requests[operation]:
        assert set(sent.query) <= set(parameters)
        assert {name for name, each in parameters.items() if each.get("required")} <= set(sent.query)
        for name, text in sent.query.items():
            schema = parameters[name]["schema"]
            value: Any = json.loads(text) if schema["type"] in {"integer", "boolean"} else text
            check(schema, value)


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


@pytest.mark.parametrize("operation", sorted(UNDOCUMENTED))
def test_what_nobody_describes_asks_for_no_redirect(operation: str, requests: dict[str, list[Sent]]) -> None:
    for sent in requests[operation]:
        assert sent.query["redirect"] == "false"
        assert sent.query["format"] in {"original", "preview"}
        assert sent.path.startswith("/v2/boards/")
        assert (sent.body, by_name(operation).level) == (b"", 3)
