"""Nodes of mind maps: below one another, each at its own place on the board, and never changed."""

from miro_async.emulator.world.checks import Fields, one_of, positive, text
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, Json, Kind, Look, overlaid, sizes
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["MINDMAP_NODE"]

_TEXT = Fields({"type": one_of("text"), "content": text()}, required={"type": "String"})
_DATA = Fields({"nodeView": Fields({"data": _TEXT})}, required={"nodeView": "Object"})
_BODY = Fields(
    {"data": _DATA, "position": POSITION, "geometry": Fields({"width": positive}), "parent": PARENT},
    required={"data": "Object"},
)
_STYLE = {"nodeColor": "#1a1a1a", "shape": "pill", "fontSize": "14"}
_TEXT_STYLE = {"color": "#1a1a1a", "fillOpacity": "0.0", "fontSize": "14"}


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    content: str = body["data"]["nodeView"].get("data", {}).get("content", "")
    data: Json = {
        "nodeView": {"type": "text", "data": {"content": content}, "style": _TEXT_STYLE},
        "isRoot": body.get("parent") is None,
    }
    if not data["isRoot"]:
        data["direction"] = "start" if body.get("position", {}).get("x", 0) < 0 else "end"
    width, height = settings.default_mindmap_node_size
    return Look(data, _STYLE, {"width": width, "height": height, **sizes(body)})


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    return overlaid(item, body)


def _is_supported(look: Look) -> bool:
    del look
    return False


MINDMAP_NODE = Kind(
    "mindmap_node", _BODY, Fields({}), _made, _changed, parent_type="mindmap_node", is_supported=_is_supported
)
