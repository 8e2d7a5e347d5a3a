"""The emulator under a fuzzer that knows the description: it never breaks, and every operation can be made to succeed.

Schemathesis makes requests that the description allows, of every operation in turn: first those that create, then those
that read and change, last those that remove. What was created fills the paths of what comes after.
"""

import json
import re
from copy import deepcopy
from typing import Any, Final

import pytest
import requests
import schemathesis
from answer_schemas import success
from error_schema import ERROR, SCIM_ERROR
from hypothesis import HealthCheck, Phase, given, settings
from request_schemas import body_schema, check
from witness import OPERATION_IDS, load
from world_files import PNG

from miro_async.emulator import Emulator
from miro_async.emulator.world.tokens import SCIM_PATH
from miro_async.endpoints import Endpoint, Repeat, by_name

EXAMPLES = 4
"""Requests of each operation whose ids are there; it gets as many with any ids."""

OURS = {theirs: ours for ours, theirs in OPERATION_IDS.items()}
GROUPS = {
    "boards": ("/v2/boards", "/v2-experimental/boards"),
    "organization": ("/v1/", "/v2/orgs", "/v2/oauth", "/v2/audit", "/v2/sessions", "/v2-experimental/apps"),
    "scim": (SCIM_PATH,),
}
"""What is fuzzed in one world, by the beginnings of its paths."""


def repaired(beginnings: tuple[str, ...]) -> Any:
    """The description, as a fuzzer can load it and as the service is; only operations whose paths begin so.

    Errors are references that lead nowhere, one path has a question mark too many, the paths of SCIM lack its place,
    and bodies allow any field, which the service refuses.
    """
    document = deepcopy(load("miro-openapi.json"))
    paths: dict[str, Any] = {}
    for path, entry in document["paths"].items():
        place = path if path.startswith("/v") else SCIM_PATH + path
        if not place.startswith(beginnings):
            continue
        if place.endswith("?"):
            paths[place[:-1].replace("{group_id}", "{the_group_id}")] = _renamed(entry, "group_id", "the_group_id")
        else:
            paths[place] = entry
    for entry in paths.values():
        for operation in entry.values():
            if _is_object(operation) and "operationId" in operation:
                operation["responses"] = {"default": {"description": "checked by ourselves"}}
                _repair_body(operation)
    return document | {"paths": paths}


def _renamed(entry: Any, name: str, other: str) -> Any:
    return json.loads(json.dumps(entry).replace(f'"{name}"', f'"{other}"'))


def _repair_body(operation: Any) -> None:
    content = operation.get("requestBody", {}).get("content", {})
    ours = OURS[operation["operationId"]]
    if content:  # also what goes along with a file, which is put to it when it is sent
        media_type = by_name(ours).content_type
        schema = body_schema(ours)
        if ours == "items.upload":  # bounds of the list and alternatives in it are more than the fuzzer can make
            schema = {"type": "array", "items": schema["items"]}
        operation["requestBody"] = {"required": True, "content": {media_type: {"schema": schema}}}


_ITEMS: Final = ("sticky_notes.", "shapes.")
_LINKS: Final = ("groups.", "tags.detach", "board_user_groups.", "project_user_groups.")
_HOLES: Final[dict[Any, tuple[str, ...]]] = {
    "project_id": ("projects",),
    "case_id": ("cases",),
    "legal_hold_id": ("legal_holds",),
    "job_id": ("board_exports",),
    "task_id": ("board_exports.list_tasks",),
    ("boards", "board_id"): ("boards",),
    ("teams", "team_id"): ("teams",),
    "board_member_id": ("members",),
    "connector_id": ("connectors",),
    "tag_id": ("tags",),
    "group_id": ("user_groups",),
    ("groups", "group_id"): ("groups",),
    ("scim.users", "id"): ("scim.users",),
    ("scim.groups", "id"): ("scim.groups",),
    **{(namespace, "item_id"): ("sticky_notes",) for namespace in ("items", "tags")},
    ("experimental_items", "item_id"): ("shapes",),
}
"""The operations whose answers have what fills a hole, by its name, or by that and the namespace."""


