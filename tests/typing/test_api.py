"""What type checkers make of the API; checked by mypy and pyright, and run nowhere but here."""

from typing import assert_type

from miro_async import Miro, Pager, drafts, endpoints
from miro_async.endpoints import Call
from miro_async.models import AnyItem, Board, Frame, Page, Shape, StickyNote, Tag, UnknownItem


async def results(miro: Miro) -> None:
    assert_type(await miro.boards.create(drafts.board("x")), Board)
    assert_type(await miro.sticky_notes.get("b", "i"), StickyNote)
    assert_type(await miro.boards.delete("b"), None)
    assert_type(await miro.tags.list_of_item("b", "i"), tuple[Tag, ...])


async def lists(miro: Miro) -> None:
    assert_type(miro.items.list("b", type="sticky_note"), Pager[StickyNote])
    assert_type(miro.items.list("b", type="frame"), Pager[Frame])
    assert_type(miro.items.list("b"), Pager[AnyItem])
    async for shape in miro.items.list("b", type="shape"):
        assert_type(shape, Shape)
    async for page in miro.boards.list().pages():
        assert_type(page, Page[Board])


async def narrowing(miro: Miro) -> None:
    item = await miro.items.get("b", "i")
    if item.type == "sticky_note" and isinstance(item, StickyNote):
        assert_type(item.data.content, str | None)
    if isinstance(item, UnknownItem):
        assert_type(item.type, str)


async def calls(miro: Miro) -> None:
    call = endpoints.tags.create("b", body=drafts.tag("x"))
    assert_type(call, Call[Tag])
    assert_type(await miro.send(call), Tag)
    assert_type((await miro.exchange(call)).value, Tag)
    assert_type(await miro.send(endpoints.boards.delete("b")), None)


def test_services_are_descriptors_of_the_class() -> None:
    assert callable(Miro("t").boards.get)
    assert not callable(Miro.boards)
