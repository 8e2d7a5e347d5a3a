"""What options offer: the values of the models, written once more so that --help need not import these."""

from typing import Final

__all__ = [
    "BOARD_ROLES",
    "BOARD_SORTS",
    "CONNECTOR_SHAPES",
    "ITEM_KINDS",
    "ITEM_TYPES",
    "LICENSES",
    "ORGANIZATION_ROLES",
    "SNAPS",
    "STROKE_CAPS",
    "TAG_COLORS",
]

BOARD_SORTS: Final = ("default", "last_modified", "last_opened", "last_created", "alphabetically")
BOARD_ROLES: Final = ("viewer", "commenter", "editor", "coowner", "owner")
ITEM_TYPES: Final = (
    *("text", "shape", "sticky_note", "image", "document", "card", "app_card", "preview", "frame", "embed"),
    *("doc_format", "data_table_format"),
)
ITEM_KINDS: Final = (
    *("sticky_note", "shape", "text", "card", "app_card", "frame", "image", "document", "embed"),
    *("doc_format", "code_widget", "mindmap_node", "flowchart_shape"),
)
TAG_COLORS: Final = (
    *("red", "light_green", "cyan", "yellow", "magenta", "green", "blue", "gray", "violet"),
    *("dark_green", "dark_blue", "black"),
)
CONNECTOR_SHAPES: Final = ("straight", "elbowed", "curved")
SNAPS: Final = ("auto", "top", "right", "bottom", "left")
STROKE_CAPS: Final = (
    *("none", "stealth", "rounded_stealth", "diamond", "filled_diamond", "oval", "filled_oval", "arrow"),
    *("triangle", "filled_triangle", "erd_one", "erd_many", "erd_only_one", "erd_zero_or_one"),
    *("erd_one_or_many", "erd_zero_or_many"),
)
ORGANIZATION_ROLES: Final = (
    *("organization_internal_admin", "organization_internal_user", "organization_external_user"),
    *("organization_team_guest_user", "unknown"),
)
LICENSES: Final = (
    *("advanced", "standard", "basic", "full", "occasional", "free", "free_restricted", "full_trial", "unknown"),
)
