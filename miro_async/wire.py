"""Sans-I/O HTTP: what goes out, what came back, and what that means.

`encode` makes a `Request` of a call. A `Transport` turns it into a `Response`, or says why there is none: `NotSent`
when nothing left this machine, `Unanswered` when the server may have acted on it. `verdict` and `verdict_unanswered`
judge the outcome as a value: a `Success`, a `Failure` with the error to raise, or `Again` with the error to raise
when the call must not be repeated any more. Nothing here waits, and nothing here looks at the HTTP method: what may
be repeated is a property of the row.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar, cast

import msgspec
from multidict import CIMultiDict

from miro_async.endpoints import Call, Repeat
from miro_async.errors import (
    DecodeError,
    FieldError,
    Forbidden,
    MiroError,
    OutcomeUnknown,
    ServerError,
    StatusError,
    TransportError,
    status_error_class,
)
from miro_async.files import Contents, Upload
from miro_async.models import Problem

__all__ = [
    "Again",
    "Failure",
    "Headers",
    "Incoming",
    "NotSent",
    "RateLimit",
    "Request",
    "Response",
    "Success",
    "Timeout",
    "TooLate",
    "Transport",
    "Unanswered",
    "Verdict",
    "encode",
    "headers_with",
    "rate_limit",
    "status_error",
    "verdict",
    "verdict_unanswered",
]

T = TypeVar("T")

_EXCERPT = 200
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # the last: brackets, thousands deep
_URL = re.compile(r"https?:\S+")
_SCOPE = re.compile(r"(?<![\w:])(?!urn:)[a-z]+(?::[a-z]+)+\b")


class RateLimit(NamedTuple):
    """What one answer says about the quota; None where a header is absent or makes no sense.

    Attributes:
        limit: ``X-RateLimit-Limit``, credits per window.
        remaining: ``X-RateLimit-Remaining``, credits left when the answer was written.
        reset: ``X-RateLimit-Reset``, whole seconds since the epoch, by the server's clock.
        date: the answer's ``Date``, whole seconds since the epoch, by the same clock.
        retry_after: ``Retry-After`` in seconds from now.
    """

    limit: int | None = None
    remaining: int | None = None
    reset: int | None = None
    date: int | None = None
    retry_after: float | None = None


class Request(NamedTuple):
    """One HTTP request, ready to be written to a socket.

    Attributes:
        method: the HTTP method.
        base_url: scheme, host, port and maybe a prefix of the path, without a slash at the end.
        target: path and query string, already quoted; a transport must not touch them.
        headers: all that are not the transport's own business.
        body: what to send; None for no body.
    """

    method: str
    base_url: str
    target: str
    headers: Mapping[str, str]
    body: bytes | Upload | None

    @property
    def url(self) -> str:
        """The absolute URL."""
        return self.base_url + self.target

    def __repr__(self) -> str:  # the headers hold the token
        return f"<Request {self.method} {self.url.partition('?')[0]}>"


class Response(NamedTuple):
    """One whole HTTP answer; the keys of ``headers`` are case-insensitive."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Incoming(NamedTuple):
    """An answer whose body is still on its way; the keys of ``headers`` are case-insensitive.

    Attributes:
        pieces: the body, to be read once; raises `Unanswered` if it does not come whole.
    """

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class _NoAnswer(Exception):  # noqa: N818 - an outcome, not a fault, as those below
    """There is no answer.

    Args:
        message: why.
        is_final: whether a repetition would fare no better: the client is closed.
    """

    def __init__(self, message: str = "", *, is_final: bool = False) -> None:
        super().__init__(message)
        self.is_final = is_final


class NotSent(_NoAnswer):
    """Nothing whole was sent: no connection, no name, no TLS, half a file. Repeating it is never wrong."""


class TooLate(NotSent):
    """Nothing was sent, since no answer was to be had in the time that was left."""


class Unanswered(_NoAnswer):
    """The request was sent, or may have been, and no whole answer came."""


class Timeout(NamedTuple):
    """How long to wait for a server, in seconds.

    Attributes:
        connect: for a connection, with name look-up and TLS.
        read: between two pieces of an answer.
        total: from sending to the last byte of the answer.
    """

    connect: float = 10.0
    read: float = 30.0
    total: float = 60.0


