"""New items find free places: nothing is ever put onto something else."""

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.rooms import Box, FrameRoom, Ground, Request, Spot, arrange

SIZES = st.sampled_from([(199, 228), (350, 228), (200, 228)])


def box(x: float, y: float, width: float, height: float) -> Box:
    return Box((Decimal(x), Decimal(y)), (Decimal(width), Decimal(height)))


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500), SIZES), max_size=4),
    st.lists(st.tuples(st.integers(-900, 1500), st.integers(-900, 1500), SIZES), max_size=3),
    st.lists(st.tuples(st.sampled_from(["", "red", "blue"]), SIZES), min_size=1, max_size=12),
    st.integers(0, 60),
)
def test_nothing_is_put_onto_anything_else(
    children: list[tuple[int, int, tuple[int, int]]],
    others: list[tuple[int, int, tuple[int, int]]],
    wanted: list[tuple[str, tuple[int, int]]],
    spacing: int,
) -> None:
    red = FrameRoom("f", "red", box(0, 0, 600, 600), [box(x, y, *size) for x, y, size in children])
    loose = [other for x, y, size in others if not (other := box(x, y, *size)).overlaps(red.box)]
    requests = [Request(frame, size) for frame, size in wanted]
    spots, frames, grown = arrange(requests, Ground([red], loose), Grid(spacing=spacing))

    (red_now,) = grown or [red]
    assert red_now.box.corner == red.box.corner
    assert not any(red_now.box.overlaps(other) for other in loose)
    blocks = [box(*block.center, block.width, block.height) for block in frames.values()]
    parents = [None, "f", *range(len(blocks))]
    placed = {
        parent: [
            box(float(spot.at[0]), float(spot.at[1]), *request.size)
            for request, spot in zip(requests, spots, strict=True)
            if spot.parent == parent
        ]
        for parent in parents
    }
    assert sum(map(len, placed.values())) == len(requests)
    on_the_board = [*blocks, *placed[None]]
    assert not any(one.overlaps(other) for one, other in combinations(on_the_board, 2))
    assert all(new.corner[1] >= old.bottom for new in on_the_board for old in [red_now.box, *loose])
    for parent, size in [("f", red_now.box.size), *enumerate(block.size for block in blocks)]:
        there = [*placed[parent], *(red.children if parent == "f" else ())]
        assert not any(one.overlaps(other) for one in placed[parent] for other in there if one is not other)
        assert all(min(one.corner) >= 0 for one in placed[parent])
        assert all(one.center[axis] + one.size[axis] / 2 <= size[axis] for one in placed[parent] for axis in (0, 1))
    titles: dict[str | int | None, str] = {None: "", "f": "red"}
    titles.update(enumerate(frames))
    assert [titles[spot.parent] for spot in spots] == [request.frame for request in requests]


ROOM = FrameRoom("f", "red", box(0, 0, 520, 576), [box(140, 154, 199, 228)])
FIVE = [Request("red", (199, 228))] * 5
IN_FREE_CELLS = [(380, 154), (140, 422), (380, 422)]


def test_a_frame_is_filled_and_then_grows_where_nothing_is() -> None:
    spots, frames, (grown,) = arrange(FIVE, Ground([ROOM], [box(-500, 288 + 100, 2000, 10)]), Grid())
    assert [spot.parent for spot in spots] == ["f"] * 5
    assert sorted(tuple(map(int, spot.at)) for spot in spots) == sorted([*IN_FREE_CELLS, (620, 154), (620, 422)])
    assert grown.box == box(120, 0, 760, 576), "its top left corner is where it was"
    assert not frames


def test_a_frame_that_cannot_grow_gets_another_one_of_its_title() -> None:
    in_the_way = [box(0, 288 + 100, 100, 10), box(260 + 100, 0, 10, 100)]
    spots, frames, grown = arrange(FIVE, Ground([ROOM], in_the_way), Grid())
    assert [spot.parent for spot in spots] == ["f", "f", "f", 0, 0]
    assert [tuple(map(int, spot.at)) for spot in spots[:3]] == IN_FREE_CELLS
    assert frames["red"].width >= 520, "the next rows find room in it"
    assert frames["red"].top == 393 + 80
    assert not grown


def test_a_frame_in_a_frame_does_not_grow() -> None:
    _, frames, grown = arrange(FIVE, Ground([ROOM._replace(may_grow=False)]), Grid())
    assert (list(frames), grown) == (["red"], [])


def test_what_belongs_into_no_frame_does_not_go_into_one_without_a_title() -> None:
    spots, _, _ = arrange([Request("", (199, 228))], Ground([ROOM._replace(title="")]), Grid())
    assert spots[0].parent is None


def test_a_board_without_items_gets_the_grid_where_it_is_wanted() -> None:
    spots, _, _ = arrange([Request("", (199, 228))], Ground(), Grid(left=1000, top=-500))
    assert spots[0].at == (Decimal(1000 + 40 + 100), Decimal(-500 + 40 + 114))


def test_an_item_stays_in_its_own_frame_of_two_with_one_title() -> None:
    rooms = [FrameRoom(name, "red", box(0, 0, 1000, 1000)) for name in "ab"]
    spots, _, _ = arrange([Request("red", (199, 228), (Decimal(0), Decimal(0)), "b")], Ground(rooms), Grid())
    assert spots == [Spot("b", (Decimal(500), Decimal(500)))]
