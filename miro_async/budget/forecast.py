"""When so many credits will have gone: what comes back and when, what is kept for others, and the pace.

What comes back depends on how the server counts (see `kinds`). While that is not known a fixed window is assumed if
it is still possible, which is what is believed of Miro (miro-facts, "Window"), and else the slower of the other two:

* a fixed window gives everything at its end, and so does each that follows;
* a sliding log gives back what our own log holds, one window after it was spent, and from then on a limit a window;
* a steady supply gives what its slope promises until the end of the window, and then a limit a window.

What neighbours take is taken off, and so is the reserve, which melts away as the end of a fixed window comes near: all
the time, while people spend it call by call, so that a cheap call finds room just before one of theirs (see
`Pacer.melts_in`). The pacer says how long the pace holds up what is not interactive. Near the end of a fixed window
small calls overtake those that fit no more, and so does the forecast.
"""

from miro_async.budget.fair_queue import Priority
from miro_async.budget.fallback import FallbackPacer
from miro_async.budget.ledger import Ledger
from miro_async.budget.scheduler import Scheduler
from miro_async.budget.slope import CAUTION
from miro_async.budget.standing import Standing
from miro_async.endpoints import CREDITS

__all__ = ["time_to_send"]

_NS = 1_000_000_000
_AT_MOST = (8, 7)  # of what was measured: more is not believed of a slope, whatever was spent
_DOUBT = 4  # part of what may come later
_CHEAPEST = min(CREDITS.values())  # what melts is gone before it suffices for more
_LEAST_SHARE = 8  # neighbours leave us this part of the limit at least: what they took of late says no more than that


def time_to_send(scheduler: Scheduler, standing: Standing, within: int, priority: Priority, now: int) -> int:
    """Nanoseconds until a call has gone, and all that goes before it.

    Args:
        scheduler: of the quota.
        standing: of the call.
        within: nanoseconds in which others may still come and go before it.
        priority: its class.
        now: the time in ns.
    """
    ledger = scheduler.ledger
    ledger.catch_up(now)
    held = max(ledger.gate, scheduler.paused_until) - now
    if ledger.headerless:
        return max(held, _own_log_serves_in(ledger, standing.upto(within), now), 0)
    if priority is Priority.INTERACTIVE:
        return max(held, _returns_in(ledger, standing.upto(within), now), 0)
    suspects = ledger.suspects
    serves_in = _fixed_windows_serve_in if suspects.fixed else _trickle_serves_in
    return max(held, serves_in(scheduler, standing, within, now), 0)


# What comes back -------------------------------------------------------------------------------------------------


def _told(ledger: Ledger, now: int) -> bool:
    """Whether the last answer is of this window, so that what it told is still worth something."""
    return ledger.informed and now <= ledger.fresh_until


def _left(ledger: Ledger, now: int) -> int:
    """Credits that are left by the last answer; negative after a call that went in the hope of more."""
    return ledger.spendable() if _told(ledger, now) else max(ledger.own_room(), 0)


