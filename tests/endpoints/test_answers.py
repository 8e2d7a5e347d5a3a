"""Every answer that Miro's description allows is read by its row, and nothing described is lost."""

import copy
import json
import pickle
from typing import Any

import msgspec
import pytest
from answer_comparison import as_we_have_it, lost
from answer_schemas import success
from hypothesis import HealthCheck, given, settings
from schema_instances import instances, whole
from witness import OPERATION_IDS

from miro_async.endpoints import all_rows, by_name

ANSWERED = [row.name for row in all_rows() if row.returns is not None and row.name in OPERATION_IDS]


def unread(operation: str, answer: Any) -> list[str]:
    """What of an answer is a problem, or lost."""
    value, problems = by_name(operation).decode(json.dumps(answer).encode())
    found = [f"{problem.path}: {problem.message}" for problem in problems]
    return found + lost(as_we_have_it(operation, answer), value)


@pytest.mark.parametrize("operation", [row.name for row in all_rows() if row.name in OPERATION_IDS])
def test_what_is_answered_with_a_body_is_returned(operation: str) -> None:
    _, schema = success(operation)
    assert (by_name(operation).returns is not None) == (schema is not None)


@pytest.mark.parametrize("operation", ANSWERED)
def test_every_described_field_comes_back(operation: str) -> None:
    _, schema = success(operation)
    found = [problem for answer in whole(schema) for problem in unread(operation, answer)]
    assert found == []


@pytest.mark.parametrize("operation", ANSWERED)
def test_what_is_read_pickles_copies_and_is_immutable(operation: str) -> None:
    _, schema = success(operation)
    for answer in whole(schema):
        model, _ = by_name(operation).decode(json.dumps(answer).encode())
        assert pickle.loads(pickle.dumps(model)) == model == copy.deepcopy(model) == copy.copy(model)
        if isinstance(model, msgspec.Struct):
            with pytest.raises(AttributeError, match="immutable"):
                setattr(model, model.__struct_fields__[0], "other")


@pytest.mark.parametrize("operation", ANSWERED)
def test_every_described_answer_is_read_without_loss(operation: str) -> None:
    _, schema = success(operation)

    @given(instances(schema))
    @settings(
        max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    def prove(answer: Any) -> None:
        assert unread(operation, answer) == []

    prove()
