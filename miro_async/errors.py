"""The error tree.

::

    MiroError                     everything that this package raises on purpose
    ├── ConfigurationError        the client was set up wrongly: token, base URL, extra not installed
    ├── InvalidArgument           an argument or a body that the API would refuse; nothing was sent
    ├── QueueFull                 the queue of the budget is at its bound; nothing was sent
    ├── DeadlineExceeded          the deadline would pass, or has passed
    ├── TransportError            no usable answer, and the call had no effect or may be repeated
    ├── OutcomeUnknown            a write was sent, and nobody can say whether it was applied
    ├── ReauthorizationRequired   only the user can make the token valid again
    ├── DecodeError               a success whose envelope cannot be read
    └── StatusError               an answer that says no
        ├── BadRequest 400   Unauthorized 401   Forbidden 403    NotFound 404
        ├── Conflict 409     PayloadTooLarge 413   TooEarly 425  RateLimited 429
        └── ServerError 5xx

Every error carries plain values only, so that it survives ``pickle`` and ``copy`` and can be logged: the
``path`` never has a query string, and no attribute holds a token, an OAuth code or a signed URL.
"""

from typing import NamedTuple

__all__ = [
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "DeadlineExceeded",
    "DecodeError",
    "FieldError",
    "Forbidden",
    "InvalidArgument",
    "MiroError",
    "NotFound",
    "OutcomeUnknown",
    "PayloadTooLarge",
    "QueueFull",
    "RateLimited",
    "ReauthorizationRequired",
    "ServerError",
    "StatusError",
    "TooEarly",
    "TransportError",
    "Unauthorized",
    "status_error_class",
]


class MiroError(Exception):
    """The root of the tree.

    Attributes:
        operation: the operation's name, ``"tags.create"``; empty where no call was concerned.
        method: the HTTP method, or empty.
        path: the path of the request without query string, or empty.
        attempts: how many times the request was sent, or could not be for want of a connection; 0 means never.
        waited: seconds that the call spent in the queue of the budget.
    """

    def __init__(
        self,
        message: str = "",
        *,
        operation: str = "",
        method: str = "",
        path: str = "",
        attempts: int = 0,
        waited: float = 0.0,
    ) -> None:
        super().__init__(message)
        self.operation = operation
        self.method = method
        self.path = path
        self.attempts = attempts
        self.waited = waited

    def __str__(self) -> str:
        message = str(self.args[0]) if self.args else ""
        return f"{self.operation}: {message}" if self.operation else message


class ConfigurationError(MiroError):
    """The client was set up wrongly; the message names the setting and what was expected."""


class InvalidArgument(MiroError, ValueError):  # noqa: N818 - the API's own word, as in BadRequest
    """An argument that cannot be sent; nothing was sent and no credit was spent.

    Attributes:
        field: the argument or the body's field, as a Python path: ``"board_id"``, ``"style.fill_color"``.
    """

    def __init__(
        self,
        message: str = "",
        *,
        field: str = "",
        operation: str = "",
        method: str = "",
        path: str = "",
    ) -> None:
        super().__init__(message, operation=operation, method=method, path=path)
        self.field = field


class QueueFull(MiroError):  # noqa: N818 - the field's standard term
    """The queue of the budget holds as many calls as it may; nothing was sent.

    Attributes:
        waiting: how many calls wait.
        limit: how many may wait.
        by_class: how many of them are interactive, normal and batch calls, those in backoff apart, by those names.
    """

    def __init__(
        self,
        message: str = "",
        *,
        waiting: int = 0,
        limit: int = 0,
        by_class: dict[str, int] | None = None,
        operation: str = "",
    ) -> None:
        super().__init__(message, operation=operation)
        self.waiting = waiting
        self.limit = limit
        self.by_class = by_class if by_class is not None else {}


class DeadlineExceeded(MiroError, TimeoutError):  # noqa: N818 - the field's standard term
    """The answer cannot be there in time.

    Raised at once when the predicted wait is longer than the deadline (``attempts`` is 0, nothing was spent),
    while waiting when too little of the deadline is left for an answer, and for a read whose answer did not come in
    time.

    Attributes:
        deadline: seconds that the caller gave.
        needed: predicted seconds until the call could be sent, from when it was given up; infinite while the budget is
            paused for good, None when the call was sent, or had its turn.
    """

    def __init__(
        self,
        message: str = "",
        *,
        deadline: float = 0.0,
        needed: float | None = None,
        operation: str = "",
        method: str = "",
        path: str = "",
        attempts: int = 0,
        waited: float = 0.0,
    ) -> None:
        super().__init__(message, operation=operation, method=method, path=path, attempts=attempts, waited=waited)
        self.deadline = deadline
        self.needed = needed


