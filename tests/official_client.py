"""The official Python client, unchanged, on an emulator."""

import re
import warnings
from typing import Any

from witness import OPERATION_IDS

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    import miro_api


BASICS = {
    "create_board", "get_boards", "get_all_boards", "get_specific_board", "update_board", "copy_board", "delete_board",
    "create_items", "get_items", "get_all_items", "get_specific_item", "update_item_position_or_parent", "delete_item",
    "create_sticky_note_item", "get_sticky_note_item", "update_sticky_note_item", "delete_sticky_note_item",
    "create_shape_item", "get_shape_item", "update_shape_item", "delete_shape_item",
    "create_frame_item", "get_frame_item", "update_frame_item", "delete_frame_item",
    "get_items_within_frame", "get_all_items_within_frame",
    "create_tag", "get_tag", "get_tags_from_board", "get_all_tags_from_board", "update_tag", "delete_tag",
    "attach_tag_to_item", "remove_tag_from_item", "get_tags_from_item", "get_items_by_tag", "get_all_items_by_tag",
    "token_info",
}  # fmt: skip
"""Methods that `emulator/test_official_client.py` calls."""

OF_KINDS = {
    *(f"{verb}_{kind}_item" for kind in ("text", "card", "app_card", "embed") for verb in ("create", "get", "update")),
    *(f"{verb}_{kind}_item_using_url" for kind in ("image", "document") for verb in ("create", "update")),
    *(f"{verb}_{kind}_item" for kind in ("image", "document") for verb in ("get", "delete")),
    *(f"delete_{kind}_item" for kind in ("text", "card", "app_card", "embed")),
    "create_image_item_using_local_file", "update_image_item_using_file_from_device",
    "create_document_item_using_file_from_device", "update_document_item_using_file_from_device",
    "get_items_experimental", "get_specific_item_experimental", "delete_item_experimental",
}  # fmt: skip
"""Methods that `emulator/test_official_client_of_kinds.py` calls."""

OF_RELATIONS = {
    "create_board", "create_shape_item", "get_specific_item",
    "create_connector", "get_connectors", "get_all_connectors", "get_connector", "update_connector", "delete_connector",
    "create_group", "get_all_groups", "get_group_by_id", "get_items_by_group_id", "update_group", "un_group",
    "delete_group",
    "share_board", "get_board_members", "get_all_board_members", "get_specific_board_member", "update_board_member",
    "remove_board_member",
    "enterprise_get_organization", "enterprise_get_organization_members", "get_all_organization_members",
    "enterprise_get_organization_member",
    "enterprise_create_team", "enterprise_get_teams", "get_all_enterprise_teams", "enterprise_get_team",
    "enterprise_update_team", "enterprise_delete_team",
}  # fmt: skip
"""Methods that `emulator/test_official_client_of_relations.py` calls."""


OF_TEAMS = {
    "enterprise_invite_team_member", "enterprise_get_team_members", "get_all_enterprise_team_members",
    "enterprise_get_team_member", "enterprise_update_team_member", "enterprise_delete_team_member",
    "enterprise_get_default_team_settings", "enterprise_get_team_settings", "enterprise_update_team_settings",
    "enterprise_create_project", "enterprise_get_projects", "enterprise_get_project", "enterprise_update_project",
    "enterprise_delete_project", "enterprise_get_project_settings", "enterprise_update_project_settings",
    "enterprise_add_project_member", "enterprise_get_project_members", "enterprise_get_project_member",
    "enterprise_update_project_member", "enterprise_delete_project_member",
    "enterprise_post_user_sessions_reset", "revoke_token", "revoke_token_v2",
}  # fmt: skip
"""Methods that `emulator/test_official_client_of_teams.py` calls."""


OF_WIDGETS = {
    *(f"{verb}_shape_item_flowchart" for verb in ("create", "get", "update", "delete")),
    *("create_mindmap_nodes_experimental", "get_mindmap_nodes_experimental"),
    *("get_mindmap_node_experimental", "delete_mindmap_node_experimental"),
}
"""Methods that `emulator/test_official_client_of_widgets.py` calls."""


OF_GOVERNANCE = {
    "enterprise_create_board_export", "enterprise_board_export_job_status", "enterprise_board_export_job_results",
    "enterprise_dataclassification_organization_settings_get",
    "enterprise_dataclassification_team_settings_get", "enterprise_dataclassification_team_settings_set",
    "enterprise_dataclassification_team_boards_bulk",
    "enterprise_dataclassification_board_get", "enterprise_dataclassification_board_set",
    "get_all_cases", "get_case", "get_all_legal_holds", "get_legal_hold", "get_legal_hold_content_items",
    "enterprise_board_content_item_logs_fetch", "enterprise_get_audit_logs", "get_metrics", "get_metrics_total",
    "create_items_in_bulk_using_file_from_device",
}  # fmt: skip
"""Methods that `emulator/test_official_client_of_governance.py` calls."""


class Official:
    """Notes which methods were called."""

    def __init__(self, emulator: Emulator) -> None:
        self.api: Any = miro_api.MiroApi(emulator.token)
        self.api.api_client.configuration.host = emulator.url
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.called.add(name)
        return getattr(self.api, name)


def shared() -> set[str]:
    """The methods of the client for operations of our table, with those that walk through a whole list."""
    ours = {re.sub(r"-|(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in OPERATION_IDS.values()}
    walks = {name.replace("get_", "get_all_", 1) for name in ours} | {
        "get_all_enterprise_teams", "get_all_enterprise_team_members", "get_all_organization_members",
    }  # fmt: skip
    return {name for name in ours | walks if hasattr(miro_api.MiroApi, name)}
