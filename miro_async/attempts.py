"""How often a call is repeated, and what it has been through so far."""

import asyncio
import math
import random
from typing import Any, NamedTuple

from miro_async.answer_time import AnswerTime
from miro_async.budget import Priority
from miro_async.endpoints import Call
from miro_async.errors import DeadlineExceeded, MiroError, OutcomeUnknown
from miro_async.options import CallOptions

__all__ = ["Attempts", "Retries"]


class Retries(NamedTuple):
    """How often a call that may be repeated is repeated.

    Attributes:
        most: repetitions after a failure of the server or the connection.
        rate_limited: repetitions after a 429; each waits for the quota first.
        backoff: seconds before the first repetition, at most; doubled each time, and drawn evenly from 0.
        backoff_limit: the longest such wait, in seconds.
    """

    most: int = 4
    rate_limited: int = 20
    backoff: float = 0.5
    backoff_limit: float = 30.0

    def delay(self, repetition: int) -> float:
        """Seconds before a repetition (1 is the first): full jitter, so that clients that failed together part."""
        limit = min(self.backoff_limit, self.backoff * 2.0 ** (repetition - 1))
        return random.uniform(0.0, limit)  # noqa: S311 - jitter, not cryptography


class Attempts:
    """What one call has been through so far.

    Args:
        call: the call.
        options: how it is to be treated.
        delay: seconds after which its deadline begins.
    """

    __slots__ = (
        "call",
        "credits",
        "deadline",
        "doubtful",
        "failed",
        "flow",
        "limited",
        "priority",
        "renewed",
        "sent",
        "start",
        "waited",
        "weight",
    )

    def __init__(self, call: Call[Any], options: CallOptions, delay: float) -> None:
        self.call = call
        self.priority = options.priority if options.priority is not None else Priority.NORMAL
        self.flow = options.flow if options.flow is not None else call.ids[0] if call.ids else ""
        self.weight = options.weight if options.weight is not None else 1
        self.deadline = None if options.deadline == math.inf else options.deadline
        self.start = 0.0 if self.deadline is None else asyncio.get_running_loop().time() + delay
        self.sent = 0
        self.credits = 0  # of the attempts that left this machine
        self.failed = 0
        self.limited = 0
        self.waited = 0.0
        self.doubtful = False
        self.renewed = False

    def left(self) -> float | None:
        """Seconds until the deadline; None if there is none."""
        if self.deadline is None:
            return None
        return self.deadline - (asyncio.get_running_loop().time() - self.start)

    def send_within(self, answer_time: AnswerTime) -> float | None:
        """Seconds in which it has to go, for an answer in time; None without a deadline."""
        left = self.left()
        return None if left is None else answer_time.send_within(left)

    def late(self, error: MiroError) -> DeadlineExceeded:
        """The deadline has passed; `error` is what happened last."""
        late = DeadlineExceeded("the answer did not come in time", deadline=self.deadline or 0.0)
        late.__cause__ = error
        return late

    def too_late(self) -> DeadlineExceeded:
        """What to raise instead of sending what could not be answered in time any more."""
        why = "it was not sent, since no answer could come in time any more"
        return DeadlineExceeded(why, deadline=self.deadline or 0.0)

    @property
    def may_be_applied(self) -> bool:
        """Whether this is a write that an earlier attempt may have applied."""
        return self.doubtful and not self.call.endpoint.reads

    def final(self, error: MiroError) -> MiroError:
        """What to raise when the call must not be repeated any more: a write that may have been applied says so."""
        if not self.may_be_applied:
            return error
        unknown = OutcomeUnknown(
            f"it may have been applied; the last attempt: {error}", status=getattr(error, "status", 0)
        )
        unknown.__cause__ = error
        return unknown
