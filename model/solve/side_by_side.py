"""Several small programs solved at once, each on a thread of its own: HiGHS holds no lock of Python's while it runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from typing import TypeVar

import highspy

from model.interrupts import SOLVER_THREAD
from model.solve.attend import STEP, Watch

T = TypeVar("T")


def side_by_side(tasks: Sequence[Callable[[], T]], watch: Watch, iterations: Callable[[T], int]) -> list[T] | None:
    """What each task gives, in their order, from as many threads as the machine has cores. None where the watch's deadline
    passes first. What a task raises is raised here; on Ctrl-C no further one begins.

    `iterations`: of a task's result, for those who watch. Tasks begin in their order: put the longest first.
    """
    futures: list[Future[T]] = [Future() for _ in tasks]
    waiting = list(zip(tasks, futures, strict=True))[::-1]
    called_off = threading.Event()

    def work() -> None:
        # Pools of threads are kept for a thread's next solve: HiGHS fails where one was started for another number.
        highspy.Highs.resetGlobalScheduler(True)
        while waiting and not called_off.is_set():
            try:
                task, future = waiting.pop()  # of one thread alone, as all of a list's methods
            except IndexError:
                break
            try:
                future.set_result(task())
            except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
                future.set_exception(error)
        highspy.Highs.resetGlobalScheduler(False)

    for _ in range(min(os.cpu_count() or 1, len(tasks))):
        threading.Thread(target=work, name=SOLVER_THREAD, daemon=True).start()
    try:
        while left := [future for future in futures if not future.done()]:
            if watch.remaining == 0:
                return None
            wait(left, STEP)
            done = [future for future in futures if future.done() and future.exception() is None]
            watch.iterated(sum(iterations(future.result()) for future in done))
            if watch.show is not None:
                watch.show(watch.progress)
        return [future.result() for future in futures]
    finally:
        called_off.set()
        watch.ended()
