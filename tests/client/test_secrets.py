"""Tokens and secrets of apps go to the server, and nowhere else: no text that we make shows them."""

import asyncio
import json
import logging
import pickle
import traceback
from collections.abc import Awaitable, Callable
from html import escape
from pprint import pformat
from typing import Any
from urllib.parse import quote, quote_plus
from uuid import uuid4

import pytest
from multidict import CIMultiDict
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from raw_server import HANG_UP, Answer, answer, raw_server
from rich.pretty import pretty_repr

from miro_async import Miro, Retries, drafts, endpoints, otel
from miro_async.emulator import Emulator, Fault
from miro_async.endpoints import Call
from miro_async.errors import (
    BadRequest,
    DecodeError,
    InvalidArgument,
    MiroError,
    NotFound,
    OutcomeUnknown,
    StatusError,
    TransportError,
    Unauthorized,
)
from miro_async.models import TokenRevocation
from miro_async.wire import Failure, Response, verdict

TOKEN = "token-that-nobody-may-see"
SECRET = "secret-that-nobody-may-see"
OWN = "own-token-that-nobody-may-see"
BODY = drafts.token_revocation(TOKEN, client_id="7", client_secret=SECRET)
CALLS: dict[str, Callable[[], Call[None]]] = {
    "revoke": lambda: endpoints.tokens.revoke(body=BODY),
    "revoke_v1": lambda: endpoints.tokens.revoke_v1(access_token=TOKEN),
}
REVOKE: dict[str, Callable[[Miro], Awaitable[None]]] = {
    "revoke": lambda miro: miro.tokens.revoke(BODY),
    "revoke_v1": lambda miro: miro.tokens.revoke_v1(access_token=TOKEN),
}


def check(*texts: object) -> None:
    """Check that no text shows a secret, nor what it says when it is printed."""
    for text in texts:
        shown = f"{text!s} {text!r} {pformat(text)}"
        assert TOKEN not in shown
        assert SECRET not in shown
        assert OWN not in shown


def told_by(error: BaseException) -> list[object]:
    """All that an error tells: its words, its attributes, what it becomes in a pickle, and its traceback."""
    return [error, vars(error), error.args, pickle.dumps(error), "".join(traceback.format_exception(error))]


def test_no_repr_of_a_body_shows_them() -> None:
    check(BODY, [BODY], {"body": BODY}, BODY.__rich_repr__())
    assert repr(BODY) == "TokenRevocation(client_id='7')"
    assert BODY.to_dict() == {"accessToken": TOKEN, "clientId": "7", "clientSecret": SECRET}
    assert pickle.loads(pickle.dumps(BODY)) == BODY


@pytest.mark.parametrize("name", CALLS)
def test_no_text_about_a_call_shows_them(name: str) -> None:
    call = CALLS[name]()
    check(call, [call], call.curl(), call.endpoint, call.path)
    assert pickle.loads(pickle.dumps(call)) == call
    assert TOKEN in call.secrets


@pytest.mark.parametrize("name", CALLS)
def test_no_call_shows_them_when_it_is_printed_by_rich(name: str) -> None:
    call = CALLS[name]()
    check(pretty_repr(call), pretty_repr([call]), call.__rich_repr__())
    assert call.operation in pretty_repr(call)
    assert "Roadmap" in pretty_repr(endpoints.boards.create(body=drafts.board("Roadmap")))


def test_curl_sends_them_from_a_variable() -> None:
    start = 'curl -X POST https://api.miro.com{} -H "Authorization: Bearer $MIRO_ACCESS_TOKEN" '
    assert CALLS["revoke"]().curl() == start.format("/v2/oauth/revoke") + (
        "-H 'Content-Type: application/json' --data \"$MIRO_SECRETS\""
    )
    assert CALLS["revoke_v1"]().curl() == start.format("/v1/oauth/revoke") + '--get --data "$MIRO_SECRETS"'


