"""Images, made from a URL or from a file. Facts: miro-facts, sections 6 and 7."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite, RotatedFixedRatioSizeWrite

__all__ = [
    "Image",
    "ImageCreate",
    "ImageData",
    "ImageSizeWrite",
    "ImageUpdate",
    "ImageUpload",
    "ImageUrlChange",
    "ImageUrlWrite",
]


class ImageData(ReadModel):
    """What an image shows; ``image_url`` is an address of the API that needs a token, see ``images.download``."""

    title: str | None = None
    alt_text: str | None = None
    image_url: str | None = None


class Image(Item, tag_field="type", tag="image"):
    """An image as the API returns it."""

    type: ClassVar[Literal["image"]] = "image"
    data: ImageData = ImageData()


class ImageSizeWrite(RotatedFixedRatioSizeWrite):
    """The size of an image: a width or a height in pixels, the other follows; and its rotation in degrees."""

    noun: ClassVar[str] = "an image"


class ImageUrlWrite(WriteModel):
    """Where the API fetches the picture from."""

    url: Annotated[str, Meta(min_length=1)]
    title: str | UnsetType = UNSET


class ImageUrlChange(WriteModel):
    """Another picture, or another title."""

    url: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    title: str | UnsetType = UNSET


class ImageCreate(ItemWrite):
    """An image to create from a URL; `miro_async.drafts.image` builds one."""

    kind: ClassVar[Literal["image"]] = "image"
    data: ImageUrlWrite
    geometry: ImageSizeWrite | UnsetType = UNSET
    parent: ParentWrite | UnsetType = UNSET


class ImageUpdate(ItemWrite):
    """What to change on an image; a parent of None moves it out of its frame."""

    data: ImageUrlChange | UnsetType = UNSET
    geometry: ImageSizeWrite | UnsetType = UNSET


class ImageUpload(ItemWrite):
    """What goes along with the file of an image; `miro_async.drafts.image_upload` builds one."""

    title: str | UnsetType = UNSET
    alt_text: str | UnsetType = UNSET
    geometry: ImageSizeWrite | UnsetType = UNSET
    parent: ParentWrite | UnsetType = UNSET
