"""What the client does when a server misbehaves: no page lost, no blind resend, no hang, a typed error."""

import asyncio
import json
import logging
import pickle
import time
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from raw_server import HANG, HANG_UP, Answer, RawServer, Received, answer, raw_server

from miro_async import Miro, OutcomeUnknown, Priority, Quota, Retries, Timeout, TransportError, drafts
from miro_async.errors import (
    BadRequest,
    ConfigurationError,
    DeadlineExceeded,
    DecodeError,
    FieldError,
    Forbidden,
    InvalidArgument,
    MiroError,
    NotFound,
    RateLimited,
    ServerError,
    StatusError,
    Unauthorized,
)
from miro_async.models import BoardUpdate, Frame, Shape, StickyNote, UnknownItem

TOKEN = "a-secret-token"
NOTE = {"id": "1", "type": "sticky_note", "data": {"content": "Hi", "shape": "square"}}
FAST = Retries(backoff=0.001)


def ok(value: object, *headers: str, status: int = 200) -> bytes:
    return answer(status, json.dumps(value).encode(), *headers)


Calls = dict[str, Callable[[Miro], Awaitable[Any]]]
READ: Calls = {"GET": lambda miro: miro.sticky_notes.get("b", "1")}
REPEATABLE: Calls = {
    **READ,
    "PATCH": lambda miro: miro.boards.update("b", BoardUpdate(name="x")),
    "DELETE": lambda miro: miro.items.delete("b", "1"),
}
ONCE: Calls = {
    "POST": lambda miro: miro.sticky_notes.create("b", drafts.sticky_note("x")),
    "PUT": lambda miro: miro.boards.copy("b"),
}


def run(
    answers: list[Answer] | Callable[[Received], Answer],
    call: Callable[[Miro], Awaitable[Any]],
    **options: Any,
) -> tuple[Any, RawServer]:
    """What a call gives or raises, and what the server saw."""

    async def main() -> tuple[Any, RawServer]:
        async with raw_server(answers) as server:
            settings: dict[str, Any] = {"retries": FAST, "quota_key": uuid4().hex, **options}
            async with Miro(TOKEN, base_url=server.url, **settings) as miro:
                try:
                    result = await asyncio.wait_for(call(miro), 20)
                except MiroError as error:
                    result = error
            return result, server

    return asyncio.run(main())


@pytest.mark.parametrize("method", ONCE)
def test_a_write_that_must_not_be_repeated_is_sent_once_when_the_server_hangs_up(method: str) -> None:
    error, server = run([HANG_UP], ONCE[method])
    assert isinstance(error, OutcomeUnknown)
    assert [received.method for received in server.received] == [method]
    assert (error.attempts, error.method, error.operation.split(".")[1]) == (
        1, method, {"POST": "create", "PUT": "copy"}[method],
    )  # fmt: skip


@pytest.mark.parametrize("method", REPEATABLE)
def test_what_may_be_repeated_is_repeated_by_us_alone(method: str) -> None:
    """With retries off the server sees one request, on a new connection and on a reused one."""

    async def twice(miro: Miro) -> None:
        await REPEATABLE[method](miro)
        await REPEATABLE[method](miro)

    note = ok({**NOTE, "type": "board" if method == "PATCH" else "sticky_note"})
    error, server = run([note, HANG_UP], twice, retries=Retries(most=0))
    assert isinstance(error, TransportError if method == "GET" else OutcomeUnknown)
    assert [received.method for received in server.received] == [method, method]
    assert server.connections == 1, "the second request went out on the reused connection"
    _, server = run([HANG_UP, HANG_UP, note], REPEATABLE[method])
    assert [received.method for received in server.received] == [method] * 3


@pytest.mark.parametrize("method", ONCE)
def test_a_reused_connection_that_closes_is_no_reason_to_resend_a_write(method: str) -> None:
    async def after_a_read(miro: Miro) -> None:
        await READ["GET"](miro)
        await ONCE[method](miro)

    error, server = run([ok(NOTE), HANG_UP], after_a_read)
    assert isinstance(error, OutcomeUnknown)
    assert [received.method for received in server.received] == ["GET", method]
    assert server.connections == 1


