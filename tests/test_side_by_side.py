"""Tasks solved side by side: their results in order, what they raise, and how they end early."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

import pytest

from model.solve import Progress, Watch, side_by_side

HALF_A_SECOND = 0.5


def after(seconds: float, number: int) -> Callable[[], int]:
    def task() -> int:
        time.sleep(seconds)
        return number

    return task


def test_results_come_in_the_order_of_the_tasks() -> None:
    """The first takes longest."""
    tasks = [after(0.2, 0), *(after(0.01, k) for k in range(1, 8))]
    assert side_by_side(tasks, Watch(), lambda number: number) == list(range(8))
    assert side_by_side([], Watch(), lambda number: number) == []


def test_what_a_task_raises_is_raised_here() -> None:
    def short() -> int:
        raise MemoryError("too little")

    with pytest.raises(MemoryError, match="too little"):
        side_by_side([after(0, 1), short, after(0, 2)], Watch(), lambda number: 0)


def test_at_the_deadline_there_is_no_result_and_no_further_task_begins() -> None:
    watch, begun = Watch(deadline=math.inf), []

    def task() -> int:
        begun.append(1)
        watch.deadline = -math.inf
        time.sleep(HALF_A_SECOND)
        return 0

    assert side_by_side([task] * 1000, watch, lambda number: 0) is None
    count = len(begun)
    time.sleep(2 * HALF_A_SECOND)
    assert len(begun) == count < 1000


def test_ctrl_c_is_heard_at_once_and_no_further_task_begins() -> None:
    """The handler of the signal raises in the thread that waits; tasks that run meanwhile are let alone."""
    begun, let_go = [], threading.Event()

    def show(_: Progress) -> None:
        raise KeyboardInterrupt

    def task() -> int:
        begun.append(1)
        return int(let_go.wait(30))

    with pytest.raises(KeyboardInterrupt):
        side_by_side([task] * 100, Watch(show=show), lambda number: 0)
    count = len(begun)
    let_go.set()
    time.sleep(HALF_A_SECOND)
    assert len(begun) == count < 100


def test_those_who_watch_are_told_the_iterations_of_what_is_done() -> None:
    told: list[int] = []
    side_by_side(
        [after(0.0, 5), after(HALF_A_SECOND, 7)], Watch(show=lambda progress: told.append(progress.iterations)), lambda n: n
    )
    assert told == sorted(told) and told[-1] in (5, 12)
