"""What can be done to boards: create, change, copy, delete, find."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from miro_async.emulator.world import projects
from miro_async.emulator.world.checks import Fields, checked, one_of, text
from miro_async.emulator.world.errors import Problem, Refusal, invalid
from miro_async.emulator.world.state import Board, Connector, End, Group, Stamp, State, User

__all__ = ["copy", "create", "find", "update"]

_ACCESS = one_of("private", "view", "edit", "comment")
_POLICY = Fields(
    {
        "permissionsPolicy": Fields(
            {
                "collaborationToolsStartAccess": one_of("all_editors", "board_owners_and_coowners"),
                "copyAccess": one_of("anyone", "team_members", "team_editors", "board_owner"),
                "sharingAccess": one_of("team_members_with_editing_rights", "owner_and_coowners"),
            }
        ),
        "sharingPolicy": Fields(
            {
                "access": _ACCESS,
                "inviteToAccountAndBoardLinkAccess": one_of("viewer", "commenter", "editor", "no_access"),
                "organizationAccess": _ACCESS,
                "teamAccess": _ACCESS,
            }
        ),
    }
)
_COPY = Fields({"name": text(1, 60), "description": text(0, 300), "policy": _POLICY, "teamId": text(1)})
_CHANGES = _COPY._replace(known={**_COPY.known, "projectId": text(1)})

_PERMISSIONS = {
    "collaborationToolsStartAccess": "all_editors",
    "copyAccess": "anyone",
    "sharingAccess": "team_members_with_editing_rights",
}
_SHARING = {
    "access": "private",
    "inviteToAccountAndBoardLinkAccess": "no_access",
    "organizationAccess": "private",
    "teamAccess": "private",
    "accessPasswordRequired": False,
}
_SORTS = one_of("default", "last_modified", "last_opened", "last_created", "alphabetically")
_LONGEST_QUERY = 500


def create(state: State, body: object, user: User, team_id: str, board_id: str | None = None) -> Board:
    """Create an empty board, with a certain id if one is given.

    Raises:
        Refusal: 400 for a wrong body; 400 or 404 for a project that is not there, as the settings say.
    """
    given = checked(body, _CHANGES)
    home, project_id = projects.home(state, given, team_id, None)
    stamp = state.stamp(user)
    board = Board(
        id=board_id or _new_id(state),
        name=given.get("name", "Untitled"),
        description=given.get("description", ""),
        team_id=home,
        project_id=project_id,
        permissions={**_PERMISSIONS, **_policy(given, "permissionsPolicy")},
        sharing={**_SHARING, **_policy(given, "sharingPolicy")},
        created=stamp,
        modified=stamp,
    )
    state.add_board(board)
    return board


def update(state: State, board: Board, body: object, user: User) -> Board | None:
    """Change a board; another team or project moves it.

    Returns:
        The changed board; None if the move takes a while.

    Raises:
        Refusal: 400 for a wrong body; 400 or 404 for a project that is not there, as the settings say.
    """
    given = checked(body, _CHANGES)
    moves = projects.home(state, given, board.team_id, board.project_id) != (board.team_id, board.project_id)
    if moves and state.settings.board_move_seconds > 0:
        state.postpone(state.settings.board_move_seconds, lambda: _move(state, board.id, given, user))
        return None
    return _updated(state, board, given, user)


def _move(state: State, board_id: str, given: Mapping[str, Any], user: User) -> None:
    board = state.boards.get(board_id)
    if board is not None:
        with suppress(Refusal):  # meanwhile the project may be gone
            _updated(state, board, given, user)


def _updated(state: State, board: Board, given: Mapping[str, Any], user: User) -> Board:
    team_id, project_id = projects.home(state, given, board.team_id, board.project_id)
    changed = msgspec.structs.replace(
        board,
        name=given.get("name", board.name),
        description=given.get("description", board.description),
        team_id=team_id,
        project_id=project_id,
        permissions={**board.permissions, **_policy(given, "permissionsPolicy")},
        sharing={**board.sharing, **_policy(given, "sharingPolicy")},
        modified=state.stamp(user),
    )
    state.boards.put(board.id, changed)
    return changed


def copy(state: State, source: Board, body: object, user: User) -> Board:
    """Copy a board with all that lies on it; everything gets an id of its own. The members are not copied.

    Raises:
        Refusal: 400 for a wrong body.
    """
    given = checked(body, _COPY)
    stamp = state.stamp(user)
    board = msgspec.structs.replace(
        source,
        id=_new_id(state),
        name=given.get("name", state.settings.copied_name.format(name=source.name)[:60]),
        description=given.get("description", source.description),
        team_id=given.get("teamId", source.team_id),
        project_id=None,
        permissions={**source.permissions, **_policy(given, "permissionsPolicy")},
        sharing={**source.sharing, **_policy(given, "sharingPolicy")},
        created=stamp,
        modified=stamp,
    )
    original, duplicate = state.canvas(source.id), state.add_board(board)
    originals = [*original.tags, *original.items, *original.connectors, *original.groups]
    ids = {thing.id: state.ids.number() for thing in originals}
    for tag in original.tags:
        duplicate.tags.put(ids[tag.id], msgspec.structs.replace(tag, id=ids[tag.id]))
    for item in original.items:
        twin = msgspec.structs.replace(
            item,
            id=ids[item.id],
            parent_id=ids[item.parent_id] if item.parent_id is not None else None,
            tag_ids=tuple(ids[tag_id] for tag_id in item.tag_ids),
            created=stamp,
            modified=stamp,
        )
        duplicate.items.put(twin.id, twin)
    duplicate.files.update(original.files)
    for connector in original.connectors:
        duplicate.connectors.put(ids[connector.id], _copied_connector(connector, ids, stamp))
    for group in original.groups:
        members = tuple(ids[item_id] for item_id in group.item_ids)
        duplicate.groups.put(ids[group.id], Group(ids[group.id], members))
    return board


def _copied_connector(connector: Connector, ids: Mapping[str, str], stamp: Stamp) -> Connector:
    def copied(end: End | None) -> End | None:
        return None if end is None else msgspec.structs.replace(end, item_id=ids[end.item_id])

    return msgspec.structs.replace(
        connector,
        id=ids[connector.id],
        start=copied(connector.start),
        end=copied(connector.end),
        created=stamp,
        modified=stamp,
    )


def find(state: State, params: Mapping[str, str]) -> list[Board]:
    """The boards that a list shows; with a team or a project, ``query`` and ``owner`` are ignored.

    Raises:
        Refusal: 400 for an unknown order or too long a query.
    """
    _check_search(params)
    team_id, project_id = params.get("team_id"), params.get("project_id")
    if team_id or project_id:
        # Only lists by team or project are free of the index's delay.
        found = [
            board
            for board in state.boards
            if board.team_id == (team_id or board.team_id) and (not project_id or board.project_id == project_id)
        ]
        return _sorted(found, params.get("sort", "default"))
    query, owner = params.get("query", "").casefold(), params.get("owner")
    found = [
        board
        for board in state.boards.listed().values()
        if query in f"{board.name}\n{board.description}".casefold() and owner in {None, "", state.owner(board).id}
    ]
    return _sorted(found, "default")


def _sorted(boards: list[Board], order: str) -> list[Board]:
    if order == "alphabetically":
        return sorted(boards, key=lambda board: (board.name.casefold(), board.id))
    newest_first = boards[::-1]
    if order == "last_modified":
        return sorted(newest_first, key=lambda board: -board.modified.at)
    # Nobody opens a board here, so the last opened is the last created.
    return sorted(newest_first, key=lambda board: -board.created.at)


def _check_search(params: Mapping[str, str]) -> None:
    message = _SORTS(params["sort"]) if "sort" in params else None
    if message is not None:
        raise invalid([Problem("sort", message)])
    if len(params.get("query", "")) > _LONGEST_QUERY:
        raise invalid([Problem("query", f"Length should be at most {_LONGEST_QUERY}")])


def _policy(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    policy: dict[str, Any] = given.get("policy", {}).get(name, {})
    return policy


def _new_id(state: State) -> str:
    board_id = state.ids.board()
    while board_id in state.boards:
        board_id = state.ids.board()
    return board_id
