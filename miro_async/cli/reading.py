"""Calls whose answers are wanted as the API sent them: every field, known to this version or not."""

import sys
from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec

from miro_async.cli.show.safety import printable
from miro_async.client import Miro
from miro_async.endpoints import Call, Endpoint
from miro_async.models import Page, Problem
from miro_async.services import Pager

__all__ = ["Entry", "listed", "untouched"]

Entry: TypeAlias = dict[str, Any]
"""An answer, or an entry of a list, as plain JSON."""

_MOST: Final = 1 << 62


def untouched(call: Call[Any], kind: Any = Any) -> Call[Any]:
    """The same call, whose answer comes as plain JSON of a kind; None where there is none."""
    row = call.endpoint
    accepted = None if row.accepted is None else _as_plain(row.accepted)
    return msgspec.structs.replace(call, endpoint=row.returning(kind, accepted=accepted))


def _as_plain(accepted: Callable[[tuple[str, ...]], Any]) -> Callable[[tuple[str, ...]], Entry]:
    return lambda ids: accepted(ids).to_dict()


async def listed(
    miro: Miro,
    row: Endpoint[Any],
    *ids: str,
    limit: int | None = None,
    keep: Callable[[Entry], bool] | None = None,
    **query: object,
) -> list[Entry]:
    """The entries of a list, page by page, each once.

    Args:
        miro: the client.
        row: the list's row of the table.
        *ids: what fills its path.
        limit: how many at most.
        keep: says which entries count; all by default.
        **query: its parameters.

    Raises:
        MiroError: a page cannot be read.
    """
    most = _MOST if limit is None else limit
    size = row.query["limit"]
    query["limit"] = max(size.low or 1, min(size.high or 1, most if keep is None else _MOST))
    found: dict[object, Entry] = {}
    async for page in Pager(miro, _PlainPages(row), *ids, **query).pages():
        for entry in page.data if keep is None else filter(keep, page.data):
            found.setdefault(entry.get("id") or len(found), entry)
            if len(found) >= most:
                return list(found.values())
        for problem in page.problems:
            sys.stderr.write(f"miro-async: {row.name}: {printable(problem.message)}\n")
    return list(found.values())


class _PlainPages(Endpoint[Page[Entry]]):
    """A list whose entries are plain JSON.

    Miro sends the members of an organization that are asked for by e-mail as a bare list, and describes pages of a
    group's items as a list of one page.
    """

    def __init__(self, row: Endpoint[Any]) -> None:
        self.__dict__.update(row.returning(Page[Entry]).__dict__)

    def decode(self, body: bytes) -> tuple[Page[Entry], tuple[Problem, ...]]:
        """Read a page; what stands around its entries is left out of them."""
        if self.name == "organization_members.list" and body.lstrip()[:1] == b"[":
            return Page(data=msgspec.json.decode(body, type=tuple[Entry, ...])), ()
        page, problems = super().decode(body)
        if len(page.data) == 1 and "id" not in page.data[0] and isinstance(page.data[0].get("data"), list):
            page = msgspec.structs.replace(page, data=tuple(page.data[0]["data"]))
        return page, problems
