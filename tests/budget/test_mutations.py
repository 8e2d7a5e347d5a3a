"""The mutations fit the package as it is, and their harness tells a test that sees from one that is blind."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from budget.mutations import MUTATIONS, TESTS, Mutation, check, verdict_on

SOME = ("max turned to min in the header bound", "weights of flows ignored", "a 429 stops nobody")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_each_finds_what_it_replaces_and_the_tests_that_guard_it(mutation: Mutation) -> None:
    check(mutation)
    assert mutation.old != mutation.new
    for test in mutation.tests:
        file, _, name = test.partition("::")
        assert f"def {name.partition('[')[0]}(" in (TESTS / file).read_text()


def test_their_names_differ() -> None:
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 20


def test_some_are_caught_and_one_that_changes_nothing_survives() -> None:
    some = [mutation for mutation in MUTATIONS if mutation.name in SOME]
    harmless = some[0]._replace(name="harmless", new=f"{some[0].old} ")
    with ThreadPoolExecutor(2) as pool:
        *verdicts, survivor = pool.map(verdict_on, [*some, harmless])
    for mutation, verdict in zip(some, verdicts, strict=True):
        assert verdict.caught_by in mutation.tests[0], verdict.trouble
        assert verdict.caught_by
    assert (survivor.caught_by, survivor.trouble) == ("", "")


def test_a_mutation_that_fits_no_more_stops_the_harness() -> None:
    with pytest.raises(ValueError, match="has 0 of 'what nobody wrote'"):
        check(MUTATIONS[0]._replace(old="what nobody wrote"))
    with pytest.raises(ValueError, match="say anew"):
        verdict_on(MUTATIONS[0]._replace(old="self"))


def test_tests_that_cannot_run_catch_nothing() -> None:
    verdict = verdict_on(MUTATIONS[0]._replace(tests=("budget/test_budget.py::test_that_is_gone",)))
    assert verdict.caught_by == ""
    assert verdict.trouble


def test_the_program_tells_what_there_is() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("mutations.py")), "--list"],
        capture_output=True,
        text=True,
        check=True,
    )
    for mutation in MUTATIONS:
        assert mutation.name in done.stdout
