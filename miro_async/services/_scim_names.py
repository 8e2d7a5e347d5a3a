"""What lists of SCIM have in common: their order."""

from typing import Literal

__all__ = ["SortOrder"]

SortOrder = Literal["ascending", "descending"]
