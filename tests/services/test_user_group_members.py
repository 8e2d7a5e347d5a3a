"""What becomes of users who are added to a user group and removed from it, all at once."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from miro_async import Miro, Quota, drafts, endpoints
from miro_async.emulator import Emulator
from miro_async.errors import Conflict, DecodeError, PayloadTooLarge
from miro_async.models import UserGroupMembersResult
from miro_async.wire import Failure, Response, Success, verdict

ADDED = {"operation": "addMembers", "status": 200, "affectedUsers": [{"id": "1", "email": "a@x.example"}]}
REFUSED = {"operation": "addMembers", "status": 400, "error": {"status": 400, "code": "invalidParameters"}}


def client(emulator: Emulator) -> Miro:
    quota = Quota(limit=10**9)
    return Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key=f"groups {uuid4().hex}")


def read(answer: Any) -> tuple[UserGroupMembersResult, list[str]]:
    """The result of an answer, and the paths of what could not be read of it."""
    result, problems = endpoints.user_group_members.update.decode(json.dumps(answer).encode())
    return result, [problem.path for problem in problems]


def test_a_partial_failure_is_a_result_and_no_error() -> None:
    emulator = Emulator(limit=10**9)
    (ann, bob) = emulator.world.seed_members(2)
    organization = emulator.world.organization_id

    async def main() -> None:
        async with client(emulator) as miro:
            group = (await miro.user_groups.create(organization, drafts.user_group("Makers"))).id
            body = drafts.user_group_members(add=[ann["id"], "7"], remove=[bob["email"], "8"])
            exchange = await miro.exchange(endpoints.user_group_members.update(organization, group, body=body))
            assert (exchange.status, exchange.credits, exchange.attempts) == (207, 200, 1)
            (succeeded,) = exchange.value.succeeded
            assert [user.id for user in succeeded.affected_users] == [ann["id"]]
            assert [outcome.operation for outcome in exchange.value.failed] == ["addMembers", "removeMembers"]
            assert "7" in (exchange.value.failed[0].error.message or "")
            # An address that the group has is refused as a whole where it is alone.
            with pytest.raises(Conflict):
                await miro.user_group_members.add(organization, group, drafts.user_group_member(ann["email"]))

    asyncio.run(main())


def test_a_change_that_the_server_finds_too_large_is_an_error() -> None:
    call = endpoints.user_group_members.update("1", "2", body=drafts.user_group_members(add=["3"]))
    body = {"type": "error", "status": 413, "code": "payloadTooLarge", "message": "too many"}
    outcome = verdict(call, Response(413, {}, json.dumps(body).encode()), doubtful=False)
    assert isinstance(outcome, Failure)
    assert isinstance(outcome.error, PayloadTooLarge)


@pytest.mark.parametrize(
    ("entry", "has_failed"),
    [
        (ADDED, False),
        (REFUSED, True),
        ({"operation": "removeMembers", "status": 204}, False),
        ({"status": 200, "affectedUsers": []}, False),
        ({"affectedUsers": [{"id": "1"}]}, False),
        ({"operation": "addMembers"}, True),
        ({"operation": "addMembers", "status": 200, "error": {"message": "but"}}, True),
        ({"operation": "addMembers", "status": 500}, True),
        ({"operation": "of_tomorrow", "status": 200, "novel": {}}, False),
        ({}, True),
    ],
)
def test_what_does_not_say_that_it_was_done_has_failed(entry: dict[str, Any], has_failed: bool) -> None:
    result, problems = read([entry])
    assert (len(result.failed), len(result.succeeded), problems) == (has_failed, not has_failed, [])


@pytest.mark.parametrize(
    ("entry", "path", "has_failed"),
    [
        (ADDED | {"status": "ok"}, ".status", False),
        (REFUSED | {"status": [400]}, ".status", True),
        (REFUSED | {"error": "no such user"}, ".error", True),
        (ADDED | {"affectedUsers": [{"email": "a@x.example"}]}, ".affectedUsers[0]", False),
        (ADDED | {"operation": 1}, ".operation", False),
    ],
)
def test_a_field_of_a_wrong_type_loses_no_outcome(entry: dict[str, Any], path: str, has_failed: bool) -> None:
    result, problems = read([REFUSED, entry, ADDED])
    assert problems == [f"$[1]{path}"]
    assert [outcome.has_failed for outcome in result.outcomes] == [True, has_failed, False]


def test_an_outcome_that_is_none_is_listed_as_a_problem() -> None:
    result, problems = read([ADDED, "addMembers", REFUSED])
    assert (len(result.succeeded), len(result.failed), problems) == (1, 1, ["$[1]"])


@pytest.mark.parametrize("answer", [{}, "done", None, 1])
def test_an_answer_that_is_no_list_is_an_error(answer: Any) -> None:
    call = endpoints.user_group_members.update("1", "2", body=drafts.user_group_members(add=["3"]))
    outcome = verdict(call, Response(207, {}, json.dumps(answer).encode()), doubtful=False)
    assert isinstance(outcome, Failure)
    assert isinstance(outcome.error, DecodeError)
    assert isinstance(verdict(call, Response(207, {}, b"[]"), doubtful=False), Success)


def test_a_change_costs_by_the_user() -> None:
    row = endpoints.user_group_members.update
    body = drafts.user_group_members(add=[str(number) for number in range(10)], remove=["a@x.example"] * 5)
    assert row("1", "2", body=body).credits == 750  # the example of Miro's reference
    assert row("1", "2", body=drafts.user_group_members(remove="3")).credits == 50
    assert row("1", "2", body=drafts.user_group_members()).credits == 50
    assert not row("1", "2", body=body).costs_at_least
