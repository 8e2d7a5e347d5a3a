"""What `Budget.reserve` is given, checked before it counts.

A number that is none would spoil the quota for everybody who shares it: nan is never equal to itself, and the queue
would look for its tag for ever; a fraction of a credit is one that nobody can ever spend.
"""

import math
from typing import TypeGuard

from miro_async.budget.fair_queue import HEAVIEST, Priority
from miro_async.errors import InvalidArgument

__all__ = [
    "LONGEST_S",
    "check_call",
    "check_deadline",
    "check_delay",
    "check_weight",
    "is_ahead",
    "is_number",
    "is_weight",
    "is_whole",
]

LONGEST_S = 1e9  # what would last longer lasts for ever


def is_whole(value: object) -> TypeGuard[int]:
    """Whether it is a whole number, which True is not."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number, which nan is not."""
    return is_whole(value) or (isinstance(value, float) and not math.isnan(value))


def is_weight(value: object) -> bool:
    """Whether it is the weight of a flow."""
    return is_whole(value) and 1 <= value <= HEAVIEST


def is_ahead(deadline: object) -> bool:
    """Whether it is a number of seconds that are not over."""
    return is_number(deadline) and deadline >= 0


def check_call(credits: object, priority: object, flow: object, weight: object, limit: int) -> None:
    """Raise for a call that can never be granted.

    Raises:
        InvalidArgument: the call costs no whole number of credits, less than one, or more than a whole window holds; a
            priority, a flow or a weight that is none.
    """
    check_weight(weight)
    if not isinstance(priority, Priority):
        raise InvalidArgument(f"priority must be a Priority, not {priority!r}", field="priority")
    if not isinstance(flow, str):
        raise InvalidArgument(f"flow must be a string, not {flow!r}", field="flow")
    if not is_whole(credits):
        raise InvalidArgument(f"credits must be a whole number, not {credits!r}", field="credits")
    if credits < 1:
        raise InvalidArgument(f"a call costs at least 1 credit, not {credits}", field="credits")
    if credits > limit:
        raise InvalidArgument(
            f"the call costs {credits} credits, more than the {limit} of a whole window", field="credits"
        )


def check_weight(weight: object) -> None:
    """Raise for the weight of a flow that is none.

    Raises:
        InvalidArgument: it is no whole number from 1 to 10,000.
    """
    if not is_weight(weight):
        raise InvalidArgument(f"weight must be a whole number, 1 to {HEAVIEST:,}, not {weight!r}", field="weight")


def check_deadline(deadline: object) -> None:
    """Raise for a deadline that is none.

    Raises:
        InvalidArgument: it is no number of seconds.
    """
    if not is_number(deadline):
        raise InvalidArgument(f"deadline must be a number of seconds, not {deadline!r}", field="deadline")


def check_delay(delay: object) -> None:
    """Raise for a backoff that is none.

    Raises:
        InvalidArgument: it is no number of seconds from 0 to a billion.
    """
    if not is_number(delay) or not 0 <= delay <= LONGEST_S:
        raise InvalidArgument(f"delay must be a number of seconds, 0 to {LONGEST_S:,.0f}, not {delay!r}", field="delay")
