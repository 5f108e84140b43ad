"""HiGHS on a thread of its own: whoever waits for it hears Ctrl-C, is told how far it is, and ends it when time is up."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, TimeoutError, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TypeVar

import highspy
from highspy.highs import HighsCallbackEvent

from model.interrupts import SOLVER_THREAD

STEP = 0.1  # seconds between two looks at a solver that runs
PATIENCE = 0.5  # seconds a solver has to end once it is called off, before it is left to itself
# A line of the dual or primal simplex: iteration, objective, number and sum of bounds and rows that are not kept.
LOG_LINE = re.compile(r"\s*\d+\s+\S+ Pr: (\d+)\(")

T = TypeVar("T")


class OutOfTimeError(Exception):
    """The deadline passed before the solver had an answer."""


@dataclass(frozen=True)
class Progress:
    """How far the solver is: iterations and seconds since the stage began; `broken`, the rows and bounds that its point did
    not keep when it last said so, None where it has not."""

    iterations: int
    broken: int | None
    seconds: float


@dataclass
class Watch:
    """Over all solves of a run. `deadline`, on perf_counter's clock, ends them; `show` is told how far they are."""

    deadline: float = math.inf
    show: Callable[[Progress], None] | None = None
    _began: float = field(default_factory=perf_counter)
    _before: int = 0  # iterations of earlier solves of the stage
    _now: int = 0
    _broken: int | None = None

    def begin(self) -> None:
        """A new stage: count from nothing."""
        self._began, self._before, self._now, self._broken = perf_counter(), 0, 0, None

    @property
    def progress(self) -> Progress:
        """How far the stage is, or was when it ended."""
        return Progress(self._before + self._now, self._broken, perf_counter() - self._began)

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, 0 once it has passed."""
        return max(self.deadline - perf_counter(), 0.0)

    @contextmanager
    def granted(self, seconds: float) -> Iterator[None]:
        """So many seconds more, for what has to be done once time is up."""
        before, self.deadline = self.deadline, perf_counter() + seconds
        try:
            yield
        finally:
            self.deadline = before

    def iterated(self, count: int) -> None:
        """The solve at hand has done so many iterations."""
        self._now = count

    def logged(self, message: str) -> None:
        """The solver has written a line of its log."""
        if line := LOG_LINE.match(message):
            self._broken = int(line[1])

    def ended(self) -> None:
        """The solve at hand has ended."""
        self._before, self._now = self._before + self._now, 0


def attend(highs: highspy.Highs, task: Callable[[], T], watch: Watch) -> T:
    """Do what `task` has HiGHS do, on another thread, within the watch's deadline. What it raises is raised here.

    On Ctrl-C the solver is called off, and left to itself where it does not hear at once, as in presolve.
    """
    called_off = threading.Event()
    future: Future[T] = Future()
    with _deadline(highs, watch), _callbacks(highs, called_off, watch):
        try:
            threading.Thread(target=_work, args=(task, future), name=SOLVER_THREAD, daemon=True).start()
            while True:
                try:
                    return future.result(STEP)
                except TimeoutError:
                    if watch.show is not None:
                        watch.show(watch.progress)
        except KeyboardInterrupt:
            called_off.set()
            wait([future], PATIENCE)
            raise
        finally:
            watch.ended()


def _work(task: Callable[[], T], future: Future[T]) -> None:
    try:
        # Pools of threads are kept for a thread's next solve: HiGHS fails where one was started for another number.
        highspy.Highs.resetGlobalScheduler(True)
        future.set_result(task())
    except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
        future.set_exception(error)
    finally:
        highspy.Highs.resetGlobalScheduler(False)


@contextmanager
def _deadline(highs: highspy.Highs, watch: Watch) -> Iterator[None]:
    """HiGHS's own time limit, which it counts over all its runs, drawn in to the watch's deadline."""
    _, limit = highs.getOptionValue("time_limit")
    highs.setOptionValue("time_limit", min(limit, highs.getRunTime() + watch.remaining))
    yield
    highs.setOptionValue("time_limit", limit)


@contextmanager
def _callbacks(highs: highspy.Highs, called_off: threading.Event, watch: Watch) -> Iterator[None]:
    def iterated(event: HighsCallbackEvent) -> None:
        out = event.data_out
        watch.iterated(max(out.simplex_iteration_count, out.ipm_iteration_count, 0))
        if called_off.is_set():
            event.interrupt()

    def logged(event: HighsCallbackEvent) -> None:
        watch.logged(event.message)

    highs.cbSimplexInterrupt += iterated
    highs.cbIpmInterrupt += iterated
    if watch.show is not None:
        highs.setOptionValue("output_flag", True)
        highs.setOptionValue("log_to_console", False)
        highs.cbLogging += logged
    yield
    # Not where an exception left a solver behind that still runs.
    highs.cbSimplexInterrupt -= iterated
    highs.cbIpmInterrupt -= iterated
    if watch.show is not None:
        highs.cbLogging -= logged
        highs.setOptionValue("output_flag", False)