class Live:
    """What is there in a world, by the names that holes of paths have for it."""

    def __init__(self, emulator: Emulator) -> None:
        self._world = world = emulator.world
        self._given = {"org_id", "team_id", "board_id", "app_id", "resource", "uri"}
        self.made: dict[str, list[str]] = {
            "org_id": [world.organization_id],
            "team_id": [world.token.team_id],
            "app_id": [world.token.app_id],
            "board_id": [world.create_board("Board")["id"]],
            "resource": ["User"],
            "uri": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        }

    @property
    def somebody(self) -> str:
        """The address of a member of the organization who is nowhere else yet."""
        (member,) = self._world.seed_members(1)
        return str(member["email"])

    @property
    def issued(self) -> str:
        """A token that nobody uses yet."""
        return self._world.issue_token().value

    def keep(self, row: Endpoint[Any], answer: Any) -> None:
        """Remember what an answer tells to be there; a list, only where nothing was made."""
        namespace, _, verb = row.name.rpartition(".")
        if row.name == "groups.update":  # it has another id now
            self.forget(row)
        if row.repeat is Repeat.NEVER or row.name == "board_exports.create":
            entries: Any = answer.get("successful", [answer]) if _is_object(answer) else []
            self.made.setdefault(namespace, []).extend(_ids_of(entries))
        elif verb == "list" and _is_object(answer):
            self.made.setdefault(namespace, _ids_of(answer.get("data", answer.get("Resources", []))))
        elif verb == "list_tasks":
            self.made[row.name] = _ids_of(answer["data"])

    def forget(self, row: Endpoint[Any]) -> None:
        """The last hole's filling is not there any more."""
        namespace, _, verb = row.name.rpartition(".")
        for name in self._names(row, row.holes[-1]) if row.holes else ():
            if verb == "delete" or name == namespace:  # not where a link to it is removed
                del self.made.get(name, [])[-1:]

    def latest(self, *names: str) -> str:
        return next((self.made[name][-1] for name in names if self.made.get(name)), "1")

    def ids(self, row: Endpoint[Any]) -> dict[str, str]:
        """What fills the holes of a path; a job that can be cancelled is another one than that which ends."""
        if row.name == "board_exports.update":
            return {"org_id": self.latest("org_id"), "job_id": self.made["board_exports"][0]}
        return {hole: self.latest(*self._names(row, hole), hole) for hole in row.holes}

    def _names(self, row: Endpoint[Any], hole: str) -> tuple[str, ...]:
        namespace = row.name.rpartition(".")[0]
        return _HOLES.get((namespace, hole)) or _HOLES.get(hole) or (() if hole in self._given else (namespace,))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _ids_of(entries: Any) -> list[str]:
    found = [entry.get("id", entry.get("jobId")) if _is_object(entry) else entry for entry in entries]
    return [str(one) for one in found if one is not None]


