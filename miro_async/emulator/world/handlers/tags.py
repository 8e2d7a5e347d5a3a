"""The operations on tags."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import tags
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, no_content
from miro_async.emulator.world.paging import offset_page
from miro_async.emulator.world.state import Tag

__all__ = ["HANDLERS"]


def _tag_answer(context: Context, tag: Tag, status: int = 200) -> HttpResponse:
    return json_answer(context.render.tag(context.board_id, tag), status)


def _create_tag(context: Context) -> HttpResponse:
    canvas = context.canvas
    return _tag_answer(context, tags.create(context.state, canvas, context.body()), 201)


def _list_tags(context: Context) -> HttpResponse:
    listed = sorted(context.canvas.tags.listed().values(), key=lambda tag: tag.id)
    page = offset_page(len(listed), context.params)
    data = [context.render.tag(context.board_id, tag) for tag in listed[page.start : page.stop]]
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/tags", context.params))


def _get_tag(context: Context) -> HttpResponse:
    return _tag_answer(context, context.tag(context.ids[1]))


def _update_tag(context: Context) -> HttpResponse:
    tag = context.tag(context.ids[1])
    return _tag_answer(context, tags.update(context.state, context.canvas, tag, context.body()))


def _delete_tag(context: Context) -> HttpResponse:
    tags.delete(context.canvas, context.tag(context.ids[1]))
    return no_content()


def _attach_tag(context: Context) -> HttpResponse:
    tags.attach(context.state, context.canvas, context.item(), context.tag(context.param("tag_id")))
    return no_content()


def _detach_tag(context: Context) -> HttpResponse:
    tags.detach(context.canvas, context.item(), context.tag(context.param("tag_id")))
    return no_content()


def _list_tags_of_item(context: Context) -> HttpResponse:
    found = tags.tags_of(context.canvas, context.item())
    return json_answer({"tags": [context.render.tag(context.board_id, tag) for tag in found]})


def _list_items_of_tag(context: Context) -> HttpResponse:
    found = tags.items_with(context.canvas, context.tag(context.param("tag_id")))
    page = offset_page(len(found), context.params)
    data = context.render.items(context.board_id, found[page.start : page.stop])
    return json_answer(page.wire(data, f"{context.render.board_url(context.board_id)}/items", context.params))


HANDLERS: dict[str, Handler] = {
    "tags.create": _create_tag,
    "tags.list": _list_tags,
    "tags.get": _get_tag,
    "tags.update": _update_tag,
    "tags.delete": _delete_tag,
    "tags.attach": _attach_tag,
    "tags.detach": _detach_tag,
    "tags.list_of_item": _list_tags_of_item,
    "tags.list_items": _list_items_of_tag,
}
"""What answers each operation, by the operation's name."""
