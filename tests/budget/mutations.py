"""Ways to break the budget, and whether the tests notice: ``python tests/budget/mutations.py``.

Each mutation is one wrong line that somebody has written in earnest, in some scheduler or other. It is applied to a
copy of the package, and the tests that guard the line run on that copy: one of them has to fail, else the mutation
*survives*, and a test is missing. The same tests pass on a copy that is not changed, which is run first.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

__all__ = ["MUTATIONS", "Mutation", "Verdict", "check", "unchanged", "verdict_on"]

TESTS: Final = Path(__file__).resolve().parents[1]
PACKAGE: Final = TESTS.parent / "miro_async"
LONGEST_TEST_S: Final = 60
_FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)
_SOME_FAILED = 1  # pytest's exit code; larger ones say that nothing was tested


class Mutation(NamedTuple):
    """One wrong line.

    Attributes:
        name: what is wrong.
        why: who suffers from it.
        module: the file, within the package.
        old: what stands there, once.
        new: what shall stand there instead.
        tests: what should notice, within the directory of tests.
    """

    name: str
    why: str
    module: str
    old: str
    new: str
    tests: tuple[str, ...]

    def applied(self, source: str) -> str:
        """The source with the mutation.

        Raises:
            ValueError: what it replaces does not stand there exactly once.
        """
        found = source.count(self.old)
        if found != 1:
            raise ValueError(f"{self.name}: {self.module} has {found} of {self.old!r}; say anew what is to be replaced")
        return source.replace(self.old, self.new)


def _in(module: str, *names: str) -> tuple[str, ...]:
    return tuple(f"budget/test_{module}.py::test_{name}" for name in names)


MUTATIONS: Final = (
    Mutation(
        "refund dropped for what is granted and never sent",
        "every cancelled call takes its credits along until the window ends",
        "budget/reservation.py",
        "scheduler.ledger.refund(self.credits)",
        "pass",
        _in("budget", "closing_unsent_refunds_at_once_and_once"),
    ),
    Mutation(
        "refund dropped on cancel in the tick of the grant",
        "who is cancelled before he learns of his grant takes the credits along",
        "budget/budget.py",
        "scheduler.ledger.refund(waiter.credits)",
        "pass",
        _in("scheduler", "a_grant_to_one_who_is_cancelled_in_the_same_tick_goes_to_the_next"),
    ),
    Mutation(
        "release at send + window",
        "the server may have charged the call as late as it answered: released too early by a round trip",
        "budget/books.py",
        "            log.add(now, credits)\n            self._watch_late",
        "            log.add(sent_at, credits)\n            self._watch_late",
        _in("ledger", "without_headers_a_charge_counts_until_a_window_after_its_answer"),
    ),
    Mutation(
        "last-write-wins remaining",
        "an answer that was overtaken puts back what was spent since, or takes away what is there",
        "budget/bound.py",
        "return self._recent[0][1] + self._lift if",
        "return self._recent[-1][1] + self._lift if",
        _in("ledger", "an_answer_that_was_overtaken_changes_nothing"),
    ),
    Mutation(
        "in flight forgotten",
        "what the header says is taken for what is left, although calls are under way that it has not seen",
        "budget/account.py",
        "Answer(self.limit, remaining, remaining + charged, ",
        "Answer(self.limit, remaining, remaining + self.committed, ",
        _in("ledger", "an_answer_that_was_overtaken_changes_nothing"),
    ),
    Mutation(
        "max turned to min in the header bound",
        "the worst answer of the last minute counts for ever: half of the quota is left lying",
        "budget/bound.py",
        "recent[-1][1] <= supply",
        "recent[-1][1] >= supply",
        _in("ledger", "an_answer_that_was_overtaken_changes_nothing"),
    ),
    Mutation(
        "barging newcomers",
        "whoever comes last and is cheap goes first, and the dear call waits for ever",
        "budget/scheduler.py",
        "if self.queue.live or now < self.paused_until:",
        "if now < self.paused_until:",
        _in("scheduler", "a_newcomer_passes_nobody_of_its_class_even_when_there_is_enough_for_it"),
    ),
    Mutation(
        "an uncharged retry",
        "repetitions are free for us and not for the server, and 429s come in storms",
        "pipe.py",
        "call.credits,\n                priority",
        "1 if attempts.sent else call.credits,\n                priority",
        _in("budget", "every_repetition_of_a_call_is_charged"),
    ),
    Mutation(
        "reset read from the local clock",
        "a clock that is wrong by an hour opens windows that are shut, or keeps open ones shut",
        "budget/window_end.py",
        "else now + (rate.reset - rate.date or 1) * _NS",
        "else rate.reset * _NS",
        _in("budget", "the_end_of_the_window_is_told_by_the_servers_clock_alone"),
    ),
    Mutation(
        "a cancelled head blocks",
        "those behind a call that gave up wait until something else happens",
        "budget/budget.py",
        "scheduler.withdraw(waiter)\n        scheduler.freed(",
        "scheduler.withdraw(waiter)\n            return\n        scheduler.freed(",
        _in("scheduler", "a_cancelled_head_blocks_nobody"),
    ),
    Mutation(
        "float credits",
        "sums that should be equal are not, and loops wait for the rest of a credit",
        "budget/books.py",
        "self.committed += credits\n",
        "self.committed += float(credits)\n",
        _in("budget", "credits_are_whole_numbers_wherever_they_are_shown"),
    ),
    Mutation(
        "window id ignored",
        "a straggler of the last window is believed in the new one, and shuts it",
        "budget/window_end.py",
        "return sent_at < self.opened_at and",
        "return False and",
        _in("ledger", "a_429_of_the_last_window_does_not_shut_the_new_one"),
    ),
    Mutation(
        "a new window not recognised by its reset",
        "a window of which little was used ends unnoticed, and the next is thought to end with it",
        "budget/window_end.py",
        "return self.at + max(self._window_ns // 4, trip + 2 * _NS) < end < NEVER",
        "return False",
        _in("budget", "a_new_window_is_known_by_its_reset_though_little_came_back"),
    ),
    Mutation(
        "weights of flows ignored",
        "a job that was given three parts gets one",
        "budget/fair_queue.py",
        "waiter.credits * FLOW_TICKS // flow.weight",
        "waiter.credits * FLOW_TICKS",
        _in("fair_queue", "flows_share_by_credits_and_weight_within_a_call"),
    ),
    Mutation(
        "weights of classes ignored",
        "a batch gets as much as the people who wait for it",
        "budget/fair_queue.py",
        "tuple(tick // weight for weight in weights)",
        "tuple(tick for weight in weights)",
        _in("fair_queue", "classes_share_eight_to_three_to_one_by_credits"),
    ),
    Mutation(
        "shares by calls",
        "a flow of copies of 2,000 credits gets forty times as much as one of reads",
        "budget/fair_queue.py",
        "flow.start += waiter.credits *",
        "flow.start += 50 *",
        _in("fair_queue", "flows_share_by_credits_whatever_the_size_and_number_of_their_calls"),
    ),
    Mutation(
        "idleness saved up",
        "a class that slept for an hour shuts everybody else out for minutes",
        "budget/fair_queue.py",
        "return max(group.start, self._clock - behind)",
        "return group.start",
        _in("fair_queue", "an_idle_class_saves_up_no_credit"),
    ),
    Mutation(
        "a repetition queues at the end",
        "a call that was refused once waits behind everything that came since",
        "budget/scheduler.py",
        "self.queue.push(waiter, front=True)",
        "self.queue.push(waiter)",
        _in("budget", "a_retry_waits_for_its_backoff_and_then_goes_first"),
    ),
    Mutation(
        "deadline check inverted",
        "calls that could be served are refused, and hopeless ones wait",
        "budget/budget.py",
        "if needed > deadline:",
        "if needed < deadline:",
        _in("budget", "a_hopeless_deadline_is_refused_at_once"),
    ),
    Mutation(
        "queue bound off by one",
        "one call more than allowed waits",
        "budget/budget.py",
        "if waiting >= self._quota.max_waiting:",
        "if waiting > self._quota.max_waiting:",
        _in("budget", "the_queue_is_bounded"),
    ),
    Mutation(
        "a 429 stops nobody",
        "all workers run into the same wall, again and again",
        "budget/account.py",
        "self.gate = max(self.gate, now + pause)",
        "pass",
        _in("ledger", "a_429_closes_the_gate_for_as_long_as_retry_after_says"),
    ),
    Mutation(
        "any 429 reopens the gate",
        "a straggler with a shorter Retry-After ends the pause that a longer one began",
        "budget/account.py",
        "self.gate = max(self.gate, now + pause)",
        "self.gate = now + pause",
        _in("ledger", "a_shorter_retry_after_does_not_end_a_longer_one"),
    ),
    Mutation(
        "an answer counts twice",
        "credits of one call are given back twice, and the bound promises what is not there",
        "budget/reservation.py",
        "self._state = _OVER\n        now = scheduler.clock_ns()",
        "now = scheduler.clock_ns()",
        _in("reservation", "an_answer_counts_once_and_only_of_what_was_sent"),
    ),
    Mutation(
        "unknown outcomes given back",
        "a call whose answer was lost is taken for free; half of them are charged",
        "budget/reservation.py",
        "scheduler.ledger.lose(self.credits, self._sent_at, now)",
        "scheduler.ledger.refund(self.credits)",
        _in("budget", "a_call_cancelled_after_sending_stays_charged_until_answers_tell"),
    ),
    Mutation(
        "unknown outcomes kept for ever",
        "every lost answer makes the quota smaller",
        "budget/books.py",
        "self.unknown -= credits",
        "self.unknown -= 0",
        _in("budget", "a_call_cancelled_after_sending_stays_charged_until_answers_tell"),
    ),
    Mutation(
        "limit raised at once",
        "one header of another policy, and five times the quota is spent",
        "budget/limit_change.py",
        "self.seen < self._needed and",
        "self.seen < 1 and",
        _in("ledger", "a_higher_limit_is_believed_only_when_it_stays"),
    ),
    Mutation(
        "a single great fall believed",
        "one header of another policy, and nothing is sent until the window ends",
        "budget/bound.py",
        "great = fallen > limit // _GREAT_FALL",
        "great = False",
        _in("ledger", "one_call_asks_again_when_a_single_answer_tells_of_a_great_fall"),
    ),
    Mutation(
        "who was accepted confirms that nothing was left",
        "two senseless answers in a row, and nobody asks any more until the window ends",
        "budget/bound.py",
        "sent_at < self._told_at or spent <= self._left",
        "True",
        _in("ledger", "a_fall_is_not_confirmed_by_a_call_that_was_accepted_though_nothing_was_left_for_it"),
    ),
    Mutation(
        "two senseless answers believed for good",
        "a third of the quota is kept for three windows, for nobody",
        "budget/neighbours.py",
        "sent_at < self._fell_at or supply <= self._fell_to",
        "True",
        _in(
            "ledger",
            "a_later_answer_of_a_fixed_window_that_tells_more_takes_back_what_two_made_of_a_neighbour",
        ),
    ),
    Mutation(
        "what was refused refutes a neighbour",
        "who spends beside us is forgotten in the very volley of refusals that he causes",
        "budget/neighbours.py",
        "self._fell_to += credits",
        "pass",
        _in("ledger", "a_new_window_and_refused_calls_take_back_nothing"),
    ),
    Mutation(
        "counters of one phase only",
        "without headers a counter whose window began as a charge was forgotten refuses what goes",
        "budget/phases.py",
        "self._draw(charges[0][0] + window_ns)",
        "pass",
        _in("phases", "no_counter_refuses_what_goes_as_soon_as_it_may"),
    ),
    Mutation(
        "every dribble is a call",
        "a burst on a counter seems to go on for a second after its end, and its window's end is kept for it",
        "budget/falls.py",
        "if any(least >= self._first for _, least, _ in less):",
        "if True:",
        _in("falls", "a_call_that_is_told_in_dribbles_is_dated_once"),
    ),
    Mutation(
        "what a counter still holds of ours is somebody's",
        "who spends a first window early keeps thousands of credits for a neighbour who is not there",
        "budget/tally.py",
        "return self._present + round(self.before * left / self._window_s)",
        "return 0",
        _in("tally", "who_spends_a_first_window_early_is_not_taken_for_two_on_a_counter"),
    ),
    Mutation(
        "as many cheap calls as fit go before a dear one",
        "at a cold start a call of 2,000 waits until the bucket has been measured",
        "budget/ledger.py",
        "return not self._fills_unmeasured(now) or passed * self.window_ns < self.limit * self.round_trip_ns",
        "return True",
        _in("cold_start", "cheap_calls_do_not_wait_behind_a_dear_one_of_which_nobody_knows_when_it_may_go"),
    ),
    Mutation(
        "courtesy reserve dropped",
        "what neighbours need is spent, and they get the 429s, and so do we",
        "budget/pacing.py",
        "self._courtesy = self._needed(ledger, 0, now, age) if met else 0",
        "self._courtesy = 0",
        _in("utilisation", "what_a_neighbour_needs_until_the_end_of_the_window_is_left_to_it"),
    ),
    Mutation(
        "no pace beside a neighbour",
        "a window is spent before a neighbour can be seen to need any of it, and it starves",
        "budget/pacing.py",
        "if not demand and queued <= left and now >= ledger.neighbours.seen_until:",
        "if not demand and queued <= left:",
        _in("utilisation", "what_a_neighbour_needs_until_the_end_of_the_window_is_left_to_it"),
    ),
    Mutation(
        "old news of neighbours believed",
        "what was left seconds ago is spent though a neighbour has spent it since",
        "budget/pacing.py",
        "fall_within(horizon + age)",
        "fall_within(horizon)",
        _in("pacing", "what_a_neighbour_may_have_spent_since_the_last_answer_is_left_to_him_as_well"),
    ),
    Mutation(
        "gaps of a sliding log left",
        "credits lie about while a dear call waits for the lump that serves it",
        "budget/ledger.py",
        "there = max(self.spendable(), room)",
        "return 0",
        _in("laboratory", "targets_are_met[log-3+10-1]"),
    ),
    Mutation(
        "interactive reserve dropped",
        "a batch spends the window, and people wait for its end",
        "budget/pacing.py",
        "neighbours=met) if demand else self._courtesy",
        "neighbours=met) if False else self._courtesy",
        _in("utilisation", "an_interactive_call_hardly_waits_under_a_full_batch[first]"),
    ),
    Mutation(
        "resume forgets who waits",
        "the pause is over, and nothing happens until the next answer",
        "budget/scheduler.py",
        "self.paused_until = 0\n        if self.queue.live:",
        "self.paused_until = 0\n        if False:",
        _in("pause", "a_pause_without_end_ends_when_somebody_resumes"),
    ),
    Mutation(
        "a shorter pause ends a longer one",
        "two parts of a program pause the budget, and the one that knows less wins",
        "budget/scheduler.py",
        "self.paused_until = max(self.paused_until, until)",
        "self.paused_until = until",
        _in("pause", "of_several_pauses_the_one_that_ends_last_counts"),
    ),
    Mutation(
        "an evicted budget forgets a spent window",
        "a client per request: each begins with a full quota that is spent already",
        "budget/scheduler.py",
        "return now > max(ledger.gate, self.paused_until, ledger.last_answer + 2 * ledger.window_ns)",
        "return True",
        _in("registry", "what_was_spent_within_two_windows_is_never_forgotten_though_nobody_holds_it"),
    ),
    Mutation(
        "sleep of the machine ignored",
        "a laptop that slept through the window waits for it once more",
        "budget/clocks.py",
        "self.shift += slept - self._slept",
        "self.shift += 0",
        _in("scheduler", "the_time_that_the_machine_slept_counts_for_the_window"),
    ),
    Mutation(
        "drained while calls are under way",
        "a program that drains before it ends cuts off its last calls",
        "budget/scheduler.py",
        "return bool(self.waiting or self.engaged or self.ledger.awaited())",
        "return bool(self.waiting)",
        _in("drain", "newcomers_are_served_while_it_drains"),
    ),
    Mutation(
        "one that gave up holds the front of its flow",
        "no alarm is set for who comes next, and a lone call waits for ever",
        "budget/fair_queue.py",
        "return group.push(waiter, front=front) or self.live == 1",
        "return group.push(waiter, front=front)",
        _in("liveness", "whoever_comes_after_one_that_gave_up_does_not_wait_for_ever"),
    ),
    Mutation(
        "the end of a first window goes all at once",
        "a neighbour whom nobody knows shows in a volley of refusals",
        "budget/pacing.py",
        "min(ledger.awaited(), ledger.limit // _UNDER_WAY) // 2",
        "0",
        _in("laboratory", "a_first_window_beside_a_heavy_neighbour_ends_without_a_volley_of_refusals"),
    ),
    Mutation(
        "a neighbour is forgotten while he spends",
        "a refusal every three windows",
        "budget/account.py",
        "            neighbours.go_on(self.limit // GREAT_PART, now)",
        "            neighbours.go_on(self.limit * 2, now)",
        _in("laboratory", "a_neighbour_who_is_hidden_by_what_comes_back_is_not_forgotten"),
    ),
    Mutation(
        "a floor is never forgotten",
        "what a neighbour took once in a minute is kept for him for ever",
        "budget/neighbours.py",
        "        self._look_down(slot * self._slot_ns)\n",
        "",
        _in(
            "neighbours",
            "what_a_neighbour_left_free_for_some_windows_is_kept_for_him_no_longer_though_nothing_else_moves",
        ),
    ),
    Mutation(
        "every answer is a quiet one",
        "what costs more than it says is never learned",
        "budget/account.py",
        "now + self.window_ns // _WEIGHED_PER_WINDOW",
        "now + self.window_ns * _WEIGHED_PER_WINDOW",
        _in("ledger", "an_answer_of_a_neighbours_spending_lowers_the_bound"),
    ),
    Mutation(
        "what came back since the last answer counts twice",
        "at the end of a counter's window a dear call goes too soon",
        "budget/ledger.py",
        "missing += max(0, self.supply - self.suspects.top)",
        "missing += 0",
        _in("utilisation", "a_call_of_a_tenth_of_the_limit_is_not_sent_for_what_came_back_twice[counter]"),
    ),
)


class Verdict(NamedTuple):
    """What became of a mutation.

    Attributes:
        name: of the mutation.
        caught_by: the first test that failed; empty if none did.
        seconds: that it took.
        trouble: what kept the tests from running, if anything did.
    """

    name: str
    caught_by: str
    seconds: float
    trouble: str = ""


def check(mutation: Mutation, package: Path = PACKAGE) -> None:
    """Look whether a mutation can be applied.

    Raises:
        ValueError: what it replaces does not stand there exactly once.
    """
    mutation.applied((package / mutation.module).read_text())


def verdict_on(mutation: Mutation) -> Verdict:
    """Apply a mutation to a copy of the package and run the tests that should notice.

    Raises:
        ValueError: it cannot be applied.
    """
    return _verdict(mutation.name, mutation.tests, mutation)


def unchanged(mutations: Sequence[Mutation]) -> Verdict:
    """Run all these mutations' tests on a copy that is not changed: whatever fails then catches nothing."""
    return _verdict("(nothing changed)", tuple(dict.fromkeys(test for each in mutations for test in each.tests)), None)


