"""Tasks that do what real ones only do by bad luck: last, fail, and end the process they are solved in."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

from model.schema.studies import SWEEP
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.variant import NoPlanError


@dataclass(frozen=True)
class OfTasks:
    """A study of given tasks; what it finds is their outcomes."""

    given: tuple[Task, ...]
    kind: str = SWEEP

    def tasks(self, base: Base) -> Sequence[Task]:
        return self.given

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
        return {name: outcome.found if outcome.found is not None else outcome.why for name, outcome in outcomes.items()}


def twice(base: Base, number: float) -> Plain:
    return 2 * number


def its_process(base: Base, seconds: float) -> Plain:
    sleep(seconds)
    return os.getpid()


def no_plan(base: Base) -> Plain:
    raise NoPlanError("it has no plan.")


def defective(base: Base) -> Plain:
    raise KeyError("lost")


def noted(base: Base, folder: str, name: str) -> Plain:
    """Leaves a note that it was solved."""
    with (Path(folder) / name).open("a") as file:
        file.write("solved\n")
    return name


def kill_once(base: Base, note: str) -> Plain:
    """Ends its process the first time."""
    if not Path(note).exists():
        Path(note).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def kill_always(base: Base) -> Plain:
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"
