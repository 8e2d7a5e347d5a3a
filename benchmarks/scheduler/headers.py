"""What the server writes into the headers, and what may become of it between its books and our eyes."""

import random
from collections.abc import Callable
from typing import Final

from miro_async.wire import RateLimit, rate_limit
from scheduler.servers import NS, Server

__all__ = ["HEADERS", "written"]

_HOSTS: Final = (-1, 0, 1)
_HOUR: Final = 3600
_GARBAGE: Final = ("", "-1", "1e5", "0x10", "7", "999999999999", "9" * 30, "yesterday")
_NAMES: Final = {
    "limit": "X-RateLimit-Limit",
    "remaining": "X-RateLimit-Remaining",
    "reset": "X-RateLimit-Reset",
    "date": "Date",
}


def written(server: Server, now: int, *, fast: int = 0) -> RateLimit:
    """The headers of an answer: the reset in whole seconds rounded up, the date down.

    Args:
        server: whose books they tell.
        now: the time in ns.
        fast: by how much the clock that they are written by is ahead of the one that the windows go by, in ns.
    """
    clock = now + server.epoch + fast
    reset = clock + server.resets_at(now) - now
    return RateLimit(server.limit, server.remaining(now), -(-reset // NS), clock // NS, None)


def _plain(rate: RateLimit, _: random.Random) -> RateLimit:
    return rate


def _absent(_: RateLimit, __: random.Random) -> RateLimit:
    return RateLimit()


def _dateless(rate: RateLimit, _: random.Random) -> RateLimit:
    return rate._replace(date=None)


def _hosts(rate: RateLimit, dice: random.Random) -> RateLimit:
    """The clocks of the hosts behind one address differ by up to a second either way."""
    off = dice.choice(_HOSTS)
    return rate._replace(reset=_plus(rate.reset, off), date=_plus(rate.date, off))


def _host_resets(rate: RateLimit, dice: random.Random) -> RateLimit:
    """The hosts agree on the date, and differ by up to a second in when the window ends."""
    return rate._replace(reset=_plus(rate.reset, dice.choice(_HOSTS)))


def _negative(rate: RateLimit, dice: random.Random) -> RateLimit:
    """One answer of twenty has numbers below zero."""
    if dice.random() >= 0.05:
        return rate
    return _read(rate, remaining="-1", reset="-5")


def _garbage(rate: RateLimit, dice: random.Random) -> RateLimit:
    """One answer of twenty has one senseless header."""
    if dice.random() >= 0.05:
        return rate
    return _read(rate, **{dice.choice(tuple(_NAMES)): dice.choice(_GARBAGE)})


def _read(rate: RateLimit, **texts: str) -> RateLimit:
    """What the package reads when some headers have other texts."""
    read = rate_limit({_NAMES[name]: text for name, text in texts.items()})
    return rate._replace(**{name: getattr(read, name) for name in texts})


def _missing(rate: RateLimit, dice: random.Random) -> RateLimit:
    """Half of the answers tell nothing."""
    return RateLimit(date=rate.date) if dice.random() < 0.5 else rate


def _other(rate: RateLimit, dice: random.Random) -> RateLimit:
    """One answer of twenty tells of another quota, of 30 s and 600 calls."""
    if dice.random() >= 0.05:
        return rate
    return rate._replace(limit=600, remaining=dice.randrange(600), reset=_plus(rate.date, dice.randrange(1, 30)))


def _hour_ahead(rate: RateLimit, _: random.Random) -> RateLimit:
    return rate._replace(reset=_plus(rate.reset, _HOUR), date=_plus(rate.date, _HOUR))


def _hour_behind(rate: RateLimit, _: random.Random) -> RateLimit:
    return rate._replace(reset=_plus(rate.reset, -_HOUR), date=_plus(rate.date, -_HOUR))


def _plus(value: int | None, more: int) -> int | None:
    return None if value is None else value + more


HEADERS: Final[dict[str, Callable[[RateLimit, random.Random], RateLimit]]] = {
    "plain": _plain,
    "absent": _absent,
    "dateless": _dateless,
    "hosts": _hosts,
    "host resets": _host_resets,
    "negative": _negative,
    "garbage": _garbage,
    "missing": _missing,
    "other policy": _other,
    "hour ahead": _hour_ahead,
    "hour behind": _hour_behind,
}
