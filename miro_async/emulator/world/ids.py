"""Ids as Miro gives them, the same in every run from the same seed."""

import random
import secrets
import string
from typing import TypeVar
from uuid import UUID

__all__ = ["Ids"]

_T = TypeVar("_T")

_FIRST_ITEM = 3_458_764_500_000_000_000
_BOARD_ALPHABET = string.ascii_letters + string.digits + "_-"


class Ids:
    """Makes ids.

    Item and tag ids are decimal strings of 19 digits and increase in the order of creation.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - ids that repeat from a seed are the point
        self._last = _FIRST_ITEM + self._random.randrange(10**14)

    def number(self, wanted: str | None = None) -> str:
        """The id of a new item, tag, user or team: ``wanted``, or one above all before."""
        if wanted is not None:
            self._last = max(self._last, int(wanted))
            return wanted
        self._last += self._random.randrange(1, 500)
        return str(self._last)

    def board(self) -> str:
        """The id of a new board, like ``uXjVOD6LSME=``."""
        return f"uXjV{''.join(self._random.choices(_BOARD_ALPHABET, k=7))}="

    def uuid(self) -> str:
        """The id of a task of an export, or of something else that has no number."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    @staticmethod
    def token() -> str:
        """The value of a new access token; no seed decides it.

        A client remembers what it spent with a token: two emulators of one process must not share any.
        """
        return "emulator_" + secrets.token_hex(14)

    def shuffled(self, values: list[_T]) -> list[_T]:
        """The values in another order, decided by the seed."""
        return self._random.sample(values, len(values))
