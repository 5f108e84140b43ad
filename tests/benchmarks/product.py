"""The product: a workbook read, solved and written as `run.py solve` does, by stage."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from tests.benchmarks.arrays import keep
from tests.benchmarks.laps import Laps

READ, WRITE = "read and check", "write"
FIRST = "solved a first time"
CASE, RESULT = "case.xlsx", "result.xlsx"
COMMAND = "command"  # the folder of a case's folder in which the command line runs


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
    keep(folder, run)


def solve_from_last_plan(folder: Path, laps: Laps) -> None:
    """The stages from prepare on once more, by a session that starts where another one left the same case."""
    with laps(FIRST):
        from model.stages import Stages
        from model.studies.session import Session
        from model.workbook import load

        case = load(folder / CASE).case
        first = Session(case)
        first.solve(Stages())
    Session(case, first.left).solve(lapping(laps))


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
