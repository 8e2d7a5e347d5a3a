import pytest

from miro_async import ids
from miro_async.errors import InvalidArgument


@pytest.mark.parametrize(
    "pasted",
    [
        "uXjVOD6LSMk=",
        " uXjVOD6LSMk= ",
        "https://miro.com/app/board/uXjVOD6LSMk=/?moveToWidget=3458764517517819000&cot=14",
        "https://miro.com/app/board/uXjVOD6LSMk=",
        "https://miro.com/app/board/uXjVOD6LSMk%3D/",
        "miro.com/app/board/uXjVOD6LSMk=/",
        "https://miro.com/app/live-embed/uXjVOD6LSMk=/?embedMode=view_only_without_ui",
        "https://api.miro.com/v2/boards/uXjVOD6LSMk%3D/items",
    ],
)
def test_the_id_of_a_board_is_found_in_what_people_paste(pasted: str) -> None:
    assert ids.board(pasted) == "uXjVOD6LSMk="


@pytest.mark.parametrize(
    "pasted",
    ["", " ", ".", "..", "https://miro.com/app/dashboard/", "https://miro.com/app/board/..", "a/b", "a b", "é"],
)
def test_anything_else_is_refused(pasted: str) -> None:
    with pytest.raises(InvalidArgument, match="expected the id or the URL of a board"):
        ids.board(pasted)
