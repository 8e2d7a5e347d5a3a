"""Exit codes, and errors as lines that people read."""

import sys
from enum import IntEnum

from miro_async.errors import (
    BadRequest,
    ConfigurationError,
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
  4    the board is not there (404)
  5    no usable answer, or a write whose outcome is unknown
  130  interrupted by Ctrl-C
"""


def exit_code(error: MiroError) -> Exit:
    """The exit code for an error."""
    match error:
        case InvalidArgument() | ConfigurationError() | BadRequest() | PayloadTooLarge():
            return Exit.USAGE
        case Unauthorized() | Forbidden() | ReauthorizationRequired():
            return Exit.AUTH
        case NotFound():
            return Exit.NOT_FOUND
        case _:
            return Exit.NETWORK


def lines_of(error: MiroError) -> str:
    """An error in plain words, with what to do about it."""
    text = str(error)
    match error:
        case Forbidden(missing_scope=scope) if scope:
            text += f"\nthe token lacks the scope {scope}: add it to the app and install the app again"
        case Unauthorized():
            text += "\nthe token is not accepted: is MIRO_ACCESS_TOKEN the right one, and still valid?"
        case OutcomeUnknown():
            text += "\nit may have been applied: look at the board before you repeat it"
        case _:
            pass
    return text


def complain(error: MiroError, *, with_traceback: bool) -> None:
    """Write an error to stderr."""
    if with_traceback:
        import traceback  # noqa: PLC0415 - slow to import, and rarely needed

        traceback.print_exception(error)
    for line in lines_of(error).splitlines():
        sys.stderr.write(f"miro-async: {line}\n")
