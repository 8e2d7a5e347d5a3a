"""Typical mistakes, which mypy and pyright both report: where one did not, its ignore would be an error itself."""
# pyright: reportUnnecessaryTypeIgnoreComment=true

import inspect

from miro_async import Miro, Pager, Scim, drafts, endpoints
from miro_async.models import Board, Shape, StickyNote, Tag


async def mistakes(miro: Miro) -> None:
    # 1. What creates another thing.
    await miro.tags.create("b", drafts.board("x"))  # type: ignore[arg-type]

    # 2. A page taken for what is on it.
    async for page in miro.boards.list().pages():
        board: Board = page  # type: ignore[assignment]
        del board

    # 3. What answers nothing, taken for what it changed.
    tag: Tag = await miro.tags.attach("b", "i", "t")  # type: ignore[assignment, func-returns-value]
    del tag

    # 4. A forgotten await.
    miro.boards.delete("b")  # type: ignore[unused-coroutine]

    # 5. A misspelt argument.
    miro.items.list("b", kind="frame")  # type: ignore[call-overload]

    # 6. A word that the API does not have.
    drafts.sticky_note("x", color="mauve")  # type: ignore[arg-type]


async def more_mistakes(miro: Miro, scim: Scim) -> None:
    # An item of one type taken for another.
    notes: Pager[StickyNote] = miro.items.list("b", type="shape")  # type: ignore[assignment]
    del notes

    # A field that only some items have, without asking which it is.
    item = await miro.items.get("b", "i")
    _ = item.data  # type: ignore[union-attr]
    if isinstance(item, Shape):
        _ = item.data.shape

    # A call of one type awaited as another.
    answer: Board = await miro.send(endpoints.tags.get("b", "t"))  # type: ignore[arg-type]
    del answer

    # An operation of the other API.
    scim.boards  # type: ignore[attr-defined]  # noqa: B018

    # A model that changes.
    item.id = "2"  # type: ignore[misc]


def test_the_mistakes_are_never_made() -> None:
    assert inspect.iscoroutinefunction(mistakes)
    assert inspect.iscoroutinefunction(more_mistakes)