def revocation(**fields: Any) -> TokenRevocation:
    return TokenRevocation(**{"access_token": TOKEN, "client_id": "7", "client_secret": SECRET, **fields})


WRONG: list[tuple[str, Callable[[], object]]] = [
    ("access_token", lambda: endpoints.tokens.revoke_v1(access_token=TOKEN.encode())),
    ("access_token", lambda: endpoints.tokens.revoke_v1(access_token=[TOKEN])),
    ("token", lambda: endpoints.tokens.revoke_v1(token=TOKEN)),
    ("client_secret", lambda: endpoints.tokens.revoke(body=revocation(client_secret=[SECRET]))),
    ("client_secret", lambda: endpoints.tokens.revoke(body=revocation(client_secret=""))),
    ("client_id", lambda: endpoints.tokens.revoke(body=revocation(client_id=7))),
    ("access_token", lambda: endpoints.tokens.revoke(body=revocation(access_token={TOKEN: SECRET}))),
    ("body", lambda: endpoints.tokens.revoke(body={"accessToken": TOKEN})),
]


@pytest.mark.parametrize(("field", "make"), WRONG)
def test_no_refusal_of_an_argument_shows_them(field: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make()
    assert raised.value.field == field
    check(*told_by(raised.value))


SAID = {"revoke": f"of {TOKEN} and {SECRET} by {OWN}", "revoke_v1": f"of {TOKEN} by {OWN}"}
"""What a careless server repeats of a request."""


def error_body(echo: str) -> bytes:
    fields = [{"field": echo, "message": echo}]
    return json.dumps({"code": echo, "message": echo, "context": {"fields": fields}}).encode()


ANSWERS: dict[str, tuple[Callable[[str], Answer], type[MiroError]]] = {
    "an error that repeats them": (lambda echo: answer(404, error_body(echo), f"X-Request-Id: {TOKEN}"), NotFound),
    "a refusal that repeats them": (lambda echo: answer(400, error_body(echo)), BadRequest),
    "no JSON": (lambda echo: answer(400, echo.encode()), BadRequest),
    "a proxy's page": (lambda echo: answer(200, f"<html>{echo}</html>".encode()), DecodeError),
    "a failure": (lambda echo: answer(503, echo.encode()), MiroError),
    "a redirect": (lambda echo: answer(302, echo.encode(), f"Location: https://x.example/{TOKEN}"), StatusError),
    "none": (lambda _: HANG_UP, MiroError),
}


def failed(answers: list[Answer], name: str) -> tuple[MiroError, list[bytes]]:
    """How a revocation fails, and what the server was sent."""

    async def main() -> tuple[MiroError, list[bytes]]:
        async with raw_server(answers) as server:
            options: dict[str, Any] = {"retries": Retries(most=1, backoff=0.001), "quota_key": uuid4().hex}
            async with Miro(OWN, base_url=server.url, **options) as miro:
                with pytest.raises(MiroError) as raised:
                    await REVOKE[name](miro)
            return raised.value, [f"{each.target} ".encode() + each.body for each in server.received]

    return asyncio.run(main())


@pytest.mark.parametrize("name", REVOKE)
@pytest.mark.parametrize("case", ANSWERS)
def test_no_error_and_no_log_shows_them(case: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told, kind = ANSWERS[case]
    error, received = failed([told(SAID[name])], name)
    assert isinstance(error, kind)
    assert all(TOKEN.encode() in sent for sent in received)
    assert len(received) == 1 or name == "revoke"
    check(*told_by(error), caplog.text)


ODD = 'an/odd+token="with&signs\\'
ECHOES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "as a parameter": quote_plus,
    "as a part of a path": lambda value: quote(value, safe=""),
    "in a page": escape,
    "in JSON": lambda value: json.dumps(value)[1:-1],
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("name", REVOKE)
def test_no_error_shows_them_as_the_request_had_them(name: str, echo: str) -> None:
    shown = ECHOES[echo](ODD)
    calls: dict[str, Call[None]] = {
        "revoke": endpoints.tokens.revoke(body=drafts.token_revocation(TOKEN, client_id="client", client_secret=ODD)),
        "revoke_v1": endpoints.tokens.revoke_v1(access_token=ODD),
    }
    for body in (f"Cannot POST /v1/oauth/revoke?access_token={shown}".encode(), error_body(f"no {shown}")):
        judged = verdict(calls[name], Response(404, CIMultiDict(), body), doubtful=False)
        assert isinstance(judged, Failure)
        for text in map(str, (judged.error, vars(judged.error))):
            assert shown not in text
            assert "odd" not in text


@pytest.mark.parametrize("name", REVOKE)
def test_no_error_of_a_connection_shows_them(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def main() -> None:
        async with raw_server([HANG_UP]) as server:
            url = server.url
        options: dict[str, Any] = {"retries": Retries(most=0), "quota_key": uuid4().hex}
        async with Miro(OWN, base_url=url, **options) as miro:
            with pytest.raises(TransportError) as raised:
                await REVOKE[name](miro)
            check(*told_by(raised.value), caplog.text)

    asyncio.run(main())


def test_the_old_revocation_is_not_repeated_and_the_new_one_takes_not_found_for_done() -> None:
    error, received = failed([HANG_UP, answer(204)], "revoke_v1")
    assert isinstance(error, OutcomeUnknown)
    assert len(received) == 1

    async def main() -> int:
        async with raw_server([HANG_UP, answer(404, b"{}")]) as server:
            async with Miro(OWN, base_url=server.url, retries=Retries(backoff=0.001), quota_key=uuid4().hex) as miro:
                await miro.tokens.revoke(BODY)
            return len(server.received)

    assert asyncio.run(main()) == 2


@pytest.mark.parametrize("name", REVOKE)
def test_no_span_shows_them(name: str) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))

    async def main() -> None:
        emulator = Emulator()
        async with Miro(emulator.token, transport=emulator.transport(), quota_key=uuid4().hex) as miro:
            with otel.instrument(miro, tracer_provider=provider), pytest.raises(StatusError):
                await REVOKE[name](miro)

    asyncio.run(main())
    (span,) = spans.get_finished_spans()
    assert (span.attributes or {})["miro.operation"] == f"tokens.{name}"
    check(span.name, span.to_json())


def test_a_client_that_revokes_its_own_token_without_an_answer_hears_that_it_is_not_good_any_more() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="hang_up", operations=("tokens.revoke",), applied=1.0, times=1)])
        token = emulator.world.token
        own = drafts.token_revocation(token.value, client_id=token.app_id, client_secret="s")
        options: dict[str, Any] = {"retries": Retries(backoff=0.001), "quota_key": uuid4().hex}
        async with Miro(token.value, transport=emulator.transport(), **options) as miro:
            with pytest.raises(Unauthorized) as raised:
                await miro.tokens.revoke(own)
            assert raised.value.attempts == 2

    asyncio.run(main())


def test_what_was_revoked_is_good_for_nothing_any_more(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def main() -> None:
        emulator = Emulator()
        transport = emulator.transport()
        old, older = (emulator.world.issue_token(value=value) for value in (TOKEN, SECRET))
        async with Miro(emulator.token, transport=transport, quota_key=uuid4().hex) as miro:
            await miro.tokens.revoke(drafts.token_revocation(old.value, client_id=old.app_id, client_secret="s"))
            await miro.tokens.revoke_v1(access_token=older.value)
        for token in (old, older):
            async with Miro(token.value, transport=transport, quota_key=uuid4().hex) as miro:
                with pytest.raises(MiroError) as raised:
                    await miro.boards.list().collect()
                assert vars(raised.value)["status"] == 401
                check(*told_by(raised.value))
        check(*emulator.log, emulator.log, emulator.statistics.snapshot(), caplog.text)
        assert [entry.query for entry in emulator.log.select(operation="tokens.revoke_v1")] == [{"access_token": "***"}]

    asyncio.run(main())
