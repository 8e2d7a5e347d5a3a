"""Lists of SCIM, by the index of their first entry: whole whatever their pages say, also while they shrink."""

import asyncio
import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Scim, endpoints
from miro_async.emulator import Emulator, virtual_time
from miro_async.emulator.world import Settings
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument
from miro_async.models import Page, ScimPage, ScimUser
from miro_async.services import Exchange, Pager


class Shelf:
    """A sender that answers lists of users: those with these numbers, some after a deletion before each request."""

    def __init__(self, size: int, *, most: int, echoes: bool, unreadable: frozenset[int] = frozenset()) -> None:
        self.numbers = list(range(size))
        self.deletions: list[int] = []
        self.queries: list[dict[str, str]] = []
        self._most = most
        self._echoes = echoes
        self._unreadable = unreadable

    async def send(self, call: Call[Any]) -> Any:
        query = dict(call.query)
        self.queries.append(query)
        if self.deletions and self.numbers:
            del self.numbers[self.deletions.pop() % len(self.numbers)]
        start, count = int(query["startIndex"]), int(query["count"])
        shown = self.numbers[start - 1 : start - 1 + min(count, self._most)]
        entries: list[Any] = ["no user" if each in self._unreadable else {"id": str(each)} for each in shown]
        page: dict[str, Any] = {
            "totalResults": len(self.numbers),
            "startIndex": start,
            "itemsPerPage": count if self._echoes else len(entries),
        }
        if entries:
            page["Resources"] = entries
        return call.endpoint.decode(json.dumps(page).encode())[0]

    async def exchange(self, call: Call[Any], **_: Any) -> Exchange[Any]:
        raise NotImplementedError

    def fetch(self, url: str) -> Any:
        raise NotImplementedError


def collected(shelf: Shelf, **query: Any) -> list[str]:
    return [user.id for user in asyncio.run(Pager(shelf, endpoints.scim.users.list, **query).collect())]


@pytest.mark.parametrize("echoes", [False, True])
@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 20), st.frozensets(st.integers(0, 59), max_size=9))
@settings(deadline=None, max_examples=60)
def test_every_user_is_read_once_whatever_the_pages_say(
    echoes: bool, size: int, count: int, most: int, unreadable: frozenset[int]
) -> None:
    shelf = Shelf(size, most=most, echoes=echoes, unreadable=unreadable)
    assert collected(shelf, count=count) == [str(each) for each in range(size) if each not in unreadable]


@given(st.integers(0, 60), st.integers(1, 20), st.lists(st.integers(0, 60), max_size=30))
@settings(deadline=None, max_examples=100)
def test_whoever_is_deleted_meanwhile_the_others_are_all_read_once(size: int, count: int, deletions: list[int]) -> None:
    shelf = Shelf(size, most=1_000, echoes=False)
    shelf.deletions = deletions
    read = collected(shelf, count=count)
    assert len(read) == len(set(read))
    assert {str(each) for each in shelf.numbers} <= set(read)


def test_a_list_begins_where_it_is_told_to() -> None:
    shelf = Shelf(10, most=1_000, echoes=False)
    assert collected(shelf, count=4, start_index=7) == ["6", "7", "8", "9"]
    assert [query["startIndex"] for query in shelf.queries] == ["7"]
    with pytest.raises(InvalidArgument, match="start_index"):
        Pager(shelf, endpoints.scim.users.list, start_index=0)
    with pytest.raises(InvalidArgument, match="count"):
        Pager(shelf, endpoints.scim.users.list, count=1_001)


def test_a_page_is_a_page_like_any_other() -> None:
    row = endpoints.scim.users.list
    body = b'{"totalResults":3,"startIndex":2,"itemsPerPage":9,"Resources":[{"id":1},{"id":"2","active":"no"},5]}'
    page, problems = row.decode(body)
    assert isinstance(page, Page)
    assert isinstance(page, ScimPage)
    assert (page.total, page.size, page.start_index, page.items_per_page) == (3, 3, 2, 9)
    assert page.data == (ScimUser(id="1"), ScimUser(id="2"))
    assert {problem.path for problem in problems} == {"$.Resources[1].active", "$.Resources[2]"}
    assert page.problems == problems


@pytest.mark.parametrize(
    "body",
    [
        b'{"totalResults":0}',
        b'{"totalResults":9,"itemsPerPage":0}',
        b'{"totalResults":9,"startIndex":10,"itemsPerPage":5}',
    ],
)
def test_a_page_without_entries_may_have_no_list(body: bytes) -> None:
    page, problems = endpoints.scim.groups.list.decode(body)
    assert (page.data, problems) == ((), ())


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"totalResults":9}', b'{"totalResults":9,"Resources":{}}'])
def test_what_is_no_page_ends_no_list_early(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError, match="Resources"):
        endpoints.scim.groups.list.decode(body)


@pytest.mark.parametrize("shape", [{}, {"scim_items_per_page": "requested"}, {"scim_page_limit": 7}])
@pytest.mark.parametrize("empty", [True, False])
def test_users_who_are_deleted_while_they_are_listed_are_all_deleted(shape: dict[str, Any], empty: bool) -> None:
    emulator = Emulator(scim_limit=10**9, settings=Settings(**shape, scim_empty_list=empty))
    admin = emulator.world.token.user_id
    emulator.world.seed_members(50)

    async def main() -> None:
        async with Scim(emulator.scim_token, transport=emulator.transport(), quota_key=f"{shape} {empty}") as scim:
            seen: list[str] = []
            async for user in scim.users.list(count=10):
                seen.append(user.id)
                if user.id != admin:
                    await scim.users.delete(user.id)
            assert len(seen) == len(set(seen)) == 51
            assert [user.id async for user in scim.users.list()] == [admin]
            assert await scim.users.list(filter='userName eq "nobody"', count=5).collect() == []

    virtual_time.run(main())
