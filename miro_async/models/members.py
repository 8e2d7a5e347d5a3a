"""Who may see and change a board. Facts: Miro's OpenAPI description and miro-facts, section 8."""

import re
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models._base import Links, ReadModel, WriteModel

__all__ = ["BoardMember", "BoardRole", "FailedInvitation", "Invitation", "InvitationResult", "MemberUpdate"]

BoardRole = Literal["viewer", "commenter", "editor", "coowner", "owner"]
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")


class BoardMember(ReadModel):
    """Somebody who has been invited to a board."""

    id: str
    type: str | None = None
    name: str | None = None
    role: BoardRole | str | None = None
    links: Links = Links()


class FailedInvitation(ReadModel):
    """An address that was not invited, and why."""

    email: str | None = None
    reason: str | None = None


class InvitationResult(ReadModel):
    """What became of invitations: some may fail while others succeed.

    Attributes:
        successful: the ids of the users who are members now.
        failed: the addresses that were not invited.
    """

    successful: tuple[str, ...] = ()
    failed: tuple[FailedInvitation, ...] = ()


class Invitation(WriteModel):
    """Whom to invite: 1 to 20 e-mail addresses, the role (default commenter), and words to go along.

    `miro_async.drafts.invitation` builds one.
    """

    emails: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]
    role: BoardRole | UnsetType = UNSET
    message: str | UnsetType = UNSET

    def __post_init__(self) -> None:
        for place, email in enumerate(self.emails):
            if not (isinstance(email, str) and _EMAIL.fullmatch(email)):
                raise InvalidArgument(
                    f"emails[{place}] must be an e-mail address, not {email!r}", field=f"emails[{place}]"
                )


class MemberUpdate(WriteModel):
    """The role that a member is to have."""

    role: BoardRole
