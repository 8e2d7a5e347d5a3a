from typing import Any

import pytest
from world_api import Api
from world_files import answered, downloaded, located, upload_request, uploaded

PDF = b"%PDF-1.4\n%%EOF\n"
URL = "https://example.com/plan.pdf"


def test_a_document_by_url() -> None:
    api = Api()
    document = api.item("documents", data={"url": URL})
    link = document["data"]["documentUrl"]
    assert document["data"] == {"title": "plan.pdf", "documentUrl": link}
    assert "/resources/documents/" in link
    assert document["geometry"] == {"width": 595.0, "height": 842.0}
    assert "style" not in document
    assert downloaded(api, located(api, link)).body.startswith(b"%PDF")


def test_only_a_change_or_an_upload_gives_a_document_its_size() -> None:
    api = Api()
    body: Any = {"data": {"url": URL}, "geometry": {"width": 119}}
    assert api.send("POST", f"{api.board}/documents", body).fields[0][0] == "geometry"
    document = api.item("documents", data={"url": URL})
    changed = api.ok("PATCH", f"{api.board}/documents/{document['id']}", {"geometry": {"width": 119, "rotation": 90}})
    assert changed["geometry"] == {"width": 119.0, "height": 168.4, "rotation": 90.0}
    sized = uploaded(
        api, "documents", PDF, {"geometry": {"height": 84.2}}, name="a.pdf", content_type="application/pdf"
    )
    assert sized["geometry"] == {"width": pytest.approx(59.5), "height": 84.2}


def test_a_document_from_a_file_comes_back_as_it_was() -> None:
    api = Api()
    document = uploaded(api, "documents", PDF, name="a.pdf", content_type="application/pdf")
    link = document["data"]["documentUrl"]
    original = downloaded(api, located(api, link))
    assert (original.headers["content-type"], original.body) == ("application/pdf", PDF)
    preview = downloaded(api, located(api, link, form="preview"))
    assert preview.headers["content-type"] == "image/png"
    assert preview.body.startswith(b"\x89PNG")
    assert preview.headers["content-disposition"] == 'attachment; filename="a.pdf.png"'


def test_another_file_takes_the_place_of_the_first() -> None:
    api = Api()
    document = api.item("documents", data={"url": URL, "title": "kept"})
    path = f"{api.board}/documents/{document['id']}"
    request = upload_request(api, path, PDF, {"title": "new"}, method="PATCH", content_type="application/pdf")
    changed = answered(api, request).json
    assert changed["data"]["title"] == "new"
    assert downloaded(api, located(api, changed["data"]["documentUrl"])).body == PDF
