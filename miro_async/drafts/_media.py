"""Images, documents and embeds: from a URL, and what goes along with a file."""

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import Number, parent_of, position_of, unless_empty
from miro_async.models import (
    DocumentCreate,
    DocumentSizeWrite,
    DocumentUpload,
    DocumentUrlWrite,
    EmbedCreate,
    EmbedMode,
    EmbedSizeWrite,
    EmbedUrlWrite,
    Frame,
    ImageCreate,
    ImageSizeWrite,
    ImageUpload,
    ImageUrlWrite,
)

__all__ = ["document", "document_upload", "embed", "image", "image_upload"]


def image(
    url: str,
    *,
    title: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> ImageCreate:
    """An image that the API fetches from a URL; for a file see `image_upload`.

    Args:
        url: where the picture is; the API must be able to fetch it without a password.
        title: shown with the image.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        width: in pixels; the height follows.
        height: in pixels, instead of a width.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the image into.
    """
    return ImageCreate(
        data=ImageUrlWrite(url=url, title=title),
        position=position_of(at),
        geometry=unless_empty(ImageSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def image_upload(
    *,
    title: str | UnsetType = UNSET,
    alt_text: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> ImageUpload:
    """What goes along with the file of an image, for ``miro.images.upload`` and ``replace``.

    Args:
        title: shown with the image.
        alt_text: what the image shows, for those who cannot see it.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        width: in pixels; the height follows.
        height: in pixels, instead of a width.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the image into.
    """
    return ImageUpload(
        title=title,
        alt_text=alt_text,
        position=position_of(at),
        geometry=unless_empty(ImageSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def document(
    url: str,
    *,
    title: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> DocumentCreate:
    """A document that the API fetches from a URL, such as a PDF; for a file see `document_upload`.

    Args:
        url: where the document is; the API must be able to fetch it without a password.
        title: shown with the document.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        parent: the frame, or its id, to put the document into.
    """
    return DocumentCreate(
        data=DocumentUrlWrite(url=url, title=title), position=position_of(at), parent=parent_of(parent)
    )


def document_upload(
    *,
    title: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> DocumentUpload:
    """What goes along with the file of a document, for ``miro.documents.upload`` and ``replace``.

    Args:
        title: shown with the document.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        width: in pixels; the height follows.
        height: in pixels, instead of a width.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the document into.
    """
    return DocumentUpload(
        title=title,
        position=position_of(at),
        geometry=unless_empty(DocumentSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def embed(
    url: str,
    *,
    mode: EmbedMode | UnsetType = UNSET,
    preview_url: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> EmbedCreate:
    """A player or preview of another site.

    Args:
        url: of a video, say; of a site that Miro knows.
        mode: ``inline`` plays on the board, ``modal`` above it.
        preview_url: of a picture to show until it plays.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        width: in pixels; the height follows.
        height: in pixels, instead of a width.
        parent: the frame, or its id, to put the embed into.
    """
    return EmbedCreate(
        data=EmbedUrlWrite(url=url, mode=mode, preview_url=preview_url),
        position=position_of(at),
        geometry=unless_empty(EmbedSizeWrite(width=width, height=height)),
        parent=parent_of(parent),
    )
