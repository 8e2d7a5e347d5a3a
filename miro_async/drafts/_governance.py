"""What classifies boards, and what eDiscovery is told."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import many
from miro_async.errors import InvalidArgument
from miro_async.models import (
    BoardClassificationSet,
    CaseWrite,
    HeldUserWrite,
    LegalHoldScopeWrite,
    LegalHoldWrite,
    TeamBoardsLabel,
    TeamClassificationUpdate,
)

__all__ = ["board_classification", "case", "legal_hold", "team_boards_label", "team_classification"]


def board_classification(label_id: str) -> BoardClassificationSet:
    """The label that a board gets: the id of one of its organization."""
    return BoardClassificationSet(label_id=label_id)


def team_classification(
    *, enabled: bool | UnsetType = UNSET, default_label_id: str | int | UnsetType = UNSET
) -> TeamClassificationUpdate:
    """How a team classifies its boards.

    Args:
        enabled: whether it does.
        default_label_id: the label of boards that get no other.

    Raises:
        InvalidArgument: an id that is no number.
    """
    label = UNSET if default_label_id is UNSET else _number("default_label_id", default_label_id)
    return TeamClassificationUpdate(enabled=enabled, default_label_id=label)


def team_boards_label(label_id: str | int, *, not_classified_only: bool | UnsetType = UNSET) -> TeamBoardsLabel:
    """The label that boards of a team get.

    Args:
        label_id: one of its organization.
        not_classified_only: whether boards that have a label keep it.

    Raises:
        InvalidArgument: an id that is no number.
    """
    return TeamBoardsLabel(label_id=_number("label_id", label_id), not_classified_only=not_classified_only)


def case(name: str, *, description: str | UnsetType = UNSET) -> CaseWrite:
    """A case of eDiscovery."""
    return CaseWrite(name=name, description=description)


def legal_hold(name: str, users: str | Iterable[str], *, description: str | UnsetType = UNSET) -> LegalHoldWrite:
    """A legal hold.

    Args:
        name: what it is called.
        users: the e-mail addresses of all who are held, at most 200; an update needs all of them too.
        description: what it is for.

    Raises:
        InvalidArgument: an address that is none.
    """
    emails = (users,) if isinstance(users, str) else many("users", users)
    held = tuple(HeldUserWrite(email=email) for email in emails)
    return LegalHoldWrite(name=name, scope=LegalHoldScopeWrite(users=held), description=description)


def _number(name: str, label_id: str | int) -> int:
    """The id of a label, which is text in answers and a number in what a team is told."""
    text = str(label_id)
    if isinstance(label_id, bool) or not (text.isascii() and text.isdecimal()):
        raise InvalidArgument(f"{name} must be the id of a label, a number, not {label_id!r}", field=name)
    return int(text)
