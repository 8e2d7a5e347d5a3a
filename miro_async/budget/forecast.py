"""When so many credits will have gone: what comes back and when, what is kept for others, and the pace.

What comes back depends on how the server counts (see `suspects`). While that is not known a fixed window is assumed if
it is still possible, which is what is believed of Miro (miro-facts, "Window"), and else the slower of the other two:

* a fixed window gives everything at its end, and so does each that follows;
* a sliding log gives back what our own log holds, one window after it was spent, and from then on a limit a window;
* a steady supply gives what its slope promises until the end of the window, and then a limit a window.

What neighbours take is taken off, and so is the reserve, which melts away as the end of a fixed window comes near.
The pacer says how long the pace holds up what is not interactive. Who overtakes whom is not forecast here: that, and
the deadline of a call while nobody knows how the server counts, is the matter of `rehearsal`.
"""

from collections.abc import Sequence

from miro_async.budget.fair_queue import Priority
from miro_async.budget.ledger import Ledger
from miro_async.budget.pacing import FallbackPacer
from miro_async.budget.scheduler import Scheduler
from miro_async.budget.standing import Standing

__all__ = ["a_window_gives", "comes_back", "known_left", "time_to_send", "was_told"]

_NS = 1_000_000_000
_CAUTION = (16, 15)  # the slope of a steady supply is measured a sixteenth low
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
    serves_in = _fixed_windows_serve_in if ledger.suspects.fixed else _trickle_serves_in
    return max(held, serves_in(scheduler, standing, within, now), 0)


# What comes back -------------------------------------------------------------------------------------------------


def was_told(ledger: Ledger, now: int) -> bool:
    """Whether the last answer is of this window, so that what it told is still worth something."""
    return ledger.informed and now <= ledger.fresh_until


def known_left(ledger: Ledger, now: int) -> int:
    """Credits that are left by the last answer; negative after a call that went in the hope of more."""
    return ledger.spendable() if was_told(ledger, now) else max(ledger.own_room(), 0)


