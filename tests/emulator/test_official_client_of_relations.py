"""The official Python client, unchanged, on connectors, groups, members, the organization and teams."""

import warnings

import pytest
from official_client import OF_RELATIONS, Official

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    from miro_api import exceptions
    from miro_api.models import (
        BoardChanges,
        BoardMemberChanges,
        BoardMembersInvite,
        ConnectorChangesData,
        ConnectorCreationData,
        CreateTeamRequest,
        Group,
        ShapeCreateRequest,
        TeamChanges,
    )

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def shapes(client: Official, board: str, count: int) -> list[str]:
    return [client.create_shape_item(board, ShapeCreateRequest()).id for _ in range(count)]


def connectors(client: Official, board: str) -> None:
    first, second = shapes(client, board, 2)
    draft = {"startItem": {"id": first}, "endItem": {"id": second, "snapTo": "left"}, "captions": [{"content": "yes"}]}
    made = [client.create_connector(board, ConnectorCreationData.from_dict(draft)).id for _ in range(11)]
    assert client.get_connector(board, made[0]).end_item.position.x == "0%"
    assert client.get_connectors(board).total == 11
    assert [connector.id for connector in client.get_all_connectors(board, limit="10")] == made
    changed = client.update_connector(board, made[0], ConnectorChangesData.from_dict({"shape": "elbowed"}))
    assert (changed.shape, changed.captions[0].content) == ("elbowed", "yes")
    client.delete_connector(board, made[0])
    with pytest.raises(exceptions.NotFoundException):
        client.get_connector(board, made[0])


def groups(client: Official, board: str) -> None:
    items = shapes(client, board, 4)
    made = client.create_group(board, Group.from_dict({"data": {"items": items[:3]}}))
    assert client.get_group_by_id(board, made.id).data.to_dict() == {"items": items[:3]}
    assert [found.id for found in client.get_all_groups(board).data] == [made.id]
    listed = client.get_items_by_group_id(board, made.id).data
    assert (listed.id, len(listed.data[0].data)) == (made.id, 3)
    changed = client.update_group(board, made.id, Group.from_dict({"data": {"items": items[2:]}}))
    assert changed.id != made.id
    client.un_group(board, changed.id, delete_items=False)
    assert client.get_specific_item(board, items[2]).id == items[2]
    last = client.create_group(board, Group.from_dict({"data": {"items": items[2:]}}))
    # It asks for `??delete_items=true`, as the description's path ends with a question mark. A server that takes this
    # by the letter finds no `delete_items` in it, so that the group goes and its items stay.
    client.delete_group(board, last.id, True)
    with pytest.raises(exceptions.NotFoundException):
        client.get_group_by_id(board, last.id)
    assert client.get_specific_item(board, items[2]).id == items[2]


def members(client: Official, board: str) -> None:
    invited = client.share_board(board, BoardMembersInvite(emails=["bob@emulated.example", "nobody"], role="editor"))
    assert [failed.email for failed in invited.failed] == ["nobody"]
    bob = str(invited.successful[0])
    assert client.get_board_members(board).total == 2
    assert [member.role for member in client.get_all_board_members(board, limit="1")] == ["owner", "editor"]
    assert client.get_specific_board_member(board, bob).name == "bob"
    assert client.update_board_member(board, bob, BoardMemberChanges(role="viewer")).role == "viewer"
    client.remove_board_member(board, bob)
    with pytest.raises(exceptions.NotFoundException):
        client.get_specific_board_member(board, bob)


def organization(client: Official, emulator: Emulator) -> None:
    ours = emulator.world.organization_id
    assert client.enterprise_get_organization(ours).plan == "company"
    added = emulator.world.seed_members(3, active=False)
    assert client.enterprise_get_organization_members(ours, limit=2).actual_instance.size == 2
    found = [member.id for member in client.get_all_organization_members(ours, limit=2)]
    assert found[1:] == [member["id"] for member in added]
    assert len(list(client.get_all_organization_members(ours, active=False))) == 3
    assert [member.email for member in client.get_all_organization_members(ours, emails=added[0]["email"])] == [
        added[0]["email"]
    ]
    assert client.enterprise_get_organization_member(ours, found[0]).role == "organization_internal_admin"


def teams(client: Official, emulator: Emulator) -> None:
    ours = emulator.world.organization_id
    team = client.enterprise_create_team(ours, CreateTeamRequest(name="Design"))
    assert client.enterprise_get_teams(ours, name="design").data[0].id == team.id
    assert len(list(client.get_all_enterprise_teams(ours, limit=1))) == 2
    assert client.enterprise_update_team(ours, team.id, TeamChanges(name="Research")).name == "Research"
    assert client.enterprise_get_team(ours, team.id).name == "Research"
    client.enterprise_delete_team(ours, team.id)
    with pytest.raises(exceptions.NotFoundException):
        client.enterprise_get_team(ours, team.id)


def test_every_covered_method(miro_emulator: Emulator) -> None:
    # It reads the items of a group as the description has them, to the letter.
    miro_emulator.world.settings.group_items_envelope = "pages"
    client = Official(miro_emulator)
    board = str(client.create_board(BoardChanges(name="Official")).id)
    connectors(client, board)
    groups(client, board)
    members(client, board)
    organization(client, miro_emulator)
    teams(client, miro_emulator)
    assert client.called == OF_RELATIONS


def test_errors_are_its_own(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    board = str(client.create_board(BoardChanges(name="Official")).id)
    with pytest.raises(exceptions.BadRequestException, match="Group should have at least two items"):
        client.create_group(board, Group.from_dict({"data": {"items": shapes(client, board, 1)}}))
    with pytest.raises(exceptions.ApiException, match="409"):
        client.remove_board_member(board, miro_emulator.world.token.user_id)
    draft = ConnectorCreationData.from_dict({"startItem": {"id": "1"}, "endItem": {"id": "2"}})
    with pytest.raises(exceptions.NotFoundException, match="Item not found"):
        client.create_connector(board, draft)
    miro_emulator.world.settings.missing_end_status = 400
    with pytest.raises(exceptions.BadRequestException, match=r"startItem\.id"):
        client.create_connector(board, draft)
