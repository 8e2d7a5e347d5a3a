"""The quotas at this moment, one by one: what the control API tells to those who watch."""

from collections import Counter

import msgspec

from miro_async.emulator.engine import Engine
from miro_async.emulator.limits import Limits, QuotaKey
from miro_async.emulator.log import Tally

__all__ = ["QuotaState", "quota_states"]

_NS = 1_000_000_000


class QuotaState(msgspec.Struct, kw_only=True, frozen=True):
    """The quota of a user and an app, or of an organization's SCIM.

    Attributes:
        user: the user's id; empty for requests without a valid token.
        user_name: the user's name.
        app: the app's id; of SCIM what `World.pool` says.
        model: how the window is counted, see `miro_async.emulator.windows`.
        window: the window's length in seconds.
        limit: credits per window.
        remaining: credits that are left; never negative.
        resets_in: seconds until the quota recovers, in the sense of the model.
        in_flight: requests that are not answered yet.
        in_flight_credits: what they ask for, as far as the server has read them.
        calls: admitted requests so far.
        credits: credits that these requests were charged.
        foreign: credits that `Limits.spend` took out for neighbours so far.
        rate_limited: requests that were answered with 429 so far.
        operations: calls and credits by operation, of requests that the server is done with, refused ones included.
    """

    user: str
    user_name: str
    app: str
    model: str
    window: float
    limit: int
    remaining: int
    resets_in: float
    in_flight: int
    in_flight_credits: int
    calls: int
    credits: int
    foreign: int
    rate_limited: int
    operations: dict[str, Tally]


def quota_states(engine: Engine) -> list[QuotaState]:
    """Every quota that was asked for something, that of the default token first."""
    default = engine.world.token
    flying: Counter[QuotaKey] = Counter()
    flying_credits: Counter[QuotaKey] = Counter()
    for entry in engine.log.in_flight():
        flying[QuotaKey(entry.user, entry.app)] += 1
        flying_credits[QuotaKey(entry.user, entry.app)] += entry.cost
    first = QuotaKey(default.user_id, default.app_id)
    keys = [(engine.limits, key) for key in dict.fromkeys([first, *engine.limits.all_windows()])]
    keys += [(engine.scim_limits, key) for key in engine.scim_limits.all_windows()]
    return [_state(engine, limits, key, flying[key], flying_credits[key]) for limits, key in keys]


def _state(engine: Engine, limits: Limits, key: QuotaKey, in_flight: int, in_flight_credits: int) -> QuotaState:
    now = limits.peek(key)
    windows = limits.windows(key)
    return QuotaState(
        user=key.user,
        user_name=engine.world.user_name(key.user),
        app=key.app,
        model=limits.model,
        window=limits.window,
        limit=now.limit,
        remaining=now.remaining,
        resets_in=max(0, now.reset_ns - engine.clock.steady_ns()) / _NS,
        in_flight=in_flight,
        in_flight_credits=in_flight_credits,
        calls=sum(window.calls for window in windows),
        credits=sum(window.credits for window in windows),
        foreign=sum(window.foreign for window in windows),
        rate_limited=sum(window.denied for window in windows),
        operations=engine.statistics.by_quota.get(key, {}),
    )
