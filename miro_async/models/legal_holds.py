"""Cases of eDiscovery and their legal holds (Enterprise Guard). Facts: Miro's OpenAPI description."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import Email, ReadModel, WriteModel

__all__ = [
    "Case",
    "CaseExportJob",
    "CaseUser",
    "CaseWrite",
    "HeldUserWrite",
    "LegalHold",
    "LegalHoldContentItem",
    "LegalHoldScope",
    "LegalHoldScopeWrite",
    "LegalHoldState",
    "LegalHoldWrite",
]

LegalHoldState = Literal["PROCESSING", "ACTIVE", "DELETING"]
"""Whether a legal hold is being set up (which may take 24 hours), is in force, or is being closed."""


class CaseUser(ReadModel):
    """A user who made or changed a case or a legal hold, or who is held."""

    id: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None


class Case(ReadModel):
    """A case: what holds legal holds together."""

    id: str
    organization_id: str | None = None
    name: str | None = None
    description: str | None = None
    created_at: datetime | None = None
    created_by: CaseUser = CaseUser()
    last_modified_at: datetime | None = None
    last_modified_by: CaseUser = CaseUser()


class CaseWrite(WriteModel):
    """A case to create, or what takes a case's place; `miro_async.drafts.case` builds one."""

    name: str
    description: str | UnsetType = UNSET


class CaseExportJob(ReadModel):
    """A job that exports boards for a case."""

    id: Annotated[str, Meta(extra_json_schema={"format": "uuid"})] | None = None


class LegalHoldScope(ReadModel):
    """What is held: all content of some users; Miro may add other scopes."""

    users: tuple[CaseUser, ...] = ()


class LegalHold(ReadModel):
    """A legal hold.

    Attributes:
        scope_value: named as required by the description, which says no more of it.
    """

    id: str
    organization_id: str | None = None
    case_id: str | None = None
    name: str | None = None
    description: str | None = None
    state: LegalHoldState | str | None = None
    scope: LegalHoldScope = LegalHoldScope()
    scope_value: Any = None
    created_at: datetime | None = None
    created_by: CaseUser = CaseUser()
    last_modified_at: datetime | None = None
    last_modified_by: CaseUser = CaseUser()


class HeldUserWrite(WriteModel):
    """A user to hold."""

    email: Email


class LegalHoldScopeWrite(WriteModel):
    """Who is held: at most 200 users, and all of them, in an update too."""

    users: Annotated[tuple[HeldUserWrite, ...], Meta(max_length=200)]


class LegalHoldWrite(WriteModel):
    """A legal hold to create, or what takes one's place; `miro_async.drafts.legal_hold` builds one."""

    name: str
    scope: LegalHoldScopeWrite
    description: str | UnsetType = UNSET


class LegalHoldContentItem(ReadModel):
    """Something that is held.

    Attributes:
        id: named as required by the description, which says no more of it; so is `name`.
        content_id: what is held; of a board it is the key that export jobs take.
    """

    id: str | None = None
    type: str | None = None
    name: str | None = None
    content_id: str | None = None
