"""`Pipe`: holds the parts of a client; through it goes every call.

A request's way, read from top to bottom in `Pipe.exchange`: wait for credits, send with a fresh token, settle the
credits by the answer's headers, judge the answer. A call that may be repeated goes back to the queue; nothing else
waits here.
"""

import asyncio
import logging
import os
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar
from urllib.parse import urlsplit

from miro_async._version import __version__
from miro_async.answer_time import AnswerTime
from miro_async.attempts import Attempts, Retries
from miro_async.auth import StaticToken, TokenSource
from miro_async.budget import Budget, Door, Priority, Quota, Reservation, shared_budget
from miro_async.endpoints import Call, Endpoint
from miro_async.errors import (
    ConfigurationError,
    DeadlineExceeded,
    InvalidArgument,
    MiroError,
    OutcomeUnknown,
    RateLimited,
    TransportError,
    Unauthorized,
)
from miro_async.files import Contents, close_all, open_all
from miro_async.options import NO_OPTIONS, checked_options, current_options
from miro_async.services import Exchange
from miro_async.signed import read_signed
from miro_async.wire import (
    Again,
    Failure,
    Headers,
    Incoming,
    NotSent,
    Response,
    Success,
    Timeout,
    TooLate,
    Transport,
    Unanswered,
    Verdict,
    encode,
    headers_with,
    rate_limit,
    verdict,
    verdict_unanswered,
)

if TYPE_CHECKING:
    import aiohttp

__all__ = ["Pipe"]

T = TypeVar("T")

_LONG_WAIT_S = 5.0
_log = logging.getLogger("miro_async")

Around = Callable[[Call[Any], Priority], AbstractContextManager[Callable[[Exchange[Any]], object]]]
"""Makes the context of a call of some priority: see `Pipe.surround`."""


