"""The rules by themselves; what they do to answers is in test_faulty_answers.py."""

import msgspec
import pytest

from miro_async.emulator.faults import Fault, Faults, Seen
from miro_async.errors import ConfigurationError

CREATE = Seen("sticky_notes.create", "POST", "board1")
READ = Seen("items.page", "GET", "board1")


def strikes(faults: Faults, seen: Seen, times: int) -> list[bool]:
    return [faults.replacement(seen) is not None for _ in range(times)]


def test_nth_and_times_select_occurrences_of_what_the_rule_is_about() -> None:
    faults = Faults([Fault(kind="error", operations=("sticky_notes.create",), nth=3, times=2)])
    assert faults.replacement(READ) is None
    assert strikes(faults, CREATE, 6) == [False, False, True, True, False, False]
    assert faults.state() == [
        {
            "fault": {"kind": "error", "operations": ("sticky_notes.create",), "nth": 3, "times": 2},
            "matched": 6,
            "hits": 2,
        }
    ]


@pytest.mark.parametrize(
    ("rule", "hits_create", "hits_read"),
    [
        (Fault(kind="hang_up"), True, True),
        (Fault(kind="hang_up", methods=("POST", "PATCH")), True, False),
        (Fault(kind="hang_up", operations=("sticky_notes.*",)), True, False),
        (Fault(kind="hang_up", boards=("board2",)), False, False),
        (Fault(kind="hang_up", boards=("board1",), methods=("GET",)), False, True),
    ],
)
def test_a_rule_hits_what_it_names(rule: Fault, hits_create: bool, hits_read: bool) -> None:
    assert strikes(Faults([rule]), CREATE, 1) == [hits_create]
    assert strikes(Faults([rule]), READ, 1) == [hits_read]


def test_a_share_is_kept_and_the_same_seed_gives_the_same_luck() -> None:
    rule = Fault(kind="error", share=0.05)
    luck = strikes(Faults([rule], seed=7), CREATE, 10_000)
    assert 400 < sum(luck) < 600
    assert luck == strikes(Faults([rule], seed=7), CREATE, 10_000)
    assert luck != strikes(Faults([rule], seed=8), CREATE, 10_000)


def test_half_of_the_errors_are_applied() -> None:
    faults = Faults([Fault(kind="error", applied=0.5)], seed=1)
    applied = [hit.applied for _ in range(2_000) if (hit := faults.replacement(CREATE))]
    assert len(applied) == 2_000
    assert 900 < sum(applied) < 1_100


def test_the_luck_of_a_rule_does_not_depend_on_other_rules_that_strike() -> None:
    rule = Fault(kind="hang_up", share=0.3)
    alone = Faults([Fault(kind="error", share=0.0), rule], seed=3)
    beside = Faults([Fault(kind="error", share=0.3), rule], seed=3)
    first = [alone.replacement(CREATE) for _ in range(500)]
    second = [beside.replacement(CREATE) for _ in range(500)]
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if not (b and b.kind == "error")]
    assert all((a is None) == (b is None) for a, b in pairs)
    assert any(a for a, _ in pairs)


def test_of_two_answers_the_first_rule_gives_it_and_the_other_keeps_its_turn() -> None:
    faults = Faults([Fault(kind="error", times=1), Fault(kind="hang_up", times=1)])
    kinds = [hit.kind if (hit := faults.replacement(CREATE)) else None for _ in range(3)]
    assert kinds == ["error", "hang_up", None]
    assert faults.counts == {"error": 1, "hang_up": 1}


def test_changes_of_an_answer_add_up_and_do_not_replace_it() -> None:
    faults = Faults([Fault(kind="no_date"), Fault(kind="no_rate_headers"), Fault(kind="list_lag", seconds=4)])
    assert [hit.kind for hit in faults.changes(CREATE)] == ["no_date", "no_rate_headers"]
    assert faults.replacement(CREATE) is None
    assert faults.list_lag == 4


def test_rules_are_changed_at_run_time_and_reset_goes_back() -> None:
    first = Fault(kind="error", times=1)
    faults = Faults([first], seed=5)
    assert strikes(faults, CREATE, 2) == [True, False]
    faults.add(Fault(kind="hang_up"))
    assert strikes(faults, CREATE, 1) == [True]
    faults.clear()
    assert strikes(faults, CREATE, 1) == [False]
    faults.reset()
    assert list(faults) == [first]
    assert strikes(faults, CREATE, 2) == [True, False]


@pytest.mark.parametrize(
    "rule",
    [
        Fault(kind="explode"),  # type: ignore[arg-type]  # the wrong values are the test
        Fault(kind="error", share=1.5),
        Fault(kind="error", nth=0),
        Fault(kind="error", status=99),
        Fault(kind="latency", seconds=-1.0),
        Fault(kind="list_lag", share=0.5),
    ],
)
def test_an_impossible_rule_is_refused_and_those_in_force_stay(rule: Fault) -> None:
    faults = Faults([Fault(kind="error")])
    with pytest.raises(ConfigurationError):
        faults.replace([rule])
    assert [fault.kind for fault in faults] == ["error"]


def test_rules_are_read_from_json() -> None:
    rule = msgspec.json.decode(b'{"kind": "error", "share": 0.05, "applied": 0.5, "methods": ["POST"]}', type=Fault)
    assert rule == Fault(kind="error", share=0.05, applied=0.5, methods=("POST",))
    with pytest.raises(msgspec.ValidationError, match="oparation"):
        msgspec.json.decode(b'{"kind": "error", "oparation": "x"}', type=Fault)
