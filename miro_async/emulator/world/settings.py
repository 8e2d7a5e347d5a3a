"""What is not known for certain of the real service, each as a setting.

The defaults are the best guess. A program that must hold against the real service should hold for every value here.
"""

from typing import Literal

import msgspec

__all__ = ["Settings"]


class Settings(msgspec.Struct, kw_only=True):
    """The doubtful facts; change a field at any time, it holds from the next request on.

    Attributes:
        unlevelled_credits: credits of a call without a documented weight level (reading the token's information).
        detach_with_null_parent: whether ``"parent": null`` takes an item out of its frame. Undocumented; peers send it.
        parent_bounds: what of a child must lie in its frame: its ``center`` (a child at 0, 0 was accepted live), or
            its whole ``box``.
        missing_parent_status: what a single create or update answers for a parent that is not on the board. A group
            of unknown items answers 404 live. A bulk create answers 400 and names the entry.
        bulk_errors: which bad entries a bulk create names: ``all``, the ``first``, or ``none``.
        bulk_field: how it names a field of an entry. The description says: the zero-based index, then the parameter.
        bulk_answer_in_order: whether the answer to a bulk create has the order of the request. Seen so by two
            observers; a third says not to rely on it.
        duplicate_tag_status: what a second tag of the same title answers.
        reattach_status: what attaching a tag answers that the item has: 204 for done, or 400.
        wrong_content_type_status: what a body answers that is not declared as JSON: 415, or 400.
        pictures: whether boards and teams have a picture, and how its id is sent. The description says a number,
            the real service sends a string, and the official Python client fails on the string.
        default_shape_size: width and height of a shape that names none, in pixels.
        default_frame_size: width and height of a frame that names none, in pixels.
        copied_name: the name of a copied board, if the request names none.
        public_url: scheme and host of the links in answers; None takes them from the request's Host header.
    """

    unlevelled_credits: int = 0
    detach_with_null_parent: bool = True
    parent_bounds: Literal["center", "box"] = "center"
    missing_parent_status: Literal[400, 404] = 404
    bulk_errors: Literal["all", "first", "none"] = "all"
    bulk_field: str = "[{index}].{field}"
    bulk_answer_in_order: bool = True
    duplicate_tag_status: Literal[400, 409] = 400
    reattach_status: Literal[204, 400] = 204
    wrong_content_type_status: Literal[400, 415] = 415
    pictures: Literal["none", "number", "string"] = "none"
    default_shape_size: tuple[float, float] = (100.0, 100.0)
    default_frame_size: tuple[float, float] = (800.0, 600.0)
    copied_name: str = "Copy of {name}"
    public_url: str | None = None
