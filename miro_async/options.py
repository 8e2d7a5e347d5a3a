"""How a call is to be treated: its priority, its deadline, its flow and that flow's weight.

Where they come from, the first that is set wins: `Miro.with_options`, then `call_options` of the current task, then
the constructor of `Miro`.
"""

import math
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from miro_async.budget import Priority
from miro_async.budget.arguments import LONGEST_S, check_weight
from miro_async.errors import InvalidArgument

__all__ = ["CallOptions", "call_options", "current_options"]


class CallOptions(NamedTuple):
    """What a caller may ask for; None leaves it to the next place that says something.

    Attributes:
        priority: which class of the queue the call waits in.
        deadline: seconds from the call to its answer; ``math.inf`` for as long as it takes.
        flow: which fair share of the class it belongs to; one per board by default.
        weight: how many parts that share is, where other flows have one.
    """

    priority: Priority | None = None
    deadline: float | None = None
    flow: str | None = None
    weight: int | None = None

    def over(self, other: "CallOptions") -> "CallOptions":
        """These options, and the other's where these say nothing."""
        if other is NO_OPTIONS:
            return self
        if self is NO_OPTIONS:
            return other
        return CallOptions(
            self.priority if self.priority is not None else other.priority,
            self.deadline if self.deadline is not None else other.deadline,
            self.flow if self.flow is not None else other.flow,
            self.weight if self.weight is not None else other.weight,
        )


NO_OPTIONS = CallOptions()


def checked_options(
    priority: Priority | None, deadline: float | None, flow: str | None, weight: int | None
) -> CallOptions:
    """Options from a caller.

    Raises:
        InvalidArgument: a priority that is none, a deadline that is no positive number, a flow that is no string,
            a weight that is no whole number from 1 to 10,000.
    """
    if priority is not None and not isinstance(priority, Priority):
        raise InvalidArgument(f"priority must be a Priority, not {priority!r}", field="priority")
    if deadline is not None:
        if not (isinstance(deadline, int | float) and deadline > 0) or isinstance(deadline, bool):
            raise InvalidArgument(f"deadline must be a positive number of seconds, not {deadline!r}", field="deadline")
        if deadline > LONGEST_S:
            deadline = math.inf
    if flow is not None and not isinstance(flow, str):
        raise InvalidArgument(f"flow must be a string, not {flow!r}", field="flow")
    if weight is not None:
        check_weight(weight)
    options = CallOptions(priority, deadline, flow, weight)
    return NO_OPTIONS if options == NO_OPTIONS else options


_current: ContextVar[CallOptions] = ContextVar("miro_async_call_options", default=NO_OPTIONS)


def current_options() -> CallOptions:
    """The options of the current task."""
    return _current.get()


@contextmanager
def call_options(
    *,
    priority: Priority | None = None,
    deadline: float | None = None,
    flow: str | None = None,
    weight: int | None = None,
) -> Generator[None]:
    """Treat every call of this task, and of the tasks it starts, in a certain way.

    Args:
        priority: which class of the queue the calls wait in.
        deadline: seconds from each call to its answer; ``math.inf`` lifts a deadline that `Miro` has.
        flow: which fair share of the class they belong to.
        weight: how many parts that share is, where other flows have one.

    Raises:
        InvalidArgument: a value that is none of these.
    """
    token = _current.set(checked_options(priority, deadline, flow, weight).over(_current.get()))
    try:
        yield
    finally:
        _current.reset(token)
