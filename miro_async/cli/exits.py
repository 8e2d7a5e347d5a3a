"""Exit codes, and errors as lines that people read."""

import sys
from enum import IntEnum
from typing import Final
from urllib.parse import unquote

from miro_async.cli.show.safety import printable
from miro_async.errors import (
    BadRequest,
    ConfigurationError,
    Conflict,
    DecodeError,
    Forbidden,
    InvalidArgument,
    MiroError,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
    ReauthorizationRequired,
    Unauthorized,
)

__all__ = ["EXIT_CODES", "Exit", "complain", "exit_code", "lines_of"]

_NOUNS: Final = {
    "boards": "board",
    "items": "item",
    "members": "member",
    "connectors": "connector",
    "groups": "group",
    "tags": "tag",
    "orgs": "organization",
    "teams": "team",
    **{f"{kind}s": kind.replace("_", " ") for kind in ("sticky_note", "shape", "frame", "text", "card", "app_card")},
    **{f"{kind}s": kind for kind in ("image", "document", "embed")},
}


class Exit(IntEnum):
    """What the command's exit code says."""

    OK = 0
    INCOMPLETE = 1
    USAGE = 2
    AUTH = 3
    NOT_FOUND = 4
    NETWORK = 5
    INTERRUPTED = 130


EXIT_CODES = """\b
Exit codes:
  0    done
  1    some items failed, or something else is not as it should be
  2    wrong usage, or a table or value that the API would refuse
  3    the token is not accepted, or may not do this (401, 403)
  4    the board, the item or what else was asked for is not there (404)
  5    no usable answer, or a write whose outcome is unknown
  130  interrupted by Ctrl-C
"""


def exit_code(error: MiroError) -> Exit:
    """The exit code for an error."""
    match error:
        case BadRequest(code="invalidToken"):  # the way in which /v1/oauth-token says 401
            return Exit.AUTH
        case InvalidArgument() | ConfigurationError() | BadRequest() | PayloadTooLarge():
            return Exit.USAGE
        case Unauthorized() | Forbidden() | ReauthorizationRequired():
            return Exit.AUTH
        case NotFound():
            return Exit.NOT_FOUND
        case Conflict():  # the state of the board does not allow it
            return Exit.INCOMPLETE
        case _:
            return Exit.NETWORK


def lines_of(error: MiroError) -> str:
    """An error in plain words, with what to do about it."""
    text = str(error)
    match error:
        case Forbidden(missing_scope=scope) if scope:
            text += f"\nthe token lacks the scope {scope}: add it to the app and install the app again"
        case Unauthorized() | BadRequest(code="invalidToken"):
            text += "\nthe token is not accepted: is MIRO_ACCESS_TOKEN the right one, and still valid?"
        case NotFound(path=path) if path:
            text += f"\nnot there, or hidden from this token: {_asked_for(path)}"
            if not _names_something(path):
                text += "\nis the base URL the right one?"
        case OutcomeUnknown():
            text += "\nit may have been applied: look at the board before you repeat it"
        case DecodeError(method=method) if method not in {"", "GET"}:
            text += "\nthe server said yes, so it was probably applied: look at the board before you repeat it"
        case _:
            pass
    return text


def complain(error: MiroError, *, with_traceback: bool) -> None:
    """Write an error to stderr."""
    if with_traceback:
        import traceback  # noqa: PLC0415 - slow to import, and rarely needed

        traceback.print_exception(error)
    for line in lines_of(error).splitlines():
        sys.stderr.write(f"miro-async: {printable(line)}\n")


def _names_something(path: str) -> bool:
    """Whether a path has an id in it, so that something else than the server may be wrong."""
    return len(path.strip("/").split("/")) > 2


def _asked_for(path: str) -> str:
    """What a path names, the last thing first: ``item 3458764517517819000 of board uXjVOD6LSMk=``."""
    names = unquote(path).strip("/").split("/")
    things = [
        f"{noun} {names[index + 1]}"
        for index, plural in enumerate(names[:-1])
        if (noun := _NOUNS.get(plural)) is not None
    ]
    asked_for = " of ".join(reversed(things)) or path
    return asked_for if len(names) == 1 or names[-2] in _NOUNS else f"{asked_for}, or what the request names on it"
