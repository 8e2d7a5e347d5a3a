"""Documents, such as PDFs: by URL and as files."""

from os import PathLike
from typing import Literal

from miro_async import endpoints
from miro_async.files import File
from miro_async.models import Document, DocumentCreate, DocumentUpdate, DocumentUpload, Resource
from miro_async.services._files import Download, as_file, download
from miro_async.services._service import Service

__all__ = ["Documents"]


class Documents(Service):
    """Documents; see https://developers.miro.com/reference/create-document-item-using-url."""

    async def create(self, board_id: str, body: DocumentCreate) -> Document:
        """Create a document from a URL. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.documents.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Document:
        """Read a document. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.documents.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: DocumentUpdate) -> Document:
        """Change a document. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.documents.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a document. Level 3; scope boards:write."""
        await self._sender.send(endpoints.documents.delete(board_id, item_id))

    async def upload(
        self, board_id: str, file: File | str | PathLike[str], body: DocumentUpload | None = None
    ) -> Document:
        """Create a document from a file of at most 6 MB. Level 2; scope boards:write; never repeated.

        Args:
            board_id: the board.
            file: a path, or a `File` for anything else.
            body: title, place and size; by default Miro's own.
        """
        return await self._sender.send(endpoints.documents.upload(board_id, body=body, file=as_file(file)))

    async def replace(
        self, board_id: str, item_id: str, file: File | str | PathLike[str], body: DocumentUpload | None = None
    ) -> Document:
        """Put another file into a document. Level 2; scope boards:write.

        Args:
            board_id: the board.
            item_id: the document.
            file: a path, or a `File` for anything else.
            body: what else to change.
        """
        return await self._sender.send(endpoints.documents.replace(board_id, item_id, body=body, file=as_file(file)))

    async def locate(
        self,
        board_id: str,
        resource_id: str,
        *,
        format: Literal["original", "preview"] = "original",  # noqa: A002 - the API's name
    ) -> Resource:
        """Ask for a URL at which the file can be read for a minute. Level 3; scope boards:read.

        Args:
            board_id: the board.
            resource_id: the last part of the path in `Document.data.document_url`; it is not the item's id.
            format: the file that was uploaded, or a picture of it.
        """
        return await self._sender.send(endpoints.documents.locate(board_id, resource_id, format=format))

    async def download(
        self,
        board_id: str,
        document: Document | str,
        to: str | PathLike[str],
        *,
        format: Literal["original", "preview"] = "original",  # noqa: A002 - the API's name
        overwrite: bool = False,
        max_size: int | None = None,
    ) -> Download:
        """Download the file of a document: `get`, unless a document is given, and `locate` for each URL that it takes.

        Args:
            board_id: the board.
            document: the document, or its id.
            to: a file, or a directory in which the file gets the name that it was uploaded with.
            format: the file that was uploaded, or a picture of it.
            overwrite: whether the file may take the place of another.
            max_size: how many bytes it may have.

        Raises:
            OSError: the disk refuses; `FileExistsError` if the file is there already, ``EFBIG`` if it is too large.
            TransportError: the file did not come whole, also not from new URLs.
            DecodeError: the document names no file, or its URL is none to be read.
        """

        async def read_url() -> str | None:
            read = document if isinstance(document, Document) else await self.get(board_id, document)
            return read.data.document_url

        row = endpoints.documents.locate
        return await download(
            self._sender, row, board_id, read_url, to, format=format, overwrite=overwrite, max_size=max_size
        )
