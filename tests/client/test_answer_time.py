"""What is known of how long answers take."""

from miro_async.answer_time import AnswerTime


def test_it_follows_the_answers_up_and_down() -> None:
    known = AnswerTime()
    assert known.send_within(2.0) == 2.0, "nothing is known yet"
    for _ in range(50):
        known.answered(0.1)
    assert 0.1 <= known.seconds < 0.101
    for took in (0.9, 1.1) * 25:
        known.answered(took)
    assert 1.1 < known.seconds < 1.3, "most answers come within it"
    for _ in range(50):
        known.answered(0.1)
    assert 0.1 <= known.seconds < 0.12


def test_one_that_takes_very_long_is_no_rule() -> None:
    known = AnswerTime()
    for _ in range(50):
        known.answered(0.2)
    known.answered(30.0)
    assert known.seconds < 0.4
    for _ in range(20):
        known.in_vain(30.0)
    assert known.seconds > 30


def test_what_was_cut_off_would_have_taken_longer() -> None:
    known = AnswerTime()
    known.in_vain(0.5)
    assert known.seconds == 0.5
    for _ in range(50):
        known.in_vain(0.2)
    assert known.seconds == 0.5, "that tells nothing"
    for _ in range(50):
        known.in_vain(3.0)
    assert known.seconds > 2.9


def test_who_asks_for_more_than_the_server_gives_may_still_be_lucky() -> None:
    known = AnswerTime()
    known.answered(1.0)
    assert known.send_within(3.0) == 2.0
    assert known.send_within(0.8) == 0.8
