"""From a Pyomo model to arrays, to HiGHS, and back with a proof.

    with templates():
        model = build(...)
    live = LiveProgram(compile_program(model), sizes)
    solution = live.solve()
    certificate = certify(live.program, solution)

The only package that knows highspy; it knows nothing of minerals.
"""

from model.solve.alike import differ_in_rows_alone
from model.solve.attend import OutOfTimeError, Progress, Watch
from model.solve.basis import Basis, NamedBasis
from model.solve.bound import Point, lower_bound
from model.solve.certificate import Certificate, Figure, certify
from model.solve.changeable import Changeable
from model.solve.compile import compile_program, compile_reference
from model.solve.highs import SolverOptions
from model.solve.infeasibility import Conflict, find_conflict
from model.solve.linear_program import BoolArray, FloatArray, Layout, LinearProgram, Part
from model.solve.live import LiveProgram
from model.solve.near_optimal import Least, NearOptimal
from model.solve.once import solve_program
from model.solve.one_answer import Ties
from model.solve.optimal_face import OptimalFace
from model.solve.side_by_side import side_by_side
from model.solve.solution import Solution, Status
from model.solve.templates import templates

__all__ = [
    "Basis",
    "BoolArray",
    "Certificate",
    "Changeable",
    "Conflict",
    "Figure",
    "FloatArray",
    "Layout",
    "Least",
    "LinearProgram",
    "LiveProgram",
    "NamedBasis",
    "NearOptimal",
    "OptimalFace",
    "OutOfTimeError",
    "Part",
    "Point",
    "Progress",
    "Solution",
    "SolverOptions",
    "Status",
    "Ties",
    "Watch",
    "certify",
    "compile_program",
    "compile_reference",
    "differ_in_rows_alone",
    "find_conflict",
    "lower_bound",
    "side_by_side",
    "solve_program",
    "templates",
]
