"""Drafts of every kind with any legal arguments, for property tests."""

from collections.abc import Callable
from datetime import UTC
from typing import Any, get_args

from hypothesis import strategies as st

from miro_async import drafts
from miro_async.models import (
    UNSET,
    AccountDiscovery,
    AppCardStatus,
    AssetCreators,
    AssignedTeamRole,
    BoardRole,
    BorderStyle,
    ConnectorShape,
    CopyAccess,
    CopyLimitation,
    DefaultAccess,
    DefaultSharing,
    DomainRestriction,
    EmbedMode,
    ExportFormat,
    FlowchartShapeKind,
    FontFamily,
    HorizontalAlign,
    Inviters,
    ProjectAccess,
    ProjectMemberUpdate,
    ProjectRole,
    ShapeKind,
    SharingBeyond,
    SnapTo,
    StickyNoteColor,
    StickyNoteShape,
    StrokeCap,
    Switch,
    TagColor,
    TeamMemberUpdate,
    TextOrientation,
    Toleration,
    UserGroupRole,
    VerticalAlign,
)

texts = st.text(max_size=30)
names = st.text(min_size=1, max_size=60)
colors = st.from_regex(r"\A#([0-9a-f]{3}|[0-9A-F]{6}|[0-9a-f]{8})\Z")
coordinates = st.one_of(st.integers(-100_000, 100_000), st.floats(-100_000, 100_000))
points = st.tuples(coordinates, coordinates)
sides = st.one_of(st.integers(8, 10_000), st.floats(8, 10_000))
sizes = st.tuples(sides, sides)
rotations = st.integers(-360, 360)
opacities = st.one_of(st.integers(0, 1), st.integers(0, 100).map(lambda percent: percent / 100))
ids = st.integers(1, 10**18).map(str)
urls = st.sampled_from(["https://example.com/a.png", "https://youtu.be/x?y=1#z", "http://localhost/ä.pdf"])
emails = st.from_regex(r"\A[a-z]{1,9}(\+[a-z]{1,3})?@[a-z]{1,9}\.example\Z")
dates = st.datetimes(timezones=st.just(UTC) | st.timezones())


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def numbers(low: int, high: int) -> st.SearchStrategy[Any]:
    return st.one_of(st.integers(low, high), st.integers(low * 10, high * 10).map(lambda tenths: tenths / 10))


def made(make: Callable[..., Any], *arguments: st.SearchStrategy[Any], **optional: st.SearchStrategy[Any]) -> Any:
    """What a constructor makes of any arguments, each optional one given or not."""
    return st.tuples(st.tuples(*arguments), st.fixed_dictionaries({}, optional=optional)).map(
        lambda given: make(*given[0], **given[1])
    )


def one_side(**optional: st.SearchStrategy[Any]) -> list[dict[str, st.SearchStrategy[Any]]]:
    """Items of a fixed ratio take a width or a height."""
    return [{**optional, "width": sides}, {**optional, "height": sides}]


def either(make: Callable[..., Any], *arguments: st.SearchStrategy[Any], **optional: st.SearchStrategy[Any]) -> Any:
    return st.one_of([made(make, *arguments, **each) for each in one_side(**optional)])


def text_of(ratio: float, arguments: dict[str, Any]) -> Any:
    """A text that is wide enough for its font size."""
    width = max(1.7 * arguments.get("font_size", 14), 1) * ratio
    return drafts.text(**arguments, width=width)


fields = st.lists(
    made(drafts.field, texts, tooltip=texts, fill=colors, color=colors, icon_url=st.just("https://example.com/i.png"),
         icon_shape=st.sampled_from(["round", "square"])),
    max_size=3,
)  # fmt: skip

