"""Whether the server goes by another limit now: several answers in a row have to agree.

One alone may be of another policy. Until a new limit is believed its headers count only where they are bad news. Who
refuses a call tells the limit that he goes by.
"""

__all__ = ["LimitChange"]

_FOR_THE_FIRST = 3  # answers in a row, where none has told the limit that is assumed
_FOR_ANOTHER = 4  # the same later: a few of another policy do happen


class LimitChange:
    """Another limit than the one that is reckoned with, if somebody tells of one.

    Attributes:
        seen: so many answers in a row told it; 0 if the last one told the known limit.
    """

    __slots__ = ("_needed", "_told", "seen")

    def __init__(self) -> None:
        self.seen = 0
        self._told = 0
        self._needed = _FOR_THE_FIRST

    def told(self, limit: int, known: int, *, refused: bool) -> bool:
        """An answer told a limit; returns whether it is to be believed from now on.

        Args:
            limit: credits per window, above 0.
            known: the limit that is reckoned with.
            refused: whether the answer was a 429.
        """
        if limit == known:
            self.seen = 0
            self._needed = _FOR_ANOTHER
            return False
        self.seen = self.seen + 1 if limit == self._told else 1
        self._told = limit
        if self.seen < self._needed and not (refused and limit < known):
            return False
        self.seen = 0
        return True
