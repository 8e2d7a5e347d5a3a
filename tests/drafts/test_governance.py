"""What classifies boards, and what eDiscovery is told."""

from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.errors import InvalidArgument


def test_the_id_of_a_label_is_a_number_for_a_team_and_text_for_a_board() -> None:
    update = endpoints.team_classification.update("1", "2", body=drafts.team_classification(default_label_id="35"))
    assert update.body == b'{"defaultLabelId":35}'
    several = endpoints.team_classification.label_boards("1", "2", body=drafts.team_boards_label(35))
    assert several.body == b'{"labelId":35}'
    one = endpoints.board_classification.set("1", "2", "3", body=drafts.board_classification("35"))
    assert one.body == b'{"labelId":"35"}'


@pytest.mark.parametrize("label_id", ["", "x", "-1", "1.5", "٣", True, 1.5])
def test_what_is_no_id_of_a_label_is_refused(label_id: Any) -> None:
    with pytest.raises(InvalidArgument, match="label_id must be the id of a label"):
        drafts.team_boards_label(label_id)
    with pytest.raises(InvalidArgument, match="default_label_id must be the id of a label"):
        drafts.team_classification(default_label_id=label_id)


def test_a_legal_hold_holds_one_user_or_up_to_200() -> None:
    one = endpoints.legal_holds.create("1", "2", body=drafts.legal_hold("H", "a@b.example"))
    assert one.body == b'{"name":"H","scope":{"users":[{"email":"a@b.example"}]}}'
    everybody = [f"user{number}@b.example" for number in range(201)]
    endpoints.legal_holds.update("1", "2", "3", body=drafts.legal_hold("H", everybody[:200]))
    with pytest.raises(InvalidArgument, match=r"scope\.users.*200"):
        endpoints.legal_holds.update("1", "2", "3", body=drafts.legal_hold("H", everybody))
    with pytest.raises(InvalidArgument, match="an e-mail address"):
        endpoints.legal_holds.create("1", "2", body=drafts.legal_hold("H", "Ada"))


def test_closing_is_repeated_and_opening_is_not() -> None:
    assert {row.repeat.value for row in (endpoints.cases.delete, endpoints.legal_holds.delete)} == {"404-is-done"}
    assert {row.repeat.value for row in (endpoints.cases.create, endpoints.legal_holds.create)} == {"never"}
