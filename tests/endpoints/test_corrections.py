"""Where the description is wrong stands in one list, each place with its source."""

import answer_schemas
import request_schemas
import witness
from corrections import CORRECTIONS, places


def test_every_correction_stands_in_the_one_list() -> None:
    fields = {f"{operation} {name}" for operation, added in request_schemas.BESIDES.items() for name in added}
    assert set(places("answer")) == {f"schema {name}" for name in answer_schemas.WRONG} | set(answer_schemas.INSTEAD)
    assert set(places("body")) == set(request_schemas.INSTEAD)
    assert fields < set(places("field"))
    assert set(places("null")) == request_schemas.NULLABLE
    assert set(places("loose schema")) == set(witness.LOOSE)
    assert set(places("operation")) == witness.UNDOCUMENTED
    kinds = ("answer", "body", "field", "null", "loose schema", "operation")
    assert sum(len(places(kind)) for kind in kinds) == len(CORRECTIONS)


def test_every_correction_says_how_it_is_known() -> None:
    assert all(
        known.startswith(("miro-facts", "STYLE", "the description", "its own text")) for known in CORRECTIONS.values()
    )