SHAPE_LOOKS: dict[str, Any] = {
    "at": points, "size": sizes, "rotation": rotations, "fill": colors, "fill_opacity": opacities, "color": colors,
    "font": one_of(FontFamily), "font_size": numbers(10, 288), "border_color": colors, "border_opacity": opacities,
    "border_style": one_of(BorderStyle), "border_width": numbers(1, 24), "align": one_of(HorizontalAlign),
    "vertical_align": one_of(VerticalAlign),
}  # fmt: skip
ITEMS: dict[str, Any] = {
    "sticky_notes": either(
        drafts.sticky_note, texts, at=points, color=one_of(StickyNoteColor), shape=one_of(StickyNoteShape),
        align=one_of(HorizontalAlign), vertical_align=one_of(VerticalAlign),
    ),
    "shapes": made(drafts.shape, texts, kind=one_of(ShapeKind), **SHAPE_LOOKS),
    "frames": made(drafts.frame, texts, at=points, size=sizes, fill=colors, show_content=st.just(value=True)),
    "texts": st.builds(
        text_of,
        st.floats(1, 100),
        st.fixed_dictionaries(
            {"content": texts},
            optional={
                "at": points, "rotation": rotations, "color": colors, "fill": colors, "fill_opacity": opacities,
                "font": one_of(FontFamily), "font_size": numbers(1, 500), "align": one_of(HorizontalAlign),
            },
        ),
    ),
    "cards": made(
        drafts.card, texts, description=texts, assignee_id=ids, due_date=dates, theme=colors, at=points, size=sizes,
        rotation=rotations,
    ),
    "app_cards": made(
        drafts.app_card, texts, description=texts, status=one_of(AppCardStatus), fields=fields, fill=colors,
        at=points, size=sizes, rotation=rotations,
    ),
    "images": either(drafts.image, urls, title=texts, at=points, rotation=rotations),
    "documents": made(drafts.document, urls, title=texts, at=points),
    "embeds": either(drafts.embed, urls, mode=one_of(EmbedMode), preview_url=urls, at=points),
}  # fmt: skip
"""By service; what creates an item, alone or in bulk."""

WIDGETS: dict[str, Any] = {
    "docs": made(drafts.doc, texts, version=st.integers(0, 9), at=points),
    "code_widgets": made(
        drafts.code_widget, st.text(max_size=6000), language=texts, title=st.text(max_size=100),
        line_numbers=st.booleans(), at=points, size=sizes, rotation=rotations,
    ),
    "mindmap_nodes": made(drafts.mindmap_node, texts, at=points, width=sides),
    "flowchart_shapes": made(
        drafts.flowchart_shape, texts, kind=one_of(FlowchartShapeKind) | one_of(ShapeKind), **SHAPE_LOOKS
    ),
}  # fmt: skip
"""Likewise, of those that cannot be created in bulk."""

ends: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"at": st.tuples(st.floats(0, 1), st.floats(0, 1))}),
    st.fixed_dictionaries({"snap_to": one_of(SnapTo)}),
    st.just(dict[str, Any]()),
)
captions = st.lists(
    st.text(max_size=200) | made(drafts.caption, texts, at=st.floats(0, 1), vertical_align=one_of(VerticalAlign)),
    max_size=20,
)
LOOKS: dict[str, Any] = {
    "shape": one_of(ConnectorShape), "captions": captions, "color": colors, "font_size": numbers(10, 288),
    "stroke_color": colors, "stroke_style": one_of(BorderStyle), "stroke_width": numbers(1, 24),
    "start_cap": one_of(StrokeCap), "end_cap": one_of(StrokeCap), "text_orientation": one_of(TextOrientation),
}  # fmt: skip
"""Optional arguments of a connector."""


def connectors(start: str, end: str) -> Any:
    """Connectors between two items."""

    def connector(first: dict[str, Any], last: dict[str, Any], looks: dict[str, Any]) -> Any:
        return drafts.connector(drafts.end(start, **first), drafts.end(end, **last), **looks)

    return st.builds(connector, ends, ends, st.fixed_dictionaries({}, optional=LOOKS))


secrets = st.text(min_size=1, max_size=30)
TEAM_SETTINGS: dict[str, Any] = {
    "account_discovery": one_of(AccountDiscovery), "co_owner_role": one_of(Switch), "copy_access": one_of(CopyAccess),
    "copy_limitation": one_of(CopyLimitation), "external_users": one_of(Toleration), "inviters": one_of(Inviters),
    "allowed_domains": st.lists(texts, max_size=3), "restrict_domains": one_of(DomainRestriction),
    "asset_creators": one_of(AssetCreators), "board_access": one_of(DefaultAccess),
    "board_sharing": one_of(DefaultSharing), "organization_access": one_of(DefaultAccess),
    "project_access": one_of(ProjectAccess), "move_boards": one_of(Toleration), "sharing_on_team": one_of(Toleration),
    "sharing_on_organization": one_of(SharingBeyond), "sharing_by_link": one_of(SharingBeyond),
}  # fmt: skip
"""Arguments of the settings of a team."""


def activation(active: bool, **others: Any) -> Any:
    """A change of a user that switches it on or off, and maybe more."""
    return drafts.scim_patch(active=active, **others)