@pytest.mark.parametrize("method", [*REPEATABLE, *ONCE])
def test_a_redirect_is_not_followed(method: str) -> None:
    async def main() -> None:
        async with raw_server([ok(NOTE)]) as elsewhere:
            moved = answer(302, b"", f"Location: {elsewhere.url}/stolen")
            async with raw_server([moved]) as server, Miro(TOKEN, base_url=server.url) as miro:
                with pytest.raises(StatusError, match="redirect") as caught:
                    await {**REPEATABLE, **ONCE}[method](miro)
                assert caught.value.status == 302
                assert [received.method for received in server.received] == [method]
            assert elsewhere.received == []

    asyncio.run(main())


@pytest.mark.parametrize("method", ONCE)
def test_500_on_a_write_is_an_unknown_outcome(method: str) -> None:
    body = json.dumps({"status": 500, "code": "3.0000", "message": "Internal error", "type": "error"}).encode()
    error, server = run([answer(500, body)], ONCE[method])
    assert isinstance(error, OutcomeUnknown)
    assert error.status == 500
    assert isinstance(error.__cause__, ServerError)
    assert error.__cause__.code == "3.0000"
    assert len(server.received) == 1


def test_500_and_502_on_a_read_are_repeated_and_then_raised() -> None:
    note, server = run([answer(500), answer(502, b"<html>Bad gateway</html>"), ok(NOTE)], READ["GET"])
    assert (note.data.content, len(server.received)) == ("Hi", 3)
    error, server = run([answer(502, b"<html>Bad  gateway</html>")], READ["GET"])
    assert isinstance(error, ServerError)
    assert (error.status, error.message, error.attempts) == (502, "<html>Bad gateway</html>", 5)
    assert len(server.received) == 5


@pytest.mark.parametrize("reply", [answer(500), HANG_UP], ids=["500", "hang-up"])
@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_repeatable_write_that_nobody_ever_confirms_is_an_unknown_outcome(method: str, reply: Answer) -> None:
    error, server = run([reply], REPEATABLE[method])
    assert isinstance(error, OutcomeUnknown)
    assert isinstance(error.__cause__, ServerError | TransportError)
    assert (error.attempts, len(server.received)) == (5, 5)


def test_503_is_repeated_when_the_server_says() -> None:
    start = time.monotonic()
    note, server = run([answer(503, b"", "Retry-After: 1"), ok(NOTE)], READ["GET"])
    assert (note.id, len(server.received)) == ("1", 2)
    assert time.monotonic() - start > 0.9


def test_a_list_goes_on_after_a_429_and_a_reset_in_its_middle() -> None:
    pages: list[Answer] = [
        ok({"data": [{**NOTE, "id": "1"}], "cursor": "c1"}),
        answer(429, b"", "Retry-After: 0"),
        HANG_UP,
        ok({"data": [{**NOTE, "id": "2"}], "cursor": ""}),
    ]
    items, server = run(pages, lambda miro: miro.items.list("b").collect())
    assert [item.id for item in items] == ["1", "2"]
    assert len(server.received) == 4


def test_a_delete_that_was_applied_before_the_answer_was_lost_is_done() -> None:
    gone = answer(404, b'{"code": "3.0201", "message": "Item not found"}')
    result, server = run([HANG_UP, gone], REPEATABLE["DELETE"])
    assert result is None
    assert len(server.received) == 2
    error, _ = run([gone], REPEATABLE["DELETE"])
    assert isinstance(error, NotFound)
    error, _ = run([HANG_UP, gone], REPEATABLE["PATCH"])
    assert isinstance(error, NotFound)


@pytest.mark.parametrize("headers", [(), ("Retry-After: 0",), ("X-RateLimit-Remaining: 0",)], ids=str)
def test_429_is_repeated_whatever_the_call(headers: tuple[str, ...]) -> None:
    refused = answer(429, b'{"code":"tooManyRequests","message":"Request rate limit exceeded"}', *headers)
    note, server = run([refused, ok(NOTE, status=201)], ONCE["POST"], quota=Quota(window=0.2))
    assert note.id == "1"
    assert len(server.received) == 2


def test_429_for_ever_reaches_the_caller_at_the_bound() -> None:
    error, server = run(
        [answer(429)], READ["GET"], quota=Quota(window=0.05), retries=Retries(rate_limited=2, backoff=0.001)
    )
    assert isinstance(error, RateLimited)
    assert (error.attempts, len(server.received)) == (3, 3)


def test_401_is_final_with_a_static_token() -> None:
    error, server = run([answer(401, b'{"code":"tokenNotProvided","message":"No token"}')], READ["GET"])
    assert isinstance(error, Unauthorized)
    assert (error.code, len(server.received)) == ("tokenNotProvided", 1)


