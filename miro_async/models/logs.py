"""Logs of an organization: who did what, on which content, and what AI was used for.

Facts: Miro's OpenAPI description.
"""

from datetime import datetime
from typing import Any, Literal

from msgspec import field

from miro_async.models._base import ReadModel

__all__ = [
    "AiInteraction",
    "AiInteractionObject",
    "AuditContext",
    "AuditCreator",
    "AuditCreatorType",
    "AuditEvent",
    "AuditSubject",
    "ContentAction",
    "ContentChange",
    "ContentItemType",
    "ContentRelationship",
    "LogActor",
]

AuditCreatorType = Literal["user", "application", "scim_provisioner", "miro_automation"]
ContentAction = Literal["create", "update", "delete"]
ContentItemType = Literal["widget", "comment_thread", "comment_message"]


class AuditSubject(ReadModel):
    """A team, an organization or an object that an event is about."""

    id: str | None = None
    name: str | None = None


class AuditContext(ReadModel):
    """Where an event happened."""

    ip: str | None = None
    team: AuditSubject = AuditSubject()
    organization: AuditSubject = AuditSubject()


class AuditCreator(ReadModel):
    """Who or what caused an event."""

    id: str | None = None
    type: AuditCreatorType | str | None = None
    name: str | None = None
    email: str | None = None


class AuditEvent(ReadModel):
    """An event of the audit log.

    Attributes:
        details: what else is known; each kind of event has its own.
    """

    id: str | None = None
    event: str | None = None
    category: str | None = None
    created_at: datetime | None = None
    created_by: AuditCreator = AuditCreator()
    context: AuditContext = AuditContext()
    object: AuditSubject = AuditSubject()
    details: dict[str, Any] = field(default_factory=dict[str, Any])


class LogActor(ReadModel):
    """The user who did something."""

    id: str | None = None
    name: str | None = None
    email: str | None = None


class ContentRelationship(ReadModel):
    """How another item stands to the one that was changed, ``"parent"`` for instance."""

    type: str | None = None
    item_type: str | None = None
    item_id: str | None = None


class ContentChange(ReadModel):
    """A change of an item of a board.

    Attributes:
        content_id: the board.
        state: the item after the change; each type of item has its own.
    """

    id: str | None = None
    content_id: str | None = None
    action_type: ContentAction | str | None = None
    action_time: datetime | None = None
    actor: LogActor = LogActor()
    item_id: str | None = None
    item_type: ContentItemType | str | None = None
    state: dict[str, Any] = field(default_factory=dict[str, Any])
    relationships: tuple[ContentRelationship, ...] = ()


class AiInteractionObject(ReadModel):
    """A board or an organization, where AI was used."""

    id: str | None = None
    type: str | None = None


class AiInteraction(ReadModel):
    """A use of AI by a user.

    Attributes:
        details: what else is known; each feature has its own, and they may quote what was said.
    """

    id: str | None = None
    log_type: str | None = None
    created_at: datetime | None = None
    stored_at: datetime | None = None
    session_id: str | None = None
    message_id: str | None = None
    ai_feature_name: str | None = None
    actor: LogActor = LogActor()
    object: AiInteractionObject = AiInteractionObject()
    details: dict[str, Any] = field(default_factory=dict[str, Any])
