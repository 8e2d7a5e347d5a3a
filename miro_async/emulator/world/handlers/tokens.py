"""The operations on tokens, and on the sessions of users."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world.checks import Fields, checked, text
from miro_async.emulator.world.errors import not_revoked, unknown_user
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.render import token_information

__all__ = ["HANDLERS"]

_REVOCATION = Fields(
    {"accessToken": text(1), "clientId": text(1), "clientSecret": text(1)},
    required={"accessToken": "String", "clientId": "String", "clientSecret": "String"},
)


def _get_token(context: Context) -> HttpResponse:
    return json_answer(token_information(context.token, context.state.directory))


def _revoke(context: Context) -> HttpResponse:
    given = checked(context.body(), _REVOCATION)
    token = context.tokens.find(given["accessToken"])
    is_foreign = token is not None and context.state.settings.revoke_checks_client and token.app_id != given["clientId"]
    if token is None or is_foreign:
        raise not_revoked(404)
    context.tokens.revoke(token)
    return no_content()


def _revoke_v1(context: Context) -> HttpResponse:
    token = context.tokens.find(context.param("access_token"))
    if token is None:
        raise not_revoked(400)
    context.tokens.revoke(token)
    return no_content()


def _reset_sessions(context: Context) -> HttpResponse:
    """Sessions of browsers are no part of this world: that the user is there is all that can be seen of them."""
    user = context.state.directory.user_of(context.param("email"))
    if user is None or user.id not in context.state.directory.members:
        raise unknown_user(context.state.settings.unknown_user_status)
    return HttpResponse(200, {}, b"")


HANDLERS: dict[str, Handler] = {
    "tokens.get": _get_token,
    "tokens.revoke": _revoke,
    "tokens.revoke_v1": _revoke_v1,
    "sessions.reset": _reset_sessions,
}
"""What answers each operation, by the operation's name."""
