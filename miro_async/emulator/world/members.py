"""Who shares a board: inviting by e-mail, changing roles, removing. A board is never without an owner."""

import re
from typing import NamedTuple

from miro_async.emulator.world.checks import Array, Fields, checked, one_of, text
from miro_async.emulator.world.directory import User
from miro_async.emulator.world.errors import Problem, conflict, invalid, no_such_thing
from miro_async.emulator.world.state import Canvas, Member, State

__all__ = ["Invited", "check_role", "join", "member", "remove", "share", "update"]

_ROLE = one_of("viewer", "commenter", "editor", "coowner", "owner")
_INVITATION = Fields(
    {"emails": Array(text(), fewest=1, most=20), "role": _ROLE, "message": text()},
    required={"emails": "Array"},
)
_CHANGES = Fields({"role": _ROLE})
_EMAIL = re.compile(r"[^@\s]+@([^@\s]+)")


class Invited(NamedTuple):
    """What became of an invitation.

    Attributes:
        successful: the users who are members now.
        failed: the addresses of which nothing came.
    """

    successful: list[User]
    failed: list[str]


def share(state: State, canvas: Canvas, body: object) -> Invited:
    """Invite 1 to 20 people; those who can be invited are members at once.

    Raises:
        Refusal: 400 for a wrong body. An address that is none is no wrong body, but a failed invitation.
    """
    given = checked(body, _INVITATION)
    role = given.get("role", "commenter")
    invited = Invited([], [])
    for email in given["emails"]:
        user = _invited(state, canvas, email, role)
        if user is None:
            invited.failed.append(email)
        else:
            invited.successful.append(user)
    return invited


def member(canvas: Canvas, member_id: str) -> Member:
    """A member of the board.

    Raises:
        Refusal: 404, there is none.
    """
    found = canvas.members.get(member_id)
    if found is None:
        raise no_such_thing("member", member_id)
    return found


def update(state: State, canvas: Canvas, changed: Member, body: object) -> Member:
    """Change a member's role.

    Raises:
        Refusal: 400 for a wrong body; 409 for the last owner, who stays one.
    """
    role = checked(body, _CHANGES).get("role", changed.role)
    if role != "owner":
        _check_ownership(canvas, changed, "demoted")
    return _put(state, canvas, changed.user, role)


def remove(canvas: Canvas, removed: Member) -> None:
    """Remove a member.

    Raises:
        Refusal: 409 for the last owner, who stays.
    """
    _check_ownership(canvas, removed, "removed")
    canvas.members.remove(removed.id)


def check_role(role: object) -> None:
    """Check the name of a role.

    Raises:
        Refusal: 400, there is none of that name.
    """
    message = _ROLE(role)
    if message is not None:
        raise invalid([Problem("role", message)])


def join(state: State, canvas: Canvas, email: str, role: str, user_id: str | None = None) -> Member:
    """Make the user with an e-mail address a member; a new user if nobody has it, with a certain id if one is given."""
    user = state.directory.user_of(email)
    if user is None or user_id not in {None, user.id}:
        user = User(state.ids.number(user_id), email.partition("@")[0])
        state.directory.remember(email, user)
    return _put(state, canvas, user, role)


def _invited(state: State, canvas: Canvas, email: str, role: str) -> User | None:
    """The user invited; None if nothing came of it."""
    match = _EMAIL.fullmatch(email)
    if match is None or match[1].casefold() in state.settings.uninvitable_domains:
        return None
    user = state.directory.user_of(email)
    known = canvas.members.get(user.id) if user is not None else None
    if known is None:
        return join(state, canvas, email, role).user
    if state.settings.invited_again == "failed":
        return None
    if state.settings.invited_again == "updated" and not _is_last_owner(canvas, known):
        _put(state, canvas, known.user, role)
    return known.user


def _put(state: State, canvas: Canvas, user: User, role: str) -> Member:
    if role == "owner" and state.settings.new_owner == "replaces":
        for owner in canvas.owners:
            canvas.members.put(owner.id, Member(owner.user, "coowner"))
    made = Member(user, role)
    canvas.members.put(user.id, made)
    return made


def _is_last_owner(canvas: Canvas, checked: Member) -> bool:
    return canvas.owners == [checked]


def _check_ownership(canvas: Canvas, checked: Member, what: str) -> None:
    if _is_last_owner(canvas, checked):
        raise conflict(f"The last owner of a board can not be {what}")