def a_window_gives(ledger: Ledger, now: int) -> int:
    """Credits of a whole window that neighbours leave us."""
    taken = int(ledger.foreign_rate(now) * ledger.window_ns / _NS)
    return max(ledger.limit - taken, ledger.limit // _LEAST_SHARE, 1)


def _until_end(ledger: Ledger, now: int) -> int:
    """Nanoseconds until a fixed window is over; if it is already, until the probe of the next one comes back."""
    end = ledger.suspects.window_end
    if end <= now:
        return ledger.round_trip_ns
    return min(end - now, ledger.window_ns)


def _returns_in(ledger: Ledger, credits: int, now: int) -> int:
    """Nanoseconds until there will have been so many credits."""
    missing = credits - known_left(ledger, now)
    if missing <= 0:
        return 0
    if not ledger.suspects.fixed:
        return _trickles_in(ledger, missing, now)
    whole = (missing - 1) // a_window_gives(ledger, now)
    return _until_end(ledger, now) + whole * ledger.window_ns


def comes_back(ledger: Ledger, horizons: Sequence[int], now: int) -> list[int]:
    """Credits that surely come back within each of some times, which grow, apart from the end of a fixed window.

    The slowest of the suspects counts. None of the others gives anything back before a window may end that may be a
    fixed one.
    """
    suspects, window_ns = ledger.suspects, ledger.window_ns
    if suspects.only_fixed:
        return [0] * len(horizons)
    end, gives = _until_end(ledger, now), a_window_gives(ledger, now)
    by_suspect: list[list[int]] = []
    if suspects.sliding and not suspects.others:
        by_suspect.append(ledger.log.expiries(now, horizons))
    if suspects.steady or suspects.others:
        slope = max(_slope(ledger, now), 0) if suspects.steady else 0
        unheard = _unheard_ns(ledger, now) if slope else 0
        by_suspect.append(
            [(slope * (min(at, end) + unheard) + max(at - end, 0) * gives) // window_ns for at in horizons]
        )
    return [0 if suspects.fixed and at < end else min(each) for at, *each in zip(horizons, *by_suspect, strict=True)]


def _slope(ledger: Ledger, now: int) -> int:
    """Credits a window that come back steadily, as measured, and are not taken by neighbours."""
    measured = ledger.suspects.releases(ledger.log, now, [ledger.window_ns])[0]
    taken = ledger.limit - a_window_gives(ledger, now)
    return min(measured * _CAUTION[0] // _CAUTION[1], ledger.limit) - taken


def _unheard_ns(ledger: Ledger, now: int) -> int:
    """How long ago the last answer was written: what has come back since is there, and nobody knows it yet."""
    return now - ledger.last_answer + ledger.round_trip_ns // 8 if was_told(ledger, now) else 0


def _trickles_in(ledger: Ledger, missing: int, now: int) -> int:
    """Nanoseconds until so much has come back where that happens little by little."""
    suspects = ledger.suspects
    slid = _slides_in(ledger, missing, now) if suspects.sliding else 0
    flowed = _flows_in(ledger, missing, now) if suspects.steady else 0
    return max(slid, flowed, 0)


def _slides_in(ledger: Ledger, missing: int, now: int) -> int:
    log, window_ns = ledger.log, ledger.window_ns
    if ledger.suspects.others:  # what expires first was not ours
        return _until_end(ledger, now) + missing * window_ns // a_window_gives(ledger, now)
    left = max(known_left(ledger, now), ledger.own_room())
    missing += known_left(ledger, now) - left
    if missing <= log.total:
        return log.freed_at(missing) - now if missing > 0 else 0
    return window_ns + max(missing - log.total - left, 0) * window_ns // a_window_gives(ledger, now)


def _flows_in(ledger: Ledger, missing: int, now: int) -> int:
    window_ns = ledger.window_ns
    gives = a_window_gives(ledger, now)
    slope = _slope(ledger, now)
    until_end = _until_end(ledger, now)
    if slope > 0 and missing * window_ns <= slope * until_end:
        return missing * window_ns // slope - _unheard_ns(ledger, now)
    return until_end + (missing - max(slope, 0) * until_end // window_ns) * window_ns // gives


def _own_log_serves_in(ledger: Ledger, credits: int, now: int) -> int:
    """Nanoseconds until so many credits have gone by the own log and the pace of those who get no headers."""
    missing = credits - known_left(ledger, now)
    freed = _slides_in(ledger, missing, now) if missing > 0 else 0
    return max(freed, FallbackPacer.passes_in(credits, ledger.limit, ledger.window_ns))


# What is not interactive -----------------------------------------------------------------------------------------


def _fixed_windows_serve_in(scheduler: Scheduler, standing: Standing, within: int, now: int) -> int:
    """Nanoseconds until a call goes, if the window is fixed."""
    ledger, pacer = scheduler.ledger, scheduler.pacer
    before = standing.paced_before(within)
    queued = max(scheduler.queue.waiting_credits, before + standing.credits)
    over = ledger.suspects.window_end <= now
    free = 0 if over else max(known_left(ledger, now) - pacer.reserve(ledger, now), 0)
    if before + standing.credits <= free:
        return pacer.passes_in(before, queued, 0, ledger, now)
    gives = max(a_window_gives(ledger, now) - pacer.interactive_demand(now), 1)
    windows, rest = divmod(max(before - free, 0), gives)
    passed = pacer.passes_in_a_new_window(rest, queued - before + rest, ledger, now)
    return _until_end(ledger, now) + windows * ledger.window_ns + passed


def _trickle_serves_in(scheduler: Scheduler, standing: Standing, within: int, now: int) -> int:
    """Nanoseconds until a call goes, if credits come back little by little; it takes an answer to know of it."""
    ledger, pacer = scheduler.ledger, scheduler.pacer
    before = standing.paced_before(within)
    queued = max(scheduler.queue.waiting_credits, before + standing.credits)
    missing = standing.upto(within) + pacer.reserve(ledger, now) - known_left(ledger, now)
    if missing <= 0:
        return pacer.passes_in(before, queued, 0, ledger, now)
    returned = _trickles_in(ledger, missing, now)
    returning = missing * ledger.window_ns // max(returned, 1)
    passed = pacer.passes_in(before, queued, returning, ledger, now)
    return max(returned, passed)
