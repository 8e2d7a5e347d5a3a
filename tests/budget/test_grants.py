"""What may have come back of a sliding log, by the times of the grants."""

from miro_async.budget.grants import Grants

NS = 1_000_000_000
WINDOW = 60 * NS


def granted_once_a_second(seconds: int) -> tuple[Grants, int]:
    """100 credits each time, the first of them at 0 s, after 1,000 that nobody noted."""
    grants, committed = Grants(WINDOW), 1000
    for second in range(seconds):
        grants.note(100, committed, second * NS)
        committed += 100
    return grants, committed


def test_nothing_is_told_before_every_grant_of_a_window_is_known() -> None:
    grants, committed = granted_once_a_second(60)
    assert grants.back_by(59 * NS, committed) is None
    assert grants.back_by(62 * NS, committed) is not None


def test_what_was_granted_less_than_a_window_ago_cannot_have_come_back() -> None:
    grants, committed = granted_once_a_second(70)
    at_65_s = grants.back_by(65 * NS + NS // 2, committed)
    assert at_65_s == 1000 + 6 * 100  # granted in the seconds 0 to 5


def test_a_refund_was_never_granted() -> None:
    grants, committed = granted_once_a_second(70)
    grants.note(500, committed, 70 * NS)
    grants.refund(500)
    assert grants.back_by(70 * NS + WINDOW, committed) == 1000 + 70 * 100


def test_a_grant_that_was_not_noted_ends_the_knowledge_for_a_window() -> None:
    grants, committed = granted_once_a_second(70)
    committed += 50
    assert grants.back_by(70 * NS, committed) is None
    grants.note(100, committed, 71 * NS)
    assert grants.back_by(72 * NS, committed + 100) is None
    grants.note(100, committed + 100, 133 * NS)
    assert grants.back_by(134 * NS, committed + 200) == committed + 100
