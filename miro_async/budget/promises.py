"""A deadline that was accepted is a promise.

Nobody who judges a deadline knows who will come: cheap calls fill gaps, and some dear ones in a row make everybody late
who stands behind them. So a yes that merely foretells is wrong now and then, and whoever makes it right by more caution
turns others away in vain.

But who says yes may see to it. A call with a deadline is accepted if it goes in time with a little luck in its own
flow (`Standing.with_luck`), and where luck fails, it goes before others of that flow in time to keep the deadline. The
flow is charged as always, so no other waits for it: by deadlines no flow and no class gets more than its share, nor
gets it earlier. What other flows may do to it is reckoned with, for against them no promise helps. Those that are
hastened go in the order in which their time comes, which is about that of their deadlines. As each was to be in time
where it stood, there is an order in which all are; and who changes places with a call that is due later, or never,
makes nobody late.
"""

from miro_async.budget.fair_queue import Waiter
from miro_async.budget.ledger import Ledger

__all__ = ["in_haste_from"]

_TURN = 16  # part of a window: other flows and classes may have some dear calls before the next turn comes
_SPENT = 4  # part of a window


def in_haste_from(waiter: Waiter, deadline_ns: int, ledger: Ledger) -> int:
    """When a call has to go before others of its flow; sooner the dearer it is, as its credits have to be saved up.

    The credits of a fixed window are spent well before it ends (see `pacing`): whose deadline is near the end, or after
    all has been spent, has to go before that.

    Args:
        waiter: the call.
        deadline_ns: when it has to be granted.
        ledger: the account.
    """
    window_ns, suspects = ledger.window_ns, ledger.suspects
    at = deadline_ns - window_ns // _TURN - waiter.credits * window_ns // ledger.limit
    if not suspects.only_fixed:
        return at
    next_end = deadline_ns + (suspects.window_end - deadline_ns) % window_ns
    return min(at, next_end - window_ns // _SPENT)
