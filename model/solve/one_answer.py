"""Of all plans that cost the same, always the same one: how a solve went decides nothing.

A linear program may have many optima, and which of them a solver ends at depends on where it starts. So a second, smaller
program chooses among them: of all optima it takes the one with the least sum of weights @ values. `tie_weights` count every
column in its typical sizes, so that no tonnes are bought, moved or kept for nothing, and differ by its name, so that one
optimum alone has the least sum. Columns to avoid, such as a shortage, count far more. The objective itself is not touched: no
reported figure has anything to be taken off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import highspy
import numpy as np

from model.solve.attend import Watch
from model.solve.basis import BASIC, Statuses
from model.solve.careful import factor_anew
from model.solve.highs import Options, run, set_options
from model.solve.linear_program import FloatArray, LinearProgram
from model.solve.names import Names
from model.solve.optimal_face import PRICE, OptimalFace
from model.solve.scaling import Scaling
from model.solve.solution import Solution, Status

LEAST = 0.5  # the lightest weight, of a heaviest of 1
AVOIDED = 1e3  # by what a column to avoid counts more: than a tonne moved through all stages and kept for all periods
SHARP = PRICE  # tolerance of reduced costs, so that what ties is told from what nearly does
PRIMAL = 4  # HiGHS's simplex strategy
NEARLY = 1e-5  # share of a weight that tells apart what is alike
_RANGE = 2.0**64  # of a name


@dataclass(frozen=True)
class Ties:
    """What is known of a program's variables where costs tie. `avoid`: those of which least is wanted. `alike`: by variable,
    other names of its columns (any number of them), shared by those that are one thing: the choice goes by these."""

    avoid: Collection[str] = ()
    alike: Mapping[str, Names] = field(default_factory=dict)


def sharpen(highs: highspy.Highs, watch: Watch) -> Status:
    """Let a solver that stands at an optimum go on until hardly a reduced cost is wrong, which takes a few steps.

    From factors made anew: by those that were only updated, what costs nothing was seen to have prices of up to 7e-9, and so
    did not tie.
    """
    wanted: Options = {"dual_feasibility_tolerance": SHARP, "simplex_strategy": PRIMAL}
    before: Options = {name: highs.getOptionValue(name)[1] for name in wanted}
    set_options(highs, wanted)
    factor_anew(highs)
    status = run(highs, watch)
    set_options(highs, before)
    return status


def has_ties(scaling: Scaling, solution: Solution, statuses: tuple[Statuses, Statuses]) -> bool:
    """Whether there may be another optimum: a column or row out of the basis that costs nothing."""
    columns, rows = statuses
    cost = np.abs(solution.reduced_costs * scaling.column * scaling.objective)
    price = np.abs(solution.duals / scaling.row * scaling.objective)
    return bool((cost[columns != BASIC] <= PRICE).any() or (price[rows != BASIC] <= PRICE).any())


def tie_weights(program: LinearProgram, scaling: Scaling, ties: Ties) -> FloatArray:
    """What a natural unit of each column counts where costs tie, (n,): nothing where it may be as low as one likes, far more
    of variables to avoid. Raises KeyError for an unknown variable."""
    share = program.layout.column_names / _RANGE
    for name, names in ties.alike.items():
        where = program.layout.column_part(name).slice
        share[where] = (1.0 - NEARLY) * (names / _RANGE) + NEARLY * share[where]
    weights = (LEAST + (1.0 - LEAST) * share) / scaling.column
    for name in ties.avoid:
        weights[program.layout.column_part(name).slice] *= AVOIDED
    return np.where(np.isfinite(program.column_lower), weights, 0.0)


def chosen_optimum(
    program: LinearProgram,
    scaling: Scaling,
    solution: Solution,
    statuses: tuple[Statuses, Statuses],
    watch: Watch,
    ties: Ties,
) -> Solution:
    """The one optimum that ties are decided for, at the prices of the given one; that itself where time is over."""
    if not has_ties(scaling, solution, statuses):
        return solution
    values = OptimalFace(program, scaling, solution, watch).lowest(tie_weights(program, scaling, ties))
    if values is None:
        return solution
    objective = float(program.cost @ values) + program.constant
    return replace(solution, values=values, activities=program.matrix @ values, objective=objective)
