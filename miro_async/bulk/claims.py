"""Which items are known to be a job's own: an unanswered batch cannot be among them."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from miro_async.bulk.matching import number_of

__all__ = ["Claims"]

_KEPT: Final = 10_000


class Claims:
    """The ids of the items that a job has created, in constant memory.

    The last ten thousand are kept. Ids ascend in the order of creation, so of the ones before the highest is enough:
    what is asked about was created within the last minutes.
    """

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._order: deque[str] = deque()
        self._floor = -1

    def add(self, ids: Iterable[str]) -> None:
        """These items are the job's."""
        for item_id in ids:
            self._ids.add(item_id)
            self._order.append(item_id)
        while len(self._order) > _KEPT:
            oldest = self._order.popleft()
            self._ids.discard(oldest)
            self._floor = max(self._floor, number_of(oldest))

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._ids or number_of(item_id) <= self._floor