def _verdict(name: str, tests: tuple[str, ...], mutation: Mutation | None) -> Verdict:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="mutation-") as directory:
        copy = Path(directory) / PACKAGE.name
        shutil.copytree(PACKAGE, copy)
        if mutation is not None:
            module = copy / mutation.module
            module.write_text(mutation.applied(module.read_text()))
        done = _pytest(tests, Path(directory))
    seconds = time.perf_counter() - began
    failed = _FAILED.search(done.stdout)
    if done.returncode > _SOME_FAILED or (done.returncode == _SOME_FAILED and failed is None):
        return Verdict(name, "", seconds, done.stdout[-2000:] + done.stderr[-2000:])
    return Verdict(name, failed[1].rpartition("::test_")[2] if failed else "", seconds)


def _pytest(tests: tuple[str, ...], directory: Path) -> "subprocess.CompletedProcess[str]":
    """Run tests on the package in a directory, from there, so that nothing else is imported, nor left behind."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-rf", "-p", "no:cacheprovider"),
            *("--rootdir", str(TESTS.parent), "-c", str(TESTS.parent / "pyproject.toml")),
            *("--timeout", str(LONGEST_TEST_S)),
            *(str(TESTS / test) for test in tests),
        ],
        cwd=directory,
        env={**os.environ, "PYTHONPATH": str(directory), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def _lines(mutations: Sequence[Mutation], jobs: int) -> Iterator[tuple[str, bool]]:
    """Lines of the table, and whether each is as it should be."""
    wide = max(len(each.name) for each in mutations)
    with ThreadPoolExecutor(jobs) as pool:
        for mutation, verdict in zip(mutations, pool.map(verdict_on, mutations), strict=True):
            result = verdict.caught_by or verdict.trouble or f"SURVIVES: {mutation.why}"
            yield f"{verdict.name:{wide}}  {verdict.seconds:4.1f} s  {result}", bool(verdict.caught_by)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program talks


def main() -> int:
    """Run the mutations; 1 if one survives."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="a part of a name; may be repeated")
    parser.add_argument("--list", action="store_true", help="tell what there is and why, and run nothing")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once (one for each core)")
    given = parser.parse_args()
    chosen = [each for each in MUTATIONS if not given.only or any(part in each.name for part in given.only)]
    if not chosen:
        parser.error("no mutation has such a name; --list tells them all")
    for each in chosen:
        check(each)
    if given.list:
        for each in chosen:
            _say(f"{each.name}\n    {each.module}: {each.why}")
        return 0
    before = unchanged(chosen)
    if before.trouble or before.caught_by:
        _say(f"{before.name}: {before.trouble or before.caught_by + ' fails'}")
        return 1
    survived = 0
    for line, fine in _lines(chosen, given.jobs):
        _say(line)
        survived += not fine
    _say(f"{len(chosen) - survived} of {len(chosen)} caught" if survived else f"all {len(chosen)} caught")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
