"""Data classification of an organization's boards (Enterprise plan). Facts: Miro's OpenAPI description.

A label of a board is named by text, one of a team by a number: so the description has them.
"""

from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import ReadModel, WriteModel

__all__ = [
    "BoardClassificationSet",
    "BoardLabel",
    "BoardsLabelled",
    "ClassificationLabel",
    "OrganizationClassificationSettings",
    "SharingRecommendation",
    "TeamBoardsLabel",
    "TeamClassificationSettings",
    "TeamClassificationUpdate",
]

SharingRecommendation = Literal[
    "NO_SHARING_RESTRICTIONS", "ONLY_WITHIN_ORGANIZATION", "ONLY_WITHIN_TEAM", "ONLY_WITH_AUTHORIZED_TEAM_MEMBERS"
]


class BoardLabel(ReadModel):
    """The label of a board."""

    id: str | None = None
    type: Literal["board-data-classification-label"] | str | None = None
    name: str | None = None
    description: str | None = None
    color: str | None = None
    sharing_recommendation: SharingRecommendation | str | None = None
    guideline_url: str | None = None


class ClassificationLabel(ReadModel):
    """A label that boards of an organization may have."""

    id: str | None = None
    type: Literal["data-classification-label"] | str | None = None
    name: str | None = None
    description: str | None = None
    color: str | None = None
    default: bool | None = None
    order_number: int | None = None
    sharing_recommendation: SharingRecommendation | str | None = None
    guideline_url: str | None = None


class OrganizationClassificationSettings(ReadModel):
    """Whether an organization classifies its boards, and with which labels."""

    type: Literal["data-classification-organization-settings"] | str | None = None
    enabled: bool | None = None
    labels: tuple[ClassificationLabel, ...] = ()


class TeamClassificationSettings(ReadModel):
    """Whether a team classifies its boards, and the label of those that get none."""

    type: Literal["team-data-classification-settings"] | str | None = None
    enabled: bool | None = None
    default_label_id: str | None = None


class BoardsLabelled(ReadModel):
    """How many boards of a team got a label."""

    type: Literal["boards-data-classification-label-changed"] | str | None = None
    number_updated_boards: int | None = None


class TeamClassificationUpdate(WriteModel):
    """What to change on a team's classification; `miro_async.drafts.team_classification` builds one."""

    enabled: bool | UnsetType = UNSET
    default_label_id: int | UnsetType = UNSET


class TeamBoardsLabel(WriteModel):
    """The label that boards of a team get; `miro_async.drafts.team_boards_label` builds one."""

    label_id: int | UnsetType = UNSET
    not_classified_only: bool | UnsetType = UNSET


class BoardClassificationSet(WriteModel):
    """The label that a board gets; `miro_async.drafts.board_classification` builds one."""

    label_id: str | UnsetType = UNSET
