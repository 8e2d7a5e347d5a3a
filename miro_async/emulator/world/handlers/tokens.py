"""The operations on tokens."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer
from miro_async.emulator.world.render import token_information

__all__ = ["HANDLERS"]


def _get_token(context: Context) -> HttpResponse:
    return json_answer(token_information(context.token, context.state.directory))


HANDLERS: dict[str, Handler] = {
    "tokens.get": _get_token,
}
"""What answers each operation, by the operation's name."""
