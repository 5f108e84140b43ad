"""All tasks of all studies through one executor, and the findings of each study made of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from model.solve import OutOfTimeError
from model.stages import Stages
from model.studies.executors import SchedulerError, Workers
from model.studies.kept_outcomes import KeptOutcomes
from model.studies.study import Base, Outcome, Study, Task
from model.studies.time_left import seconds_left
from model.studies.variant import NO_TIME, NoPlanError
from model.unusable import UnusableFiguresError

UNUSABLE = "its figures are so far apart that no plan can be computed with them."
NO_MEMORY = "there is not enough memory for it."
REFUSED = "the solver does not take its program: {}."
LOST = "the process that solved it ended, perhaps for want of memory."
DEFECT = "the program has a defect there: {}: {}."
GONE = "the cluster is gone before it was solved."
PASSING = (NO_TIME, LOST, NO_MEMORY, GONE)  # may end otherwise another time
TRIES = 2  # of a task whose process ended
STEP = 0.5  # seconds between two looks whether the run is called off

OpenWorkers = Callable[[Base], AbstractContextManager[Workers]]


def run_studies(
    base: Base, studies: Sequence[Study], open_workers: OpenWorkers, stages: Stages, kept: KeptOutcomes | None = None
) -> list[Any]:
    """The findings of each study.

    Outcomes that are `kept` are not solved again. No task takes another with it: where a process ends, what it solved is
    tried once more in another, and then told. What the time limit leaves no time for is told too. Raises SchedulerError
    where no cluster answers at the beginning.
    """
    asked = [_Asked(place, study.kind, task) for place, study in enumerate(studies) for task in study.tasks(base)]
    with stages.counting(len(asked)):
        solving = _Solving(base, stages, kept)
        solving.run(asked, open_workers)
    return [study.findings(base, solving.outcomes.get(place, {})) for place, study in enumerate(studies)]


def solve_task(base: Base, task: Task, seconds: float) -> Outcome:
    """A task solved within so many seconds, however it ends: in whatever process an executor calls this."""
    started = perf_counter()

    def outcome(found: Any, *why: str) -> Outcome:
        return Outcome(found, why, perf_counter() - started)

    with seconds_left(seconds):
        try:
            return outcome(task.solve(base, *task.arguments))
        except NoPlanError as none:
            return outcome(None, str(none))
        except UnusableFiguresError:
            return outcome(None, UNUSABLE)
        except OutOfTimeError:
            return outcome(None, NO_TIME)
        except MemoryError:
            return outcome(None, NO_MEMORY)
        except RuntimeError as refusal:  # of the solver
            return outcome(None, REFUSED.format(refusal))


@dataclass(frozen=True)
class _Asked:
    """A task of the study at a `place`, and how often it was tried in vain."""

    place: int
    kind: str
    task: Task
    tries: int = 0


class _Solving:
    """Tasks on their way through workers; `outcomes` by the place of their study and their name."""

    def __init__(self, base: Base, stages: Stages, kept: KeptOutcomes | None) -> None:
        self.base, self.stages, self.kept = base, stages, kept
        self.outcomes: dict[int, dict[str, Outcome]] = {}
        self.waiting: deque[_Asked] = deque()

    def run(self, asked: Sequence[_Asked], open_workers: OpenWorkers) -> None:
        for one in asked:
            known = self.kept.of(one.kind, one.task) if self.kept else None
            if known is None:
                self.waiting.append(one)
            else:
                self._ended(one, known)
        opened = False
        while self.waiting:
            try:
                with open_workers(self.base) as workers:
                    opened = True
                    self._until_done_or_broken(workers)
            except SchedulerError as gone:
                if not opened:
                    raise
                while self.waiting:
                    self._keep(self.waiting.popleft(), Outcome(why=(GONE, str(gone))))

    def _until_done_or_broken(self, workers: Workers) -> None:
        """Where a process ends, all that was under way waits again, and goes on one by one: which of them was to blame is
        not known."""
        running: dict[Future[Outcome], _Asked] = {}
        while self.waiting or running:
            number = 1 if self.waiting and self.waiting[0].tries else workers.number
            while self.waiting and len(running) < number:
                if self.stages.over:
                    self._keep(self.waiting.popleft(), Outcome(why=(NO_TIME,)))
                    continue
                try:
                    future = workers.submit(solve_task, self.waiting[0].task, self.stages.watch.remaining)
                except workers.lost:
                    self._again(running.values())
                    return
                running[future] = self.waiting.popleft()
            done, _ = wait(running, STEP, FIRST_COMPLETED)
            for future in done:
                error = None if future.cancelled() else future.exception()
                if future.cancelled() or isinstance(error, workers.lost):
                    self._again(running.values())
                    return
                one = running.pop(future)
                self._keep(one, future.result() if error is None else _defect(error))

    def _again(self, lost: Iterable[_Asked]) -> None:
        """Try tasks once more whose process ended, unless that was the last time."""
        for one in reversed([*lost]):
            if one.tries + 1 < TRIES:
                self.waiting.appendleft(replace(one, tries=one.tries + 1))
            else:
                self._keep(one, Outcome(why=(LOST,)))

    def _keep(self, one: _Asked, outcome: Outcome) -> None:
        if self.kept and set(outcome.why) & set(PASSING):
            self.kept.complete = False
        elif self.kept:
            self.kept.keep(one.kind, one.task, outcome)
        self._ended(one, outcome)

    def _ended(self, one: _Asked, outcome: Outcome) -> None:
        self.outcomes.setdefault(one.place, {})[one.task.name] = outcome
        self.stages.counted(one.kind, one.task.name, outcome.seconds)


def _defect(error: BaseException) -> Outcome:
    return Outcome(why=(DEFECT.format(type(error).__name__, error),))
