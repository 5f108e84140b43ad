"""The product: a workbook read, solved and written as `run.py solve` does, by stage."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from tests.benchmarks.laps import Laps

READ, WRITE = "read and check", "write"
CASE, RESULT, PROGRAM = "case.xlsx", "result.xlsx", "program.pickle"
COMMAND = "command"  # the folder of a case's folder in which the command line runs


@dataclass(frozen=True)
class Finished:
    """The linear program that the others are given too: that of the plan with the reserve, as the product solves it first,
    with what industry must not be short of; its arrays in natural units and scaled, and what the scaled objective is
    multiplied with."""

    natural: Any
    scaled: Any
    objective_scale: float


def solve_and_write(folder: Path, laps: Laps) -> None:
    """Every stage of a run; afterwards the arrays are kept for the others."""
    with laps("imports"):
        from model.report import write_result
        from model.studies.session import Session
        from model.workbook import load
    stages = lapping(laps)
    with stages(READ):
        loaded = load(folder / CASE)
    run = Session(loaded.case).solve(stages)
    size = run.size
    laps.note(
        columns=size.columns, rows=size.rows, nonzeros=size.nonzeros, nodes=run.data.tree.size, status=run.status_word
    )
    if run.result is None or run.without is None:
        raise RuntimeError(f"the product ended without a plan: {run.status.value}")
    laps.note(objective=run.result.solution.objective - (run.rounding.cost if run.rounding else 0.0))
    (folder / RESULT).unlink(missing_ok=True)
    with stages(WRITE):
        write_result(folder / RESULT, run, loaded, stages.seconds)
    _keep(folder, run)


def first_command(folder: Path, laps: Laps) -> None:
    """`run.py solve` as a planner types it, in a folder where nothing was solved before."""
    place = folder / COMMAND
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    shutil.copy(folder / CASE, place)
    _run_command(place, laps)


def command_again(folder: Path, laps: Laps) -> None:
    """The same once more, where it finds whatever the first has left for it."""
    _run_command(folder / COMMAND, laps)


def _run_command(place: Path, laps: Laps) -> None:
    with laps("run.py solve"), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        from model.cli import main

        code = main(["solve", str(place / CASE), "-o", str(place / RESULT), "--overwrite"])
    if code:
        raise RuntimeError(f"exit code {code}")


def lapping(laps: Laps) -> Any:
    """Stages that say nothing, each of them a lap."""
    from model.stages import Stages

    class Lapping(Stages):
        @contextmanager
        def __call__(self, name: str) -> Iterator[None]:
            with laps(name), super().__call__(name):
                yield

    return Lapping()


def _keep(folder: Path, run: Any) -> None:
    """Store the linear program for the others."""
    from model.solve import LiveProgram
    from model.stages import Stages
    from model.studies.prepared import build
    from model.studies.without_reserve import put_industry_first

    prepared = build(run.data, Stages())
    live = LiveProgram(prepared.program, prepared.sizes)
    put_industry_first(live, run.data, run.without.value("short"))
    finished = Finished(live.program, live.scaling.apply(live.program), live.scaling.objective)
    with (folder / PROGRAM).open("wb") as file:
        pickle.dump(finished, file)


def finished_of(folder: Path) -> Finished:
    """The linear program that the product has left. Raises FileNotFoundError where it has not come so far."""
    with (folder / PROGRAM).open("rb") as file:
        found = pickle.load(file)
    assert isinstance(found, Finished)
    return found
