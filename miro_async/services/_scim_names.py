"""What lists of SCIM have in common: the names of attributes, and the order."""

from collections.abc import Iterable
from typing import Literal

from msgspec import UNSET, UnsetType

__all__ = ["SortOrder", "joined"]

SortOrder = Literal["ascending", "descending"]


def joined(attributes: str | Iterable[str] | UnsetType) -> str | UnsetType:
    """Names of attributes as SCIM takes them: with commas between them."""
    return attributes if attributes is UNSET or isinstance(attributes, str) else ",".join(attributes)
