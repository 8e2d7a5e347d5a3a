"""The official Python client, unchanged, on nodes of mind maps and shapes of flowcharts; docs and code it lacks."""

import pytest
from miro_api import exceptions, models
from official_client import OF_WIDGETS, Official

from miro_async.emulator import Emulator


def mind_map(client: Official, board: str) -> None:
    view = {"nodeView": {"data": {"type": "text", "content": "n"}}}
    root = client.create_mindmap_nodes_experimental(board, models.MindmapCreateRequest.from_dict({"data": view}))
    below = models.MindmapCreateRequest.from_dict({"data": view, "parent": {"id": root.id}})
    node = client.create_mindmap_nodes_experimental(board, below)
    read = client.get_mindmap_node_experimental(board, node.id)
    assert (read.data.is_root, read.data.node_view.data.actual_instance.content) == (False, "n")
    assert [each.id for each in client.get_mindmap_nodes_experimental(board).data] == [root.id, node.id]
    client.delete_mindmap_node_experimental(board, root.id)
    with pytest.raises(exceptions.NotFoundException):
        client.get_mindmap_node_experimental(board, node.id)


def flowchart(client: Official, board: str) -> None:
    body = models.ShapeCreateRequest.from_dict({"data": {"shape": "flow_chart_merge", "content": "m"}})
    made = client.create_shape_item_flowchart(board, body)
    assert client.get_shape_item_flowchart(board, made.id).data.shape == "flow_chart_merge"
    change = models.ShapeUpdateRequest.from_dict({"position": {"x": 7, "y": 8}})
    assert client.update_shape_item_flowchart(board, made.id, change).position.x == 7
    client.delete_shape_item_flowchart(board, made.id)


def test_every_covered_method(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    board = miro_emulator.world.create_board("Official")["id"]
    mind_map(client, board)
    flowchart(client, board)
    assert client.called == OF_WIDGETS
    assert miro_emulator.world.item_count(board) == 0
