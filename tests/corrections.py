"""Every place where Miro's description of the API is wrong, and another fact wins: the place, and how that is known.

This is the one list of them. What stands instead of a schema stands with whoever reads schemas: `answer_schemas`,
`request_schemas`, `witness`. A test compares the places there with those here.
"""

from typing import Final

__all__ = ["CORRECTIONS", "places"]

_OVERWRITTEN: Final = "miro-facts 9: the schema of a group of items was overwritten by that of a group of users"
_PINNED: Final = "STYLE 4.1: who reads a sticky note by its own path gets one; its `type` is no free text"
_OUTCOME: Final = "its own text: an outcome is a success or an error; without a required field each object is both"
_SEEN_LIVE: Final = "miro-facts 1 and 7: the download of a file was seen live, and what it costs was measured"
_USER_REQUIRED: Final = (
    "its own text: it requires a field `user` that it does not have, beside `users`, which must always be there"
)

CORRECTIONS: Final[dict[str, str]] = {
    # The place is a kind and a name: a schema of answers, the answer or the body of an operation, a field, a parameter.
    **{
        f"answer schema {kind}Item": _PINNED
        for kind in (
            *("StickyNote", "Shape", "Frame", "Text", "Card", "AppCard", "Image", "Document", "Embed"),
            *("DocFormat", "CodeWidget", "Mindmap"),
        )
    },
    "answer schema GroupResponseShort": _OVERWRITTEN,
    "answer schema GenericItem": (
        "miro-facts 11: `data` is a choice of objects that says nothing of the type; most fit several"
    ),
    "answer schema Item": (
        "miro-facts 5: `data` of a bulk create is that of an image or a document only, whatever was created"
    ),
    "answer schema ItemPagedResponse": "miro-facts 9: what has a tag is a sticky note or a card, and `data` no image",
    "answer schema LegalHoldResponseScopeUsers": (
        "the description: a request may hold nobody, and its answer then lists nobody"
    ),
    "answer schema UpdateUserGroupMembersResultSuccess": _OUTCOME,
    "answer schema UpdateUserGroupMembersResultError": _OUTCOME,
    "answer groups.create": _OVERWRITTEN,
    "answer groups.get": _OVERWRITTEN,
    "answer groups.update": _OVERWRITTEN,
    "answer groups.list_items": (
        "miro-facts 2: a page of a group's items was seen as any other page; it is described as the group, "
        "whose data is a list of pages"
    ),
    "loose schema WidgetDataOutput": "miro-facts 6 and 11: a choice of objects without required fields fits several",
    "loose schema ItemData": "miro-facts 5: any item's data, where the description has an image or a document only",
    "loose schema Group": _OVERWRITTEN,
    "body groups.create": _OVERWRITTEN,
    "body groups.update": _OVERWRITTEN,
    "body legal_holds.create": _USER_REQUIRED,
    "body legal_holds.update": _USER_REQUIRED,
    "body scim.users.update": (
        "its own text and examples: values must be there and be text; yet roles are removed without one, a list of "
        "roles is added, and `active` is set to true"
    ),
    "body scim.groups.update": (
        "its own text and examples: the schemas are one of some texts; a path may name one member, "
        "and an object renames a team"
    ),
    "field items.update data": "miro-facts 6: unlocking by the generic update was seen live",
    "field documents.replace altText": "its own text: it is that of replacing an image; no document has such a text",
    "null parent": "miro-facts 6: so other programs take an item out of its frame",
    "operation images.locate": _SEEN_LIVE,
    "operation documents.locate": _SEEN_LIVE,
}


def places(kind: str) -> dict[str, str]:
    """The names of the places of a kind, and how each is known."""
    return {
        place.removeprefix(f"{kind} "): known for place, known in CORRECTIONS.items() if place.startswith(f"{kind} ")
    }
