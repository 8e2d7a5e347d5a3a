"""Invite people to boards over HTTP: answered within two seconds, if need be by a 503 that says when to come back.

python -m miro_async.examples.web_backend
curl http://127.0.0.1:8080/boards/uXjVexample=/members --data email=ann@example.com --data email=bob@example.com
"""

from functools import partial

from aiohttp import web

from miro_async import DeadlineExceeded, InvalidArgument, Miro, OutcomeUnknown, Priority, drafts
from miro_async.errors import NotFound, QueueFull


async def invite(miro: Miro, request: web.Request) -> web.Response:
    emails = [str(email) for email in (await request.post()).getall("email", [])]
    try:
        result = await miro.members.share(request.match_info["board"], drafts.invitation(emails))
    except (DeadlineExceeded, QueueFull) as error:
        seconds = (error.needed if isinstance(error, DeadlineExceeded) else None) or 60
        return web.Response(status=503, text=str(error), headers={"Retry-After": str(1 + int(min(seconds, 3600)))})
    except OutcomeUnknown as error:
        return web.Response(status=504, text=str(error))
    except (InvalidArgument, NotFound) as error:
        return web.Response(status=400, text=str(error))
    return web.json_response({"invited": result.successful, "failed": {f.email: f.reason for f in result.failed}})


async def main() -> web.Application:
    miro = Miro.from_env(priority=Priority.INTERACTIVE, deadline=2.0)
    app = web.Application()
    app.router.add_post("/boards/{board}/members", partial(invite, miro))
    app.on_cleanup.append(lambda _: miro.aclose())
    return app


if __name__ == "__main__":
    web.run_app(main(), host="127.0.0.1", port=8080)
