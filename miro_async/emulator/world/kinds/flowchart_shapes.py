"""Shapes as the experimental paths have them: also those of flowcharts, of which the stable paths show no data."""

from miro_async.emulator.world.kinds._kind import Json, Kind, Look, written
from miro_async.emulator.world.kinds.shapes import BASIC, SHAPE, body_of
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import StoredFile

__all__ = ["FLOWCHART_SHAPE"]

_OF_FLOWCHARTS = tuple(
    f"flow_chart_{name}"
    for name in (
        *("connector", "magnetic_disk", "input_output", "decision", "delay", "display", "document", "magnetic_drum"),
        *("internal_storage", "manual_input", "manual_operation", "merge", "multidocuments", "note_curly_left"),
        *("note_curly_right", "note_square", "offpage_connector", "or", "predefined_process_2", "preparation"),
        *("process", "online_storage", "summing_junction", "terminator"),
    )
)
_BODY = body_of(*BASIC, *_OF_FLOWCHARTS)
_STYLE = {"fillOpacity": "1.0", "textAlign": "center", "textAlignVertical": "middle"}
"""The defaults in which a shape of a flowchart differs from a basic one."""


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    look = SHAPE.made(body, settings, file)
    return look if _is_basic(look) else look._replace(style={**look.style, **_STYLE, **written(body.get("style", {}))})


def _is_basic(look: Look) -> bool:
    return look.data.get("shape") not in _OF_FLOWCHARTS


FLOWCHART_SHAPE = Kind("shape", _BODY, _BODY, _made, SHAPE.changed, is_supported=_is_basic)
