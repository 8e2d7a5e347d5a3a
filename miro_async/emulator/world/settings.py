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
        default_card_size: likewise of a card or an app card. That of cards was seen live.
        default_text_width: the width of a text that names none. Its height follows from its lines and its font size.
        default_image_size: likewise of an image whose size cannot be read from its bytes; so big are also the
            pictures that stand for images by URL.
        default_document_size: likewise of a document.
        default_embed_size: likewise of an embed.
        default_code_widget_size: likewise of a code widget.
        default_mindmap_node_size: likewise of a node of a mind map.
        default_doc_content_type: as what the text of a doc comes where the request does not say.
        stable_code_widgets: how the paths for items of any type show code widgets, of which nothing is said:
            ``unsupported``, without data, as mind maps; or ``whole``.
        generic_mindmap_status: what these paths answer to who deletes or changes a node of a mind map. Both were seen.
        unknown_embeds: whether a link of no known provider becomes an embed without provider (``plain``), or is
            ``refused``.
        foreign_app_card_status: what an update of an app card answers that another app made.
        upload_limit: the largest file that can be uploaded, in bytes. The description says 6 MB.
        upload_too_large_status: what a larger one answers.
        signed_url_seconds: how long the URL of a download is good for. Seen live.
        files_host: the name of the host in such URLs, ``"localhost"`` for instance; None for that of the API. The
            emulator answers them itself whatever the name.
        lock_by_update: whether ``{"data": {"locked": false}}`` unlocks, and with true locks, by the generic update.
            Undocumented; unlocking was seen live.
        locked_items_refuse: what a locked item refuses: to be deleted (seen live), or all ``changes``.
        board_move_seconds: how long it takes to move a board to another team or project. With 0 the update is done
            when it is answered (200); else it is accepted (202, without a body), and done later as a whole.
        copied_name: the name of a copied board, if the request names none.
        connector_create_status: what creating a connector answers. 200 in the description and once live, 201 in
            another observation; all other creates answer 201.
        missing_end_status: what a connector answers that names an item which is not on the board.
        snapped_end_reads: how an end is read that holds on to a side: as the ``position`` of that side (the
            description's read has no side), or as the ``snap_to`` that was written.
        unknown_cap_is_writable: whether the stroke cap ``unknown`` can be written. The description lists it.
        orphaned_connectors: what becomes of a connector when an item at its end is deleted: it is ``deleted`` too, or
            stays ``dangling``, read without that end.
        ungroupable: the types that a group refuses; ``connector`` may be one.
        grouped_again: what becomes of an item that is grouped and has a group: ``moved``, or ``refused`` with 400.
        group_limit: how many items a group has at most; None for any number.
        group_get_per_item: whether reading a group costs its level for each item of it. So says the description.
        group_list_cursor: whether lists of groups and of their items say how to go on. The description takes a cursor
            and lists none in the answer; without it only the first page can be reached.
        group_items_envelope: how a group's items are listed: as a ``flat`` page; ``nested``, the page's data being
            the group with its items as data; or in ``pages``, these data being pages of items, which is what the
            description says to the letter and all that the official Python client reads.
        invited_again: what an invitation does for a member of the board: the role is ``kept`` or ``updated`` (but the
            last owner stays one), both a success, or it is listed as ``failed``.
        uninvitable_domains: an invitation of an address in these domains is listed as failed.
        new_owner: whether a second owner of a board or a project is ``added``, or ``replaces`` the first, who becomes
            a co-owner.
        foreign_organization_status: what an organization answers that is not the token's.
        last_team_status: what deleting the only team answers; with 204 it is deleted.
        used_team_status: what deleting a team with boards answers; with 204 its boards are deleted too.
        team_creator_joins: whether who creates a team becomes its admin; else a new team has no members.
        unknown_user_status: what an e-mail address answers of which nobody knows a user: when it is taken into a
            team or a user group (then the user must be of the organization) or a project, or its sessions are ended.
        joined_again: what taking a member into a team or a project again does: it is ``refused`` with 409, or the
            role is ``updated``.
        last_admin_status: what answers a change that leaves a team without an admin, or a project without an owner;
            with 200 it is made.
        unknown_project_status: what a board answers that is to be in a project which is not there; with 200 it keeps
            the project's id.
        revoke_checks_client: whether a token is revoked only with the id of its app. The emulator knows no secrets of
            apps and takes any.
        group_member_again: what becomes of a user who is to be added to a user group with others and is in it: the user
            is ``kept``, a success, or listed as ``failed``.
        group_stranger_removed: what becomes of a user who is to be removed from a user group with others and is not in
            it: that is ``ignored``, a success, or listed as ``failed``.
        too_many_group_changes_status: what adding and removing more than 500 users at once answers.
        export_start_seconds: how long an export job waits before it begins.
        export_board_seconds: how long it takes for each board; one comes after the other.
        export_jobs_at_once: how many jobs an organization may have: 1, or 5 with Enterprise Guard.
        export_too_many_status: what creating one more answers. The description has 425 for creating a job and does
            not say when.
        export_job_id: whether a job has the id that its request names (so the description of ``request_id``), or a
            new one.
        export_again: what a request that comes again under the same ``request_id`` gets: the ``same`` job, or it is
            ``refused`` with 409. In neither case there is a second job.
        export_failures: boards whose exports fail, and how: ``TEMPORARY``, ``FATAL`` or ``UNKNOWN``. A board that is
            not there fails as ``FATAL``.
        export_result_links: whether the links in a job's results are ``fresh`` in each answer, are ``kept`` from when
            the board was exported, or there are ``none``.
        export_link_seconds: how long a link to an export is good.
        export_link_lag: seconds after the export of a board until its link can be had; until then that is 425.
        export_kept_seconds: how long the file of an export is kept.
        export_update_answer: whether the answer to a cancellation has the status as a ``word`` or as an ``object``.
            The description has it as both at once.
        finished_export_cancel_status: what cancelling a finished job answers.
        scim_pools: which calls of SCIM share the credits of a window: all (``shared``), those of a ``level``, or those
            of an ``operation``. Nobody documents it.
        scim_rate_headers: whether answers of SCIM have rate headers, which tell of the pool of their call.
        scim_page_limit: how many entries a page of SCIM has at most, whatever count was asked for. So many says the
            description.
        scim_items_per_page: what a page of SCIM says to have: as many entries as were ``returned`` (so the
            description), or ``requested``, as other services do.
        scim_empty_list: whether a page of SCIM without entries has a list nevertheless; RFC 7644 lets it be absent.
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
    default_card_size: tuple[float, float] = (320.0, 60.0)
    default_text_width: float = 320.0
    default_image_size: tuple[float, float] = (480.0, 320.0)
    default_document_size: tuple[float, float] = (595.0, 842.0)
    default_embed_size: tuple[float, float] = (640.0, 360.0)
    default_code_widget_size: tuple[float, float] = (480.0, 320.0)
    default_mindmap_node_size: tuple[float, float] = (160.0, 40.0)
    default_doc_content_type: Literal["html", "markdown"] = "markdown"
    stable_code_widgets: Literal["unsupported", "whole"] = "unsupported"
    generic_mindmap_status: Literal[400, 404] = 404
    unknown_embeds: Literal["plain", "refused"] = "plain"
    foreign_app_card_status: Literal[400, 403] = 403
    upload_limit: int = 6 * 1024 * 1024
    upload_too_large_status: Literal[400, 413] = 413
    signed_url_seconds: float = 60.0
    files_host: str | None = None
    lock_by_update: bool = True
    locked_items_refuse: Literal["delete", "changes"] = "changes"
    board_move_seconds: float = 0.0
    copied_name: str = "Copy of {name}"
    connector_create_status: Literal[200, 201] = 200
    missing_end_status: Literal[400, 404] = 404
    snapped_end_reads: Literal["position", "snap_to"] = "position"
    unknown_cap_is_writable: bool = True
    orphaned_connectors: Literal["deleted", "dangling"] = "deleted"
    ungroupable: tuple[str, ...] = ("frame", "connector")
    grouped_again: Literal["moved", "refused"] = "moved"
    group_limit: int | None = None
    group_get_per_item: bool = True
    group_list_cursor: bool = True
    group_items_envelope: Literal["flat", "nested", "pages"] = "flat"
    invited_again: Literal["kept", "updated", "failed"] = "kept"
    uninvitable_domains: tuple[str, ...] = ("uninvitable.example",)
    new_owner: Literal["added", "replaces"] = "added"
    foreign_organization_status: Literal[403, 404] = 404
    last_team_status: Literal[204, 409] = 409
    used_team_status: Literal[204, 409] = 409
    team_creator_joins: bool = True
    unknown_user_status: Literal[400, 404] = 404
    joined_again: Literal["refused", "updated"] = "refused"
    last_admin_status: Literal[200, 409] = 409
    unknown_project_status: Literal[200, 400, 404] = 404
    revoke_checks_client: bool = True
    group_member_again: Literal["kept", "failed"] = "kept"
    group_stranger_removed: Literal["ignored", "failed"] = "failed"
    too_many_group_changes_status: Literal[400, 413] = 413
    export_start_seconds: float = 5.0
    export_board_seconds: float = 10.0
    export_jobs_at_once: int = 5
    export_too_many_status: Literal[400, 409, 425] = 425
    export_job_id: Literal["request", "new"] = "request"
    export_again: Literal["same", "refused"] = "same"
    export_failures: dict[str, Literal["TEMPORARY", "FATAL", "UNKNOWN"]] = {}
    export_result_links: Literal["fresh", "kept", "none"] = "fresh"
    export_link_seconds: float = 900.0
    export_link_lag: float = 0.0
    export_kept_seconds: float = 7 * 86_400.0
    export_update_answer: Literal["word", "object"] = "word"
    finished_export_cancel_status: Literal[400, 409] = 400
    scim_pools: Literal["shared", "level", "operation"] = "shared"
    scim_rate_headers: bool = True
    scim_page_limit: int = 1_000
    scim_items_per_page: Literal["returned", "requested"] = "returned"
    scim_empty_list: bool = True
    public_url: str | None = None
