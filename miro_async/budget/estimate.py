"""What a job costs and when it would be done, before anything is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from miro_async.budget.arguments import is_number, is_whole
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument

__all__ = ["Cost", "Estimate", "cost_of", "estimate_of", "seconds_until"]

_END_OF_TIME = datetime.max.replace(tzinfo=UTC)


class Cost(NamedTuple):
    """What calls cost.

    Attributes:
        credits: what they cost, if each is sent once.
        is_least: whether they may cost more, as only their answers will tell.
    """

    credits: int
    is_least: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a job takes.

    Attributes:
        credits: what it costs, if each call is sent once.
        seconds: until the last call is sent, latency not included; infinite while the budget is paused for good.
        done_at: when that is, in UTC; `datetime.max` if never.
        costs_at_least: whether it may cost more, for the reason that `Call.costs_at_least` has.
    """

    credits: int
    seconds: float
    done_at: datetime
    costs_at_least: bool = False


def estimate_of(cost: Cost, seconds: float) -> Estimate:
    """An estimate that counts from this moment of the machine's clock."""
    now = datetime.now(UTC)
    left = (_END_OF_TIME - now).total_seconds()
    done_at = now + timedelta(seconds=seconds) if seconds < left else _END_OF_TIME
    return Estimate(cost.credits, seconds, done_at, cost.is_least)


def cost_of(calls: Iterable[Call[Any]] | int, surcharges: Mapping[str, int], limit: int) -> Cost:
    """What calls cost.

    Args:
        calls: the calls, or their credits.
        surcharges: credits that a call costs more than declared, by operation, where that is known.
        limit: credits of a whole window; a call that costs more is never sent.

    Raises:
        InvalidArgument: negative credits, a call that can never be sent, or what is neither.
    """
    if is_whole(calls):
        if calls < 0:
            raise InvalidArgument(f"a job costs 0 credits or more, not {calls}", field="calls")
        return Cost(calls)
    if isinstance(calls, Call) or not isinstance(calls, Iterable):
        raise InvalidArgument(f"calls must be several calls, or a number of credits, not {calls!r}", field="calls")
    total, is_least = 0, False
    for call in calls:
        if not isinstance(call, Call):
            raise InvalidArgument(f"each of the calls must be a Call, not {call!r}", field="calls")
        credits = call.credits + surcharges.get(call.operation, 0)
        if credits > limit:
            raise InvalidArgument(
                f"{call.operation} costs {credits} credits, more than the {limit} of a whole window", field="calls"
            )
        total += credits
        is_least = is_least or call.costs_at_least
    return Cost(total, is_least)


def seconds_until(until: float | datetime) -> float:
    """Seconds from now until then; infinite for never.

    Raises:
        InvalidArgument: not a number, or a moment that does not say in which zone it is.
    """
    if isinstance(until, datetime):
        if until.tzinfo is None:
            raise InvalidArgument("until must say its time zone: datetime.now(UTC) + ...", field="until")
        return (until - datetime.now(UTC)).total_seconds()
    if not is_number(until):
        raise InvalidArgument(f"until must be a number of seconds or an aware datetime, not {until!r}", field="until")
    return until
