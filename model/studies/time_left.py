"""What is left of a time limit inside a task, in whatever process it is solved."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import perf_counter

from model.stages import Stages

_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)  # on perf_counter's clock of this process


@contextmanager
def seconds_left(seconds: float) -> Iterator[None]:
    """While it lasts, the solves of a task end after so many seconds."""
    token = _deadline.set(perf_counter() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def stages_of_task() -> Stages:
    """Silent stages that end when the task has to."""
    return Stages(deadline=_deadline.get())
