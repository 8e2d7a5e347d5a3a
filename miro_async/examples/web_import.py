"""Put lines of text on a board over HTTP; what becomes of each is streamed back, and hanging up stops the rest.

python -m miro_async.examples.web_import
curl --no-buffer --data-binary @lines.txt http://127.0.0.1:8080/boards/uXjVexample=/notes
"""

import html
from functools import partial

from aiohttp import web

from miro_async import Miro, MiroError, bulk, drafts


async def put(miro: Miro, request: web.Request) -> web.StreamResponse:
    lines = (await request.text()).splitlines()
    notes = [drafts.sticky_note(html.escape(line), at=(0, 250 * place)) for place, line in enumerate(lines)]
    response = web.StreamResponse()
    await response.prepare(request)
    try:
        async with bulk.create(miro, request.match_info["board"], notes) as run:
            async for outcome in run:
                what = outcome.id if isinstance(outcome, bulk.Created) else outcome.error
                await response.write(f"{outcome.index + 1}: {what}\n".encode())
    except MiroError as error:
        await response.write(f"stopped: {error}\n".encode())
    return response


async def main() -> web.Application:
    miro = Miro.from_env()
    app = web.Application()
    app.router.add_post("/boards/{board}/notes", partial(put, miro))
    app.on_cleanup.append(lambda _: miro.aclose())
    return app


if __name__ == "__main__":
    web.run_app(main(), host="127.0.0.1", port=8080)
