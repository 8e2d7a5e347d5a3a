"""From what was read to what can be created: the one conversion between the two.

A read item has more than a create takes (ids, dates, links), and may have values that a create refuses: colours,
caps and shapes that are newer than this version, sizes below the least, the frame of a frame. Those are left out
and named, so that the rest can be created.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast, overload

import msgspec
from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import node_of, parent_of
from miro_async.errors import InvalidArgument
from miro_async.models import (
    AppCard,
    AppCardCreate,
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
    FlowchartShape,
    FlowchartShapeCreate,
    Frame,
    FrameCreate,
    Image,
    ImageUpload,
    MindmapNode,
    MindmapNodeCreate,
    ParentWrite,
    ReadItem,
    Shape,
    ShapeCreate,
    StickyNote,
    StickyNoteCreate,
    Text,
    TextCreate,
    WriteModel,
)

__all__ = ["Conversion", "from_item"]

W_co = TypeVar("W_co", bound=WriteModel, covariant=True)

_PATH = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_MISSING = re.compile(r"missing required field `(?P<name>\w+)`")
_RESOURCE = re.compile(r"/v2/boards/[^/]+/resources/")
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_SNAKE = re.compile(r"_([a-z])")

_CREATES: Final[dict[type, type[WriteModel]]] = {
    StickyNote: StickyNoteCreate,
    Shape: ShapeCreate,
    Frame: FrameCreate,
    Text: TextCreate,
    Card: CardCreate,
    AppCard: AppCardCreate,
    Image: ImageUpload,
    Document: DocumentUpload,
    Embed: EmbedCreate,
    Doc: DocCreate,
    CodeWidget: CodeWidgetCreate,
    MindmapNode: MindmapNodeCreate,
    FlowchartShape: FlowchartShapeCreate,
    Connector: ConnectorCreate,
}

# What follows from the rest, or is about the one item that was read: nobody misses it.
_UNMISSED: Final = {
    "text": {"geometry.height"},
    "image": {"imageUrl"},
    "document": {"documentUrl"},
    "embed": {
        *("data.contentType", "data.title", "data.description", "data.html", "data.providerName", "data.providerUrl"),
    },
    "app_card": {"data.owned"},
    "doc_format": {"geometry"},
    "mindmap_node": {"data.isRoot", "geometry.height"},
}


class Conversion(NamedTuple, Generic[W_co]):
    """A draft, and what of the item is not in it.

    Attributes:
        draft: what to create.
        left_out: the fields that the API would refuse, as Python paths: ``"style.font_size"``, in alphabetical order.
    """

    draft: W_co
    left_out: tuple[str, ...] = ()


@overload
def from_item(
    item: StickyNote, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[StickyNoteCreate]: ...
@overload
def from_item(
    item: Shape, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[ShapeCreate]: ...
@overload
def from_item(
    item: Frame, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[FrameCreate]: ...
@overload
def from_item(
    item: Text, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[TextCreate]: ...
@overload
def from_item(
    item: Card, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[CardCreate]: ...
@overload
def from_item(
    item: AppCard, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[AppCardCreate]: ...
@overload
def from_item(
    item: Image, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[ImageUpload]: ...
@overload
def from_item(
    item: Document, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[DocumentUpload]: ...
@overload
def from_item(
    item: Embed, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[EmbedCreate]: ...
@overload
def from_item(
    item: Doc, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[DocCreate]: ...
@overload
def from_item(
    item: CodeWidget, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[CodeWidgetCreate]: ...
@overload
def from_item(
    item: MindmapNode, *, parent: MindmapNode | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[MindmapNodeCreate]: ...
@overload
def from_item(
    item: FlowchartShape, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[FlowchartShapeCreate]: ...
@overload
def from_item(
    item: Connector, *, parent: Frame | str | None | UnsetType = UNSET, ids: Mapping[str, str] | None = None
) -> Conversion[ConnectorCreate]: ...
@overload
def from_item(
    item: ReadItem | Connector,
    *,
    parent: Frame | MindmapNode | str | None | UnsetType = UNSET,
    ids: Mapping[str, str] | None = None,
) -> Conversion[Any]: ...
def from_item(
    item: ReadItem | Connector,
    *,
    parent: Frame | MindmapNode | str | None | UnsetType = UNSET,
    ids: Mapping[str, str] | None = None,
) -> Conversion[Any]:
    """What creates an item like one that was read.

    An image or a document gives what goes along with its file: download the original, and upload it with this. The
    coordinates are kept as they are: in a frame they count from its top left corner, elsewhere from the board's centre.

    What lists show without its data must be read by its own service first: a doc (in Markdown), a node of a mind map,
    a shape of a flowchart.

    Args:
        item: an item or a connector as the API returned it.
        parent: the frame to put it into, or the node to put a node of a mind map below, or None for none; by default
            the item's own, by ``ids``. A frame takes none.
        ids: the new ids of frames, nodes and a connector's ends by the old ones; without it the old ones are kept.

    Raises:
        InvalidArgument: an item that cannot be created: of an unknown type, without its data, a connector
            with a loose end or with both at one item, or one whose parent or end is missing in ``ids``.
    """
    kind = _CREATES.get(type(item))
    if kind is None:
        name = getattr(item, "type", None) or type(item).__name__
        raise InvalidArgument(f"an item of type {name!r} cannot be created", field="item")
    if isinstance(item, Connector):
        tree = _connector_tree(item, ids)
    else:
        tree = _item_tree(item, _new_parent(item, parent, ids))
        if item.is_supported is False and "data" not in tree:
            raise InvalidArgument(f"an item of type {item.type!r} without its data cannot be created", field="data")
    left_out = _unreachable(tree)
    try:
        draft = msgspec.convert(_fitting(tree, kind, "", left_out), kind)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"the item cannot be created: {error}", field=_python(_refused(error))) from error
    unmissed = _UNMISSED.get(getattr(item, "type", None) or "", set())
    return Conversion(draft, tuple(sorted(_python(path) for path in left_out - unmissed)))


def _item_tree(item: Any, parent: dict[str, str] | None) -> dict[str, Any]:
    """The parts of an item that a create may take, as on the wire."""
    read = _without_none(item.to_dict())
    tree = {name: read[name] for name in ("data", "style", "geometry") if read.get(name)}
    if item.position.x is not None and item.position.y is not None:
        tree["position"] = {"x": item.position.x, "y": item.position.y}
    if parent is not None:
        tree["parent"] = parent
    geometry = tree.get("geometry", {})
    if isinstance(item, StickyNote | Frame | Embed | MindmapNode) and geometry.get("rotation") == 0:
        del geometry["rotation"]  # none can be given, and none is missed
    if isinstance(item, StickyNote | Image | Document | Embed) and "width" in geometry:
        geometry.pop("height", None)  # a fixed ratio: one side says it
    if isinstance(item, Frame):
        data = tree.setdefault("data", {})
        if data.get("showContent") is True:
            del data["showContent"]  # as it is anyway; to say so needs an Enterprise plan
    if isinstance(item, Image | Document):
        tree |= tree.pop("data", {})
    if isinstance(item, MindmapNode) and "nodeView" in tree.get("data", {}):
        view = tree["data"]["nodeView"]
        view["data"] = {"type": view.pop("type", "text"), **view.get("data", {})}
    if isinstance(item, Doc):
        tree.get("data", {}).pop("contentVersion", None)  # of the text of the doc that was read
    return tree


def _unreachable(tree: dict[str, Any]) -> set[str]:
    """Take out an address that needs a token, from which the API could fetch nothing; it is that of one board."""
    if _RESOURCE.search(tree.get("data", {}).get("previewUrl", "")):
        del tree["data"]["previewUrl"]
        return {"data.previewUrl"}
    return set()


def _new_parent(
    item: Any, parent: Frame | MindmapNode | str | None | UnsetType, ids: Mapping[str, str] | None
) -> dict[str, str] | None:
    if parent is None:
        return None
    if parent is not UNSET:
        given = _node_or_frame(item, parent)
        return None if given is UNSET else {"id": given.id}
    if item.parent.id is None:
        return None
    return {"id": item.parent.id if isinstance(item, Frame) else _new_id(item.parent.id, ids, "parent")}


def _node_or_frame(item: Any, parent: Any) -> ParentWrite | UnsetType:
    return node_of(parent) if isinstance(item, MindmapNode) else parent_of(parent)


def _new_id(old: str, ids: Mapping[str, str] | None, field: str) -> str:
    if ids is None:
        return old
    try:
        return ids[old]
    except KeyError:
        raise InvalidArgument(f"{field}: the new id of item {old} is not in ids", field=field) from None


def _connector_tree(connector: Connector, ids: Mapping[str, str] | None) -> dict[str, Any]:
    read = _without_none(connector.to_dict())
    tree = {name: read[name] for name in ("shape", "captions", "style") if read.get(name)}
    for name, end in (("startItem", connector.start_item), ("endItem", connector.end_item)):
        if end.id is None:
            raise InvalidArgument(
                f"{_python(name)}: a connector with a loose end cannot be created", field=_python(name)
            )
        tree[name] = {**read[name], "id": _new_id(end.id, ids, _python(name))}
        tree[name].pop("links", None)
        if "position" in tree[name]:
            tree[name].pop("snapTo", None)  # one of them says it
    if tree["startItem"]["id"] == tree["endItem"]["id"]:
        raise InvalidArgument("end_item: a connector with both ends at one item cannot be created", field="end_item")
    return tree


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value).items()
        cleaned = {key: _without_none(part) for key, part in parts if part is not None}
        return {key: part for key, part in cleaned.items() if part != {}}
    if isinstance(value, list):
        return [_without_none(part) for part in cast("list[Any]", value)]
    return value


def _fitting(tree: dict[str, Any], kind: type[WriteModel], where: str, left_out: set[str]) -> dict[str, Any]:
    """The tree without what a write type has no field for, or refuses.

    Raises:
        msgspec.ValidationError: what remains lacks something that is required.
    """
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    left_out.update(f"{where}{name}" for name in tree if name not in fields)
    fitting = {name: value for name, value in tree.items() if name in fields}
    for name, value in list(fitting.items()):
        part = _struct_of(fields[name].type)
        if part is not None:
            fitting[name] = _fitting_part(value, part, f"{where}{name}", left_out)
    while True:
        fitting = {name: value for name, value in fitting.items() if value is not None}
        try:
            msgspec.convert(fitting, kind)
        except msgspec.ValidationError as error:
            path = _refused(error)
            if not _leave_out(fitting, path):
                raise
            left_out.add(f"{where}{path}")
        else:
            return {name: value for name, value in fitting.items() if value != {} or fields[name].required}


def _fitting_part(value: Any, kind: type[WriteModel], where: str, left_out: set[str]) -> Any:
    """An object, or a list of objects, of a write type; None if nothing of it fits."""
    if isinstance(value, list):
        entries = [
            _fitting_part(entry, kind, f"{where}[{index}]", left_out)
            for index, entry in enumerate(cast("list[Any]", value))
        ]
        return [entry for entry in entries if entry is not None]
    inside: set[str] = set()
    try:
        fitting = _fitting(value, kind, f"{where}.", inside)
    except msgspec.ValidationError:
        left_out.add(where)
        return None
    left_out |= inside
    return fitting


def _struct_of(kind: Any) -> type[WriteModel] | None:
    """The write type of a field, alone or in a list, if it is one."""
    inner: tuple[Any, ...] = getattr(kind, "__args__", ())
    if inner:
        return next(filter(None, map(_struct_of, inner)), None)
    return kind if isinstance(kind, type) and issubclass(kind, WriteModel) else None


def _refused(error: msgspec.ValidationError) -> str:
    """Which field an error is about: one that it names, or that a check of several fields knows."""
    match = _PATH.search(str(error))
    missing = _MISSING.search(str(error))
    own = error.__cause__.field if isinstance(error.__cause__, InvalidArgument) else ""
    found = (match and match["path"], own and _SNAKE.sub(lambda letter: letter[1].upper(), own))
    return ".".join(filter(None, found)) or (missing["name"] if missing else "")


def _leave_out(tree: dict[str, Any], path: str) -> bool:
    """Take a field out; False if there is none."""
    *way, last = path.split(".")
    holder: Any = tree
    for step in way:
        holder = holder.get(step, {})
    return holder.pop(last, None) is not None


def _python(path: str) -> str:
    return _CAMEL.sub(r"_\1", path).lower()
