"""`Answer`: what one answer told of the quota, as the rooms of the ledger pass it on."""

from typing import NamedTuple

from miro_async.wire import RateLimit

__all__ = ["Answer"]


class Answer(NamedTuple):
    """An answer that told what remained.

    Attributes:
        limit: credits per window, as we believe.
        remaining: credits, as the header says.
        supply: the lower bound of the supply by it (see `bound`).
        ceiling: the upper bound.
        rate: all headers.
        sent_at: when its call was sent, in ns.
        came_at: when it came, in ns.
        cost: credits that its call was charged; 0 if it was refused.
    """

    limit: int
    remaining: int
    supply: int
    ceiling: int
    rate: RateLimit
    sent_at: int
    came_at: int
    cost: int

    @property
    def used(self) -> int:
        """Credits that were used of the limit, by whomever."""
        return self.limit - self.remaining

    @property
    def trip(self) -> int:
        """How long the call and its answer were on their way, in ns."""
        return self.came_at - self.sent_at