class Pipe:
    """What every client is: the parts, and the one way of a call; its arguments are those of `miro_async.Miro`.

    Attributes:
        budget: what meters the calls.
    """

    rows: ClassVar[type[Endpoint[Any]]] = Endpoint
    """The kind of rows whose calls it sends: they name the API, where it is, and where a token may be found."""

    base_url_variable: ClassVar[str]
    default_quota: ClassVar[Quota]

    def __init__(
        self,
        token: str | TokenSource,
        *,
        base_url: str | None = None,
        quota: Quota | None = None,
        quota_key: str | None = None,
        max_in_flight: int = 200,
        timeout: Timeout = Timeout(),  # noqa: B008 - immutable
        retries: Retries = Retries(),  # noqa: B008 - immutable
        priority: Priority | None = None,
        deadline: float | None = None,
        flow: str | None = None,
        weight: int | None = None,
        connector: "aiohttp.BaseConnector | None" = None,
        session: "aiohttp.ClientSession | None" = None,
        proxy: str | None = None,
        trust_env: bool = False,
        user_agent: str = "",
        transport: Transport | None = None,
        before: Callable[[Call[Any]], object] | None = None,
        after: Callable[[Call[Any], Exchange[Any] | MiroError], object] | None = None,
    ) -> None:
        self._tokens = token if isinstance(token, TokenSource) else StaticToken(token)
        self._base_url = _checked_base_url(self.rows.base_url if base_url is None else base_url, self.rows.base_url)
        if not isinstance(quota, Quota | None):
            raise ConfigurationError(f"quota: expected a Quota, not {quota!r}")
        if not isinstance(quota_key, str | None):
            raise ConfigurationError(f"quota_key: expected a string, not {quota_key!r}")
        key = quota_key or f"{self._tokens.quota_key} {self._base_url}"
        self.budget: Budget = shared_budget(f"{self.rows.api} {key}", quota or self.default_quota)
        self._retries = retries
        self._defaults = checked_options(priority, deadline, flow, weight)
        self._options = NO_OPTIONS
        if not user_agent.isprintable():
            raise ConfigurationError(f"user_agent: expected printable characters, not {user_agent!r}")
        self._user_agent = f"{user_agent} miro_async/{__version__}".strip()
        self._before = before
        self._after = after
        self._arounds: dict[object, Around] = {}  # one for this client and its views
        self._headers: tuple[str, Headers | None] = ("", None)
        if transport is None:
            from miro_async.transport import AiohttpTransport  # noqa: PLC0415 - imports aiohttp, which in-process use can spare

            transport = AiohttpTransport(
                timeout=timeout,
                max_in_flight=max_in_flight,
                connector=connector,
                session=session,
                proxy=proxy,
                trust_env=trust_env,
            )
        self._transport = transport
        self._door = Door()
        self._owned: tuple[Door | Transport, ...] = (self._door, transport)
        self._answer_time = AnswerTime()  # with the wait for a connection, as the budget cannot see it

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """A client from the environment: ``MIRO_ACCESS_TOKEN`` and, if set, ``MIRO_BASE_URL``.

        For SCIM they are ``MIRO_SCIM_TOKEN`` and ``MIRO_SCIM_BASE_URL``.

        Args:
            **options: arguments of the client.

        Raises:
            ConfigurationError: the token is not set.
        """
        options.setdefault("base_url", os.environ.get(cls.base_url_variable) or None)
        return cls(os.environ.get(cls.rows.token_variable, ""), **options)

    def with_options(
        self,
        *,
        priority: Priority | None = None,
        deadline: float | None = None,
        flow: str | None = None,
        weight: int | None = None,
    ) -> Self:
        """A view of this client whose calls are treated in another way; it owns nothing and closes nothing.

        Args:
            priority: which class of the queue its calls wait in.
            deadline: seconds from each call to its answer; ``math.inf`` for as long as it takes, None for what is said
                elsewhere.
            flow: which fair share of the class its calls belong to; by default one per board (calls without one
                share one, or are grouped by their organization).
            weight: how many parts that share is, where other flows have one; a whole number from 1.

        Raises:
            InvalidArgument: a value that is none of these.
        """
        view = object.__new__(type(self))
        view.__dict__.update(self.__dict__)
        view._options = checked_options(priority, deadline, flow, weight).over(self._options)
        view._owned = ()
        return view

    @property
    def base_url(self) -> str:
        """Scheme, host and port of the API."""
        return self._base_url

    def surround(self, around: Around) -> Callable[[], None]:
        """Put every call of this client and of all its views into a context, as tracing does.

        Args:
            around: makes a context manager for a call and its priority. It is entered in the task of the call
                before the call waits, and left when it is over, however that came about. What entering gives is
                called with the `Exchange` of a success.

        Returns:
            What ends it; it may be called more than once.
        """
        key = object()
        self._arounds[key] = around

        def stop() -> None:
            self._arounds.pop(key, None)

        return stop

    async def send(self, call: Call[T]) -> T:
        """Send a call and return what its answer holds; raises what `exchange` raises."""
        return (await self.exchange(call)).value

    async def exchange(
        self, call: Call[T], *, delay: float = 0.0, on_send: Callable[[], object] | None = None
    ) -> Exchange[T]:
        """Send a call and return the answer with all that is known of it.

        Args:
            call: a row of the table, called with ids and a body.
            delay: seconds that the call waits in the queue before its turn can come; the deadline begins after them.
            on_send: called just before each attempt goes out; what it raises keeps the attempt from being sent.

        Raises:
            InvalidArgument: the call is one of another API, or a file of it cannot be sent (any more).
            QueueFull: too many calls wait; nothing was sent.
            DeadlineExceeded: the answer cannot be there in time, or was not.
            StatusError: the API said no; a class per status.
            OutcomeUnknown: a write that may have been applied, and must not be repeated.
            TransportError: no answer, also not to the repetitions.
            DecodeError: a success that cannot be read.
        """
        if call.endpoint.api != self.rows.api:
            client = "miro_async.Scim" if call.endpoint.api == "scim" else "miro_async.Miro"
            raise InvalidArgument(f"is no operation of this API: {client} sends it", operation=call.operation)
        if not self._arounds:
            return await self._exchange(call, delay, on_send)
        with ExitStack() as contexts:
            wanted = self._options.over(current_options()).over(self._defaults).priority
            priority = Priority.NORMAL if wanted is None else wanted
            told = [contexts.enter_context(around(call, priority)) for around in self._arounds.values()]
            exchange = await self._exchange(call, delay, on_send)
            for tell in told:
                tell(exchange)
        return exchange

    async def _exchange(self, call: Call[T], delay: float, on_send: Callable[[], object] | None) -> Exchange[T]:
        if self._before is not None:
            self._before(call)
        attempts = Attempts(call, self._options.over(current_options()).over(self._defaults), delay)
        try:
            while True:
                try:
                    lease = await self._reserve(attempts, delay)
                    outcome, response = await self._attempt(attempts, lease, on_send)
                except MiroError as error:  # no answer: it tells nothing of the attempts before
                    if attempts.may_be_applied:
                        raise attempts.final(error) from error
                    raise
                if isinstance(outcome, Success):
                    exchange = _exchanged(attempts, outcome, response)
                    break
                delay = self._delay_or_raise(outcome, attempts)
        except MiroError as error:
            self._failed(attempts, error)
            raise
        if self._after is not None:
            self._after(call, exchange)
        return exchange

    def fetch(self, url: str) -> AbstractAsyncContextManager[Incoming]:
        """Read a signed URL: unmetered, without the token, without cookies.

        Args:
            url: what the API gave for a download; a secret.

        Raises:
            TransportError: no answer came, or not the whole of it.
            DecodeError: the URL, or where it leads, is none to be read.
        """
        return read_signed(self._transport, url, base_url=self._base_url, user_agent=self._user_agent)

    async def _reserve(self, attempts: Attempts, delay: float) -> Reservation:
        call = attempts.call
        if self._door.closed:
            raise self._door.refusal()
        try:
            lease = await self.budget.reserve(
                call.credits,
                priority=attempts.priority,
                flow=attempts.flow,
                weight=attempts.weight,
                operation=call.operation,
                deadline=attempts.send_within(self._answer_time),
                delay=delay,
                repeated=attempts.sent > 0,
                door=self._door,
            )
        except DeadlineExceeded as error:
            error.deadline = attempts.deadline or 0.0  # all of it, whatever was left of it
            attempts.waited += error.waited
            if attempts.doubtful:
                raise attempts.late(error) from error
            raise
        attempts.waited += lease.waited
        if lease.waited > _LONG_WAIT_S:
            _log.info("%s: waited %.1f s for credits", call.operation, lease.waited)
        return lease

    async def _attempt(
        self, attempts: Attempts, lease: Reservation, on_send: Callable[[], object] | None
    ) -> tuple[Verdict[Any], Response | None]:
        """Send once, and settle what it cost; a lease that is not settled gives back or keeps what it must."""
        call = attempts.call
        contents: tuple[Contents, ...] = ()
        try:
            token = await self._tokens.token()
            if call.files:
                contents = await open_all(call.files)
            request = encode(call, self._base_url, self._headers_with(token), contents)
            timeout = attempts.left()
            if timeout is not None and timeout <= (self._answer_time.seconds if lease.waited else 0.0):
                raise attempts.too_late()
            if on_send is not None:
                on_send()
            lease.sent()
            attempts.sent += 1
            clock = asyncio.get_running_loop().time
            began = clock()
            try:
                response = await self._transport.send(request, timeout=timeout)
            except (NotSent, Unanswered) as reason:
                return self._unanswered(attempts, lease, reason, clock() - began), None
            except asyncio.CancelledError:
                if not call.endpoint.reads:
                    _log.warning("%s %s: cancelled after sending; its outcome is unknown", call.operation, call.ids)
                raise
            self._answer_time.answered(clock() - began)
            lease.settle(response.status, rate_limit(response.headers))
            attempts.credits += call.credits
        finally:
            lease.close()
            if contents:
                with self.budget.engaged():
                    await close_all(contents)
        outcome = verdict(call, response, doubtful=attempts.doubtful, secret=token)
        if isinstance(outcome, Failure) and isinstance(outcome.error, Unauthorized):
            outcome = await self._renewed(attempts, token, outcome)
        elif isinstance(outcome, Again) and response.status >= 500:
            attempts.doubtful = True
        return outcome, response

    def _unanswered(
        self, attempts: Attempts, lease: Reservation, reason: NotSent | Unanswered, waited: float
    ) -> Failure | Again:
        if isinstance(reason, NotSent):
            lease.unsend()
            if isinstance(reason, TooLate):
                attempts.sent -= 1
                raise attempts.too_late()
        else:
            self._answer_time.in_vain(waited)
            attempts.doubtful = True
            attempts.credits += attempts.call.credits
        outcome = verdict_unanswered(attempts.call, reason)
        outcome.error.__cause__ = reason
        return outcome

    async def _renewed(self, attempts: Attempts, token: str, outcome: Failure) -> Failure | Again:
        """A 401 was not applied: with another token the call may be sent once more."""
        if attempts.renewed:
            return outcome
        attempts.renewed = True
        with self.budget.engaged():
            return outcome if await self._tokens.renew(token) is None else Again(outcome.error)

    def _delay_or_raise(self, outcome: Failure | Again, attempts: Attempts) -> float:
        """Seconds to wait before the next attempt.

        Raises:
            MiroError: the call must not be repeated, or not any more.
        """
        error = outcome.error
        if isinstance(outcome, Failure):
            raise attempts.final(error) if isinstance(error, TransportError) else error
        if isinstance(error, RateLimited):
            attempts.limited += 1
            _log.warning("%s: 429, the quota is spent; attempt %d", attempts.call.operation, attempts.sent)
            if attempts.limited > self._retries.rate_limited:
                raise attempts.final(error)
            return 0.0  # the budget knows when
        if isinstance(error, Unauthorized):
            return 0.0
        attempts.failed += 1
        left = attempts.left()
        if left is not None and left <= 0:
            raise attempts.final(attempts.late(error))
        if attempts.failed > self._retries.most:
            raise attempts.final(error)
        return max(self._retries.delay(attempts.failed), min(outcome.after, self._retries.backoff_limit))

    def _failed(self, attempts: Attempts, error: MiroError) -> None:
        """Complete an error by what only the pipe knows, and tell the log and the hook."""
        call = attempts.call
        error.operation, error.method, error.path = call.operation, call.endpoint.method, call.path
        error.attempts, error.waited = attempts.sent, attempts.waited
        if isinstance(error, OutcomeUnknown):
            _log.warning("%s %s: the outcome is unknown: %s", call.operation, call.ids, error)
        if self._after is not None:
            self._after(call, error)

    def _headers_with(self, token: str) -> Headers:
        known, headers = self._headers
        if headers is None or known != token:
            headers = headers_with(token, self._user_agent, self.rows.content_type)
            self._headers = (token, headers)
        return headers

    async def aclose(self) -> None:
        """Close the connections; calls that wait or are under way fail, and so does every later one.

        It is for the client itself: a view (`with_options`) owns nothing, and nothing happens.
        """
        for part in self._owned:
            await part.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._base_url} {self._options}>"


