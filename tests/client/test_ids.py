"""No id that is none ever reaches the wire, whatever the method."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Miro, drafts
from miro_async.emulator import Emulator
from miro_async.endpoints import all_rows
from miro_async.errors import InvalidArgument
from miro_async.models import BoardUpdate, FrameUpdate, ItemUpdate, ShapeUpdate, StickyNoteUpdate, TagUpdate
from miro_async.services import Pager, Service

BODIES: dict[str, Any] = {
    "sticky_notes.create": drafts.sticky_note("x"),
    "sticky_notes.update": StickyNoteUpdate(),
    "shapes.create": drafts.shape("x"),
    "shapes.update": ShapeUpdate(),
    "frames.create": drafts.frame("x"),
    "frames.update": FrameUpdate(),
    "tags.create": drafts.tag("x"),
    "tags.update": TagUpdate(),
    "items.create": [drafts.sticky_note("x")],
    "items.update": ItemUpdate(),
    "boards.update": BoardUpdate(),
    "boards.copy": None,
}
SLOTS = ("board_id", "item_id", "tag_id", "copy_from", "team_id", "project_id")


def slots() -> list[tuple[str, str, str]]:
    """Every id of every method of every service."""
    found: list[tuple[str, str, str]] = []
    miro = Miro("t")
    for name in ("boards", "items", "sticky_notes", "shapes", "frames", "tags"):
        kind = cast("type[Service]", type(getattr(miro, name)))
        for verb, method in vars(kind).items():
            if callable(method) and not verb.startswith("_"):
                parameters: list[str] = list(inspect.signature(method).parameters)
                found += [(name, verb, parameter) for parameter in parameters if parameter in SLOTS]
    return found


emulator = Emulator()
bad_ids = st.one_of(
    st.sampled_from(["", " ", ".", "..", "%2e%2e", "a/b", "a/../b", "?tag_id=", "a\x00", "\n"]),
    st.none(),
    st.integers(),
    st.floats(),
    st.text().filter(lambda text: not text.isascii() or not text or any(c in text for c in "./%?# ")),
)


async def called(miro: Miro, service: str, verb: str, slot: str, value: Any) -> None:
    method: Callable[..., Any] = getattr(getattr(miro, service), verb)
    arguments: dict[str, Any] = {
        name: "good"
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }
    for name in ("body", "drafts"):
        if name in arguments:
            arguments[name] = BODIES[f"{service}.{verb}"]
    result = method(**{**arguments, slot: value})
    if isinstance(result, Pager):
        await cast("Pager[Any]", result).collect()
    else:
        await result


@pytest.mark.parametrize(("service", "verb", "slot"), slots(), ids=["-".join(slot) for slot in slots()])
@given(value=bad_ids)
@settings(max_examples=15, deadline=None)
def test_the_server_sees_nothing(service: str, verb: str, slot: str, value: Any) -> None:
    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport()) as miro:
            with pytest.raises(InvalidArgument, match=slot):
                await called(miro, service, verb, slot, value)

    asyncio.run(main())
    assert len(emulator.log) == 0


def test_every_slot_is_fed() -> None:
    in_paths = sum(len(row.holes) for row in all_rows())
    in_queries = sum(param.is_id for row in all_rows() for param in row.query.values())
    assert len(slots()) == in_paths + in_queries
    assert {slot for _, _, slot in slots()} == set(SLOTS)
