"""The same model built with Pyomo's ordinary components, and solved through Pyomo's two interfaces to HiGHS.

The rules and the numbers are the product's own. Every set, parameter, variable and constraint has all its members, as in
any Pyomo model, and rules are called once for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.benchmarks.arrays import Arrays, arrays_of
from tests.benchmarks.laps import Laps
from tests.benchmarks.product import CASE

BUILD, HAND_OVER, SOLVE = "build", "hand over", "solve"


def by_appsi(folder: Path, laps: Laps) -> None:
    """Build, and hand over through pyomo.contrib.appsi."""
    _hand_over(folder, laps, _appsi, solve=False)


def solve_by_appsi(folder: Path, laps: Laps) -> None:
    """The same, and solve."""
    _hand_over(folder, laps, _appsi, solve=True)


def by_contrib(folder: Path, laps: Laps) -> None:
    """Build, and hand over through pyomo.contrib.solver."""
    _hand_over(folder, laps, _contrib, solve=False)


def solve_by_contrib(folder: Path, laps: Laps) -> None:
    """The same, and solve."""
    _hand_over(folder, laps, _contrib, solve=True)


def _appsi() -> Any:
    from pyomo.contrib.appsi.solvers import Highs

    return Highs()


def _contrib() -> Any:
    from pyomo.contrib.solver.common.factory import SolverFactory

    return SolverFactory("highs")


class HandedOver(Exception):
    """HiGHS has the program and was told to run."""


def _hand_over(folder: Path, laps: Laps, make_solver: Callable[[], Any], solve: bool) -> None:
    """Build the model and let the interface pass it to HiGHS; what HiGHS does from there on is a lap of its own."""
    program = arrays_of(folder)
    with laps("imports"):
        import highspy
        from pyomo.environ import value
    data = _data(folder)
    with laps(BUILD):
        model = build_ordinary(data)
    hold_industry(model, program)
    run = highspy.Highs.run

    def run_apart(highs: Any) -> Any:
        handed.close()
        if not solve:
            raise HandedOver
        with laps(SOLVE):
            return run(highs)

    with patch.object(highspy.Highs, "run", run_apart), suppress(HandedOver), ExitStack() as handed:
        handed.enter_context(laps(HAND_OVER))
        make_solver().solve(model)
        laps.note(status="Optimal", objective=value(model.total_cost))


def build_ordinary(data: Any) -> Any:
    """The model of a plan from ordinary components."""
    from model.program import book_everything, build_program

    with ordinary_components():
        return build_program(data, book_everything(data))


@contextmanager
def ordinary_components() -> Iterator[None]:
    """Inside, what the program declares are Pyomo's own components, made the way a Pyomo model is commonly written."""
    import pyomo.environ as pyo

    from model.program import declare

    def indexed_set(over: Any, groups: Any, dimen: int, doc: str) -> Any:
        return pyo.Set(
            over, initialize=lambda _, *key: groups.get(key if len(key) > 1 else key[0], ()), dimen=dimen, doc=doc
        )

    def numbers(over: Any, values: Any, doc: str) -> Any:
        return pyo.Param(over, initialize=dict(zip(over, values.tolist(), strict=True)), within=pyo.Reals, doc=doc)

    def variable(index: Any, within: Any, doc: str) -> Any:
        return pyo.Var(index, within=within, doc=doc)

    ordinary = {"LazySet": indexed_set, "LazyParam": numbers, "LazyVar": variable, "LazyConstraint": pyo.Constraint}
    with ExitStack() as patched:
        for name, made in ordinary.items():
            patched.enter_context(patch.object(declare, name, made))
        yield


def hold_industry(model: Any, program: Arrays) -> None:
    """Set what industry must not be short of, which the product learns from its plan without the reserve."""
    for key, most in program.industry.items():
        row = model.industry_first[key]
        row.set_value((None, row.body, most))


def _data(folder: Path) -> Any:
    """What the product's own program is built from, too."""
    from model.market import build_market
    from model.program import make_problem_data
    from model.tree import build_tree
    from model.workbook import load

    case = load(folder / CASE).case.in_definite_order()
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))