class Transport(Protocol):
    """Whatever carries requests: sockets, or the emulator in process. It sends once and follows no redirect."""

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - aiohttp has its own timer
        """Send a request and read the whole answer.

        Args:
            request: what to send.
            timeout: seconds for all of it, where that is less than the transport's own.

        Raises:
            NotSent: nothing was sent.
            TooLate: it had to wait, and what was left of `timeout` then is less than an answer takes.
            Unanswered: it was sent, or may have been, and no whole answer came.
        """
        ...

    def fetch(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Incoming]:
        """Read a URL outside of the API, with these headers and none that tell who asks; no redirect is followed.

        Args:
            url: absolute and quoted; it is a secret.
            headers: all that are not the transport's own business.

        Raises:
            NotSent: nothing was sent.
            TooLate: it had to wait, and what was left of `timeout` then is less than an answer takes.
            Unanswered: it was sent, or may have been, and no answer began.
        """
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Headers(NamedTuple):
    """The headers of every request with one token, made once: a dict is turned into them for each request."""

    without_body: CIMultiDict[str]
    with_json: CIMultiDict[str]


def headers_with(token: str, user_agent: str, content_type: str = "application/json") -> Headers:
    """The headers of requests that carry a token, to an API that speaks a media type."""
    common = {"Authorization": f"Bearer {token}", "Accept": content_type, "User-Agent": user_agent}
    return Headers(CIMultiDict(common), CIMultiDict(common | {"Content-Type": content_type}))


def encode(call: Call[Any], base_url: str, headers: Headers, contents: Sequence[Contents] = ()) -> Request:
    """The request of a call.

    Args:
        call: the call to send.
        base_url: scheme, host and port, without a slash at the end.
        headers: authorization and what every request has.
        contents: the call's files, opened.
    """
    if contents:
        upload = Upload(call.form, contents)
        form = CIMultiDict(headers.without_body)
        form["Content-Type"] = upload.content_type
        return Request(call.endpoint.method, base_url, call.target, form, upload)
    own = headers.without_body if call.body is None else headers.with_json
    return Request(call.endpoint.method, base_url, call.target, own, call.body)


def rate_limit(headers: Mapping[str, str]) -> RateLimit:
    """What the headers of an answer say about the quota."""
    get = headers.get
    retry_after = get("Retry-After")
    date = get("Date")
    return RateLimit(
        _count(get("X-RateLimit-Limit")),
        _count(get("X-RateLimit-Remaining")),
        _count(get("X-RateLimit-Reset")),
        None if date is None else _epoch(date),
        None if retry_after is None else _delay(retry_after, date),
    )


def _count(text: str | None) -> int | None:
    # isdecimal: no sign, no underscore, no blank; 15 digits: no header means more
    if text is None or len(text) > 15 or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)


@lru_cache(maxsize=8)
def _epoch(text: str) -> int | None:
    """An HTTP date as whole seconds since the epoch; the answers of one second share it."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _delay(text: str, date: str | None) -> float | None:
    """``Retry-After`` in seconds: a number, or a date measured against the answer's own ``Date``."""
    seconds = _count(text.strip())
    if seconds is not None:
        return float(seconds)
    until, now = _epoch(text), None if date is None else _epoch(date)
    return None if until is None or now is None else float(max(0, until - now))


class Success(NamedTuple, Generic[T]):
    """The call did what it should."""

    value: T
    problems: tuple[Problem, ...] = ()


class Failure(NamedTuple):
    """The call failed for good."""

    error: MiroError


class Again(NamedTuple):
    """The call may be repeated; ``error`` is what to raise if it must not be any more.

    Attributes:
        error: what went wrong.
        after: seconds to wait at least, where the server said so.
    """

    error: MiroError
    after: float = 0.0


Verdict: TypeAlias = Success[T] | Failure | Again


def verdict(call: Call[T], response: Response, *, doubtful: bool, secret: str = "") -> Verdict[T]:
    """Judge an answer.

    Args:
        call: what was sent.
        response: what came back.
        doubtful: whether an earlier attempt of this call may have been applied.
        secret: the token; cut, with the secrets of the call, out of whatever an error quotes from the answer.
    """
    status = response.status
    hidden = (secret, *call.secrets)
    if 200 <= status < 300:
        return _success(call, response, hidden)
    error = status_error(response, call, hidden)
    repeat = call.endpoint.repeat
    if status == 429:  # refused before anything was done
        return Again(error)
    if status == 404 and doubtful and repeat is Repeat.NOT_FOUND_IS_DONE:
        return Success(cast("T", None))
    if not isinstance(error, ServerError) or status == 501:
        return Failure(error)
    if repeat is not Repeat.NEVER:
        return Again(error, rate_limit(response.headers).retry_after or 0.0)
    unknown = OutcomeUnknown(f"the server failed with {status} and may have applied it", status=status, **_where(call))
    unknown.__cause__ = error
    return Failure(unknown)


