"""Any row of the table, called from the command line."""

import difflib
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from miro_async import endpoints, ids
from miro_async.cli import actions
from miro_async.cli.asking import ask
from miro_async.cli.bodies import checked, json_of
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import OPERATIONS
from miro_async.cli.show.costs import cost_fields
from miro_async.cli.show.present import show_json
from miro_async.endpoints import Call, Endpoint, Param, Repeat
from miro_async.errors import ConfigurationError, InvalidArgument
from miro_async.files import File

__all__ = ["build", "curl", "send", "show_cost", "show_operations"]

_NO_PARAMETERS: Final = {"body": "body", "file": "file", "files": "file"}
"""What a row takes beside its parameters, and the options for it."""


def build(
    operation: str, given_ids: Sequence[str], query: Sequence[str], body: str | None, files: Sequence[Path]
) -> Call[Any]:
    """The call that the arguments describe.

    Args:
        operation: the row's name.
        given_ids: what fills its path; a board may be a URL.
        query: ``name=value`` each.
        body: JSON, ``@`` and the name of a file with JSON, or ``-`` for standard input.
        files: what to upload.

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
        _check_complete(row, body, files, parameters)
    return row(*filled, body=data, files=[File(path) for path in files], **parameters)


def send(settings: Settings, call: Call[Any], *, yes: bool) -> None:
    """Send a call and print what it answers; asks before what deletes, or ends a token or a user's sessions.

    Raises:
        MiroError: it cannot be sent, or the answer says no.
    """
    row = call.endpoint
    if row.repeat is Repeat.NOT_FOUND_IS_DONE or row.is_secret or row.scope.endswith(":delete"):
        target = call.path if row.is_secret else call.target
        ask(f"send {call.operation}: {row.method} {target}", yes=yes)
    answer = actions.send_any(settings, call)
    if answer is not None:
        show_json(answer, indent=2 if sys.stdout.isatty() and not settings.json else None)


def curl(settings: Settings, call: Call[Any]) -> str:
    """The call for curl, without any secret in it.

    Raises:
        ConfigurationError: the base URL has a user name or a password in it, which no call is sent to either.
    """
    url = settings.url_of(call.endpoint.api) or ""
    if "@" in url:
        raise ConfigurationError("base_url: expected no user name or password in it")
    return call.curl(url)


def show_cost(settings: Settings, call: Call[Any]) -> None:
    """Say what a call costs, without sending it."""
    cost = cost_fields(settings, call.credits, at_least=call.costs_at_least)
    settings.show({"operation": call.operation, **cost})


def show_operations(settings: Settings, beginning: str) -> None:
    """List the operations whose names begin so, with the least that a call of each costs."""
    rows = [row for row in endpoints.all_rows() if row.name.startswith(beginning)]
    entries = [
        {
            "operation": row.name,
            "method": row.method,
            "path": row.template,
            "level": row.level,
            **cost_fields(settings, row.credits, at_least=row.costs_at_least or row.per_item or row.large is not None),
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


def _check_complete(row: Endpoint[Any], body: str | None, files: Sequence[Path], query: Collection[str]) -> None:
    """Name the option that is missing; the row itself would speak of Python's types."""
    missing = [f"--query {name}=..." for name, each in row.query.items() if each.required and name not in query]
    if row.takes_file and not files:
        missing.append("--file PATH")
    if row.body is not None and body is None and row.most_files != 1:
        missing.append("--body JSON")
    if missing:
        raise InvalidArgument(f"needs {' and '.join(missing)}", field="operation", operation=row.name)


def _query(row: Endpoint[Any], given: Sequence[str]) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidArgument(f"--query {text}: expected NAME=VALUE", field="query")
        param = row.query.get(name)
        if param is None and name in _NO_PARAMETERS:
            raise InvalidArgument(f"--query {name}: it is no parameter, see --{_NO_PARAMETERS[name]}", field="query")
        is_several = param is not None and param.most > 0
        if name in query and not is_several:
            raise InvalidArgument(f"--query {name} is there twice", field="query")
        typed = _typed(value, param)
        query[name] = [*query.get(name, ()), typed] if is_several else typed
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
