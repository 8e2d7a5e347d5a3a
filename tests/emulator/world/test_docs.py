from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings

TEXT = "# Plan & goal\n\nFirst **bold**, *then*\nnext\n- a\n- `b`\n\n1. one\n2. [two](https://example.com/)\n### End"
HTML = (
    "<h1>Plan &amp; goal</h1><p>First <strong>bold</strong>, <em>then</em><br />next</p>"
    '<ul><li>a</li><li><code>b</code></li></ul><ol><li>one</li><li><a href="https://example.com/">two</a></li></ol>'
    "<h3>End</h3>"
)


def doc(api: Api, content: str = TEXT, **place: Any) -> Any:
    return api.item("docs", data={"contentType": "markdown", "content": content}, **place)


def test_a_doc_says_what_was_written_by_its_own_path_only() -> None:
    api = Api()
    frame = api.frame()
    made = doc(api, position={"x": 9, "y": 8}, parent={"id": frame["id"]})
    assert (made["type"], made["data"]["contentType"], made["data"]["content"]) == ("doc_format", "markdown", TEXT)
    assert (made["parent"]["id"], made["position"]["relativeTo"]) == (frame["id"], "parent_top_left")
    path = f"{api.board}/docs/{made['id']}"
    assert made["links"]["self"] == f"https://api.miro.com{path}"
    assert api.ok("GET", path) == made
    listed: Any = {**made, "data": {}}
    assert api.listed(type="doc_format") == [listed]
    assert api.ok("GET", f"{api.board}/items/{made['id']}") == listed
    whole = api.board.replace("/v2/", "/v2-experimental/")
    assert api.ok("GET", f"{whole}/items/{made['id']}") == listed


def test_a_doc_comes_in_markdown_or_as_html() -> None:
    api = Api()
    path = f"{api.board}/docs/{doc(api)['id']}"
    assert api.ok("GET", path, textContentType="markdown")["data"]["content"] == TEXT
    data = api.ok("GET", path, textContentType="html")["data"]
    assert (data["contentType"], data["content"]) == ("html", HTML)
    assert api.send("GET", path, textContentType="rtf").fields == [
        ("textContentType", "Unexpected value [rtf], expected one of: [html, markdown]")
    ]
    other = Api(Settings(default_doc_content_type="html"))
    assert doc(other, "<b>")["data"]["content"] == "<p>&lt;b&gt;</p>"


def test_a_doc_cannot_be_changed_but_moved_and_deleted() -> None:
    api = Api()
    made = doc(api)
    path = f"{api.board}/docs/{made['id']}"
    assert api.send("PATCH", path, {}).status == 405
    moved = api.ok("PATCH", f"{api.board}/items/{made['id']}", {"position": {"x": 5, "y": 6}})
    assert (moved["position"]["x"], api.ok("GET", path)["data"]) == (5, made["data"])
    assert api.send("DELETE", path).status == 204
    assert api.send("DELETE", path).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"),
        ({"data": {"contentType": "markdown"}}, "data.content"),
        ({"data": {"content": "x"}}, "data.contentType"),
        ({"data": {"contentType": "html", "content": "x"}}, "data.contentType"),
        ({"data": {"contentType": "markdown", "content": "x"}, "geometry": {}}, "geometry"),
        ({"data": {"contentType": "markdown", "content": "x"}, "style": {}}, "style"),
    ],
)
def test_a_wrong_doc_is_refused(body: Any, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", f"{api.board}/docs", body).fields] == [field]
    assert api.listed() == []
