"""Which operation a request is: by method, path, query and whether its body is a form with files."""

from collections.abc import Iterable
from typing import Any, NamedTuple, cast
from urllib.parse import unquote, urlsplit

import msgspec

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.world.errors import Refusal, method_not_supported, no_endpoint, not_implemented
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.uploads import data_of, is_multipart
from miro_async.endpoints import Endpoint, all_rows

__all__ = ["Route", "Router"]

_CREDITS = {1: 50, 2: 100, 3: 500, 4: 2_000}

_BOARD_FAMILIES = frozenset(
    {
        *("app_cards", "cards", "code_widgets", "comments", "connectors", "data_table_formats", "diagrams", "docs"),
        *("documents", "embeds", "groups", "images", "items", "members", "mindmap_nodes", "resources", "shapes"),
        *("texts",),
    }
)
_REAL_PREFIXES = (
    *("/v1/oauth/", "/v2/oauth/", "/v2/orgs/", "/v2/audit/", "/v2/sessions/", "/v2-experimental/apps/"),
    *("/api/v1/scim/", "/Users", "/Groups", "/Schemas", "/ResourceTypes", "/ServiceProviderConfig"),
)


class Route(msgspec.Struct, frozen=True):
    """An operation, and what it was called with.

    Attributes:
        operation: its name in the endpoint table, ``"sticky_notes.create"``.
        level: its weight level, 1 to 4; None where Miro documents none.
        scope: the scopes that a token needs, with blanks between them; empty for none.
        is_write: whether it changes anything.
        ids: what filled the holes of the path, decoded.
        per_item: whether its level counts for each item of the body, or of the lists in it.
        unlevelled_credits: what a call without a level costs.
        large: how many bytes of body make a call a large one, and the level that it has then; None for none.
    """

    operation: str
    level: int | None
    scope: str
    is_write: bool
    ids: tuple[str, ...]
    per_item: bool
    unlevelled_credits: int
    large: tuple[int, int] | None = None

    def level_of(self, request: HttpRequest) -> int | None:
        """The weight level of the request: that of the operation, or that of a large body."""
        is_large = self.large is not None and len(request.body) > self.large[0]
        return self.large[1] if self.large is not None and is_large else self.level

    def credits(self, request: HttpRequest) -> int:
        """What the request costs by Miro's pages on rate limiting."""
        level = self.level_of(request)
        cost = self.unlevelled_credits if level is None else _CREDITS[level]
        if not self.per_item:
            return cost
        return cost * _entries(data_of(request) if is_multipart(request) else request.body)


class _Row(NamedTuple):
    endpoint: Endpoint[Any]
    segments: tuple[str, ...]
    required: frozenset[str]
    fixed: frozenset[tuple[str, str]]

    def fits(self, request: HttpRequest) -> bool:
        """Whether a request to the row's path has all that the row needs: parameters, and maybe a file."""
        return (
            self.required <= {name for name, _ in request.query}
            and self.fixed <= set(request.query)
            and (not self.endpoint.takes_file or is_multipart(request))
        )

    def match(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """What fills the holes of the path; None if the path is another."""
        ids: list[str] = []
        for expected, given in zip(self.segments, segments, strict=True):
            if expected.startswith("{"):
                ids.append(unquote(given))
            elif expected != given:
                return None
        return tuple(ids)


class Router:
    """Finds the row of a request in the endpoint table."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        rows = [_row(endpoint) for endpoint in all_rows()]
        # A fixed segment comes before a hole: `items/bulk` before `items/{item_id}`. Of rows that share a path, the
        # one that needs more comes first: detaching a tag is deleting an item but for `tag_id`.
        rows.sort(key=_rank)
        self._by_length: dict[int, list[_Row]] = {}
        for row in rows:
            self._by_length.setdefault(len(row.segments), []).append(row)

    def route(self, request: HttpRequest) -> Route | None:
        """The operation of a request; None if it is none that this emulator implements."""
        segments = _segments(request.path)
        closest: _Row | None = None
        for row in self._by_length.get(len(segments), ()):
            if row.endpoint.method != request.method or row.match(segments) is None:
                continue
            if closest is not None and closest.segments != row.segments:
                break  # `groups/items` without its parameter is no group of the id `items`
            closest = row
            if row.fits(request):
                break
        # Of rows that share a path and do not fit, the last needs least: deleting a group, it leaves the items alone.
        return None if closest is None else self._made(closest.endpoint, closest.match(segments) or ())

    def refusal(self, request: HttpRequest) -> Refusal:
        """Why a request is no operation: 501 if Miro has it, 405 for another method, 404 if Miro has no such path."""
        segments = _segments(request.path)
        if any(row.match(segments) is not None for row in self._by_length.get(len(segments), ())):
            return method_not_supported(request.method, request.path)
        if _is_family(segments) or request.path.startswith(_REAL_PREFIXES):
            return not_implemented(f"{request.method} {request.path}")
        return no_endpoint(request.method, request.path)

    def _made(self, endpoint: Endpoint[Any], ids: tuple[str, ...]) -> Route:
        return Route(
            operation=endpoint.name,
            level=endpoint.level,
            scope=endpoint.scope,
            is_write=endpoint.method != "GET",
            ids=ids,
            per_item=endpoint.per_item,
            unlevelled_credits=self._settings.unlevelled_credits,
            large=endpoint.large,
        )


def _row(endpoint: Endpoint[Any]) -> _Row:
    named = [(param.wire or name, param) for name, param in endpoint.query.items()]
    required = frozenset(name for name, param in named if param.required)
    fixed = frozenset((name, param.fixed) for name, param in named if param.fixed is not None)
    path = urlsplit(endpoint.base_url).path + endpoint.template
    return _Row(endpoint, _segments(path), required, fixed)


def _rank(row: _Row) -> tuple[int, int]:
    holes = sum(segment.startswith("{") for segment in row.segments)
    return holes, -len(row.required) - len(row.fixed) - row.endpoint.takes_file


def _segments(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")[1:])


def _is_family(segments: Iterable[str]) -> bool:
    """Whether a path is one of those below a board that Miro has."""
    match tuple(segments):
        case ("v2" | "v2-experimental", "boards", _, family, *_):
            return family in _BOARD_FAMILIES
        case _:
            return False


def _entries(body: bytes) -> int:
    try:
        value: Any = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return 1
    parts: list[Any] = list(cast("dict[str, Any]", value).values()) if isinstance(value, dict) else [value]
    return max(1, sum(len(cast("list[Any]", part)) for part in parts if isinstance(part, list)))
