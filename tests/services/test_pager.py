"""Lists of every scheme, also while they change: nothing skipped, nothing twice, and an end."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar, cast, get_origin
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Miro, Quota, drafts, endpoints
from miro_async.emulator import Emulator
from miro_async.endpoints import Call, all_rows, by_name
from miro_async.errors import DecodeError, InvalidArgument
from miro_async.models import Page, Tag
from miro_async.services import Exchange, Pager, Sender

T = TypeVar("T")


class Lists(Sender):
    """A sender whose only list is what ``answer`` says of the query."""

    def __init__(self, answer: Callable[[dict[str, str]], dict[str, Any]]) -> None:
        self._answer = answer
        self.queries: list[dict[str, str]] = []

    async def send(self, call: Call[T]) -> T:
        self.queries.append(dict(call.query))
        page: Any = Page(**self._answer(self.queries[-1]))
        return cast("T", page)

    async def exchange(self, call: Call[T], **_: Any) -> Exchange[T]:
        raise NotImplementedError

    def fetch(self, url: str) -> Any:
        raise NotImplementedError


def tag(number: int) -> Tag:
    return Tag(id=str(number), type="tag")


def entries(*numbers: int) -> tuple[Tag, ...]:
    return tuple(map(tag, numbers))


class Shelf:
    """A list by offset, which a test changes while it is read."""

    def __init__(self, size: int) -> None:
        self.numbers = list(range(size))
        self.next = size

    def answer(self, query: dict[str, str]) -> dict[str, Any]:
        start, limit = int(query.get("offset", 0)), int(query["limit"])
        part = self.numbers[start : start + limit]
        return {"data": entries(*part), "total": len(self.numbers), "size": len(part), "offset": start}


def collected(pager: Pager[Any]) -> list[str]:
    return [each.id for each in asyncio.run(pager.collect())]


def by_cursor(sender: Sender, **query: Any) -> Pager[Any]:
    return Pager(sender, endpoints.connectors.list, "b", **query)


def by_offset(sender: Sender, **query: Any) -> Pager[Tag]:
    return Pager(sender, endpoints.tags.list, "b", **query)


@pytest.mark.parametrize("end", [{}, {"cursor": None}, {"cursor": ""}])
def test_a_cursor_list_ends_without_a_cursor(end: dict[str, Any]) -> None:
    pages: dict[str, dict[str, Any]] = {
        "": {"data": entries(1, 2), "cursor": "x"},
        "x": {"data": (), "cursor": "y"},  # a page without entries is no end
        "y": {"data": entries(3), **end},
    }
    lists = Lists(lambda query: pages[query.get("cursor", "")])
    assert collected(by_cursor(lists, limit=10)) == ["1", "2", "3"]
    assert lists.queries == [{"limit": "10"}, {"limit": "10", "cursor": "x"}, {"limit": "10", "cursor": "y"}]


def test_a_list_begins_at_the_cursor_that_it_is_given() -> None:
    lists = Lists(lambda query: {"data": entries(2), "cursor": "c" if query["cursor"] == "b" else None})
    assert collected(by_cursor(lists, cursor="b")) == ["2", "2"]
    assert [query["cursor"] for query in lists.queries] == ["b", "c"]


@pytest.mark.parametrize("told", [{}, {"total": 5_000}])
def test_a_server_that_ignores_the_offset_ends_in_an_error_instead_of_never(told: dict[str, Any]) -> None:
    lists = Lists(lambda _: {"data": entries(*range(10)), **told})
    with pytest.raises(DecodeError, match="10 pages in a row say what came before") as caught:
        collected(by_offset(lists, limit=10))
    assert caught.value.operation == "tags.list"
    assert len(lists.queries) == 11


def test_what_is_read_once_more_since_later_entries_were_deleted_is_no_such_thing() -> None:
    shelf = Shelf(400)

    def answer(query: dict[str, str]) -> dict[str, Any]:
        if len(lists.queries) == 22:  # 210 are read, and the deletion of what comes later sends the list back
            del shelf.numbers[220:]
        return shelf.answer(query)

    lists = Lists(answer)
    assert collected(by_offset(lists, limit=10)) == list(map(str, range(220)))
    assert len(lists.queries) > 22 + 10


def ended(row: Any, pages: list[dict[str, Any]], **query: Any) -> list[str]:
    """The problems of the last page of a list, whose pages come in this order."""
    left = iter(pages)
    pager: Pager[Any] = Pager(Lists(lambda _: next(left)), row, "b", **query)

    async def main() -> list[Page[Any]]:
        return [page async for page in pager.pages()]

    *before, last = asyncio.run(main())
    assert [page.problems for page in before] == [()] * len(before)
    assert {problem.path for problem in last.problems} <= {"$.cursor"}
    return [problem.message for problem in last.problems]


FULL = {"data": entries(*range(10)), "limit": 10}


def test_a_full_page_without_a_cursor_and_a_larger_total_is_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    (message,) = ended(endpoints.groups.list_items, [FULL | {"total": 11}], limit=10, group_item_id="1")
    assert message == "a full page names no cursor: only 10 of 11 entries were listed"
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", f"groups.list_items: {message}")
    ]
    pages = [FULL | {"total": 21, "cursor": "c"}, FULL | {"total": 21}]
    assert ended(endpoints.connectors.list, pages) == ["a full page names no cursor: only 20 of 21 entries were listed"]


def test_a_full_page_of_a_list_that_tells_neither_cursor_nor_total_may_not_be_the_last() -> None:
    (message,) = ended(endpoints.groups.list, [FULL])
    assert message == "a full page names no cursor, nor a total: there may be more than its 10 entries"
    unreadable = {"data": entries(1), "size": 50}
    assert ended(endpoints.groups.list, [unreadable], limit=50), "entries that could not be read count as well"


@pytest.mark.parametrize(
    ("row", "pages", "query"),
    [
        ("groups.list", [FULL | {"total": 10}], {}),
        ("groups.list", [FULL | {"data": entries(1)}], {}),
        ("groups.list", [FULL | {"data": (), "limit": 0}], {}),
        ("groups.list", [FULL | {"cursor": ""}], {}),  # who says so knows of cursors
        ("groups.list", [FULL | {"cursor": "c"}, FULL], {}),  # likewise
        ("groups.list", [FULL], {"cursor": "c"}),
        ("groups.list", [{"data": entries(1)}], {}),  # nobody knows how many a page may have
        ("connectors.list", [FULL], {}),  # described with a cursor, so there is none at the end
        ("connectors.list", [FULL | {"total": 99}], {"cursor": "c"}),  # nobody knows how many came before
        ("connectors.list", [FULL | {"data": entries(1), "total": 99}], {}),  # counts what no list shows
    ],
)
def test_other_lists_end_where_they_name_no_cursor(
    row: str, pages: list[dict[str, Any]], query: dict[str, str]
) -> None:
    assert ended(by_name(row), pages, **query) == []


@pytest.mark.parametrize(
    ("cursors", "start", "pages"), [("ab", None, 3), ("a", None, 2), ("a", "a", 1), ("ba", "a", 2)]
)
def test_a_cursor_that_repeats_ends_in_an_error_and_not_never(cursors: str, start: str | None, pages: int) -> None:
    """The pages run in a circle; none is read twice."""
    following = dict(zip(cursors, cursors[1:] + cursors[0], strict=True))

    def answer(query: dict[str, str]) -> dict[str, Any]:
        cursor = query.get("cursor")
        return {"data": entries(ord(cursor or "0")), "cursor": following[cursor] if cursor else cursors[0]}

    async def main() -> list[str]:
        read: list[str] = []
        pager = by_cursor(Lists(answer), **({"cursor": start} if start else {}))
        with pytest.raises(DecodeError, match="cursor that came before") as caught:  # noqa: PT012 - where it ends is the point
            async for page in pager.pages():
                read.extend(each.id for each in page.data)
        assert caught.value.operation == "connectors.list"
        return read

    read = asyncio.run(main())
    assert len(read) == len(set(read)) == pages


def test_an_offset_list_ends_at_its_total_without_another_request() -> None:
    shelf = Shelf(100)
    lists = Lists(shelf.answer)
    assert collected(by_offset(lists, limit=50)) == [str(number) for number in range(100)]
    assert [query["offset"] for query in lists.queries] == ["0", "50"]
    assert collected(by_offset(lists, limit=50, offset=95)) == ["95", "96", "97", "98", "99"]
    assert collected(by_offset(Lists(Shelf(0).answer), limit=50)) == []


def test_a_list_that_does_not_tell_its_total_ends_at_an_empty_page() -> None:
    shelf = Shelf(7)
    lists = Lists(lambda query: {"data": shelf.answer(query)["data"]})
    assert collected(by_offset(lists, limit=5)) == [str(number) for number in range(7)]


def test_entries_that_cannot_be_read_count_for_the_offset() -> None:
    shelf = Shelf(10)
    lists = Lists(lambda query: shelf.answer(query) | {"data": shelf.answer(query)["data"][1:]})
    assert collected(by_offset(lists, limit=5)) == ["1", "2", "3", "4", "6", "7", "8", "9"]


def test_entries_without_an_id_are_all_shown() -> None:
    nameless = Tag(id="", type="tag")
    lists = Lists(lambda _: {"data": (nameless, nameless), "total": 4, "size": 2})
    assert collected(by_offset(lists, limit=2)) == [""] * 4


def test_an_entry_that_was_pushed_on_by_a_new_one_is_shown_once() -> None:
    shelf = Shelf(8)

    def answer(query: dict[str, str]) -> dict[str, Any]:
        page = shelf.answer(query)
        shelf.numbers.insert(0, 100 + len(shelf.numbers))  # somebody adds one at the front after every page
        return page

    read = collected(by_offset(Lists(answer), limit=3))
    assert read == [str(number) for number in range(8)]


def test_pages_and_entries_read_anew_each_time() -> None:
    shelf = Shelf(3)
    pager = by_offset(Lists(shelf.answer), limit=2)
    assert collected(pager) == collected(pager) == ["0", "1", "2"]

    async def sizes() -> list[int]:
        return [len(page.data) async for page in pager.pages()]

    assert asyncio.run(sizes()) == [2, 1]
    assert repr(pager) == "<Pager tags.list>"


def test_what_is_wrong_with_the_arguments_shows_where_the_list_is_made() -> None:
    lists = Lists(lambda _: {})
    with pytest.raises(InvalidArgument, match="limit"):
        by_offset(lists, limit=51)
    with pytest.raises(InvalidArgument, match="board_id"):
        Pager(lists, endpoints.tags.list, "")


def test_every_list_of_the_table_has_a_scheme() -> None:
    lists = [row for row in all_rows() if "limit" in row.query]
    read_by_get = [row for row in all_rows() if row.method == "GET" and row.api == "rest"]
    assert {row.name for row in lists} == {row.name for row in read_by_get if get_origin(row.returns) is Page}
    for row in lists:
        assert {"cursor", "offset"} & set(row.query) in ({"cursor"}, {"offset"})


changes = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3)), max_size=60)


@given(st.integers(0, 120), st.integers(1, 50), changes)
@settings(deadline=None, max_examples=300)
def test_whoever_deletes_whatever_whenever_each_survivor_is_seen_once(
    size: int, limit: int, deletions: list[tuple[int, int]]
) -> None:
    """Before each request up to three entries go, anywhere in the list."""
    shelf = Shelf(size)
    left = list(deletions)

    def answer(query: dict[str, str]) -> dict[str, Any]:
        for place, count in [left.pop()] if left else []:
            for _ in range(min(count, len(shelf.numbers))):
                del shelf.numbers[place % len(shelf.numbers)]
        return shelf.answer(query)

    read = collected(by_offset(Lists(answer), limit=limit))
    assert len(read) == len(set(read))
    assert {str(number) for number in shelf.numbers} <= set(read)


@given(st.integers(0, 120), st.integers(1, 50), st.lists(st.booleans(), max_size=130), st.data())
@settings(deadline=None, max_examples=150)
def test_whoever_deletes_what_it_reads_sees_everything(
    size: int, limit: int, keeps: list[bool], data: st.DataObject
) -> None:
    """Each entry that was read is deleted or kept, at once; others delete as well."""
    shelf = Shelf(size)
    others = set(data.draw(st.lists(st.integers(0, max(size - 1, 0)), max_size=10), label="deleted by others"))

    async def main() -> list[str]:
        read: list[str] = []
        choices = iter(keeps)
        async for each in by_offset(Lists(shelf.answer), limit=limit):
            read.append(each.id)
            if not next(choices, False) and int(each.id) in shelf.numbers:
                shelf.numbers.remove(int(each.id))
            if others and (other := others.pop()) in shelf.numbers:
                shelf.numbers.remove(other)
        return read

    read = asyncio.run(main())
    assert len(read) == len(set(read))
    assert {str(number) for number in shelf.numbers} <= set(read)


@given(st.integers(1, 60), st.integers(1, 20), st.lists(st.integers(0, 60), max_size=20))
@settings(deadline=None, max_examples=100)
def test_whatever_comes_new_each_old_entry_is_seen_once(size: int, limit: int, places: list[int]) -> None:
    shelf = Shelf(size)
    left = list(places)

    def answer(query: dict[str, str]) -> dict[str, Any]:
        page = shelf.answer(query)
        if left:
            shelf.numbers.insert(left.pop(), shelf.next)
            shelf.next += 1
        return page

    read = collected(by_offset(Lists(answer), limit=limit))
    assert len(read) == len(set(read))
    assert {str(number) for number in range(size)} <= set(read)


def client(emulator: Emulator) -> Miro:
    return Miro(
        emulator.token, transport=emulator.transport(), quota=Quota(limit=10**9), quota_key=f"pager {uuid4().hex}"
    )


@pytest.mark.parametrize("count", [120, 50, 51, 1])
def test_boards_that_are_deleted_while_they_are_listed_are_all_deleted(count: int) -> None:
    emulator = Emulator(limit=10**9)

    async def main() -> None:
        async with client(emulator) as miro:
            for number in range(count):
                await miro.boards.create(drafts.board(f"Board {number}"))
            seen: list[str] = []
            async for board in miro.boards.list():
                seen.append(board.id)
                await miro.boards.delete(board.id)
            assert len(seen) == len(set(seen)) == count
            assert await miro.boards.list().collect() == []

    asyncio.run(main())


def test_lists_of_a_board_by_either_scheme() -> None:
    emulator = Emulator(limit=10**9)

    async def main() -> None:
        async with client(emulator) as miro:
            board = (await miro.boards.create(drafts.board("B"))).id
            notes = [(await miro.sticky_notes.create(board, drafts.sticky_note(str(n)))).id for n in range(23)]
            pairs = list(pairwise(notes))
            connectors = [(await miro.connectors.create(board, drafts.connector(*pair))).id for pair in pairs]
            groups = [(await miro.groups.create(board, drafts.group(pair))).id for pair in pairs[::2]]
            for number in range(25):
                await miro.members.share(board, drafts.invitation(f"user{number}@x.example"))
            assert [each.id for each in await miro.items.list(board, limit=10).collect()] == notes
            assert [each.id for each in await miro.connectors.list(board, limit=10).collect()] == connectors
            assert [each.id for each in await miro.groups.list(board, limit=10).collect()] == groups
            members = [each.id for each in await miro.members.list(board, limit=4).collect()]
            assert len(members) == len(set(members)) == 26
            async for member in miro.members.list(board, limit=4):
                if member.role != "owner":
                    await miro.members.remove(board, member.id)
            assert [each.role for each in await miro.members.list(board).collect()] == ["owner"]

    asyncio.run(main())
