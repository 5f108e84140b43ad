"""HiGHS itself: its options, the hand-over of a linear program in one call, and how a run ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import highspy
import numpy as np

from model.solve.attend import Watch, attend
from model.solve.linear_program import LinearProgram
from model.solve.solution import Status
from model.unusable import UnusableFiguresError

_STATUS = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Status.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Status.LIMIT,
    highspy.HighsModelStatus.kIterationLimit: Status.LIMIT,
    highspy.HighsModelStatus.kInterrupt: Status.LIMIT,
}


SMALLEST_COEFFICIENT = 1e-12  # of the scaled program; the least HiGHS allows, what is smaller it takes for 0
Option = bool | int | float | str
Options = Mapping[str, Option]
# Tried in this order, each without a basis, where HiGHS gives no verdict: steepest edge, no presolve, primal simplex.
OTHER_WAYS: tuple[Options, ...] = (
    {"simplex_dual_edge_weight_strategy": 2},
    {"presolve": "off"},
    {"simplex_strategy": 4},
)


@dataclass(frozen=True)
class SolverOptions:
    """Options that are passed to HiGHS, none left to its defaults.

    solver: simplex, ipx, hipo or pdlp, always by name ("ipm" would mean whichever is installed).
    simplex_strategy: 1 dual, 4 primal. tolerance: primal and dual feasibility, on the scaled program.
    edge_weights: of the dual simplex, 0 Dantzig, 1 devex, 2 steepest edge; devex measured a third faster here.
    perturbation: of the costs against ties, as a multiple of what HiGHS does by default.
    blocks_from: number of columns from which a program is first solved block by block (see model.solve.start); measured to
    halve the time at 100,000 and to save none at 70,000.
    box: temporary bound, in sizes of the column, where the objective pulls to infinity (see model.solve.boxes); of 60 sizes
    it was touched by large programs, which then were solved twice.
    """

    solver: str = "simplex"
    simplex_strategy: int = 1
    presolve: bool = True
    threads: int = 1
    time_limit: float = float("inf")
    tolerance: float = 1e-7
    edge_weights: int = 1
    perturbation: float = 0.1
    box: float = 600.0
    blocks_from: int = 100_000


def new_highs(program: LinearProgram, options: SolverOptions) -> highspy.Highs:
    """A HiGHS object that holds the program as it is. Raises UnusableFiguresError where HiGHS refuses it."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    settings: dict[str, Option] = {
        "output_flag": False,
        "solver": options.solver,
        "simplex_strategy": options.simplex_strategy,
        "simplex_dual_edge_weight_strategy": options.edge_weights,
        "dual_simplex_cost_perturbation_multiplier": options.perturbation,
        "presolve": "on" if options.presolve else "off",
        "threads": options.threads,
        "parallel": "on" if options.threads > 1 else "off",
        "time_limit": options.time_limit,
        "primal_feasibility_tolerance": options.tolerance,
        "dual_feasibility_tolerance": options.tolerance,
        "small_matrix_value": SMALLEST_COEFFICIENT,
        "random_seed": 0,
    }
    set_options(highs, settings)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = program.columns, program.rows
    lp.sense_, lp.offset_ = highspy.ObjSense.kMinimize, program.constant
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.cost, program.column_lower, program.column_upper
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = program.columns, program.rows
    lp.a_matrix_.start_ = program.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = program.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = program.matrix.data
    if highs.passModel(lp) == highspy.HighsStatus.kError:
        raise UnusableFiguresError("HiGHS does not accept the linear program")
    return highs


def run(highs: highspy.Highs, watch: Watch | None = None) -> Status:
    """Run HiGHS and say how it ended: by another way where it ends without a verdict, as it may on programs that are all
    but infeasible. Raises MemoryError where there is not enough of it."""
    return attend(highs, lambda: verdict(highs), watch or Watch())


def verdict(highs: highspy.Highs) -> Status:
    """As `run`, unattended: for programs so small that nobody waits for them."""
    status = _run(highs)
    for changed in OTHER_WAYS:
        if status is not Status.ERROR:
            break
        before = {name: highs.getOptionValue(name)[1] for name in changed}
        set_options(highs, changed)
        highs.clearSolver()
        status = _run(highs)
        set_options(highs, before)
    return status


def _run(highs: highspy.Highs) -> Status:
    """Run HiGHS, once more without presolve where that decides infeasible or unbounded."""
    highs.run()
    verdict = highs.getModelStatus()
    if verdict == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        _, presolve = highs.getOptionValue("presolve")
        highs.setOptionValue("presolve", "off")
        highs.run()
        verdict = highs.getModelStatus()
        highs.setOptionValue("presolve", presolve)
    if verdict == highspy.HighsModelStatus.kMemoryLimit:
        raise MemoryError
    return _STATUS.get(verdict, Status.ERROR)


def set_options(highs: highspy.Highs, options: Options) -> None:
    """Set options by HiGHS's names. Raises RuntimeError where HiGHS refuses one."""
    for name, value in options.items():
        expect(highs.setOptionValue(name, value), f"option {name}")


def expect(status: highspy.HighsStatus, what: str) -> None:
    """Raise RuntimeError where HiGHS refused `what`."""
    # A warning is HiGHS dropping coefficients below SMALLEST_COEFFICIENT; the certificate measures with all of them.
    if status == highspy.HighsStatus.kError:
        raise RuntimeError(f"HiGHS does not accept the {what}")
