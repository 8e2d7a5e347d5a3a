"""The tags of an import: each created once on the board, and attached to its items.

A tag's title is unique on its board. So a create whose outcome is unknown may be sent again: the second one is
refused if the first was applied, and the tag is in the list, if not at once.
"""

from collections.abc import Iterable
from typing import Final, get_args

from miro_async import drafts, endpoints
from miro_async.cli.tables.board_once import pauses
from miro_async.client import Miro
from miro_async.errors import BadRequest, Conflict, DecodeError, MiroError, OutcomeUnknown
from miro_async.models import TagColor

__all__ = ["Tagger"]

_COLORS: Final = get_args(TagColor)
_MOST_SENDINGS: Final = 5


class Tagger:
    """Attaches tags by their titles.

    Args:
        miro: the client.
        board_id: the board.
        settle: seconds within which a tag that is there must be in the list.
    """

    def __init__(self, miro: Miro, board_id: str, settle: float) -> None:
        self._miro = miro
        self._board_id = board_id
        self._settle = settle
        self._ids: dict[str, str] = {}
        self._attached: set[tuple[str, str]] = set()

    async def prepare(self, titles: Iterable[str], *, resumed: bool) -> None:
        """Find the tags of the board, and create those that are missing.

        Args:
            titles: all that will be attached.
            resumed: whether an earlier run may have attached some.

        Raises:
            MiroError: a tag cannot be created.
        """
        wanted = list(titles)
        known = await self._listed()
        for number, title in enumerate(wanted):
            if title not in known:
                self._ids[title] = await self._create(title, _COLORS[number % len(_COLORS)])
                continue
            self._ids[title] = tag_id = known[title]
            if resumed:
                async for item in self._miro.tags.list_items(self._board_id, tag_id):
                    self._attached.add((item.id, tag_id))

    def missing(self, item_id: str, titles: Iterable[str]) -> list[tuple[str, str]]:
        """The pairs of an item and a tag that are not attached, as far as that is known."""
        pairs = [(item_id, self._ids[title]) for title in titles]
        return [pair for pair in pairs if pair not in self._attached]

    async def attach(self, item_id: str, titles: Iterable[str]) -> int:
        """Attach tags to an item, in order; how many had to be.

        Raises:
            MiroError: a tag cannot be attached.
        """
        done = 0
        for _, tag_id in self.missing(item_id, titles):
            try:
                await self._miro.tags.attach(self._board_id, item_id, tag_id)
            except (BadRequest, Conflict):  # refused, perhaps because the item has it already
                attached = await self._miro.tags.list_of_item(self._board_id, item_id)
                if tag_id not in {tag.id for tag in attached}:
                    raise
            done += 1
        return done

    async def _listed(self, delay: float = 0.0) -> dict[str, str]:
        """The ids of the board's tags by title."""
        found: dict[str, str] = {}
        offset = 0
        while True:
            call = endpoints.tags.list(self._board_id, limit=50, offset=offset)
            page = (await self._miro.exchange(call, delay=delay)).value
            found.update((tag.title or "", tag.id) for tag in page.data)
            offset += 50
            delay = 0.0
            if len(page.data) < 50:
                return found

    async def _create(self, title: str, color: str) -> str:
        body = drafts.tag(title, color=color)  # type: ignore[arg-type]  # one of the names of TagColor
        refusal: MiroError | None = None
        for _ in range(_MOST_SENDINGS):
            try:
                return (await self._miro.tags.create(self._board_id, body)).id
            except OutcomeUnknown as error:
                refusal = error
            except (BadRequest, Conflict, DecodeError) as error:  # there already, or there now
                refusal = error
                break
        for pause in pauses(self._settle):
            found = (await self._listed(pause)).get(title)
            if found is not None:
                return found
        assert refusal is not None  # noqa: S101 - every way out of the loop sets it
        raise refusal
