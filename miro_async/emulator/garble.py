"""What faults make of an answer: spoilt bodies and headers that make no sense. Pure functions on data."""

from http import HTTPStatus
from typing import Final

import msgspec

from miro_async.emulator.faults import VARIANTS, Hit
from miro_async.emulator.http import HttpResponse

__all__ = ["Reply", "error", "garble_headers", "spoil"]

_JSON: Final = {"Content-Type": "application/json;charset=UTF-8"}
_CODES: Final = {
    400: ("2.0703", "Invalid parameters"),
    401: ("tokenNotProvided", "No authorization token provided"),
    403: ("insufficientPermissions", "Insufficient permissions"),
    404: ("3.0201", "Item not found"),
    409: ("conflict", "Conflict"),
    429: ("tooManyRequests", "Request rate limit exceeded"),
    500: ("3.0000", "Internal error"),
}
_HTML: Final = "<!DOCTYPE html>\n<html><head><title>{0} {1}</title></head><body><h1>{0} {1}</h1></body></html>\n"


class Reply:
    """What goes back to the client.

    Attributes:
        response: the answer; None if the connection closes without one.
        cut: how many bytes of the body are sent before the connection closes; None for all of them.
        never: whether the client waits for ever.
    """

    __slots__ = ("cut", "never", "response")

    def __init__(self, response: HttpResponse | None, *, cut: int | None = None, never: bool = False) -> None:
        self.response = response
        self.cut = cut
        self.never = never

    @property
    def is_whole(self) -> bool:
        """Whether a whole answer goes back."""
        return self.response is not None and self.cut is None


def error(status: int) -> HttpResponse:
    """An error answer in Miro's shape."""
    code, message = _CODES.get(status) or (str(status), _phrase(status))
    body = {"type": "error", "code": code, "context": None, "message": message, "status": status}
    return HttpResponse(status, dict(_JSON), msgspec.json.format(msgspec.json.encode(body), indent=2))


def spoil(hit: Hit, response: HttpResponse | None) -> Reply:
    """What a replacing fault makes of an answer.

    Args:
        hit: the fault.
        response: the answer of the world; None if the request was not applied. Where a fault needs the body of
            an answer and there is none, the connection closes.
    """
    fault = hit.fault
    match hit.kind:
        case "error":
            return Reply(error(fault.code))
        case "html":
            return Reply(_html(fault.code))
        case "redirect":
            return Reply(HttpResponse(fault.code, {"Location": fault.location}, b""))
        case "hang_up" | "late" | "stuck":
            return Reply(None, never=hit.kind == "stuck")
        case _:
            return _with_spoilt_body(hit.kind, response) if response and response.body else Reply(None)


def _with_spoilt_body(kind: str, response: HttpResponse) -> Reply:
    body = response.body
    half = len(body) // 2
    if kind == "truncated":
        return Reply(response, cut=half)
    spoilt = {
        "empty": b"",
        "half_json": body[:half],
        "wrong_type": b"[]" if body.lstrip()[:1] == b"{" else b"{}",
    }
    return Reply(response._replace(body=spoilt[kind]))


def garble_headers(headers: dict[str, str], hit: Hit, now: float) -> None:
    """Write rate headers that make no sense.

    Args:
        headers: the answer's headers; changed in place.
        hit: the fault; its chance picks the variant where the rule names none.
        now: epoch seconds by the server's clock.
    """
    variant = hit.fault.variant or VARIANTS[int(hit.chance * len(VARIANTS))]
    limit, remaining, reset = {
        "negative": ("-1", "-50", "-60"),
        "text": ("unlimited", "plenty", "soon"),
        "other_policy": ("300", "299", str(int(now) + 300)),
        "huge": ("9" * 30, "9" * 30, "9" * 30),
        "past": (headers.get("X-RateLimit-Limit", ""), headers.get("X-RateLimit-Remaining", ""), "1"),
    }[variant]
    headers.update({"X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-Reset": reset})


def _html(status: int) -> HttpResponse:
    return HttpResponse(status, {"Content-Type": "text/html"}, _HTML.format(status, _phrase(status)).encode())


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
