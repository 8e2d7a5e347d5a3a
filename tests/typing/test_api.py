"""What type checkers make of the API; checked by mypy and pyright, and run nowhere but here."""

from typing import assert_type

from miro_async import Miro, Pager, drafts, endpoints
from miro_async.drafts import Conversion
from miro_async.endpoints import Call
from miro_async.models import (
    AnyItem,
    AppCard,
    AppCardCreate,
    AppCardStatus,
    Board,
    BoardMember,
    BoardRole,
    Card,
    CardCreate,
    CodeWidget,
    CodeWidgetCreate,
    Connector,
    ConnectorCreate,
    Doc,
    DocCreate,
    Document,
    DocumentUpload,
    Embed,
    EmbedCreate,
    EmbedMode,
    FlowchartShape,
    FlowchartShapeCreate,
    Frame,
    FrameCreate,
    Group,
    Image,
    ImageUpload,
    InvitationResult,
    KnownItem,
    MindmapNode,
    MindmapNodeCreate,
    OrganizationMember,
    Page,
    Shape,
    ShapeCreate,
    StickyNote,
    StickyNoteCreate,
    Tag,
    Team,
    Text,
    TextCreate,
    UnknownItem,
)


async def results(miro: Miro) -> None:
    assert_type(await miro.boards.create(drafts.board("x")), Board)
    assert_type(await miro.sticky_notes.get("b", "i"), StickyNote)
    assert_type(await miro.boards.delete("b"), None)
    assert_type(await miro.tags.list_of_item("b", "i"), tuple[Tag, ...])
    assert_type(await miro.items.create("b", [drafts.text("x"), drafts.card("y")]), tuple[KnownItem, ...])
    assert_type(await miro.texts.create("b", drafts.text("x")), Text)
    assert_type(await miro.cards.create("b", drafts.card("x")), Card)
    assert_type(await miro.app_cards.create("b", drafts.app_card("x")), AppCard)
    assert_type(await miro.images.create("b", drafts.image("u")), Image)
    assert_type(await miro.images.upload("b", "x.png", drafts.image_upload()), Image)
    assert_type(await miro.documents.replace("b", "i", "x.pdf"), Document)
    assert_type(await miro.embeds.create("b", drafts.embed("u")), Embed)
    assert_type(await miro.docs.get("b", "i", text_content_type="markdown"), Doc)
    assert_type(await miro.code_widgets.create("b", drafts.code_widget("x")), CodeWidget)
    assert_type(await miro.mindmap_nodes.create("b", drafts.mindmap_node("x")), MindmapNode)
    assert_type(await miro.flowchart_shapes.get("b", "i"), FlowchartShape)
    assert_type(await miro.connectors.create("b", drafts.connector("1", drafts.end("2"))), Connector)
    assert_type(await miro.groups.create("b", drafts.group(["1", "2"])), Group)
    assert_type(await miro.groups.delete("b", "g"), None)
    assert_type(await miro.members.share("b", drafts.invitation("a@b.example")), InvitationResult)
    assert_type(await miro.teams.create("o", drafts.team("x")), Team)
    assert_type(await miro.experimental_items.get("b", "i"), AnyItem)


async def lists(miro: Miro) -> None:
    assert_type(miro.items.list("b", type="sticky_note"), Pager[StickyNote])
    assert_type(miro.items.list("b", type="frame"), Pager[Frame])
    assert_type(miro.items.list("b", type="text"), Pager[Text])
    assert_type(miro.items.list("b", type="card"), Pager[Card])
    assert_type(miro.items.list("b", type="app_card"), Pager[AppCard])
    assert_type(miro.items.list("b", type="image"), Pager[Image])
    assert_type(miro.items.list("b", type="document"), Pager[Document])
    assert_type(miro.items.list("b", type="embed"), Pager[Embed])
    assert_type(miro.items.list("b", type="doc_format"), Pager[Doc])
    assert_type(miro.items.list("b", type="preview"), Pager[AnyItem])
    assert_type(miro.code_widgets.list("b"), Pager[CodeWidget])
    assert_type(miro.mindmap_nodes.list("b"), Pager[MindmapNode])
    assert_type(miro.items.list("b"), Pager[AnyItem])
    async for shape in miro.items.list("b", type="shape"):
        assert_type(shape, Shape)
    async for page in miro.boards.list().pages():
        assert_type(page, Page[Board])
    assert_type(miro.frames.list_items("b", "f"), Pager[AnyItem])
    assert_type(miro.groups.list_items("b", "g"), Pager[AnyItem])
    assert_type(miro.experimental_items.list("b", type="shape"), Pager[AnyItem])
    assert_type(miro.connectors.list("b"), Pager[Connector])
    assert_type(miro.groups.list("b"), Pager[Group])
    assert_type(miro.members.list("b"), Pager[BoardMember])
    assert_type(miro.organization_members.list("o", emails=["a@b.example"]), Pager[OrganizationMember])
    assert_type(await miro.teams.list("o").collect(), list[Team])


