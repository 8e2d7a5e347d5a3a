"""What was collected is there until the end."""

import gc


def pytest_collection_finish() -> None:
    """Thirteen thousand tests are many objects: no later search for garbage has to look at them again."""
    gc.collect()
    gc.freeze()
