"""The same work for many orders, on several cores."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

__all__ = ["each_in_order"]

_Order = TypeVar("_Order")
_Result = TypeVar("_Result")


def each_in_order(work: Callable[[_Order], _Result], orders: Sequence[_Order], jobs: int) -> Iterator[_Result]:
    """What comes of each order, as it is ready, in order; in so many processes, or in this one if that is one."""
    if jobs == 1 or len(orders) == 1:
        yield from map(work, orders)
        return
    context: Any = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent) as pool:
        yield from pool.map(work, orders)


def _end_with_parent() -> None:
    """A worker whose parent was killed waits for orders for ever; nothing else would tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(process: BaseProcess) -> None:
    process.join()
    os._exit(1)