async def narrowing(miro: Miro) -> None:
    item = await miro.items.get("b", "i")
    if item.type == "sticky_note" and isinstance(item, StickyNote):
        assert_type(item.data.content, str | None)
    if isinstance(item, UnknownItem):
        assert_type(item.type, str)


def every_kind(item: AnyItem) -> object:  # noqa: PLR0911, PLR0912 - twelve kinds and one
    """What is left when all twelve kinds are told apart is the unknown item."""
    match item:
        case StickyNote():
            return assert_type(item.data.content, str | None)
        case Shape():
            return assert_type(item.style.border_width, str | None)
        case Frame():
            return assert_type(item.data.title, str | None)
        case Text():
            return assert_type(item.data.content, str | None)
        case Card():
            return assert_type(item.data.assignee_id, str | None)
        case AppCard():
            return assert_type(item.data.status, AppCardStatus | str | None)
        case Image():
            return assert_type(item.data.image_url, str | None)
        case Document():
            return assert_type(item.data.document_url, str | None)
        case Embed():
            return assert_type(item.data.mode, EmbedMode | str | None)
        case Doc():
            return assert_type(item.data.content, str | None)
        case CodeWidget():
            return assert_type(item.data.line_numbers_visible, bool | None)
        case MindmapNode():
            return assert_type(item.data.node_view.data.content, str | None)
        case _:
            return assert_type(item, UnknownItem)


def by_name(item: KnownItem) -> object:  # noqa: PLR0911 - likewise
    """The name of a type tells as much as its class."""
    if item.type == "text":
        return assert_type(item, Text)
    if item.type == "card":
        return assert_type(item, Card)
    if item.type == "app_card":
        return assert_type(item.data.owned, bool | None)
    if item.type == "image":
        return assert_type(item.data.alt_text, str | None)
    if item.type == "document":
        return assert_type(item, Document)
    if item.type == "embed":
        return assert_type(item.data.provider_name, str | None)
    if item.type == "doc_format":
        return assert_type(item, Doc)
    if item.type == "code_widget":
        return assert_type(item, CodeWidget)
    if item.type == "mindmap_node":
        return assert_type(item.parent.id, str | None)
    return assert_type(item, StickyNote | Shape | Frame)


def conversions(
    note: StickyNote, shape: Shape, frame: Frame, text: Text, card: Card, app_card: AppCard, image: Image,
    document: Document, embed: Embed, connector: Connector, doc: Doc, code: CodeWidget, node: MindmapNode,
    merge: FlowchartShape,
) -> None:  # fmt: skip
    assert_type(drafts.from_item(note), Conversion[StickyNoteCreate])
    assert_type(drafts.from_item(shape, parent=frame), Conversion[ShapeCreate])
    assert_type(drafts.from_item(frame, parent=None), Conversion[FrameCreate])
    assert_type(drafts.from_item(text, parent="1"), Conversion[TextCreate])
    assert_type(drafts.from_item(card, ids={"1": "2"}), Conversion[CardCreate])
    assert_type(drafts.from_item(app_card), Conversion[AppCardCreate])
    assert_type(drafts.from_item(image), Conversion[ImageUpload])
    assert_type(drafts.from_item(document), Conversion[DocumentUpload])
    assert_type(drafts.from_item(embed), Conversion[EmbedCreate])
    assert_type(drafts.from_item(doc, parent=frame), Conversion[DocCreate])
    assert_type(drafts.from_item(code), Conversion[CodeWidgetCreate])
    assert_type(drafts.from_item(node, parent=node), Conversion[MindmapNodeCreate])
    assert_type(drafts.from_item(merge), Conversion[FlowchartShapeCreate])
    assert_type(drafts.from_item(connector).draft, ConnectorCreate)
    assert_type(drafts.from_item(note).left_out, tuple[str, ...])


def write_types(role: BoardRole) -> None:
    drafts.invitation(["a@b.example"], role=role)
    drafts.invitation("a@b.example", role="boss")  # type: ignore[arg-type]  # no role
    drafts.embed("u", mode="popup")  # type: ignore[arg-type]  # no mode
    drafts.connector("1", "2", end_cap="unknown")  # type: ignore[arg-type]  # can be read, and not be written
    drafts.frame("F", parent="1")  # type: ignore[call-arg]  # a frame takes no parent
    drafts.shape(kind="flow_chart_merge")  # type: ignore[arg-type]  # only flowchart_shape knows it
    drafts.document("u", width=5)  # type: ignore[call-arg]  # nor a document from a URL a size


async def calls(miro: Miro) -> None:
    call = endpoints.tags.create("b", body=drafts.tag("x"))
    assert_type(call, Call[Tag])
    assert_type(await miro.send(call), Tag)
    assert_type((await miro.exchange(call)).value, Tag)
    assert_type(await miro.send(endpoints.boards.delete("b")), None)


def test_services_are_descriptors_of_the_class() -> None:
    assert callable(Miro("t").boards.get)
    assert not callable(Miro.boards)