def test_401_is_sent_once_more_with_a_renewed_token() -> None:
    class Renewing:
        quota_key = "renewing"
        current = "old"

        async def token(self) -> str:
            return self.current

        async def renew(self, rejected: str) -> str | None:
            assert rejected == self.current
            self.current = "new"
            return self.current

    async def main() -> None:
        def reply(request: Received) -> bytes:
            return ok(NOTE) if request.headers["authorization"] == "Bearer new" else answer(401)

        async with raw_server(reply) as server, Miro(Renewing(), base_url=server.url) as miro:
            assert (await miro.sticky_notes.get("b", "1")).id == "1"
            assert [received.headers["authorization"] for received in server.received] == ["Bearer old", "Bearer new"]

    asyncio.run(main())


def test_400_has_the_fields() -> None:
    body = {
        "status": 400,
        "code": "2.0703",
        "message": "Invalid parameters",
        "context": {"fields": [{"field": "limit", "message": "minimum items page size is 10"}, 7, {"field": 3}]},
    }
    error, _ = run([ok(body, "X-Request-Id: r-1", status=400)], READ["GET"])
    assert isinstance(error, BadRequest)
    assert error.fields == (FieldError("limit", "minimum items page size is 10"), FieldError("3", ""))
    assert error.request_id == "r-1"
    assert str(error) == (
        "sticky_notes.get: 400 Invalid parameters (2.0703); limit: minimum items page size is 10; 3: "
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert pickle.loads(pickle.dumps(error)).__dict__ == error.__dict__


def test_403_names_the_missing_scope() -> None:
    body = b'{"code":"insufficientPermissions","message":"The token needs the scope boards:write"}'
    error, _ = run([answer(403, body)], ONCE["POST"])
    assert isinstance(error, Forbidden)
    assert error.missing_scope == "boards:write"
    error, _ = run([answer(403, b'{"message":"Not on this board"}')], ONCE["POST"])
    assert error.missing_scope == ""


@pytest.mark.parametrize("context", [None, [], "x", {"fields": None}, {"fields": {}}, {"boardId": {"value": "b"}}])
def test_error_bodies_of_any_shape(context: object) -> None:
    error, _ = run([ok({"code": 4, "message": 5, "context": context}, status=404)], READ["GET"])
    assert isinstance(error, NotFound)
    assert (error.code, error.fields) == ("4", ())


NONSENSE = {
    "html": answer(200, b"<!doctype html><title>Log in</title>"),
    "half a JSON": answer(200, b'{"id": "1", "type": "sti'),
    "wrong type": answer(200, b"[1, 2]"),
    "a number": answer(200, b"7"),
    "nothing": answer(200, b""),
    "no utf-8": answer(200, b'{"id": "\xff\xfe"}'),
    "too deep": answer(200, b'{"id": "1", "x": ' + b"[" * 10_000 + b"]" * 10_000 + b"}"),
}


@pytest.mark.parametrize("reply", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_on_a_read_is_asked_again_and_then_a_typed_error(reply: bytes) -> None:
    note, server = run([reply, ok(NOTE)], READ["GET"])
    assert (note.id, len(server.received)) == ("1", 2)
    error, server = run([reply], READ["GET"])
    assert isinstance(error, DecodeError)
    assert (error.status, error.operation, len(server.received)) == (200, "sticky_notes.get", 5)


@pytest.mark.parametrize("reply", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_on_a_create_is_an_error_and_no_reason_to_create_again(reply: bytes) -> None:
    error, server = run([reply.replace(b" 200 ", b" 201 ", 1)], ONCE["POST"])
    assert isinstance(error, DecodeError)
    assert (error.status, len(server.received)) == (201, 1)


def test_a_truncated_body_is_no_answer() -> None:
    cut = answer(200, json.dumps(NOTE).encode()[:20], length=200)
    note, server = run([cut, ok(NOTE)], READ["GET"])
    assert (note.id, len(server.received)) == ("1", 2)
    error, server = run([cut], ONCE["POST"])
    assert isinstance(error, OutcomeUnknown)
    assert len(server.received) == 1


def test_html_on_a_delete_is_not_taken_for_done() -> None:
    error, _ = run([answer(200, b"<html>Log in</html>")], REPEATABLE["DELETE"])
    assert isinstance(error, DecodeError)


def test_a_server_that_hangs_is_given_up() -> None:
    start = time.monotonic()
    error, server = run([HANG], READ["GET"], timeout=Timeout(total=0.1), retries=Retries(most=1, backoff=0.001))
    assert isinstance(error, TransportError)
    assert len(server.received) == 2
    error, server = run([HANG], ONCE["POST"], timeout=Timeout(read=0.1))
    assert isinstance(error, OutcomeUnknown)
    assert len(server.received) == 1
    assert time.monotonic() - start < 5


def test_a_deadline_that_passes_after_sending() -> None:
    async def hurried(miro: Miro) -> None:
        await READ["GET"](miro.with_options(deadline=0.5, priority=Priority.INTERACTIVE))

    async def hurried_write(miro: Miro) -> None:
        await ONCE["POST"](miro.with_options(deadline=0.5))

    error, server = run([HANG], hurried)
    assert isinstance(error, DeadlineExceeded)
    assert (error.deadline, error.attempts, len(server.received)) == (0.5, 1, 1)
    error, server = run([HANG], hurried_write)
    assert isinstance(error, OutcomeUnknown)
    assert len(server.received) == 1


def test_nobody_listens() -> None:
    async def main() -> None:
        async with raw_server([HANG]) as server:
            url = server.url
        async with Miro(TOKEN, base_url=url, retries=FAST, quota_key=uuid4().hex) as miro:
            for call in (*READ.values(), *ONCE.values()):
                with pytest.raises(TransportError, match="nothing was sent") as caught:
                    await call(miro)
                assert caught.value.attempts == 5
            state = miro.budget.snapshot()
            assert (state.spent, state.unknown, state.in_flight, state.reserved) == (0, 0, 0, 0)

    asyncio.run(main())


def test_no_page_is_lost_and_no_item_mis_typed() -> None:
    page: dict[str, Any] = {
        "data": [
            {"id": "1", "type": "sticky_note", "data": {"shape": "rectangle"}, "position": {"origin": "new"}},
            {"id": "2", "type": "shape", "data": {"shape": "flow_chart_or"}, "style": {"borderStyle": "wavy"}},
            {"id": "3", "type": "frame", "data": {"type": "unknown", "title": "f"}, "new": {"field": 1}},
            {"id": "4", "type": "brand_new", "data": {"x": 1}, "parent": {"id": 9}},
            {"id": 5, "type": "sticky_note", "data": {"content": 7}},
            {"id": "6", "type": "shape", "createdAt": "yesterday", "parent": None},
        ],
        "total": 6,
        "size": 6,
        "limit": 50,
        "type": "cursor-list",
    }  # fmt: skip

    async def first_page(miro: Miro) -> Any:
        return await anext(miro.items.list("b").pages())

    found, _ = run([ok(page)], first_page)
    assert [type(item) for item in found.data] == [StickyNote, Shape, Frame, UnknownItem, StickyNote, Shape]
    assert [item.id for item in found.data] == ["1", "2", "3", "4", "5", "6"]
    assert found.data[0].position.origin == "new"
    assert found.data[1].data.shape == "flow_chart_or"
    assert found.data[3].raw == page["data"][3]
    assert found.data[3].parent.id == "9"
    assert [(problem.path, problem.value) for problem in found.problems] == [
        ("$.data[4].data.content", 7),
        ("$.data[5].createdAt", "yesterday"),
    ]


def test_a_create_that_succeeded_never_raises_for_a_field_of_its_reply(caplog: pytest.LogCaptureFixture) -> None:
    reply = {**NOTE, "data": {"shape": ["new"], "content": "x"}, "modifiedAt": 5}
    with caplog.at_level(logging.WARNING, "miro_async"):
        note, _ = run([ok(reply, status=201)], ONCE["POST"])
    assert (note.id, note.data.content, note.data.shape) == ("1", "x", None)
    assert "$.modifiedAt" in caplog.text


def test_a_cursor_that_repeats_ends_the_list_with_an_error() -> None:
    page = {"data": [NOTE], "cursor": "c"}
    error, server = run([ok(page)], lambda miro: miro.items.list("b").collect())
    assert isinstance(error, DecodeError)
    assert len(server.received) == 2


def test_offset_lists_end() -> None:
    def reply(request: Received) -> bytes:
        offset = int(request.target.rpartition("offset=")[2].partition("&")[0])
        boards = [{"id": str(n), "type": "board"} for n in range(120)][offset : offset + 50]
        return ok({"data": boards, "total": 120, "size": len(boards), "offset": offset})

    boards, server = run(reply, lambda miro: miro.boards.list().collect())
    assert [board.id for board in boards] == [str(n) for n in range(120)]
    assert len(server.received) == 3


def test_the_token_is_in_no_error_repr_or_log(caplog: pytest.LogCaptureFixture) -> None:
    def echo(request: Received) -> bytes:
        return answer(500, f"<pre>{request.headers}</pre>".encode())

    async def main() -> None:
        async with raw_server(echo) as server, Miro(TOKEN, base_url=server.url, retries=FAST) as miro:
            texts = [repr(miro), repr(miro.budget), repr(miro.items)]
            for call in (*READ.values(), *ONCE.values()):
                with pytest.raises(MiroError) as caught:
                    await call(miro)
                chain: BaseException | None = caught.value
                while chain is not None:
                    texts += [str(chain), repr(chain), str(chain.__dict__)]
                    chain = chain.__cause__
            assert len(server.received) > 2
            assert not [text for text in texts if TOKEN in text]

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())
    assert TOKEN not in caplog.text


async def every_item(miro: Miro) -> object:
    return await miro.items.list("b").collect()


ECHOES = {
    "as the body": ok(f"Bearer {TOKEN}"),
    "in an error": ok(
        {"code": TOKEN, "message": TOKEN, "context": {"fields": [{"field": TOKEN, "message": TOKEN}]}},
        f"X-Request-Id: {TOKEN}",
        status=400,
    ),
}


@pytest.mark.parametrize("reply", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("call", [READ["GET"], ONCE["POST"], every_item])
def test_an_answer_that_repeats_the_token_tells_it_to_nobody(
    reply: bytes, call: Callable[[Miro], Awaitable[Any]]
) -> None:
    error, _ = run([reply], call)
    assert isinstance(error, BadRequest | DecodeError)
    while error is not None:
        assert TOKEN not in f"{error} {error!r} {error.__dict__}"
        error = error.__cause__ or error.__context__


def test_cookies_of_one_answer_do_not_ride_on_the_next() -> None:
    async def twice(miro: Miro) -> None:
        await READ["GET"](miro)
        await READ["GET"](miro)

    _, server = run([ok(NOTE, "Set-Cookie: session=theirs; Path=/")], twice)
    assert ["cookie" in received.headers for received in server.received] == [False, False]


def test_what_goes_out() -> None:
    async def calls(miro: Miro) -> None:
        await miro.sticky_notes.create("uXj+=", drafts.sticky_note("ä", at=(0, 1)))
        await miro.sticky_notes.get("uXj=", "1")

    _, server = run([ok(NOTE)], calls, user_agent="app/1")
    post, get = server.received
    assert post.target == "/v2/boards/uXj%2B%3D/sticky_notes"
    assert post.body == '{"position":{"x":0,"y":1},"data":{"content":"ä"}}'.encode()
    assert post.headers["content-type"] == "application/json"
    assert post.headers["authorization"] == f"Bearer {TOKEN}"
    assert post.headers["user-agent"].startswith("app/1 miro_async/")
    assert (get.target, get.body) == ("/v2/boards/uXj%3D/sticky_notes/1", b"")
    assert "content-type" not in get.headers


@pytest.mark.parametrize("token", ["", " ", "a b", "ä", "a\nb", None, 5])
def test_a_token_that_is_none(token: Any) -> None:
    with pytest.raises(ConfigurationError, match="token: expected"):
        Miro(token)


def test_from_env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIRO_ACCESS_TOKEN", raising=False)
    with pytest.raises(ConfigurationError, match="MIRO_ACCESS_TOKEN"):
        Miro.from_env()
    monkeypatch.setenv("MIRO_ACCESS_TOKEN", "t")
    monkeypatch.setenv("MIRO_BASE_URL", "https://example.com/")
    assert "https://example.com " in repr(Miro.from_env())


BAD_URLS = [
    "",
    "api.miro.com",
    "ftp://x",
    "https://",
    "https://u:p@x",
    "https://x?y",
    "https://x:99999",
    "https://x#y",
    5,
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_base_url_that_is_none(url: Any) -> None:
    with pytest.raises(ConfigurationError, match="base_url: expected"):
        Miro("t", base_url=url)


@pytest.mark.parametrize(
    "options", [{"deadline": 0}, {"deadline": float("nan")}, {"priority": 1}, {"flow": 3}, {"weight": 0}]
)
def test_options_that_are_none(options: Any) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Miro("t").with_options(**options)
    assert caught.value.field == next(iter(options))
