"""The growth law of a run, for the constants of model/effort.py: fitted to what the product took at several sizes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.laps import Measured


@dataclass(frozen=True)
class Law:
    """Seconds of a whole run are `seconds` x (columns / `columns`) ^ `power`, and its peak of memory `least` GB and
    `per_million` GB for every million columns."""

    columns: int
    seconds: float
    power: float
    least: float
    per_million: float

    def __str__(self) -> str:
        return (
            f"MEASURED_COLUMNS, MEASURED_SECONDS, GROWTH = {self.columns:_}, {self.seconds:.0f}.0, {self.power:.1f}\n"
            f"GIGABYTES_AT_LEAST, GIGABYTES_PER_MILLION = {self.least:.1f}, {self.per_million:.1f}"
        )


def fit(runs: Sequence[Measured]) -> Law | None:
    """The law by least squares, of the logarithms where it is a power, at the smallest of the cases; None of fewer than two
    sizes. Runs that were stopped say nothing."""
    done = sorted((run for run in runs if not run.stopped), key=lambda run: int(run.figures["columns"]))
    columns = np.array([run.figures["columns"] for run in done], dtype=float)
    if len(np.unique(columns)) < 2:
        return None
    power, constant = np.polyfit(np.log(columns), np.log([run.total for run in done]), 1)
    per_million, least = np.polyfit(columns / 1e6, [run.gigabytes for run in done], 1)
    smallest = columns[0]
    seconds = np.exp(constant + power * np.log(smallest))
    return Law(int(smallest), float(seconds), float(power), max(float(least), 0.0), float(per_million))
