"""Docs, code widgets, mind maps and flowcharts against Miro's description; and whatever may be asked of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from witness import description, schema_of, validate
from world_api import Api

from miro_async.emulator.world import Settings

CODE: Any = {"data": {"code": "x", "language": "python", "title": "T", "lineNumbersVisible": True}}
DOC: Any = {"data": {"contentType": "markdown", "content": "# x\n- *y*", "contentVersion": 1.5}}
NODE: Any = {"data": {"nodeView": {"data": {"type": "text", "content": "n"}}}}
MERGE: Any = {"data": {"shape": "flow_chart_merge"}, "style": {"fontSize": "20"}}


def exchanges(api: Api) -> Iterator[tuple[str, int, Any]]:
    """One success of every operation that answers with a body, and what lists of items show of all this."""

    def call(operation: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = api.send(method, path, *([] if body is None else [body]), **query)
        found.append((operation, answer.status, answer.json))
        return answer.json

    found: list[tuple[str, int, Any]] = []
    base = api.board.replace("/v2/", "/v2-experimental/")
    within = {"parent": {"id": api.frame()["id"]}, "position": {"x": 5, "y": 5}}
    doc = call("create-doc-format-item", "POST", f"{api.board}/docs", DOC | within)
    call("get-doc-format-item", "GET", f"{api.board}/docs/{doc['id']}", textContentType="html")
    call("get-doc-format-item", "GET", f"{api.board}/docs/{doc['id']}", textContentType="markdown")
    code = call("create-code-widget-item", "POST", f"{base}/code_widgets", CODE | within)
    call("get-code-widget-items", "GET", f"{base}/code_widgets", limit="10")
    call("get-code-widget-item", "GET", f"{base}/code_widgets/{code['id']}")
    call("update-code-widget-item", "PATCH", f"{base}/code_widgets/{code['id']}", {"geometry": {"rotation": 5}})
    call("move-code-widget-item", "PATCH", f"{base}/code_widgets/{code['id']}/position", {"x": 1, "y": 2})
    root = call("create-mindmap-nodes-experimental", "POST", f"{base}/mindmap_nodes", NODE)
    below = {**NODE, "parent": {"id": root["id"]}}
    node = call("create-mindmap-nodes-experimental", "POST", f"{base}/mindmap_nodes", below)
    call("get-mindmap-nodes-experimental", "GET", f"{base}/mindmap_nodes")
    call("get-mindmap-node-experimental", "GET", f"{base}/mindmap_nodes/{node['id']}")
    merge = call("create-shape-item-flowchart", "POST", f"{base}/shapes", MERGE | within)
    call("get-shape-item-flowchart", "GET", f"{base}/shapes/{merge['id']}")
    call("update-shape-item-flowchart", "PATCH", f"{base}/shapes/{merge['id']}", {"data": {"shape": "star"}})
    for path in (api.board, base):
        operation = "get-items" if path == api.board else "get-items-experimental"
        call(operation, "GET", f"{path}/items", limit="50")
        for item in (doc, code, node, merge):
            one = "get-specific-item" if path == api.board else "get-specific-item-experimental"
            call(one, "GET", f"{path}/items/{item['id']}")
    yield from found


@pytest.mark.parametrize("shown", ["unsupported", "whole"])
def test_every_success_fits_the_schema_of_its_operation(shown: Any) -> None:
    document = description()
    checked = 0
    for operation, status, body in exchanges(Api(Settings(stable_code_widgets=shown))):
        validate(document, schema_of(document, operation, status), body)
        checked += 1
    assert checked == 15 + 2 * 5


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "x", "type", "content", "shape", "code", "width"]), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(
    st.sampled_from(["data", "style", "position", "geometry", "parent", "x", "y"]),
    json_values | st.sampled_from([body["data"] for body in (CODE, DOC, NODE, MERGE)]),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(body=bodies | json_values, text=st.text(max_size=5))
@pytest.mark.filterwarnings("error")
def test_no_request_makes_the_world_raise(body: Any, text: str) -> None:
    api = Api()
    base = api.board.replace("/v2/", "/v2-experimental/")
    doc = f"{api.board}/docs/{api.item('docs', **DOC)['id']}"
    code = f"{base}/code_widgets/{api.ok('POST', f'{base}/code_widgets', CODE)['id']}"
    merge = f"{base}/shapes/{api.ok('POST', f'{base}/shapes', MERGE)['id']}"
    for method, path in (
        ("POST", f"{api.board}/docs"),
        ("POST", f"{base}/code_widgets"),
        ("PATCH", code),
        ("PATCH", f"{code}/position"),
        ("POST", f"{base}/mindmap_nodes"),
        ("POST", f"{base}/shapes"),
        ("PATCH", merge),
    ):
        answer = api.send(method, path, body)
        assert answer.status in {200, 201, 400, 404}
        if answer.status >= 400:
            assert list(answer.json) == ["type", "code", "context", "message", "status"]
    for path, name in (
        (doc, "textContentType"),
        (f"{base}/code_widgets", "cursor"),
        (f"{base}/mindmap_nodes", "limit"),
    ):
        assert api.send("GET", path, **{name: text}).status in {200, 400}


@given(markdown=st.text())
def test_any_markdown_becomes_html_in_which_nothing_is_open(markdown: str) -> None:
    api = Api()
    path = f"{api.board}/docs/{api.item('docs', data={'contentType': 'markdown', 'content': markdown})['id']}"
    html = api.ok("GET", path, textContentType="html")["data"]["content"]
    assert html.count("<p>") == html.count("</p>")
    assert html.count("<li>") == html.count("</li>")
    assert bool(html) == bool(markdown.strip())
