"""Images: by URL and as files."""

from os import PathLike
from typing import Literal

from miro_async import endpoints
from miro_async.files import File
from miro_async.models import Image, ImageCreate, ImageUpdate, ImageUpload, Resource
from miro_async.services._files import Download, as_file, download
from miro_async.services._service import Service

__all__ = ["Images"]


class Images(Service):
    """Images; see https://developers.miro.com/reference/create-image-item-using-url."""

    async def create(self, board_id: str, body: ImageCreate) -> Image:
        """Create an image from a URL. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.images.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Image:
        """Read an image. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.images.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: ImageUpdate) -> Image:
        """Change an image. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.images.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete an image. Level 3; scope boards:write."""
        await self._sender.send(endpoints.images.delete(board_id, item_id))

    async def upload(self, board_id: str, file: File | str | PathLike[str], body: ImageUpload | None = None) -> Image:
        """Create an image from a file of at most 6 MB. Level 2; scope boards:write; never repeated.

        Args:
            board_id: the board.
            file: a path, or a `File` for anything else.
            body: title, place and size; by default Miro's own.
        """
        return await self._sender.send(endpoints.images.upload(board_id, body=body, file=as_file(file)))

    async def replace(
        self, board_id: str, item_id: str, file: File | str | PathLike[str], body: ImageUpload | None = None
    ) -> Image:
        """Put another file into an image. Level 2; scope boards:write.

        Args:
            board_id: the board.
            item_id: the image.
            file: a path, or a `File` for anything else.
            body: what else to change.
        """
        return await self._sender.send(endpoints.images.replace(board_id, item_id, body=body, file=as_file(file)))

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
            resource_id: the last part of the path in `Image.data.image_url`; it is not the item's id.
            format: the file that was uploaded, or a smaller picture of it.
        """
        return await self._sender.send(endpoints.images.locate(board_id, resource_id, format=format))

    async def download(
        self,
        board_id: str,
        image: Image | str,
        to: str | PathLike[str],
        *,
        format: Literal["original", "preview"] = "original",  # noqa: A002 - the API's name
        overwrite: bool = False,
        max_size: int | None = None,
    ) -> Download:
        """Download the file of an image: `get`, unless an image is given, and `locate` for each URL that it takes.

        Args:
            board_id: the board.
            image: the image, or its id.
            to: a file, or a directory in which the file gets the name that it was uploaded with.
            format: the file that was uploaded, or a smaller picture of it.
            overwrite: whether the file may take the place of another.
            max_size: how many bytes it may have.

        Raises:
            OSError: the disk refuses; `FileExistsError` if the file is there already, ``EFBIG`` if it is too large.
            TransportError: the file did not come whole, also not from new URLs.
            DecodeError: the image names no file, or its URL is none to be read.
        """

        async def read_url() -> str | None:
            read = image if isinstance(image, Image) else await self.get(board_id, image)
            return read.data.image_url

        row = endpoints.images.locate
        return await download(
            self._sender, row, board_id, read_url, to, format=format, overwrite=overwrite, max_size=max_size
        )
