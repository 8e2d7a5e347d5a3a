"""The operations on files: upload, replace, and find out where to download."""

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import items, uploads
from miro_async.emulator.world.checks import one_of
from miro_async.emulator.world.downloads import Resource
from miro_async.emulator.world.errors import Problem, invalid, resource_not_found
from miro_async.emulator.world.handlers._context import Context, Handler, checked_id, json_answer

__all__ = ["HANDLERS"]

_FORMATS = one_of("original", "preview")
_REDIRECTS = one_of("false", "true")
_UNFINISHED = "0"


def _handlers(item_type: str) -> dict[str, Handler]:
    """The operations on the files of one type of items."""
    family = f"{item_type}s"

    def upload(context: Context) -> HttpResponse:
        canvas = context.canvas
        file, said = uploads.received(context.request, family, context.state.settings)
        made = items.upload(context.state, canvas, item_type, said, file, context.token)
        return context.item_answer(made, 201)

    def replace(context: Context) -> HttpResponse:
        item = context.item(item_type)
        file, said = uploads.received(context.request, family, context.state.settings)
        changed = items.replace_file(context.state, context.canvas, item, said, file, context.token)
        return context.item_answer(changed)

    def locate(context: Context) -> HttpResponse:
        return _locate(context, family)

    return {f"{family}.upload": upload, f"{family}.replace": replace, f"{family}.locate": locate}


def _locate(context: Context, family: str) -> HttpResponse:
    canvas, params = context.canvas, context.params
    form, redirect = params.get("format", "preview"), params.get("redirect", "false")
    problems = [
        Problem(name, message)
        for name, check, value in (("format", _FORMATS, form), ("redirect", _REDIRECTS, redirect))
        if (message := check(value)) is not None
    ]
    if problems:
        raise invalid(problems)
    resource_id = checked_id("resource_id", context.ids[1])
    if resource_id == _UNFINISHED:  # what stands in the link of an image whose upload never ended
        raise invalid([Problem("resource_id", "Has illegal integer number value")])
    file = canvas.files.get(resource_id)
    if file is None or file.family != family:
        raise resource_not_found(resource_id)
    resource = Resource(context.board_id, family, resource_id, form)
    url = context.file_host.url(context.render.public_url, resource, file)
    if redirect == "true":
        return HttpResponse(307, {"location": url}, b"")
    return json_answer({"type": family.removesuffix("s"), "url": url})


HANDLERS: dict[str, Handler] = {**_handlers("image"), **_handlers("document")}
"""What answers each operation, by the operation's name."""