def _exchanged(attempts: Attempts, outcome: Success[T], response: Response | None) -> Exchange[T]:
    assert response is not None  # noqa: S101 - a success has an answer
    call = attempts.call
    if outcome.problems:
        paths = ", ".join(problem.path for problem in outcome.problems[:5])
        _log.warning("%s: %d fields could not be read: %s", call.operation, len(outcome.problems), paths)
    if _log.isEnabledFor(logging.DEBUG):
        _log.debug(
            "%s %s: %d, %d credits, %d attempts, waited %.3f s",
            call.operation,
            call.ids,
            response.status,
            call.credits,
            attempts.sent,
            attempts.waited,
        )
    return Exchange(
        outcome.value,
        response.status,
        response.headers,
        attempts.credits,
        attempts.sent,
        attempts.waited,
        outcome.problems,
        attempts.doubtful,
    )


def _checked_base_url(url: str, usual: str) -> str:
    """The base URL without a slash at its end.

    Raises:
        ConfigurationError: no URL of a server.
    """
    shown = re.sub(r"[^/]*@|\?.*", "", str(url))  # people put secrets there
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except (ValueError, AttributeError, TypeError):
        raise ConfigurationError(f"base_url: expected a URL such as {usual}, not {shown!r}") from None
    if parts.username or parts.password:
        raise ConfigurationError("base_url: expected no user name or password in it")
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_fits or parts.query or parts.fragment:
        raise ConfigurationError(f"base_url: expected a URL such as {usual}, not {shown!r}")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        _log.warning("base_url %s: the token travels unencrypted", url)
    return url.rstrip("/")
