"""What most commands do: send a call and show its answer, show a list, delete after a question.

Cheap to import: what it needs comes with the first command that does something.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from miro_async.cli.asking import ask
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import Column
from miro_async.errors import InvalidArgument

if TYPE_CHECKING:
    from miro_async.client import Miro
    from miro_async.endpoints import Call, Endpoint
    from miro_async.models import TokenInfo
    from miro_async.pipe import Pipe

__all__ = [
    "body",
    "change",
    "create_item",
    "delete",
    "needs",
    "organization_id",
    "send",
    "send_any",
    "show",
    "show_answer",
    "show_entries",
    "show_list",
    "token_info",
    "update_item",
]


def body(row: "Endpoint[Any]", data: str | None, fields: Mapping[str, object]) -> Any:
    """The body for a row of the table, see `miro_async.cli.bodies.body_of`.

    Raises:
        InvalidArgument: what the API would refuse.
    """
    from miro_async.cli.bodies import body_of  # noqa: PLC0415 - not for --help, here and below

    return body_of(row, data, fields)


def change(row: "Endpoint[Any]", data: str | None, fields: Mapping[str, object]) -> Any:
    """The body of a change, which changes something.

    Raises:
        InvalidArgument: no option says what, or the API would refuse it.
    """
    _says_something(data, fields)
    return body(row, data, fields)


def needs(data: str | None, **arguments: object) -> None:
    """Check that the arguments are there that make a body, unless the whole body is given.

    Args:
        data: the whole body.
        **arguments: what was given, by the names of the command's parameters.

    Raises:
        click.UsageError: one is missing.
    """
    for parameter in click.get_current_context().command.params:
        value = arguments.get(parameter.name or "", "given")
        if data is None and value in {None, ()}:  # what is wrong with an empty text the API's rules say
            raise click.UsageError(f"Missing argument '{parameter.human_readable_name}' (or give --data)")


def send(settings: Settings, call: "Call[Any]") -> Any:
    """Send a call; the answer as the API sent it, an object.

    Raises:
        MiroError: it says no, or there is none, or something else than an object.
    """
    return _answer(settings, call, dict[str, Any])


def send_any(settings: Settings, call: "Call[Any]") -> Any:
    """Send a call; the answer as the API sent it, whatever it is.

    Raises:
        MiroError: it says no, or there is none.
    """
    return _answer(settings, call, Any)


def show(settings: Settings, call: "Call[Any]") -> None:
    """Send a call and show what its answer holds, field by field."""
    show_answer(settings, send(settings, call))


def show_list(
    settings: Settings,
    row: "Endpoint[Any]",
    *ids: str,
    columns: Sequence[Column],
    limit: int | None = None,
    keep: Callable[[dict[str, Any]], bool] | None = None,
    **query: object,
) -> None:
    """Show a list: a table, or one array of JSON with the entries as the API sent them.

    Args:
        settings: whose.
        row: the list's row of the table of operations.
        *ids: what fills its path.
        columns: of the table.
        limit: how many entries at most.
        keep: says which entries count; all by default.
        **query: parameters of the list; those that are None are left out.
    """
    from miro_async.cli.reading import listed  # noqa: PLC0415

    async def job(miro: "Miro") -> list[dict[str, Any]]:
        given = {name: value for name, value in query.items() if value is not None}
        return await listed(miro, row, *ids, limit=limit, keep=keep, **given)

    show_entries(settings, settings.run(job), columns)


def show_entries(settings: Settings, entries: list[dict[str, Any]], columns: Sequence[Column]) -> None:
    """Show entries: a table, or one array of JSON."""
    from miro_async.cli.show.present import show_json, show_table  # noqa: PLC0415

    if settings.json:
        show_json(entries)
    else:
        show_table(entries, columns)


def delete(settings: Settings, call: "Call[Any]", what: str, *, yes: bool) -> None:
    """Send a call that deletes something, after asking.

    Args:
        settings: whose.
        call: what deletes it.
        what: about to happen, in words.
        yes: whether not to ask.
    """
    ask(what, yes=yes)
    send(settings, call)
    settings.show({"deleted": call.ids[-1]})


def show_answer(settings: Settings, answer: dict[str, Any]) -> None:
    """Show an answer: field by field, or as one line of JSON."""
    from miro_async.cli.show.present import show_details, show_json  # noqa: PLC0415

    (show_json if settings.json else show_details)(answer)


def create_item(settings: Settings, board_id: str, kind: str, data: str | None, given: Mapping[str, Any]) -> None:
    """Create an item of a kind from options, see `miro_async.cli.kinds.Given`.

    Raises:
        InvalidArgument: an option that the kind does not have, or a value that the API would refuse.
    """
    from miro_async.cli.kinds import KINDS, Given, creation_of  # noqa: PLC0415

    if KINDS[kind].needs_text:
        needs(data, text=given["text"])
    body = creation_of(kind, data, Given(**given))
    show(settings, KINDS[kind].create(board_id, body=body))


def update_item(
    settings: Settings, board_id: str, item_id: str, kind: str, data: str | None, given: Mapping[str, Any]
) -> None:
    """Change an item of a kind that is known.

    Raises:
        InvalidArgument: no option, one that the kind does not have, or a value that the API would refuse.
    """
    from miro_async.cli.kinds import Given, change_of, update_row  # noqa: PLC0415

    _says_something(data, given)
    body = change_of(kind, data, Given(**given))
    show(settings, update_row(kind)(board_id, item_id, body=body))


async def token_info(miro: "Miro") -> "TokenInfo":
    """What the token is good for; a job for `Settings.run`."""
    return await miro.tokens.get()


def organization_id(settings: Settings, given: str | None) -> str:
    """The organization that is given, or that of the token.

    Raises:
        InvalidArgument: the token belongs to none.
    """
    if given is not None:
        return given
    found = settings.run(token_info).organization.id
    if not found:
        raise InvalidArgument("the token tells of no organization: say which with --org", field="org")
    return found


def _says_something(data: str | None, given: Mapping[str, object]) -> None:
    if data is None and all(value is None for value in given.values()):
        parameters = click.get_current_context().command.params
        names = [each.opts[0] for each in parameters if isinstance(each, click.Option) and each.expose_value]
        raise InvalidArgument(f"say what to change: {', '.join(names[:-1])} or {names[-1]}", field=names[0][2:])


def _answer(settings: Settings, call: "Call[Any]", kind: Any) -> Any:
    from miro_async.cli.reading import untouched  # noqa: PLC0415
    from miro_async.endpoints import Repeat  # noqa: PLC0415

    async def job(client: "Pipe") -> Any:
        return await client.send(untouched(call, kind))

    try:
        return settings.run_scim(job) if call.endpoint.api == "scim" else settings.run(job)
    except KeyboardInterrupt:
        if call.endpoint.repeat is not Repeat.SAFE:
            sys.stderr.write(f"miro-async: {call.operation} may have been applied: look before you repeat it\n")
        raise
