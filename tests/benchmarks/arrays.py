"""The linear program that the product leaves for the others: arrays, and no more names than they need."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NATURAL, SCALED = "natural.pickle", "scaled.pickle"


@dataclass(frozen=True)
class Arrays:
    """Minimise constant + cost @ x, with row_lower <= matrix @ x <= row_upper and column_lower <= x <= column_upper.

    `variables` and `families` are the columns of each variable and the rows of each constraint, `industry` the most that
    the row of each key may be short of, and `unit` what a USD of the objective is in its numbers.
    """

    cost: Any
    constant: float
    matrix: Any
    row_lower: Any
    row_upper: Any
    column_lower: Any
    column_upper: Any
    variables: Mapping[str, slice]
    families: Mapping[str, slice]
    industry: Mapping[Any, float]
    unit: float


def keep(folder: Path, run: Any) -> None:
    """Store the program of the plan with the reserve, as the product solves it first: with what industry must not be short
    of, which comes from the plan without the reserve. In tonnes and USD, and scaled by typical sizes."""
    from model.solve import LiveProgram
    from model.stages import Stages
    from model.studies.prepared import build
    from model.studies.without_reserve import put_industry_first

    prepared = build(run.data, Stages())
    live = LiveProgram(prepared.program, prepared.sizes)
    put_industry_first(live, run.data, run.without.value("short"))
    for file, program, unit in (
        (NATURAL, live.program, 1.0),
        (SCALED, live.scaling.apply(live.program), live.scaling.objective),
    ):
        (folder / file).write_bytes(pickle.dumps(_arrays(program, unit)))


def _arrays(program: Any, unit: float) -> Arrays:
    rows = program.layout.rows
    part = rows.get("industry_first")
    industry = dict(zip(part.index, program.row_upper[part.slice].tolist(), strict=True)) if part is not None else {}
    return Arrays(
        cost=program.cost,
        constant=program.constant,
        matrix=program.matrix,
        row_lower=program.row_lower,
        row_upper=program.row_upper,
        column_lower=program.column_lower,
        column_upper=program.column_upper,
        variables={name: part.slice for name, part in program.layout.columns.items()},
        families={name: part.slice for name, part in rows.items()},
        industry=industry,
        unit=unit,
    )


def arrays_of(folder: Path, file: str = NATURAL) -> Arrays:
    """The arrays that the product has left. Raises FileNotFoundError where it has not come so far."""
    found = pickle.loads((folder / file).read_bytes())
    assert isinstance(found, Arrays)
    return found
