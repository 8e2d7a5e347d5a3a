"""Calls whose answers are wanted as the API sent them: every field, known to this version or not."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import msgspec

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
    return msgspec.structs.replace(call, endpoint=_plain(call.endpoint, Endpoint, kind))


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
    async for entry in Pager(miro, _plain(row, _PlainPage, Page[Entry]), *ids, **query):
        if keep is None or keep(entry):
            found.setdefault(entry.get("id") or len(found), entry)
            if len(found) >= most:
                break
    return list(found.values())


class _PlainPage(Endpoint[Page[Entry]]):
    """A row whose pages hold plain JSON.

    Miro sends the members of an organization that are asked for by e-mail as a bare list, and describes pages of a
    group's items as a list of one page.
    """

    def decode(self, body: bytes) -> tuple[Page[Entry], tuple[Problem, ...]]:
        """Read a page; what stands around its entries is left out of them."""
        if self.name == "organization_members.list" and body.lstrip()[:1] == b"[":
            return Page(data=msgspec.json.decode(body, type=tuple[Entry, ...])), ()
        page, problems = super().decode(body)
        if len(page.data) == 1 and "id" not in page.data[0] and isinstance(page.data[0].get("data"), list):
            page = msgspec.structs.replace(page, data=tuple(page.data[0]["data"]))
        return page, problems


def _plain(row: Endpoint[Any], kind: type[Endpoint[Any]], returns: Any) -> Endpoint[Any]:
    accepted = row.accepted
    plain = kind(
        row.method,
        row.template,
        None if row.returns is None else returns,
        level=row.level,
        scope=row.scope,
        repeat=row.repeat,
        body=row.body,
        query=row.query,
        per_item=row.per_item,
        takes_file=row.takes_file,
    )
    plain.name = row.name
    if accepted is not None:
        plain.accepted = lambda ids: accepted(ids).to_dict()
    return plain
