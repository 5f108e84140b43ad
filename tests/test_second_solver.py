"""The planner's own program through a solver that shares neither code nor method with HiGHS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from everything import everything
from second_solver import solve_with_second_solver
from test_program import model_of, plan_of

from model.program import variable_sizes
from model.solve import LiveProgram, Status, certify, compile_program


@pytest.mark.parametrize(
    "change",
    [{}, {"Risk weight": 0}, {"Release when": "always"}, {"Weight duties": 1, "Weight partners": 1}],
    ids=["as it is", "without risk", "release always", "the world's cost"],
)
@pytest.mark.parametrize("risk_on", ["shortage", "total"])
def test_both_solvers_find_the_same_optimum(tmp_path: Path, risk_on: str, change: dict[str, Any]) -> None:
    settings, sheets = everything(risk_on)
    data = plan_of(tmp_path, {**settings, **change}, sheets)
    model = model_of(data)
    program = compile_program(model)
    solution = LiveProgram(program, variable_sizes(data)).solve()
    assert solution.status is Status.OPTIMAL
    assert certify(program, solution).passed
    assert abs(solution.objective) > 1_000
    assert solve_with_second_solver(program) == pytest.approx(solution.objective, rel=1e-6)
