"""What takes several values says so by name where it is given none, one, or something else, and sends nothing."""

import asyncio
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from miro_async import Miro, Scim, drafts
from miro_async.emulator import Emulator
from miro_async.errors import InvalidArgument
from miro_async.files import File

PNG = File(b"\x89PNG", name="a.png")
WRONG: list[tuple[str, Callable[[Miro], Any]]] = [
    ("drafts", lambda miro: miro.items.create("b", None)),  # type: ignore[arg-type]  # that is the point, here and below
    ("drafts", lambda miro: miro.items.create("b", drafts.sticky_note("x"))),  # type: ignore[arg-type]
    ("files", lambda miro: miro.items.upload("b", [])),
    ("files", lambda miro: miro.items.upload("b", [PNG] * 21)),
    ("files", lambda miro: miro.items.upload("b", "photo.png")),
    ("files", lambda miro: miro.items.upload("b", Path("photo.png"))),  # type: ignore[arg-type]
    ("files", lambda miro: miro.items.upload("b", PNG)),  # type: ignore[arg-type]
    ("files", lambda miro: miro.items.upload("b", None)),  # type: ignore[arg-type]
    ("drafts", lambda miro: miro.items.upload("b", [PNG], drafts.image_upload())),  # type: ignore[arg-type]
    ("emails", lambda miro: miro.organization_members.list("1", emails=None)),  # type: ignore[arg-type]
    ("emails", lambda miro: miro.organization_members.list("1", emails=[7])),  # type: ignore[list-item]
    ("emails", lambda miro: miro.organization_members.list("1", emails=[])),
]


async def made_by(make: Callable[[Any], Any], client: Miro | Scim) -> None:
    made = make(client)
    assert inspect.isawaitable(made), "a list is refused where it is made"
    await made


def refused(client: Miro | Scim, emulator: Emulator, make: Callable[[Any], Any]) -> InvalidArgument:
    """How a method refuses its arguments; nothing was sent."""

    async def main() -> InvalidArgument:
        async with client:
            with pytest.raises(InvalidArgument) as raised:
                await made_by(make, client)
        return raised.value

    error = asyncio.run(main())
    assert len(emulator.log) == 0
    return error


@pytest.mark.parametrize(("field", "make"), WRONG)
def test_values_that_are_not_several_are_refused_by_name(field: str, make: Callable[[Miro], Any]) -> None:
    emulator = Emulator()
    error = refused(Miro("token", transport=emulator.transport(), quota_key=uuid4().hex), emulator, make)
    assert error.field == field
    assert field in str(error)


READ: list[Callable[[Scim, Any], Any]] = [
    lambda scim, attributes: scim.users.list(attributes=attributes),
    lambda scim, attributes: scim.users.get("1", attributes=attributes),
    lambda scim, attributes: scim.groups.get("1", attributes=attributes),
]


@pytest.mark.parametrize("attributes", [None, 7, [7]])
@pytest.mark.parametrize("read", READ)
def test_attributes_that_are_none_are_refused_by_name(read: Callable[[Scim, Any], Any], attributes: Any) -> None:
    emulator = Emulator()
    scim = Scim("token", transport=emulator.transport(), quota_key=uuid4().hex)
    assert refused(scim, emulator, lambda client: read(client, attributes)).field == "attributes"


def test_attributes_may_be_a_string_or_several() -> None:
    emulator = Emulator()

    async def main() -> None:
        async with Scim(emulator.scim_token, transport=emulator.transport(), quota_key=uuid4().hex) as scim:
            for attributes in ("id,userName", ["id", "userName"], (name for name in ("id", "userName"))):
                await scim.users.list(attributes=attributes).collect()

    asyncio.run(main())
    assert [entry.query["attributes"] for entry in emulator.log] == ["id,userName"] * 3