def verdict_unanswered(call: Call[Any], reason: NotSent | Unanswered) -> Failure | Again:
    """Judge an attempt that brought no answer."""
    if isinstance(reason, NotSent):
        error = TransportError(f"nothing was sent: {reason}", **_where(call))
    elif call.endpoint.repeat is not Repeat.NEVER:
        error = TransportError(f"no answer: {reason}", **_where(call))
    else:
        return Failure(OutcomeUnknown(f"sent, and no answer came: {reason}", **_where(call)))
    return Failure(error) if reason.is_final else Again(error)


def _success(call: Call[T], response: Response, hidden: tuple[str, ...]) -> Verdict[T]:
    body = response.body
    if response.status == 202 and not body and call.endpoint.accepted is not None:
        return Success(call.endpoint.accepted(call.ids))
    try:
        value, problems = call.endpoint.decode(body)
    except _UNREADABLE as cause:
        error = DecodeError(
            f"the answer {response.status} cannot be read: {_without(str(cause), hidden)}",
            status=response.status,
            excerpt=_URL.sub("[URL]", _excerpt(body, hidden)),  # it may be a signed one
            **_where(call),
        )
        # A write was applied, the status says so: sending it again would apply it twice.
        return Again(error) if call.endpoint.repeat is Repeat.SAFE else Failure(error)
    return Success(value, problems)


class _ErrorBody(msgspec.Struct):
    """What is of use in an error body; anything in it may be missing or of another type.

    SCIM has a ``detail`` for the message and a ``scimType`` for the code (RFC 7644, section 3.12).
    """

    code: Any = None
    message: Any = None
    context: Any = None
    detail: Any = None
    scim_type: Any = msgspec.field(default=None, name="scimType")


_error_body = msgspec.json.Decoder(_ErrorBody)


def status_error(response: Response, call: Call[Any], hidden: tuple[str, ...] = ()) -> StatusError:
    """The error for an answer that says no, with whatever its body tells."""
    try:
        body = _error_body.decode(response.body)
    except _UNREADABLE:
        body = _ErrorBody()
    message = next((text for text in (body.message, body.detail) if isinstance(text, str)), "")
    code = body.scim_type if body.code is None else body.code
    if 300 <= response.status < 400:
        message = "the server redirects, and no redirect is followed: check the base URL"
    kind = status_error_class(response.status)
    error = kind(
        (_without(message, hidden) or _excerpt(response.body, hidden) or "an answer without a body"),
        status=response.status,
        code=_without(str(code), hidden) if isinstance(code, str | int | float) else "",
        fields=_fields(body.context, hidden),
        request_id=_without(response.headers.get("X-Request-Id", ""), hidden),
        **_where(call),
    )
    if isinstance(error, Forbidden):
        scope = _SCOPE.search(message)
        error.missing_scope = scope[0] if scope else call.endpoint.scope if "scope" in message.lower() else ""
    return error


def _fields(context: Any, hidden: tuple[str, ...]) -> tuple[FieldError, ...]:
    listed: Any = cast("dict[str, Any]", context).get("fields") if isinstance(context, dict) else None
    if not isinstance(listed, list):
        return ()
    entries = (cast("dict[str, Any]", entry) for entry in cast("list[Any]", listed) if isinstance(entry, dict))
    return tuple(
        FieldError(*(_without(str(entry.get(name, "")), hidden) for name in FieldError._fields)) for entry in entries
    )


def _excerpt(body: bytes, hidden: tuple[str, ...]) -> str:
    # Cut after the secrets are gone, so that no half of one is left.
    return " ".join(_without(body[: 10 * _EXCERPT].decode(errors="replace"), hidden).split())[:_EXCERPT]


def _without(text: str, hidden: tuple[str, ...]) -> str:
    for secret in hidden:
        text = text.replace(secret, "[token]") if secret else text
    return text


def _where(call: Call[Any]) -> dict[str, Any]:
    return {"operation": call.operation, "method": call.endpoint.method, "path": call.path}
