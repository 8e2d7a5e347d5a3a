"""No id that is none ever reaches the wire, whatever the method."""

import asyncio
import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Miro, drafts
from miro_async.emulator import Emulator
from miro_async.endpoints import all_rows
from miro_async.errors import InvalidArgument, StatusError
from miro_async.files import File
from miro_async.services import Pager

GIVEN: dict[str, Any] = {
    "body": msgspec.Raw(b"{}"),
    "drafts": [drafts.sticky_note("x")],
    "file": File(b"x", name="x.png"),
    "files": [File(b"x", name="x.png")],
    **dict.fromkeys(("since", "until", "created_after", "created_before"), "2026-05-20T06:38:21Z"),
    **dict.fromkeys(("start_date", "end_date"), "2026-05-20"),
}
"""What a method gets beside its ids, by the name of the parameter; any other gets a word."""


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
        name: GIVEN.get(name, "good")
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }
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
