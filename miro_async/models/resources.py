"""Where a file of a board can be read. Facts: miro-facts, section 7."""

from typing import Any

from miro_async.models._base import ReadModel

__all__ = ["Resource"]


class Resource(ReadModel):
    """A signed URL: whoever knows it can read the file, for a minute or so; it stands in no repr.

    Attributes:
        type: what kind of file it is.
        url: the URL. It is to be read without the token.
    """

    url: str
    type: str | None = None

    def __repr__(self) -> str:
        return f"Resource(type={self.type!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("type", self.type)]
