"""What only the server can know is wrong: a typed error, with the field that the server names."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from miro_async import Miro, Quota, drafts
from miro_async.emulator import Emulator
from miro_async.errors import BadRequest, Conflict, Forbidden, NotFound, StatusError
from miro_async.models import (
    AppCardUpdate,
    GroupUpdate,
    ItemLock,
    ItemUpdate,
    MemberUpdate,
    ParentWrite,
    StickyNoteUpdate,
    TagUpdate,
)

Try = Callable[[Miro, str], Awaitable[object]]


def refused(attempt: Try, emulator: Emulator | None = None, board: str = "") -> StatusError:
    """What an attempt on a new board is refused with; afterwards the board has what it had before the last call."""
    emulator = emulator or Emulator(limit=10**9)

    async def main() -> StatusError:
        async with Miro(
            emulator.token, transport=emulator.transport(), quota=Quota(limit=10**9), quota_key=uuid4().hex
        ) as miro:
            board_id = board or (await miro.boards.create(drafts.board("B"))).id
            with pytest.raises(StatusError) as caught:
                await attempt(miro, board_id)
            last = list(emulator.log)[-1]
            assert (last.operation, last.status, last.applied) == (caught.value.operation, caught.value.status, False)
            return caught.value

    return asyncio.run(main())


def fields(error: StatusError) -> list[str]:
    return [field.field for field in error.fields]


async def notes(miro: Miro, board: str, count: int) -> list[str]:
    return [item.id for item in await miro.items.create(board, [drafts.sticky_note(str(n)) for n in range(count)])]


async def remove_the_last_owner(miro: Miro, board: str) -> None:
    owner = (await miro.members.list(board).collect())[0]
    assert owner.role == "owner"
    await miro.members.remove(board, owner.id)


async def demote_the_last_owner(miro: Miro, board: str) -> None:
    owner = (await miro.members.list(board).collect())[0]
    await miro.members.update(board, owner.id, MemberUpdate(role="editor"))


async def attach_a_ninth_tag(miro: Miro, board: str) -> None:
    (note,) = await notes(miro, board, 1)
    for number in range(9):
        tag = await miro.tags.create(board, drafts.tag(str(number)))
        await miro.tags.attach(board, note, tag.id)


async def rename_a_tag_to_another(miro: Miro, board: str) -> None:
    await miro.tags.create(board, drafts.tag("a"))
    other = await miro.tags.create(board, drafts.tag("b"))
    await miro.tags.update(board, other.id, TagUpdate(title="a"))


async def connect_to_a_frame_by_id(miro: Miro, board: str) -> None:
    frame = await miro.frames.create(board, drafts.frame("F"))
    (note,) = await notes(miro, board, 1)
    await miro.connectors.create(board, drafts.connector(note, frame.id))


async def connect_to_another_board_by_id(miro: Miro, board: str) -> None:
    other = await miro.boards.create(drafts.board("Other"))
    (here,) = await notes(miro, board, 1)
    (there,) = await notes(miro, other.id, 1)
    await miro.connectors.create(board, drafts.connector(here, there))


async def group_a_group(miro: Miro, board: str) -> None:
    ids = await notes(miro, board, 3)
    group = await miro.groups.create(board, drafts.group(ids[:2]))
    await miro.groups.create(board, drafts.group([group.id, ids[2]]))


async def update_a_group_that_is_gone(miro: Miro, board: str) -> None:
    ids = await notes(miro, board, 3)
    group = await miro.groups.create(board, drafts.group(ids[:2]))
    change = GroupUpdate(data=drafts.group(ids[1:]).data)
    assert (await miro.groups.update(board, group.id, change)).id != group.id
    await miro.groups.update(board, group.id, change)


async def delete_a_locked_item(miro: Miro, board: str) -> None:
    (note,) = await notes(miro, board, 1)
    await miro.items.update(board, note, ItemUpdate(data=ItemLock(locked=True)))
    await miro.sticky_notes.delete(board, note)


async def put_a_note_outside_of_its_frame(miro: Miro, board: str) -> None:
    frame = await miro.frames.create(board, drafts.frame("F", size=(100, 100)))
    await miro.sticky_notes.create(board, drafts.sticky_note("n", at=(500, 0), parent=frame))


async def put_a_note_into_a_note(miro: Miro, board: str) -> None:
    first, second = await notes(miro, board, 2)
    await miro.sticky_notes.update(board, first, StickyNoteUpdate(parent=ParentWrite(id=second)))


async def change_a_connector_as_an_item(miro: Miro, board: str) -> None:
    connector = await miro.connectors.create(board, drafts.connector(*await notes(miro, board, 2)))
    await miro.items.update(board, connector.id, ItemUpdate())


async def delete_the_last_team(miro: Miro, board: str) -> None:
    organization = (await miro.tokens.get()).organization.id or ""
    team = (await miro.teams.list(organization).collect())[0]
    await miro.boards.delete(board)
    await miro.teams.delete(organization, team.id)


async def read_another_organization(miro: Miro, _: str) -> None:
    await miro.organizations.get("1")


CASES: list[tuple[Try, type[StatusError], list[str]]] = [
    (remove_the_last_owner, Conflict, []),
    (demote_the_last_owner, Conflict, []),
    (delete_the_last_team, Conflict, []),
    (attach_a_ninth_tag, BadRequest, ["tag_id"]),
    (rename_a_tag_to_another, BadRequest, ["title"]),
    (connect_to_a_frame_by_id, BadRequest, ["endItem.id"]),
    (connect_to_another_board_by_id, NotFound, []),
    (group_a_group, NotFound, []),
    (update_a_group_that_is_gone, NotFound, []),
    (delete_a_locked_item, BadRequest, []),
    (put_a_note_outside_of_its_frame, BadRequest, ["position"]),
    (put_a_note_into_a_note, BadRequest, ["parent.id"]),
    (change_a_connector_as_an_item, NotFound, []),
    (read_another_organization, NotFound, []),
]


@pytest.mark.parametrize(("attempt", "kind", "named"), CASES, ids=[attempt.__name__ for attempt, _, _ in CASES])
def test_a_refusal_is_a_typed_error_with_the_fields_of_the_server(
    attempt: Try, kind: type[StatusError], named: list[str]
) -> None:
    error = refused(attempt)
    assert type(error) is kind
    assert fields(error) == named


def test_an_app_card_of_another_app() -> None:
    emulator = Emulator(limit=10**9)
    emulator.world.seed({"boards": [{"id": "uXjSeeded=", "items": [{"type": "app_card", "owned": False}]}]})

    async def attempt(miro: Miro, board: str) -> None:
        card = (await miro.items.list(board, type="app_card").collect())[0]
        assert card.data.owned is False
        await miro.app_cards.update(board, card.id, AppCardUpdate())

    assert type(refused(attempt, emulator, "uXjSeeded=")) is Forbidden


def test_a_share_that_fails_in_part_is_a_result_and_no_error() -> None:
    emulator = Emulator(limit=10**9)

    async def main() -> Any:
        async with Miro(emulator.token, transport=emulator.transport(), quota_key=uuid4().hex) as miro:
            board = (await miro.boards.create(drafts.board("B"))).id
            result = await miro.members.share(
                board, drafts.invitation(["a@fine.example", "b@uninvitable.example"], role="viewer")
            )
            assert [member.id for member in await miro.members.list(board).collect()][1:] == list(result.successful)
            return result

    result = asyncio.run(main())
    assert len(result.successful) == 1
    assert [each.email for each in result.failed] == ["b@uninvitable.example"]
    assert all(each.reason for each in result.failed)
