"""Whatever one field of an answer turns into, the answer is read, the rest of it is whole, and the problem is said."""

from collections.abc import Iterator
from typing import Any, cast

import msgspec
import pytest
from answer_comparison import as_we_have_it, lost
from answer_schemas import success
from schema_instances import whole
from witness import OPERATION_IDS

from miro_async.endpoints import all_rows, by_name

TYPES = {repr(row.returns): row.name for row in all_rows() if row.returns is not None and row.name in OPERATION_IDS}
"""An operation for each type of answer."""

Path = tuple[str | int, ...]

NEW = "of_tomorrow"
WRONG: tuple[Any, ...] = (True, 5, 0.5, -1, "text", [], ["text"], {}, {"novel": 1}, None)


def places(answer: Any, path: Path = ()) -> Iterator[Path]:
    """Every place of an answer but its root."""
    inside: Any = ()
    if isinstance(answer, dict):
        inside = cast("dict[str, Any]", answer).items()
    elif isinstance(answer, list):
        inside = enumerate(cast("list[Any]", answer))
    for step, part in inside:
        yield (*path, step)
        yield from places(part, (*path, step))


def at(answer: Any, path: Path) -> Any:
    for step in path:
        answer = answer[step]
    return answer


def changed(answer: Any, path: Path, value: Any) -> Any:
    """The answer with another value at a place; it shares what is the same."""
    if not path:
        return value
    other = answer.copy()
    other[path[0]] = changed(answer[path[0]], path[1:], value) if path[1:] else value
    return other


def without(answer: Any, path: Path) -> Any:
    """The answer without what is at a place."""
    holder = at(answer, path[:-1]).copy()
    del holder[path[-1]]
    return changed(answer, path[:-1], holder)


def written(path: Path) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def is_identity(path: Path) -> bool:
    """Whether a place says what the answer, or an entry of it, is: its list of entries, an entry, an id or a type."""
    *above, last = path
    return all(isinstance(step, int) or step in {"data", "tags", "Resources"} for step in above) and (
        isinstance(last, int) or last in {"data", "tags", "Resources", "id", "jobId", "type"}
    )


def read(operation: str, answer: Any) -> tuple[Any, list[str]]:
    value, problems = by_name(operation).decode(msgspec.json.encode(answer))
    return value, [problem.path for problem in problems]


def answers(operation: str) -> list[Any]:
    """Answers with all that is described, in the envelope that we have for them."""
    _, schema = success(operation)
    return [answer for answer in whole(schema) if as_we_have_it(operation, answer) is answer]


@pytest.mark.parametrize("operation", TYPES.values())
def test_a_field_of_tomorrow_changes_nothing(operation: str) -> None:
    for answer in answers(operation):
        value, _ = read(operation, answer)
        for path in [(), *places(answer)]:
            if isinstance(at(answer, path), dict):
                other, problems = read(operation, changed(answer, (*path, "novelField"), {"a": [1]}))
                assert (problems, lost(answer, other)) == ([], []), written(path)
                assert type(other) is type(value)


@pytest.mark.parametrize("operation", TYPES.values())
def test_another_word_is_kept(operation: str) -> None:
    for answer in answers(operation):
        for path in places(answer):
            if isinstance(at(answer, path), str) and path[-1] != "type":
                novel = changed(answer, path, NEW)
                value, problems = read(operation, novel)
                is_moment = at(answer, path).startswith("2026-")
                assert problems == ([written(path)] if is_moment else []), written(path)
                assert lost(without(novel, path) if is_moment else novel, value) == []


@pytest.mark.parametrize("operation", TYPES.values())
def test_what_is_missing_is_no_problem(operation: str) -> None:
    for answer in answers(operation):
        for path in places(answer):
            if not is_identity(path) and not isinstance(path[-1], int):
                rest = without(answer, path)
                value, problems = read(operation, rest)
                assert lost(rest, value) == [], written(path)
                assert problems == [], written(path)


@pytest.mark.parametrize("operation", TYPES.values())
def test_what_is_of_another_kind_is_left_out_and_said(operation: str) -> None:
    for answer in answers(operation):
        for path in places(answer):
            for wrong in () if is_identity(path) else WRONG:
                if type(wrong) in {dict, list} and type(wrong) is type(at(answer, path)):
                    continue  # it is of that kind
                novel = changed(answer, path, wrong)
                value, problems = read(operation, novel)
                if problems:
                    assert problems == [written(path)], (written(path), wrong)
                    assert lost(without(answer, path), value) == [], (written(path), wrong)
                else:  # null says nothing, also as an entry of a list; of an object only the new field is dropped
                    possible = [novel] if wrong else [novel, without(answer, path)]
                    possible += [changed(answer, path, {})] if type(wrong) is dict else []
                    assert any(lost(each, value) == [] for each in possible), (written(path), wrong)


@pytest.mark.parametrize("operation", TYPES.values())
def test_of_whatever_type_it_says_to_be_it_is_read(operation: str) -> None:
    for answer in answers(operation):
        for path in places(answer):
            if path[-1] != "type" or not is_identity(path):
                continue
            for novel in (
                without(answer, path),
                *[changed(answer, path, NEW if each == "text" else each) for each in WRONG],
            ):
                value, _ = read(operation, novel)
                possible = (without(answer, path), novel)  # an item of a type that nobody knows is kept as it came
                assert any(lost(each, value) == [] for each in possible), novel


@pytest.mark.parametrize("operation", TYPES.values())
def test_an_entry_of_another_kind_leaves_its_neighbours(operation: str) -> None:
    for answer in answers(operation):
        for path in places(answer):
            if not isinstance(path[-1], int):
                continue
            entries = at(answer, path[:-1])
            for wrong in WRONG:
                value, _ = read(operation, changed(answer, path[:-1], [*entries, wrong, *entries]))
                between: tuple[list[Any], ...] = ([], [{}], [wrong])
                possible = [changed(answer, path[:-1], [*entries, *each, *entries]) for each in between]
                assert any(lost(one, value) == [] for one in possible), (written(path), wrong)
