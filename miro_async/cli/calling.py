"""Any row of the table, called from the command line."""

import difflib
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from miro_async import endpoints, ids
from miro_async.cli import actions
from miro_async.cli.asking import ask
from miro_async.cli.bodies import checked, json_of
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import OPERATIONS
from miro_async.cli.show.present import show_json
from miro_async.endpoints import Call, Endpoint, Param, Repeat
from miro_async.errors import ConfigurationError, InvalidArgument
from miro_async.files import File

__all__ = ["build", "curl", "send", "show_operations"]


def build(
    operation: str, given_ids: Sequence[str], query: Sequence[str], body: str | None, file: Path | None
) -> Call[Any]:
    """The call that the arguments describe.

    Args:
        operation: the row's name.
        given_ids: what fills its path; a board may be a URL.
        query: ``name=value`` each.
        body: JSON, ``@`` and the name of a file with JSON, or ``-`` for standard input.
        file: what to upload.

    Raises:
        InvalidArgument: no such operation, or what the API would refuse.
    """
    row = _row(operation)
    holes = [*row.holes, *("" for _ in given_ids)]
    filled = [ids.board(value) if hole == "board_id" else value for hole, value in zip(holes, given_ids, strict=False)]
    data: Any = None
    if body is not None:
        if row.body is None:
            raise InvalidArgument("takes no body", field="body", operation=row.name)
        data = checked(row, json_of(body, "--body"))
    parameters = _query(row, query)
    if len(filled) == len(row.holes):  # else the row says which ids it takes
        _check_complete(row, body, file, parameters)
    return row(*filled, body=data, file=None if file is None else File(file), **parameters)


def send(settings: Settings, call: Call[Any], *, yes: bool) -> None:
    """Send a call and print what it answers; asks before what deletes.

    Raises:
        MiroError: it cannot be sent, or the answer says no.
    """
    if call.endpoint.repeat is Repeat.NOT_FOUND_IS_DONE:
        ask(f"send {call.operation}: {call.endpoint.method} {call.target}", yes=yes)
    answer = actions.send_any(settings, call)
    if answer is not None:
        show_json(answer, indent=2 if sys.stdout.isatty() and not settings.json else None)


def curl(settings: Settings, call: Call[Any]) -> str:
    """The call for curl, without any secret in it.

    Raises:
        ConfigurationError: the base URL has a user name or a password in it, which no call is sent to either.
    """
    if not settings.base_url:
        return call.curl()
    if "@" in settings.base_url:
        raise ConfigurationError("base_url: expected no user name or password in it")
    return call.curl(settings.base_url)


def show_operations(settings: Settings, beginning: str) -> None:
    """List the operations whose names begin so."""
    rows = [row for row in endpoints.all_rows() if row.name.startswith(beginning)]
    entries = [
        {
            "operation": row.name,
            "method": row.method,
            "path": row.template,
            "level": row.level,
            "credits": row.credits,
            "scope": row.scope,
        }
        for row in rows
    ]
    actions.show_entries(settings, entries, OPERATIONS)


def _row(operation: str) -> Endpoint[Any]:
    names = [row.name for row in endpoints.all_rows()]
    if operation in names:
        return endpoints.by_name(operation)
    verb = operation.rpartition(".")[2]
    near = difflib.get_close_matches(operation, names, cutoff=0.6) or [
        name for name in names if name.rpartition(".")[2] == verb
    ]
    hint = f"did you mean {', '.join(near[:5])}?" if near else "call --list shows them"
    raise InvalidArgument(f"there is no operation {operation!r}; {hint}", field="operation")


def _check_complete(row: Endpoint[Any], body: str | None, file: Path | None, query: Collection[str]) -> None:
    """Name the option that is missing; the row itself would speak of Python's types."""
    missing = [f"--query {name}=..." for name, each in row.query.items() if each.required and name not in query]
    if row.takes_file and file is None:
        missing.append("--file PATH")
    if row.body is not None and body is None and not row.takes_file:
        missing.append("--body JSON")
    if missing:
        raise InvalidArgument(f"needs {' and '.join(missing)}", field="operation", operation=row.name)


def _query(row: Endpoint[Any], given: Sequence[str]) -> dict[str, object]:
    query: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidArgument(f"--query {text}: expected NAME=VALUE", field="query")
        if name in query:
            raise InvalidArgument(f"--query {name} is there twice", field="query")
        query[name] = _typed(value, row.query.get(name))
    return query


def _typed(value: str, param: Param | None) -> object:
    """A value as the row wants it; one that is none stays text, and the row says what it expects."""
    if param is None:
        return value
    if param.kind is bool:
        return {"true": True, "false": False}.get(value, value)
    if param.kind is int and value.isascii() and value.isdecimal():
        return int(value)
    return value
