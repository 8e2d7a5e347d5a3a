"""What a service knows of the client: something that sends calls."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar, cast, overload

from miro_async.endpoints import Call
from miro_async.models import Problem
from miro_async.wire import Incoming

__all__ = ["Bound", "Exchange", "Sender", "Service"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
S_co = TypeVar("S_co", bound="Service", covariant=True)


class Exchange(NamedTuple, Generic[T_co]):
    """A call and what came of it.

    Attributes:
        value: what the answer holds.
        status: its HTTP status.
        headers: its headers, with case-insensitive keys.
        credits: what the call spent, with all its attempts.
        attempts: how often it was sent.
        waited: seconds in the queue of the budget.
        problems: what could not be read of the answer and was left out.
        doubtful: whether an earlier attempt got no answer, or a 5xx: it may still take effect.
    """

    value: T_co
    status: int
    headers: Any
    credits: int
    attempts: int
    waited: float
    problems: tuple[Problem, ...]
    doubtful: bool = False


class Sender(Protocol):
    """The pipe, as services and engines see it."""

    async def send(self, call: Call[T]) -> T:
        """Send a call and return what its answer holds."""
        ...

    async def exchange(
        self, call: Call[T], *, delay: float = 0.0, on_send: Callable[[], object] | None = None
    ) -> Exchange[T]:
        """Send a call and return the answer with all that is known of it.

        Args:
            call: what to send.
            delay: seconds that the call waits in the queue before its turn can come.
            on_send: called just before each attempt goes out; what it raises keeps the attempt from being sent.
        """
        ...

    def fetch(self, url: str) -> AbstractAsyncContextManager[Incoming]:
        """Read a signed URL: unmetered, without the token, without cookies.

        Args:
            url: what the API gave for a download; a secret.

        Raises:
            TransportError: no answer came, or not the whole of it.
            DecodeError: the URL, or where it leads, is none to be read.
        """
        ...


class Service:
    """The methods of one resource, on a sender."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender


class Bound(Generic[S_co]):
    """An attribute of a sender that is a service on this sender: on a view it sends through the view.

    Args:
        kind: the service, or the module of this package whose only public name it is: that is loaded at first use.
    """

    def __init__(self, kind: type[S_co] | str) -> None:
        self._kind = kind

    @overload
    def __get__(self, sender: None, owner: type) -> Self: ...
    @overload
    def __get__(self, sender: Sender, owner: type) -> S_co: ...
    def __get__(self, sender: Sender | None, owner: type) -> Self | S_co:
        if sender is None:
            return self
        kind = self._kind
        if isinstance(kind, str):
            module = import_module(f"miro_async.services.{kind}")
            (name,) = module.__all__
            self._kind = kind = cast("type[S_co]", getattr(module, name))
        return kind(sender)