def _a_window_gives(ledger: Ledger, now: int) -> int:
    """Credits of a whole window that neighbours leave us."""
    taken = int(ledger.foreign_rate_of_late(now) * ledger.window_ns / _NS)
    return max(ledger.limit - taken, ledger.limit // _LEAST_SHARE, 1)


def _until_end(ledger: Ledger, now: int) -> int:
    """Nanoseconds until a fixed window is over; if it is already, until the probe of the next one comes back."""
    end = ledger.suspects.window_end
    if end <= now:
        return ledger.round_trip_ns
    return min(end - now, ledger.window_ns)


def _returns_in(ledger: Ledger, credits: int, now: int) -> int:
    """Nanoseconds until there will have been so many credits."""
    missing = credits - _left(ledger, now)
    if missing <= 0:
        return 0
    if not ledger.suspects.fixed:
        return _trickles_in(ledger, missing, now)
    whole = (missing - 1) // _a_window_gives(ledger, now)
    return _until_end(ledger, now) + whole * ledger.window_ns


def _trickles_in(ledger: Ledger, missing: int, now: int) -> int:
    """Nanoseconds until so much has come back where that happens little by little."""
    suspects = ledger.suspects
    slid = _slides_in(ledger, missing, now) if suspects.sliding else 0
    flowed = _flows_in(ledger, missing, now) if suspects.steady else 0
    return max(slid, flowed, 0)


def _slides_in(ledger: Ledger, missing: int, now: int) -> int:
    log, window_ns = ledger.log, ledger.window_ns
    if ledger.suspects.others:  # what expires first was not ours
        return _until_end(ledger, now) + missing * window_ns // _a_window_gives(ledger, now)
    left = max(_left(ledger, now), ledger.own_room())
    missing += _left(ledger, now) - left
    if missing <= log.total:
        return log.freed_at(missing) - now if missing > 0 else 0
    return window_ns + max(missing - log.total - left, 0) * window_ns // _a_window_gives(ledger, now)


def _flows_in(ledger: Ledger, missing: int, now: int) -> int:
    window_ns = ledger.window_ns
    gives = _a_window_gives(ledger, now)
    measured = ledger.suspects.releases(ledger.log, now, [window_ns])[0]
    promised, of = CAUTION
    measured = measured * of // promised  # or more: of two measurements the lower one is promised
    # All that comes back is spent while calls wait, so our own log tells it as well.
    spent = min(ledger.log.total, measured * _AT_MOST[0] // _AT_MOST[1])
    slope = min((measured + max(measured, spent)) // 2, ledger.limit) - (ledger.limit - gives)
    until_end = _until_end(ledger, now)
    if slope > 0 and missing * window_ns <= slope * until_end:
        # What has come back since the last answer was written is there, and nobody knows it yet.
        unheard = now - ledger.last_answer + ledger.round_trip_ns // 8 if _told(ledger, now) else 0
        return missing * window_ns // slope - unheard
    return until_end + (missing - max(slope, 0) * until_end // window_ns) * window_ns // gives


def _own_log_serves_in(ledger: Ledger, credits: int, now: int) -> int:
    """Nanoseconds until so many credits have gone by the own log and the pace of those who get no headers."""
    missing = credits - _left(ledger, now)
    freed = _slides_in(ledger, missing, now) if missing > 0 else 0
    return max(freed, FallbackPacer.passes_in(credits, ledger.limit, ledger.window_ns))


# What is not interactive -----------------------------------------------------------------------------------------


def _fixed_windows_serve_in(scheduler: Scheduler, standing: Standing, within: int, now: int) -> int:
    """Nanoseconds until a call goes, if the window is fixed."""
    ledger, pacer = scheduler.ledger, scheduler.pacer
    before = standing.paced_before(within)
    queued = max(scheduler.queue.waiting_credits, before + standing.credits)
    over = ledger.suspects.window_end <= now
    doubtful = (before - standing.paced_before(0)) // _DOUBT  # nobody knows yet who comes
    free = 0 if over else _left(ledger, now) - pacer.reserve(ledger, now) - doubtful
    if before + standing.credits <= free:
        return pacer.passes_in(before, queued, 0, ledger, now)
    if ledger.suspects.only_fixed and not over:
        squeezed = _squeezes_in(scheduler, standing, within, free, now)
        if squeezed is not None:
            return squeezed
    gives = max(_a_window_gives(ledger, now) - pacer.interactive_demand(now), 1)
    windows, rest = divmod(max(before - max(free, 0), 0), gives)
    passed = pacer.passes_in_a_new_window(rest, queued - before + rest, ledger, now)
    return _until_end(ledger, now) + windows * ledger.window_ns + passed


def _squeezes_in(scheduler: Scheduler, standing: Standing, within: int, free: int, now: int) -> int | None:
    """Nanoseconds until a call finds room before the end of a fixed window, past those that do not; None if never."""
    ledger, pacer = scheduler.ledger, scheduler.pacer
    squeezed = standing.squeezed(max(free, 0), within)
    if squeezed is None:
        return None
    gone, missed = squeezed
    passed = pacer.passes_in(gone, scheduler.queue.waiting_credits, 0, ledger, now)
    lacking = gone + missed + standing.credits - free
    if lacking <= 0:
        return passed
    melted = pacer.melts_in(lacking, ledger, now) if standing.credits <= _CHEAPEST else None
    return None if melted is None else max(passed, melted)


def _trickle_serves_in(scheduler: Scheduler, standing: Standing, within: int, now: int) -> int:
    """Nanoseconds until a call goes, if credits come back little by little; it takes an answer to know of it."""
    ledger, pacer = scheduler.ledger, scheduler.pacer
    before = standing.paced_before(within)
    queued = max(scheduler.queue.waiting_credits, before + standing.credits)
    missing = standing.upto(within) + pacer.reserve(ledger, now) - _left(ledger, now)
    if missing <= 0:
        return pacer.passes_in(before, queued, 0, ledger, now)
    returned = _trickles_in(ledger, missing, now)
    returning = missing * ledger.window_ns // max(returned, 1)
    passed = pacer.passes_in(before, queued, returning, ledger, now)
    return max(returned, passed)