def _bodies(live: Live) -> dict[str, Any]:
    """Bodies, or parts of them, that name what is there, or are of a form that the description does not tell."""
    notes = [*live.made.get("sticky_notes", ()), *live.made.get("shapes", ())] or ["1"]
    groups = 2 * len(live.made.get("groups", ()))  # an item is in one group only
    ends = {"startItem": {"id": notes[0]}, "endItem": {"id": notes[-1]}}
    user_group = live.latest("user_groups")
    patch = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}
    renamed = {"Operations": [{"op": "Replace", "path": "displayName", "value": "Quince"}]}
    return {
        "connectors.create": ends,
        "connectors.update": ends,
        "groups.create": {"data": {"items": notes[groups : groups + 2]}},
        "groups.update": {"data": {"items": notes[groups - 2 : groups]}},
        "sticky_notes.create": {"data": {"content": "Hi"}},
        "shapes.create": {"data": {"content": "Hi"}},
        "images.create": {"data": {"url": "https://example.com/a.png"}},
        "documents.create": {"data": {"url": "https://example.com/a.pdf"}},
        "embeds.create": {"data": {"url": "https://www.youtube.com/watch?v=1"}},
        "items.create": [{"type": "sticky_note"}],
        "items.update": {"data": {"locked": True}},  # what is refused for it is sent again, unlocked
        "items.upload": [{"type": "image"}],
        "board_exports.create": {"boardIds": [live.latest("board_id")]},
        "board_user_groups.add": {"userGroupIds": [user_group]},
        "project_user_groups.add": {"userGroupIds": [user_group]},
        "team_user_groups.add": {"userGroupId": user_group},
        "project_members.add": {"email": live.somebody},
        "team_members.invite": {"email": live.somebody},
        "user_group_members.add": {"email": live.somebody},
        "members.share": {"emails": ["ada@x.example"]},
        "tokens.revoke": {"accessToken": live.issued, "clientId": live.latest("app_id"), "clientSecret": "its secret"},
        "scim.users.create": {"userName": "grace@x.example"},
        "scim.users.update": patch | renamed,
        "scim.groups.update": patch | renamed,
    }


def _queries(live: Live) -> dict[str, dict[str, str]]:
    """Likewise: parameters of the query."""
    tag = {"tag_id": live.latest("tags")}
    return {
        "boards.copy": {"copy_from": live.latest("board_id")},
        "frames.list_items": {"parent_item_id": live.latest("frames")},
        "groups.list_items": {"group_item_id": live.latest("groups")},
        "tags.attach": tag,
        "tags.detach": tag,
        "tags.list_items": tag,
        "audit_logs.list": {"createdAfter": "2026-05-01T00:00:00Z", "createdBefore": "2026-05-20T00:00:00Z"},
        "sessions.reset": {"email": live.somebody},
        "tokens.revoke_v1": {"access_token": live.issued},
    }


