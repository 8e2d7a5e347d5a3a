"""A board as the API would answer it: sticky notes, shapes and frames, and pages of them, with invented contents."""

import random
from typing import Any

import msgspec

__all__ = ["CURSOR_LENGTH", "ITEMS_PER_PAGE", "first_half", "item", "page"]

ITEMS_PER_PAGE = 50
CURSOR_LENGTH = 44

_FIRST_ID = 3_458_764_500_000_000_000
_WORDS = (
    "release",
    "plan",
    "customer",
    "interview",
    "churn",
    "onboarding",
    "billing",
    "invoice",
    "roadmap",
    "risk",
    "owner",
    "decide",
    "ship",
    "measure",
    "latency",
    "support",
    "ticket",
    "pricing",
    "trial",
    "funnel",
    "search",
    "index",
    "export",
    "import",
    "backlog",
    "retro",
    "metric",
    "alert",
    "budget",
    "team",
    "quarter",
)
_COLORS = ("light_yellow", "yellow", "light_green", "cyan", "light_pink", "violet", "light_blue")


def _text(dice: random.Random, least: int, most: int) -> str:
    words = " ".join(dice.choice(_WORDS) for _ in range(dice.randint(least, most)))
    return f"<p>{words.capitalize()}</p>"


def _common(dice: random.Random, number: int, kind: str, width: float, height: float) -> dict[str, Any]:
    item_id = str(_FIRST_ID + number * 7_919)
    user = {"id": str(3_458_764_500_000_001_000 + dice.randrange(40)), "type": "user"}
    day, hour = 1 + number % 28, dice.randrange(24)
    path = {"sticky_note": "sticky_notes", "shape": "shapes", "frame": "frames"}[kind]
    return {
        "id": item_id,
        "type": kind,
        "geometry": {"width": width, "height": height},
        "position": {
            "x": round(dice.uniform(-9_000, 9_000), 6),
            "y": round(dice.uniform(-9_000, 9_000), 6),
            "origin": "center",
            "relativeTo": "canvas_center",
        },
        "links": {"self": f"https://api.miro.com/v2/boards/uXjVKMOcVQE%3D/{path}/{item_id}"},
        "createdAt": f"2026-05-{day:02d}T{hour:02d}:38:21Z",
        "createdBy": user,
        "modifiedAt": f"2026-06-{day:02d}T{hour:02d}:12:09Z",
        "modifiedBy": user,
    }


def _sticky_note(dice: random.Random, number: int) -> dict[str, Any]:
    shape = dice.choice(("square", "rectangle"))
    return {
        **_common(dice, number, "sticky_note", 199.0 if shape == "square" else 350.0, 228.0),
        "data": {"content": _text(dice, 10, 40), "shape": shape},
        "style": {"fillColor": dice.choice(_COLORS), "textAlign": "center", "textAlignVertical": "middle"},
        "parent": {
            "id": str(_FIRST_ID),
            "links": {"self": f"https://api.miro.com/v2/boards/uXjVKMOcVQE%3D/frames/{_FIRST_ID}"},
        },
    }


def _shape(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        **_common(dice, number, "shape", round(dice.uniform(80, 400), 2), round(dice.uniform(60, 200), 2)),
        "data": {"content": _text(dice, 6, 20), "shape": dice.choice(("rectangle", "round_rectangle", "circle"))},
        "style": {
            "fillColor": "#fff9b1",
            "fillOpacity": "1.0",
            "fontFamily": "open_sans",
            "fontSize": "14",
            "borderColor": "#1a1a1a",
            "borderWidth": "2.0",
            "borderOpacity": "1.0",
            "borderStyle": "normal",
            "textAlign": "center",
            "textAlignVertical": "middle",
            "color": "#1a1a1a",
        },
    }


def _frame(dice: random.Random, number: int) -> dict[str, Any]:
    return {
        **_common(dice, number, "frame", 1_600.0, 900.0),
        "data": {"title": f"Quarter {number % 4 + 1}", "format": "custom", "type": "freeform", "showContent": True},
        "style": {"fillColor": "#ffffffff"},
    }


def item(number: int, kind: str = "sticky_note") -> bytes:
    """One item as JSON."""
    return msgspec.json.encode(_item(random.Random(number), number, kind))


def _item(dice: random.Random, number: int, kind: str) -> dict[str, Any]:
    return {"sticky_note": _sticky_note, "shape": _shape, "frame": _frame}[kind](dice, number)


def _mixed(dice: random.Random, number: int) -> dict[str, Any]:
    return _item(dice, number, dice.choices(("sticky_note", "shape", "frame"), (11, 8, 1))[0])


def first_half(cursor: bytes, total: int) -> bytes:
    """A page up to its items; the cursor is empty on the last page."""
    return b'{"size":50,"limit":50,"total":%d,"cursor":"%s","data":' % (total, cursor)


def page(number: int) -> bytes:
    """The rest of a page: fifty items and the links."""
    dice = random.Random(number)
    first = number * ITEMS_PER_PAGE
    items = msgspec.json.encode([_mixed(dice, first + place) for place in range(ITEMS_PER_PAGE)])
    links = b'"links":{"self":"https://api.miro.com/v2/boards/uXjVKMOcVQE%3D/items?limit=50&cursor="}'
    return items + b"," + links + b',"type":"cursor-list"}'
