import pytest
from hypothesis import given
from hypothesis import strategies as st

from miro_async.cli.tables.template import Template
from miro_async.errors import InvalidArgument

CELLS = st.text("ab\\\n: ,{}é", max_size=8)
SEPARATORS = st.text("ab\\\n: ,", min_size=1, max_size=3).filter(lambda text: not text.startswith("\\"))


@given(st.data(), st.lists(SEPARATORS, max_size=3), st.sampled_from(["", "a", "x: "]), st.sampled_from(["", "b", " b"]))
def test_any_cells_come_back(data: st.DataObject, separators: list[str], prefix: str, suffix: str) -> None:
    texts = [text.replace("\\", "\\\\") for text in [*separators, suffix]]
    template = Template(prefix + "".join(f"{{column {number}}}{text}" for number, text in enumerate(texts)))
    cells = tuple(data.draw(CELLS) for _ in template.columns)
    assert template.read(template.render(cells)) == cells


@given(st.text())
def test_the_text_of_one_column_is_the_cell_itself(cell: str) -> None:
    assert Template("name").render([cell]) == cell
    assert Template("name").read(cell) == (cell,)


def test_cells_are_marked_only_where_they_could_be_mistaken() -> None:
    template = Template(r"{name}\n{city} ({state})")
    assert template.render(["St. Mary's: a, b", "C:\\temp", "AK"]) == "St. Mary's: a, b\nC:\\temp (AK)"
    assert template.render(["two\nlines", "x (y", "AK"]) == "two\\\nlines\nx\\ (y (AK)"


def test_a_text_that_does_not_fit_is_none() -> None:
    assert Template("{a}: {b}").read("no separator") is None
    assert Template("team {a}").read("group 1") is None


@pytest.mark.parametrize("pattern", ["{a}{b}", "{a", "a}{b}", "{{x}}", "{a} {a}", r"{a}\\{b}"])
def test_what_cannot_be_read_back_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidArgument):
        Template(pattern)