class Fuzzer:
    """Sends what Schemathesis makes, and judges the answers."""

    def __init__(self, emulator: Emulator, session: requests.Session) -> None:
        self.live = Live(emulator)
        self.succeeded = set[str]()
        self.refused: dict[str, str] = {}
        """Why an operation was refused the last time that its ids were there."""
        self._emulator = emulator
        self._session = session

    def run(self, operation: Any, row: Endpoint[Any]) -> None:
        """Send requests with any ids, then with those of what is there, then with all that is known."""
        self._prove(operation, row, {}, are_there=False)
        self._prove(operation, row, self._ids(operation, row))
        if row.name in _bodies(self.live).keys() | _queries(self.live).keys():
            self._prove(operation, row, self._ids(operation, row), examples=2, is_known=True)

    def _prove(
        self,
        operation: Any,
        row: Endpoint[Any],
        ids: dict[str, str],
        *,
        examples: int = EXAMPLES,
        are_there: bool = True,
        is_known: bool = False,
    ) -> None:
        @given(operation.as_strategy(path_parameters=ids))
        @settings(
            max_examples=examples,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        def prove(case: Any) -> None:
            if is_known:
                self._complete(row, case)
            answer = self._send(row, case)
            self._judge(row, answer, are_there=are_there)
            if "item is locked" in answer.text:
                self._unlock()
                self._judge(row, self._send(row, case), are_there=are_there)

        prove()

    def _unlock(self) -> None:
        """Unlock what earlier requests locked, as who is refused for it does."""
        world, board = self._emulator.world, self.live.latest("board_id")
        for item in world.board_items(board):
            world.lock_item(board, item["id"], is_locked=False)

    def _ids(self, operation: Any, row: Endpoint[Any]) -> dict[str, str]:
        """The ids that there are, by the names that the description has for the holes."""
        theirs = re.findall(r"{(\w+)}", operation.path)
        return dict(zip(theirs, self.live.ids(row).values(), strict=True))

    def _complete(self, row: Endpoint[Any], case: Any) -> None:
        """Put what is known into a request that may not have it."""
        body, query = _bodies(self.live).get(row.name), _queries(self.live).get(row.name)
        if body is not None:
            case.body = {**case.body, **body} if _is_object(case.body) and _is_object(body) else body
        if query is not None:
            case.query = query

    def _send(self, row: Endpoint[Any], case: Any) -> requests.Response:
        if row.name == "board_exports.create_link":  # of a file that is there
            self._emulator.clock.advance(600)
        token = self._emulator.world.scim_token if row.api == "scim" else self._emulator.world.token
        headers = {"Authorization": f"Bearer {token.value}"}
        if row.takes_file:
            return self._upload(row, case, headers)
        answer: requests.Response = case.call(base_url=self._emulator.url, session=self._session, headers=headers)
        return answer

    def _upload(self, row: Endpoint[Any], case: Any, headers: dict[str, str]) -> requests.Response:
        url = self._emulator.url + case.formatted_path
        several = row.most_files > 1
        parts: list[Any] = [("data", ("data.json", json.dumps(case.body), "application/json"))]
        file = ("resources" if several else "resource", ("x.png", PNG, "image/png"))
        parts += [file] * (len(case.body) if several else 1)
        return self._session.request(row.method, url, headers=headers, files=parts)

    def _judge(self, row: Endpoint[Any], answer: requests.Response, *, are_there: bool) -> None:
        """Check an answer; where ids may be anything, what only echoes them has no shape to hold."""
        status = answer.status_code
        value = json.loads(answer.content) if answer.content else None
        assert status < 500, (row.name, answer.text)
        if status >= 400:
            self.refused[row.name] = " ".join(answer.text.split())
            check(SCIM_ERROR if row.api == "scim" else ERROR, value)
            return
        _, schema = success(row.name)
        if not are_there:
            return
        if schema is not None:
            check(schema, value)
        self.succeeded.add(row.name)
        if row.repeat is Repeat.NOT_FOUND_IS_DONE:
            self.live.forget(row)
        else:
            self.live.keep(row, value)


def _order(row: Endpoint[Any]) -> tuple[int, int, bool]:
    """Creates first, outer things before inner ones, notes before what needs them; removals last, links before."""
    if row.repeat is Repeat.NOT_FOUND_IS_DONE:
        return 2, -len(row.holes), not row.name.startswith(_LINKS)
    return row.repeat is not Repeat.NEVER, len(row.holes), not row.name.startswith(_ITEMS)


@pytest.mark.miro_emulator(limit=10**9, scim_limit=10**9)
@pytest.mark.parametrize("group", GROUPS)
def test_no_request_breaks_it_and_every_operation_can_succeed(group: str, miro_emulator: Emulator) -> None:
    document = repaired(GROUPS[group])
    loaded: Any = schemathesis.openapi.from_dict(document)
    found = loaded.get_all_operations()
    operations = {OURS[one.ok().definition.raw["operationId"]]: one.ok() for one in found}
    rows = sorted(map(by_name, operations), key=_order)
    miro_emulator.world.settings.export_jobs_at_once = 5
    with requests.Session() as session:
        fuzzer = Fuzzer(miro_emulator, session)
        for row in rows:
            fuzzer.run(operations[row.name], row)
    failed = sorted(set(operations) - fuzzer.succeeded)
    assert failed == [], [f"{name}: {fuzzer.refused[name]}" for name in failed]


def test_every_operation_is_fuzzed() -> None:
    found = [entry for group in GROUPS.values() for entry in repaired(group)["paths"].values()]
    named = [
        one["operationId"] for entry in found for one in entry.values() if _is_object(one) and "operationId" in one
    ]
    assert sorted(named) == sorted(OURS)