def addition(add: list[str], **others: Any) -> Any:
    """A change of a team that adds users, and maybe more."""
    return drafts.scim_group_patch(add=add, **others)


SCIM_ENTERPRISE: dict[str, Any] = {
    "employee_number": st.text(max_size=20),
    **dict.fromkeys(("cost_center", "organization", "division", "department"), st.text(max_size=120)),
    "manager_id": ids,
    "manager_name": st.text(max_size=60),
}
OTHERS: dict[str, Any] = {
    "scim.users.create": made(
        drafts.scim_user,
        emails,
        display_name=st.text(max_size=60),
        user_type=st.sampled_from(["Full", "Free Restricted"]),
        active=st.booleans(),
        photo=urls,
        role=st.sampled_from(["ORGANIZATION_INTERNAL_ADMIN", "ORGANIZATION_INTERNAL_USER"]),
        admin_roles=st.lists(texts),
        **SCIM_ENTERPRISE,
    ),
    "scim.users.update": made(
        activation,
        st.booleans(),
        user_name=emails,
        add_admin_roles=st.lists(texts, min_size=1),
        remove_admin_roles=st.lists(texts),
        **SCIM_ENTERPRISE,
    ),
    "scim.groups.update": made(
        addition,
        st.lists(ids, min_size=1, max_size=9),
        display_name=names,
        remove=st.lists(ids),
    ),
    **{f"{service}.create": strategy for service, strategy in WIDGETS.items()},
    "board_exports.create": made(
        drafts.board_export, ids | st.lists(ids, min_size=1, max_size=1_000), format=one_of(ExportFormat)
    ),
    "board_exports.update": st.builds(drafts.board_export_cancellation),
    "boards.create": made(drafts.board, names, description=st.text(max_size=300), team_id=ids, project_id=ids),
    "tags.create": made(drafts.tag, st.text(max_size=120), color=one_of(TagColor)),
    "teams.create": made(drafts.team, names),
    "team_classification.update": made(drafts.team_classification, enabled=st.booleans(), default_label_id=ids),
    "team_classification.label_boards": made(drafts.team_boards_label, ids, not_classified_only=st.booleans()),
    "board_classification.set": made(drafts.board_classification, ids),
    "cases.create": made(drafts.case, texts, description=texts),
    "legal_holds.create": made(drafts.legal_hold, texts, emails | st.lists(emails, max_size=200), description=texts),
    "projects.create": made(drafts.project, names),
    "project_members.add": made(drafts.project_member, emails, one_of(ProjectRole)),
    "project_members.update": st.builds(ProjectMemberUpdate, role=one_of(ProjectRole) | st.just(UNSET)),
    "project_settings.update": made(drafts.project_settings, team_access=one_of(ProjectAccess)),
    "team_members.invite": made(drafts.team_member, emails, role=one_of(AssignedTeamRole)),
    "team_members.update": st.builds(TeamMemberUpdate, role=one_of(AssignedTeamRole) | st.just(UNSET)),
    "team_settings.update": made(drafts.team_settings, **TEAM_SETTINGS),
    "tokens.revoke": st.builds(drafts.token_revocation, secrets, client_id=secrets, client_secret=secrets),
    "members.share": made(
        drafts.invitation, emails | st.lists(emails, min_size=1, max_size=20), role=one_of(BoardRole), message=texts
    ),
    "user_groups.create": made(drafts.user_group, names, description=st.text(max_size=300)),
    "user_group_members.add": made(drafts.user_group_member, emails),
    "user_group_members.update": made(
        drafts.user_group_members, add=ids | emails | st.lists(ids | emails, max_size=5), remove=st.lists(ids | emails)
    ),
    "team_user_groups.add": made(drafts.team_user_group, ids),
    "board_user_groups.add": made(
        drafts.user_group_share, ids | st.lists(ids, min_size=1, max_size=5), role=one_of(UserGroupRole)
    ),
    "project_user_groups.add": made(drafts.user_group_share, st.lists(ids), role=one_of(UserGroupRole)),
    "groups.create": st.lists(ids, min_size=2, max_size=5, unique=True).map(drafts.group),
    "connectors.create": connectors("1", "2"),
    "images.upload": either(drafts.image_upload, title=texts, alt_text=texts, at=points, rotation=rotations),
    "documents.upload": either(drafts.document_upload, title=texts, at=points, rotation=rotations),
}
"""By operation; what is no item created from JSON."""
