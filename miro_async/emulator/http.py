"""A request and an answer as data: all that the parts of the emulator know of HTTP."""

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["HttpRequest", "HttpResponse"]


class HttpRequest(NamedTuple):
    """A request as the emulator received it.

    Attributes:
        method: the HTTP method in upper case.
        path: the path, still percent-encoded, without query string.
        query: the decoded query parameters, in order.
        headers: the headers; the keys are lower-case.
        body: the body; empty if there is none.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes


class HttpResponse(NamedTuple):
    """An answer of the emulator.

    Attributes:
        status: the HTTP status.
        headers: the headers that belong to this answer.
        body: the body; empty for none.
    """

    status: int
    headers: dict[str, str]
    body: bytes
