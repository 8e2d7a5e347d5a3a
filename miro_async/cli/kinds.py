"""The kinds of items on the command line: where in the API's JSON each option goes."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from miro_async import endpoints
from miro_async.cli.bodies import NULL, body_of
from miro_async.cli.tables.markup import to_html
from miro_async.endpoints import Endpoint
from miro_async.errors import InvalidArgument
from miro_async.models import AnyItem, ItemUpdate, Shape

__all__ = ["KINDS", "Given", "change_of", "creation_of", "kind_of", "needs_kind", "update_row"]


class Given(NamedTuple):
    """What the options say of an item; None where they say nothing.

    Attributes:
        text: its content, its title, its code or its URL.
        title: of an image, a document or a code widget.
        description: below a card's title.
        color: its main colour: a name for sticky notes, ``#rrggbb`` else.
        shape: of a sticky note, a shape or a shape of a flowchart.
        at: its centre.
        size: width and height.
        width: for items whose height follows.
        rotation: degrees.
        parent: the id of a frame, or of the node above in a mind map; ``none`` for the board itself.
        locked: whether nobody can change it.
    """

    text: str | None = None
    title: str | None = None
    description: str | None = None
    color: str | None = None
    shape: str | None = None
    at: tuple[float, float] | None = None
    size: tuple[float, float] | None = None
    width: float | None = None
    rotation: float | None = None
    parent: str | None = None
    locked: bool | None = None


class Kind(NamedTuple):
    """A kind of items.

    Attributes:
        create: the row that creates one.
        update: the row that changes one; None where the API has none.
        paths: where the API's JSON has what an option says.
        has_html: whether its text is HTML there.
        begin: what every new one has.
        needs_text: whether there is none without a text.
    """

    create: Endpoint[Any]
    update: Endpoint[Any] | None
    paths: Mapping[str, str]
    has_html: bool = False
    begin: Mapping[str, object] = {}
    needs_text: bool = False


_PLACE: Final = {"at": "position", "parent": "parent"}
_BOX: Final = {"size": "geometry", "rotation": "geometry.rotation"}
_FILLED: Final = {"color": "style.fillColor"}
_GENERAL: Final = {"at": "position", "parent": "parent", "locked": "data.locked"}

KINDS: Final[Mapping[str, Kind]] = {
    "sticky_note": Kind(
        endpoints.sticky_notes.create,
        endpoints.sticky_notes.update,
        {"text": "data.content", "shape": "data.shape", "width": "geometry.width", **_FILLED, **_PLACE},
        has_html=True,
    ),
    "shape": Kind(
        endpoints.shapes.create,
        endpoints.shapes.update,
        {"text": "data.content", "shape": "data.shape", **_FILLED, **_BOX, **_PLACE},
        has_html=True,
    ),
    "text": Kind(
        endpoints.texts.create,
        endpoints.texts.update,
        {
            "text": "data.content",
            "color": "style.color",
            "width": "geometry.width",
            "rotation": "geometry.rotation",
            **_PLACE,
        },
        has_html=True,
        needs_text=True,
    ),
    "card": Kind(
        endpoints.cards.create,
        endpoints.cards.update,
        {
            "text": "data.title",
            "description": "data.description",
            "color": "style.cardTheme",
            **_BOX,
            **_PLACE,
        },
        has_html=True,
    ),
    "app_card": Kind(
        endpoints.app_cards.create,
        endpoints.app_cards.update,
        {"text": "data.title", "description": "data.description", **_FILLED, **_BOX, **_PLACE},
        has_html=True,
    ),
    "frame": Kind(
        endpoints.frames.create,
        endpoints.frames.update,
        {"text": "data.title", "at": "position", "size": "geometry", **_FILLED},
        begin={"data.format": "custom", "data.type": "freeform"},
    ),
    "image": Kind(
        endpoints.images.create,
        endpoints.images.update,
        {
            "text": "data.url",
            "title": "data.title",
            "width": "geometry.width",
            "rotation": "geometry.rotation",
            **_PLACE,
        },
        needs_text=True,
    ),
    "document": Kind(
        endpoints.documents.create,
        endpoints.documents.update,
        {"text": "data.url", "title": "data.title", **_PLACE},
        needs_text=True,
    ),
    "embed": Kind(
        endpoints.embeds.create,
        endpoints.embeds.update,
        {"text": "data.url", "width": "geometry.width", **_PLACE},
        needs_text=True,
    ),
    "doc_format": Kind(
        endpoints.docs.create,
        None,
        {"text": "data.content", **_PLACE},
        begin={"data.contentType": "markdown"},
        needs_text=True,
    ),
    "code_widget": Kind(
        endpoints.code_widgets.create,
        endpoints.code_widgets.update,
        {"text": "data.code", "title": "data.title", **_BOX, **_PLACE},
    ),
    "mindmap_node": Kind(
        endpoints.mindmap_nodes.create,
        None,
        {"text": "data.nodeView.data.content", "width": "geometry.width", **_PLACE},
        has_html=True,
        begin={"data.nodeView.data.type": "text"},
    ),
    "flowchart_shape": Kind(
        endpoints.flowchart_shapes.create,
        endpoints.flowchart_shapes.update,
        {"text": "data.content", "shape": "data.shape", **_FILLED, **_BOX, **_PLACE},
        has_html=True,
    ),
}
"""By the API's name of the type; the shapes of flowcharts, which have none, by that of their paths."""


