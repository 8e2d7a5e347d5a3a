"""Nodes of mind maps, an experimental part of the API. Facts: miro-facts, section 6."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite

__all__ = [
    "MindmapDirection",
    "MindmapNode",
    "MindmapNodeCreate",
    "MindmapNodeData",
    "MindmapNodeDataWrite",
    "MindmapNodeShape",
    "MindmapNodeStyle",
    "MindmapNodeText",
    "MindmapNodeTextStyle",
    "MindmapNodeTextWrite",
    "MindmapNodeView",
    "MindmapNodeViewWrite",
    "MindmapNodeWidthWrite",
]

MindmapDirection = Literal["start", "end"]
MindmapNodeShape = Literal["pill", "rectangle", "rounded_rectangle", "none"]


class MindmapNodeText(ReadModel):
    """The text of a node, in the API's HTML."""

    content: str | None = None


class MindmapNodeTextStyle(ReadModel):
    """How the text of a node looks; the API sends numbers as strings here."""

    color: str | None = None
    fill_opacity: str | None = None
    font_size: str | None = None


class MindmapNodeView(ReadModel):
    """What a node shows: always a text so far."""

    type: Literal["text"] | str | None = None
    data: MindmapNodeText = MindmapNodeText()
    style: MindmapNodeTextStyle = MindmapNodeTextStyle()


class MindmapNodeData(ReadModel):
    """What a node shows, and whether it is the root of its mind map or on which side of the root it lies."""

    node_view: MindmapNodeView = MindmapNodeView()
    is_root: bool | None = None
    direction: MindmapDirection | str | None = None


class MindmapNodeStyle(ReadModel):
    """Border colour, shape and font size of a node; the API sends numbers as strings here."""

    node_color: str | None = None
    shape: MindmapNodeShape | str | None = None
    font_size: str | None = None


class MindmapNode(Item, tag_field="type", tag="mindmap_node"):
    """A node of a mind map as the API returns it; ``parent`` is the node above it.

    In lists of items it has no data: `MindmapNodes` reads them.
    """

    type: ClassVar[Literal["mindmap_node"]] = "mindmap_node"
    data: MindmapNodeData = MindmapNodeData()
    style: MindmapNodeStyle = MindmapNodeStyle()


class MindmapNodeTextWrite(WriteModel):
    """The text of a node, in the API's HTML."""

    type: Literal["text"]
    content: str | UnsetType = UNSET


class MindmapNodeViewWrite(WriteModel):
    """What a node shows."""

    data: MindmapNodeTextWrite | UnsetType = UNSET


class MindmapNodeDataWrite(WriteModel):
    """What a node shows."""

    node_view: MindmapNodeViewWrite


class MindmapNodeWidthWrite(WriteModel):
    """The width of a node in pixels."""

    width: Annotated[float, Meta(gt=0)] | UnsetType = UNSET


class MindmapNodeCreate(ItemWrite):
    """A node to create; `miro_async.drafts.mindmap_node` builds one. Its parent is a node, and it cannot be changed."""

    kind: ClassVar[Literal["mindmap_node"]] = "mindmap_node"
    data: MindmapNodeDataWrite
    geometry: MindmapNodeWidthWrite | UnsetType = UNSET
    parent: ParentWrite | UnsetType = UNSET
