"""The least of an amount within a bound of cost: block by block, against the program with the bound as a row of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from model.solve import FloatArray, Layout, LinearProgram, LiveProgram, NearOptimal, Part, SolverOptions, Status
from model.stages import Stages
from model.studies.linear_measures import Measures, measures_of
from model.studies.prepared import Prepared, prepare
from model.workbook import load
from tests.everything import everything
from tests.tiny import workbook

SLACKS = (0.0005, 0.002, 0.01)  # shares of the objective
TOLERANCE = 1e-3
STEPS = 12


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    settings, sheets = everything()
    path = workbook(tmp_path_factory.mktemp("near") / "tiny.xlsx", settings, **sheets)
    return prepare(load(path).case, Stages())


@pytest.fixture(scope="module")
def measures(prepared: Prepared) -> Measures:
    return measures_of(prepared)


def with_the_row(program: LinearProgram, weights: FloatArray, bound: float) -> float:
    """The least of weights @ values of a program that keeps cost @ values at or below a bound."""
    size = float(np.abs(program.cost).max())
    whole = replace(
        program,
        cost=weights,
        constant=0.0,
        matrix=sparse.csr_array(sparse.vstack([program.matrix, sparse.csr_array(program.cost[None, :] / size)])),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, bound / size),
        layout=Layout(program.layout.columns, {**program.layout.rows, "bound": Part("bound", program.rows, [()])}),
    )
    solution = LiveProgram(whole, options=SolverOptions(presolve=True)).solve()
    assert solution.status is Status.OPTIMAL
    return solution.objective


@pytest.mark.parametrize("blocks_from", [1, 10**9])
@pytest.mark.parametrize("amount", ["purchases", "shortage", "most sold by industry's partners"])
def test_it_is_what_the_program_with_the_row_comes_to(
    prepared: Prepared, measures: Measures, amount: str, blocks_from: int
) -> None:
    """In one block and in many: what is found is a plan within the bound, what is proven is no more than the least, and the
    two enclose it. An amount may be wanted large, too."""
    program, bought = prepared.program, measures.purchases
    live = LiveProgram(program, prepared.sizes, SolverOptions(blocks_from=blocks_from))
    best = live.solve()
    assert best.status is Status.OPTIMAL
    assert (live.blocks.count > 1) == (blocks_from == 1)
    worth = bought.weight * bought.landed
    weights = {
        "purchases": bought.where(bought.period <= 2, worth, program.columns),
        "shortage": measures.short,
        "most sold by industry's partners": -bought.where(bought.period <= 2, worth, program.columns),
    }[amount]
    slacks = [share * abs(best.objective) for share in SLACKS]
    scale = max(abs(float(weights @ best.values)), slacks[-1])
    found = NearOptimal(live, best).least(weights, slacks, 0.3, TOLERANCE * scale, STEPS)
    for slack, one in zip(slacks, found, strict=True):
        cost = float(program.cost @ best.values)
        least = with_the_row(program, weights, cost + slack)
        assert one.is_a_plan and one.extra <= slack * (1 + 1e-6)
        assert float(program.cost @ one.values) <= cost + slack * (1 + 1e-6)
        assert one.at_least <= least + 1e-5 * scale
        assert one.amount >= least - 1e-5 * scale
        if blocks_from > 1:  # with one block nothing is lost
            assert one.amount == pytest.approx(least, abs=3 * TOLERANCE * scale)
            assert one.at_least == pytest.approx(least, abs=3 * TOLERANCE * scale)


def test_more_slack_never_leaves_more(prepared: Prepared, measures: Measures) -> None:
    program, bought = prepared.program, measures.purchases
    live = LiveProgram(program, prepared.sizes)
    best = live.solve()
    weights = bought.where(bought.period <= 2, bought.weight * bought.landed, program.columns)
    slacks = [share * abs(best.objective) for share in SLACKS]
    amounts = [one.amount for one in NearOptimal(live, best).least(weights, slacks, 0.3, 1.0, STEPS)]
    assert amounts == sorted(amounts, reverse=True)
    assert amounts[0] <= float(weights @ best.values)
