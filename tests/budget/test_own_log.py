"""The own log rounds times up, and by no more than a slot."""

import pytest

from miro_async.budget.own_log import OwnLog

NS = 1_000_000_000


@pytest.mark.parametrize("window_ns", [60 * NS, 20 * NS, 30 * NS + 1, 4096, 5])
def test_what_is_logged_expires_no_sooner_than_a_window_later_and_no_later_than_another_slot(window_ns: int) -> None:
    slot = -(-window_ns // 4096)
    for at in range(0, 3 * slot, max(1, slot // 50)):
        log = OwnLog(window_ns)
        log.add(at, 50)
        assert 0 <= log.freed_at(50) - at - window_ns <= slot + 4096
