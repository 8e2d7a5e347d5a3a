"""What the world refuses: a `Refusal` for each rule, with Miro's status, code, message and context.

Numeric codes were seen live. Codes in words are from Miro's page on errors; where neither is known for a rule, the
word that the page has for its status is used.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = [
    "Problem",
    "Refusal",
    "bad_token",
    "board_not_found",
    "conflict",
    "foreign_app_card",
    "invalid",
    "item_locked",
    "item_not_found",
    "malformed_json",
    "method_not_supported",
    "missing_scope",
    "no_endpoint",
    "no_such_thing",
    "not_generic",
    "not_implemented",
    "not_revoked",
    "resource_not_found",
    "tag_not_found",
    "token_expired",
    "token_not_provided",
    "unknown_user",
    "wrong_content_type",
]


class Problem(NamedTuple):
    """One wrong field.

    Attributes:
        field: its path in the request, ``"data.shape"``; empty for the body itself.
        message: what is wrong, in Miro's words.
        is_missing_item: whether it names an item that is not on the board.
    """

    field: str
    message: str
    is_missing_item: bool = False


class Refusal(ValueError):  # noqa: N818 - an answer of the service, not a failure of the emulator
    """A request that breaks a rule.

    Attributes:
        status: the HTTP status.
        code: Miro's code.
        message: what is wrong.
        context: details; None for none.
    """

    def __init__(self, status: int, code: str, message: str, context: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.context = context

    def __str__(self) -> str:
        return f"{self.status} {self.message}" + (f": {self.context}" if self.context else "")


def invalid(problems: Iterable[Problem]) -> Refusal:
    """Wrong parameters, as seen live: code 2.0703 and the wrong fields."""
    fields = [{"field": problem.field, "message": problem.message} for problem in problems]
    return Refusal(400, "2.0703", "Invalid parameters", {"fields": fields})


def item_not_found(board_id: str) -> Refusal:
    """An item that is not on the board, as seen live."""
    return Refusal(404, "3.0201", "Item not found", {"boardId": {"value": board_id}})


def item_locked() -> Refusal:
    """A change that a locked item refuses, in the words seen live."""
    return Refusal(400, "badRequest", "item is locked")


def not_generic(status: int, board_id: str, item_type: str) -> Refusal:
    """An item that the path of items of any type does not change."""
    message = f"Item of type [{item_type}] is not supported"
    return item_not_found(board_id) if status == 404 else Refusal(status, "badRequest", message)


def foreign_app_card(status: int) -> Refusal:
    """An app card that another app made."""
    code = "insufficientPermissions" if status == 403 else "badRequest"
    return Refusal(status, code, "App card is not owned by this app")


def board_not_found(board_id: str) -> Refusal:
    """A board that is not there."""
    return Refusal(404, "notFound", "Board not found", {"boardId": {"value": board_id}})


def resource_not_found(resource_id: str) -> Refusal:
    """A file that is not on the board, or not any more."""
    return Refusal(404, "notFound", "Resource not found", {"resourceId": {"value": resource_id}})


def tag_not_found(tag_id: str) -> Refusal:
    """A tag that is not on the board, or not on the item."""
    return Refusal(404, "notFound", "Tag not found", {"tagId": {"value": tag_id}})


def no_such_thing(kind: str, thing_id: str) -> Refusal:
    """A member, a team or an organization that is not there."""
    return Refusal(404, "notFound", f"{kind.capitalize()} not found", {f"{kind}Id": {"value": thing_id}})


def conflict(message: str) -> Refusal:
    """A state that the request does not fit."""
    return Refusal(409, "conflict", message)


def malformed_json(detail: str) -> Refusal:
    """A body that is no JSON."""
    return Refusal(400, "badRequest", f"Malformed JSON: {detail}")


def wrong_content_type(status: int, received: str) -> Refusal:
    """A body that is not declared as JSON."""
    code = "unsupportedMediaType" if status == 415 else "badRequest"
    return Refusal(status, code, f"Content-Type [{received}] is not supported, expected [application/json]")


def token_not_provided() -> Refusal:
    """No bearer token in the request."""
    return Refusal(401, "tokenNotProvided", "No authorization token in the request")


def token_expired() -> Refusal:
    """A token after its time."""
    return Refusal(401, "tokenExpired", "Access token has expired")


def bad_token(status: int) -> Refusal:
    """A token that was never issued."""
    return Refusal(status, "invalidToken", "Access token is not valid")


def not_revoked(status: int) -> Refusal:
    """A token that cannot be revoked: there is none, or another app has it."""
    return Refusal(status, "notFound" if status == 404 else "badRequest", "Failed to revoke token")


def unknown_user(status: int) -> Refusal:
    """An e-mail address of which nobody knows a user."""
    return Refusal(status, "notFound" if status == 404 else "badRequest", "User not found")


def missing_scope(scope: str) -> Refusal:
    """A token without the scope that the operation needs."""
    return Refusal(403, "insufficientPermissions", f"Required scopes: {scope}")


def no_endpoint(method: str, path: str) -> Refusal:
    """A path that Miro does not have, with the words seen live."""
    return Refusal(404, "notFound", f"No endpoint {method} {path}.")


def method_not_supported(method: str, path: str) -> Refusal:
    """A path that Miro has, with another method."""
    return Refusal(405, "methodNotSupported", f"Method {method} is not supported for {path}")


def not_implemented(what: str) -> Refusal:
    """Something that the real service can do and this emulator cannot; it never makes an answer up."""
    return Refusal(501, "notImplemented", f"The miro_async emulator does not implement {what}")