class TransportError(MiroError):
    """No usable answer came, after every repetition that the operation allows.

    The call had no effect (the connection was refused, say), or it only reads.
    """


class OutcomeUnknown(MiroError):  # noqa: N818 - says what the caller has to deal with
    """A write was sent and no answer tells whether it was applied; it was not repeated.

    Read the board before writing again: the credits stay charged, and the write may still take effect.

    Attributes:
        status: the status of the 5xx answer, or 0 when no answer came.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        operation: str = "",
        method: str = "",
        path: str = "",
        attempts: int = 0,
        waited: float = 0.0,
    ) -> None:
        super().__init__(message, operation=operation, method=method, path=path, attempts=attempts, waited=waited)
        self.status = status


class ReauthorizationRequired(MiroError):  # noqa: N818 - says what the caller has to do
    """The token cannot be refreshed; only the user can authorize the app again."""


class DecodeError(MiroError):
    """A successful answer whose envelope cannot be read: no JSON, half a JSON, or JSON of another shape.

    One unreadable field does not raise this: it is dropped and listed in ``problems``.

    Attributes:
        status: the HTTP status of the answer.
        excerpt: the beginning of the body, at most 200 characters.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        excerpt: str = "",
        operation: str = "",
        method: str = "",
        path: str = "",
        attempts: int = 0,
        waited: float = 0.0,
    ) -> None:
        super().__init__(message, operation=operation, method=method, path=path, attempts=attempts, waited=waited)
        self.status = status
        self.excerpt = excerpt


class FieldError(NamedTuple):
    """One entry of ``context.fields`` in an error body: which field, and what is wrong with it."""

    field: str
    message: str


class StatusError(MiroError):
    """An answer with a status of 300 or above; subclasses name the frequent ones.

    Attributes:
        status: the HTTP status.
        code: the API's own code, ``"2.0703"`` or ``"invalidParameters"``; empty where the body has none.
        message: the API's own words, or the beginning of a body that is no JSON.
        fields: what the API found wrong, field by field.
        request_id: the request id of the answer's headers, or empty.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status: int = 0,
        code: str = "",
        fields: tuple[FieldError, ...] = (),
        request_id: str = "",
        operation: str = "",
        method: str = "",
        path: str = "",
        attempts: int = 0,
        waited: float = 0.0,
    ) -> None:
        super().__init__(message, operation=operation, method=method, path=path, attempts=attempts, waited=waited)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
        self.request_id = request_id

    def __str__(self) -> str:
        where = f"{self.operation}: " if self.operation else ""
        code = f" ({self.code})" if self.code else ""
        details = "".join(f"; {name}: {text}" for name, text in self.fields)
        return f"{where}{self.status} {self.message}{code}{details}"


class BadRequest(StatusError):  # noqa: N818 - the status' own name, here and below
    """400: the API refused the request; ``fields`` says why."""


class Unauthorized(StatusError):  # noqa: N818
    """401: the token is missing, wrong, expired or revoked."""


class Forbidden(StatusError):  # noqa: N818
    """403: the user or the token may not do this.

    Attributes:
        missing_scope: the scope that the operation needs, where the answer says that the token lacks it.
    """

    missing_scope: str = ""


class NotFound(StatusError):  # noqa: N818
    """404: the board or the item is not there, or the user cannot see it."""


class Conflict(StatusError):  # noqa: N818
    """409: the state of the board or team does not allow this."""


class PayloadTooLarge(StatusError):  # noqa: N818
    """413: the body is over the API's limit."""


class TooEarly(StatusError):  # noqa: N818
    """425: a job that this depends on is not finished."""


class RateLimited(StatusError):  # noqa: N818
    """429: the quota is spent.

    It reaches a caller only when repeating it would pass the deadline or the number of retries.
    """


class ServerError(StatusError):
    """5xx: the service failed. A write that may have been applied raises `OutcomeUnknown` instead."""


_CLASSES: dict[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: PayloadTooLarge,
    425: TooEarly,
    429: RateLimited,
}


def status_error_class(status: int) -> type[StatusError]:
    """The class for an HTTP status: its own, `ServerError` for 5xx, else `StatusError`."""
    if status >= 500:
        return ServerError
    return _CLASSES.get(status, StatusError)
