"""No id that is none ever reaches the wire, whatever the method."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Miro, drafts
from miro_async.emulator import Emulator
from miro_async.endpoints import all_rows
from miro_async.errors import InvalidArgument, StatusError
from miro_async.files import File
from miro_async.models import (
    AppCardUpdate,
    BoardUpdate,
    CardUpdate,
    ConnectorUpdate,
    DocumentUpdate,
    EmbedUpdate,
    FrameUpdate,
    GroupUpdate,
    ImageUpdate,
    ItemUpdate,
    MemberUpdate,
    ProjectMemberUpdate,
    ProjectUpdate,
    ShapeUpdate,
    StickyNoteUpdate,
    TagUpdate,
    TeamMemberUpdate,
    TeamUpdate,
    TextUpdate,
)
from miro_async.services import Pager

BODIES: dict[str, Any] = {
    "sticky_notes.create": drafts.sticky_note("x"),
    "sticky_notes.update": StickyNoteUpdate(),
    "shapes.create": drafts.shape("x"),
    "shapes.update": ShapeUpdate(),
    "frames.create": drafts.frame("x"),
    "frames.update": FrameUpdate(),
    "texts.create": drafts.text("x"),
    "texts.update": TextUpdate(),
    "cards.create": drafts.card("x"),
    "cards.update": CardUpdate(),
    "app_cards.create": drafts.app_card("x"),
    "app_cards.update": AppCardUpdate(),
    "images.create": drafts.image("https://x.example/i.png"),
    "images.update": ImageUpdate(),
    "documents.create": drafts.document("https://x.example/i.pdf"),
    "documents.update": DocumentUpdate(),
    "embeds.create": drafts.embed("https://x.example/v"),
    "embeds.update": EmbedUpdate(),
    "connectors.create": drafts.connector("1", "2"),
    "connectors.update": ConnectorUpdate(),
    "groups.create": drafts.group(["1", "2"]),
    "groups.update": GroupUpdate(data=drafts.group(["1", "2"]).data),
    "members.share": drafts.invitation("a@b.example"),
    "members.update": MemberUpdate(role="viewer"),
    "team_members.invite": drafts.team_member("a@b.example"),
    "team_members.update": TeamMemberUpdate(),
    "team_settings.update": drafts.team_settings(),
    "projects.create": drafts.project("x"),
    "projects.update": ProjectUpdate(name="x"),
    "project_settings.update": drafts.project_settings(),
    "project_members.add": drafts.project_member("a@b.example", "viewer"),
    "project_members.update": ProjectMemberUpdate(),
    "teams.create": drafts.team("x"),
    "teams.update": TeamUpdate(),
    "tags.create": drafts.tag("x"),
    "tags.update": TagUpdate(),
    "items.create": [drafts.sticky_note("x")],
    "items.update": ItemUpdate(),
    "boards.update": BoardUpdate(),
    "boards.copy": None,
}
FILE = File(b"x", name="x.png")


def slots() -> list[tuple[str, str, str]]:
    """Every id of every operation."""
    return [
        (service, verb, slot)
        for row in all_rows()
        if row.api == "rest"  # ids of SCIM have another rule: tests/client/test_scim.py
        for service, verb in [row.name.split(".")]
        for slot in (*row.holes, *(name for name, param in row.query.items() if param.is_id))
    ]


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
    if "file" in arguments:
        arguments["file"] = FILE
    result = method(**{**arguments, **({slot: value} if slot else {})})
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


def test_every_method_takes_what_the_test_gives_it() -> None:
    """With good ids each of them sends, so that it was the bad id that kept it from sending."""

    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport(), quota_key="good ids") as miro:
            for service, verb in sorted({(service, verb) for service, verb, _ in slots()}):
                before = len(emulator.log)
                with suppress(StatusError):  # there is nothing of these ids
                    await called(miro, service, verb, "", None)
                assert len(emulator.log) == before + 1, f"{service}.{verb}"
        emulator.reset()

    asyncio.run(main())