def kind_of(item: AnyItem) -> str:
    """The kind of an item that was read."""
    return "flowchart_shape" if isinstance(item, Shape) and item.is_supported is False else item.type


def update_row(kind: str) -> Endpoint[Any]:
    """The row that changes an item of a kind.

    Raises:
        InvalidArgument: the API has none.
    """
    row = KINDS[kind].update if kind in KINDS else None
    if row is None:
        raise InvalidArgument(f"items of type {kind} can be moved only", field="type")
    return row


def creation_of(kind: str, data: str | None, given: Given) -> Any:
    """The body of a new item.

    Raises:
        InvalidArgument: what the API would refuse, or an option that this kind does not have.
    """
    found = KINDS[kind]
    begin: Mapping[str, object] = found.begin if data is None else {}
    return body_of(found.create, data, {**begin, **_fields(given, found.paths, kind, has_html=found.has_html)})


def needs_kind(data: str | None, given: Given) -> bool:
    """Whether a change depends on the kind of the item."""
    return data is not None or any(value is not None for name, value in given._asdict().items() if name not in _GENERAL)


def change_of(kind: str | None, data: str | None, given: Given) -> Any:
    """The body of a change.

    Args:
        kind: the API's name of the item's type; None for any.
        data: the whole body as JSON.
        given: what to change.

    Raises:
        InvalidArgument: what the API would refuse, or an option that this kind does not have.
    """
    if kind is None:
        body: ItemUpdate = body_of(endpoints.items.update, data, _fields(given, _GENERAL, "item of any type"))
        return body
    row = update_row(kind)
    if given.locked is not None:
        raise InvalidArgument("--lock and --unlock go only with --at and --parent", field="locked")
    found = KINDS[kind]
    return body_of(row, data, _fields(given, found.paths, kind, has_html=found.has_html))


def _fields(given: Given, paths: Mapping[str, str], kind: str, *, has_html: bool = False) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, value in given._asdict().items():
        if value is None:
            continue
        if name not in paths:
            known = ", ".join(f"--{each}" for each in paths if each != "text")
            raise InvalidArgument(f"--{name}: not for a {kind}, which takes {known}", field=name)
        fields[paths[name]] = _value(name, value, has_html=has_html)
    return {**fields, **_sized(fields)}


def _sized(fields: dict[str, object]) -> dict[str, object]:
    """A size beside a rotation: both are parts of one geometry."""
    size = fields.pop("geometry", None)
    if not isinstance(size, dict):
        return {}
    return {"geometry.width": size["width"], "geometry.height": size["height"]}


def _value(name: str, value: Any, *, has_html: bool) -> object:
    match name:
        case "at":
            return {"x": value[0], "y": value[1]}
        case "size":
            return {"width": value[0], "height": value[1]}
        case "parent":
            return NULL if value == "none" else {"id": value}
        case "text" if has_html:
            return to_html(value)
        case _:
            return value
