"""Items of any type."""

from collections.abc import Sequence
from os import PathLike
from typing import Any, Literal, overload

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.drafts import ItemDraft, document_upload, entries, file_entries, image_upload
from miro_async.drafts._parts import many
from miro_async.files import File
from miro_async.models import (
    AnyItem,
    AppCard,
    Card,
    Doc,
    Document,
    DocumentUpload,
    Embed,
    Frame,
    Image,
    ImageUpload,
    ItemType,
    ItemUpdate,
    KnownItem,
    Shape,
    StickyNote,
    Text,
)
from miro_async.services._files import as_file
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Items"]


class Items(Service):
    """Items of any type; see https://developers.miro.com/reference/items."""

    async def create(self, board_id: str, drafts: Sequence[ItemDraft]) -> tuple[KnownItem, ...]:
        """Create 1 to 20 items at once, all or none. Level 2 an item; scope boards:write; never repeated.

        For more than 20, and for what to do about failures, see `miro_async.bulk.create`.

        Args:
            board_id: the board.
            drafts: of any kind of item of `miro_async.drafts`; connectors, tags and groups are no items.
        """
        page = await self._sender.send(endpoints.items.create(board_id, body=entries(drafts)))
        return page.data

    @overload
    def list(
        self, board_id: str, *, type: Literal["sticky_note"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[StickyNote]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["shape"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Shape]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["frame"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Frame]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["text"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Text]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["card"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Card]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["app_card"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[AppCard]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["image"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Image]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["document"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Document]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["embed"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Embed]: ...
    @overload
    def list(
        self, board_id: str, *, type: Literal["doc_format"], limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[Doc]: ...
    @overload
    def list(
        self, board_id: str, *, type: ItemType | UnsetType = UNSET, limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[AnyItem]: ...
    def list(
        self,
        board_id: str,
        *,
        type: ItemType | UnsetType = UNSET,  # noqa: A002 - the parameter's name in the API
        limit: int = 50,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[Any]:
        """The items of a board in the order of their creation. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            type: only items of this type.
            limit: items a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.items.list, board_id, type=type, limit=limit, cursor=cursor)

    async def upload(
        self,
        board_id: str,
        files: Sequence[File | str | PathLike[str]],
        drafts: Sequence[ImageUpload | DocumentUpload] | None = None,
    ) -> tuple[KnownItem, ...]:
        """Create 1 to 20 images and documents from files, all or none.

        Level 2 an item; scope boards:write; never repeated.

        Args:
            board_id: the board.
            files: paths, or a `File` for anything else; each of at most 6 MB. (An earlier page of Miro's had 6 MB for
                all of them together: https://developers.miro.com/reference/create-items-in-bulk-using-file-from-device.)
            drafts: what goes along with each file, in their order, of ``drafts.image_upload`` and
                ``drafts.document_upload``; by default pictures become images and all else documents.
        """
        given = [as_file(file) for file in many("files", files)]
        kinds = [_usual_draft(file) for file in given] if drafts is None else drafts
        page = await self._sender.send(endpoints.items.upload(board_id, body=file_entries(kinds), files=given))
        return page.data

    async def get(self, board_id: str, item_id: str) -> AnyItem:
        """Read an item. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.items.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: ItemUpdate) -> AnyItem:
        """Move an item, put it into another frame, or lock it. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.items.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete an item. Level 3; scope boards:write."""
        await self._sender.send(endpoints.items.delete(board_id, item_id))


def _usual_draft(file: File) -> ImageUpload | DocumentUpload:
    return image_upload() if file.content_type.startswith("image/") else document_upload()
