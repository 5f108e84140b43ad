"""Compile, solve and certify in one call, for what is solved only once."""

from __future__ import annotations

import pyomo.environ as pyo

from model.solve.certificate import Certificate, certify
from model.solve.compile import compile_program
from model.solve.highs import SolverOptions
from model.solve.linear_program import LinearProgram
from model.solve.live import LiveProgram
from model.solve.scaling import Sizes
from model.solve.solution import Solution


def solve_program(
    program: pyo.ConcreteModel | LinearProgram, sizes: Sizes | None = None, options: SolverOptions | None = None
) -> tuple[Solution, Certificate]:
    """Solution and its certificate. `sizes`: variable name -> typical magnitude of its values."""
    linear = program if isinstance(program, LinearProgram) else compile_program(program)
    solution = LiveProgram(linear, sizes, options).solve()
    return solution, certify(linear, solution)
