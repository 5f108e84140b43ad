"""The linear program in Pyomo: one file per family of constraints, each declaring its variables beside its rules.

Rules are pure algebra over sets and parameters; what is data is decided before, in the plan.
"""

from __future__ import annotations

from model.program.bookings import Booking, book_everything
from model.program.families import FAMILIES, ROWS, VARIABLES, build_program, make_problem_data, missing, variable_sizes
from model.program.problem_data import ProblemData

__all__ = [
    "FAMILIES",
    "ROWS",
    "VARIABLES",
    "Booking",
    "ProblemData",
    "book_everything",
    "build_program",
    "make_problem_data",
    "missing",
    "variable_sizes",
]
