from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from miro_async.cli.tables.drafting import Point
from miro_async.cli.tables.layout import Block, Extent, Grid, lay_out

SIZE = (199, 228)


def extents_of(counts: dict[str, int]) -> dict[str, Extent]:
    extents = {frame: Extent() for frame in counts}
    for frame, count in counts.items():
        for _ in range(count):
            extents[frame].add(SIZE, None)
    return extents


def box(center: Point) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    half_width, half_height = Decimal(SIZE[0]) / 2, Decimal(SIZE[1]) / 2
    return center[0] - half_width, center[1] - half_height, center[0] + half_width, center[1] + half_height


def is_inside(center: Point, block: Block) -> bool:
    left, top, right, bottom = box(center)
    return left >= 0 and top >= 0 and right <= block.width and bottom <= block.height


def overlap(one: Block, other: Block) -> bool:
    return (
        one.left < other.left + other.width
        and other.left < one.left + one.width
        and one.top < other.top + other.height
        and other.top < one.top + one.height
    )


@given(
    st.dictionaries(st.text("abc", max_size=3), st.integers(1, 40), min_size=1, max_size=9),
    st.builds(Grid, st.one_of(st.none(), st.integers(1, 7)), st.integers(0, 90), st.integers(-99, 99), st.just(5)),
)
def test_items_lie_in_their_frames_and_nothing_overlaps(counts: dict[str, int], grid: Grid) -> None:
    layout = lay_out(extents_of(counts), grid)
    blocks = list(layout.blocks.values())
    assert not any(overlap(one, other) for place, one in enumerate(blocks) for other in blocks[:place])
    for frame, count in counts.items():
        places = [layout.place(frame, index, None) for index in range(count)]
        boxes = [box(place) for place in places]
        assert not any(
            one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            for number, one in enumerate(boxes)
            for other in boxes[:number]
        )
        if frame:
            assert all(is_inside(place, layout.blocks[frame]) for place in places)


@given(st.lists(st.tuples(*[st.decimals(-1000, 1000, places=4)] * 2), min_size=1, max_size=20))
def test_a_frame_surrounds_the_places_that_the_table_gives(points: list[tuple[Decimal, Decimal]]) -> None:
    extent = Extent()
    for point in points:
        extent.add(SIZE, point)
    layout = lay_out({"frame": extent}, Grid())
    block = layout.blocks["frame"]
    for index, point in enumerate(points):
        place = layout.place("frame", index, point)
        assert is_inside(place, block)
        assert (place[0] + block.left, place[1] + block.top) == point


def test_the_grid_begins_at_the_given_corner_and_has_the_given_columns() -> None:
    layout = lay_out(extents_of({"": 3}), Grid(columns=2, spacing=10, left=1000, top=-500))
    places = [tuple(map(int, layout.place("", index, None))) for index in range(3)]
    assert places[0] == (1000 + 10 + 100, -500 + 10 + 114)
    assert places[1] == (places[0][0] + 200 + 10, places[0][1])
    assert places[2] == (places[0][0], places[0][1] + 238)
