"""Blocks: a program falls apart where it should, and solved block by block it has the optimum it has as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest
from scipy import sparse

from model.market import build_market
from model.program import book_everything, build_program, make_problem_data, variable_sizes
from model.solve import LinearProgram, LiveProgram, Solution, SolverOptions, Status, certify, compile_program, templates
from model.solve import live as live_module
from model.solve.blocks import BETWEEN, find_blocks
from model.solve.linear_program import Layout, Part
from model.solve.scaling import Sizes
from model.solve.start import start_from_blocks
from model.tree import build_tree
from model.workbook import load
from tests.everything import everything
from tests.tiny import demand, metal, offer, row, workbook

MARKETS, PERIODS = 8, 12
WHOLE, BY_BLOCK = SolverOptions(blocks_from=10**9), SolverOptions(blocks_from=0)


def markets(budget: float, demand: float = 10.0, seed: int = 0) -> LinearProgram:
    """Markets that share a budget in each period, and within each of them goods kept from one period to the next.

    Columns, by market and period: buy (at most 15, at a random cost), keep, short (at 40 each). Rows: the balance
    keep before + buy + short = demand + keep, the shop (keep at most 20), and by period the budget: price 1 for each
    bought, in all markets together.
    """
    rng = np.random.default_rng(seed)
    size = MARKETS * PERIODS
    keys = [(market, period) for market in range(MARKETS) for period in range(PERIODS)]
    cell = np.arange(size)
    later = cell[cell % PERIODS > 0]
    row, column, value = (
        np.concatenate(parts)
        for parts in zip(
            (cell, cell, np.ones(size)),
            (cell, size + cell, -np.ones(size)),
            (later, size + later - 1, np.ones(len(later))),
            (cell, 2 * size + cell, np.ones(size)),
            (size + cell, size + cell, np.ones(size)),
            (2 * size + cell % PERIODS, cell, np.ones(size)),
            strict=True,
        )
    )
    columns = {name: Part(name, k * size, keys) for k, name in enumerate(("buy", "keep", "short"))}
    rows = {"balance": Part("balance", 0, keys), "shop": Part("shop", size, keys)}
    rows["budget"] = Part("budget", 2 * size, list(range(PERIODS)))
    height = 2 * size + PERIODS
    wanted = demand * rng.uniform(0.5, 1.5, size)
    return LinearProgram(
        cost=np.concatenate((rng.uniform(1, 30, size), np.full(size, 0.1), np.full(size, 40.0))),
        constant=0.0,
        matrix=sparse.csr_array((value, (row, column)), shape=(height, 3 * size)),
        row_lower=np.concatenate((wanted, np.full(size + PERIODS, -np.inf))),
        row_upper=np.concatenate((wanted, np.full(size, 20.0), np.full(PERIODS, budget))),
        column_lower=np.zeros(3 * size),
        column_upper=np.concatenate((np.full(size, 15.0), np.full(2 * size, np.inf))),
        layout=Layout(columns, rows),
    )


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shares for small programs, in which the rows between blocks are not so few, nor money's columns."""
    monkeypatch.setattr("model.solve.blocks.SMALL", 0.1)
    monkeypatch.setattr("model.solve.blocks.LEAST", 0.03)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each start left a basis behind."""
    found: list[bool] = []

    def start(highs: highspy.Highs, *rest: Any) -> int:
        iterations = start_from_blocks(highs, *rest)
        found.append(bool(highs.getBasis().valid))
        return iterations

    monkeypatch.setattr(live_module, "start_from_blocks", start)
    return found


def both(program: LinearProgram, sizes: Sizes | None = None) -> tuple[Solution, Solution]:
    """The program solved as a whole and from its blocks."""
    whole, by_block = (LiveProgram(program, sizes, options).solve() for options in (WHOLE, BY_BLOCK))
    return whole, by_block


def assert_same(program: LinearProgram, sizes: Sizes | None = None) -> None:
    whole, by_block = both(program, sizes)
    assert whole.status is by_block.status is Status.OPTIMAL
    assert by_block.objective == pytest.approx(whole.objective, rel=1e-9)
    certificate = certify(program, by_block)
    assert certificate.passed, certificate.failures


def test_the_rows_of_the_budget_are_what_ties_the_markets(few_rows: None) -> None:
    program = markets(budget=50)
    blocks = find_blocks(program)
    market = np.array([key[0] for key in program.layout.columns["buy"].index])
    assert blocks.count == MARKETS and blocks.largest == 1 / MARKETS
    assert len(set(zip(market, blocks.column[program.layout.columns["buy"].slice], strict=True))) == MARKETS
    assert (blocks.row[program.layout.rows["budget"].slice] == BETWEEN).all()
    assert np.array_equal(np.flatnonzero(blocks.row != BETWEEN), np.arange(2 * MARKETS * PERIODS))
    assert np.array_equal(blocks.column[: MARKETS * PERIODS], blocks.row[: MARKETS * PERIODS])


def test_a_row_of_a_family_between_blocks_that_lies_within_one_stays_there(few_rows: None) -> None:
    """Budget 0 pays for market 0 alone, budget 1 for nothing at all."""
    program = markets(budget=50)
    matrix = program.matrix.tolil()
    first, second = program.layout.rows["budget"].start + np.arange(2)
    matrix[first, [market * PERIODS for market in range(1, MARKETS)]] = 0
    matrix[second, :] = 0
    alone = sparse.csr_array(matrix)
    alone.eliminate_zeros()
    blocks = find_blocks(LinearProgram(**{**vars(program), "matrix": alone}))
    assert blocks.row[first] == blocks.column[0]
    assert blocks.row[second] == BETWEEN
    assert (blocks.row[second:] == BETWEEN).sum() == PERIODS - 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("budget", [1e6, 60.0, 5.0, 0.0], ids=["plenty", "scarce", "hardly any", "none"])
def test_blocks_and_whole_agree(budget: float, seed: int, few_rows: None, started: list[bool]) -> None:
    """Also where the budget is scarce, and a price of zero far from right."""
    assert_same(markets(budget, seed=seed))
    assert started == [True]


def test_where_the_budget_is_no_matter_the_blocks_leave_nothing_to_do(few_rows: None) -> None:
    live = LiveProgram(markets(1e6), options=BY_BLOCK)
    by_block = live.solve()
    live.drop_basis()
    blocks = find_blocks(live.program)
    assert by_block.iterations == start_from_blocks(live._highs, live._handed_over(), blocks, BY_BLOCK, live._watch)


def test_a_block_without_a_plan_leaves_the_verdict_to_the_whole(few_rows: None, started: list[bool]) -> None:
    """A market of which more must be kept than its shop holds."""
    program = markets(1e6)
    program.column_lower[MARKETS * PERIODS] = 21.0
    assert [solution.status for solution in both(program)] == [Status.INFEASIBLE] * 2
    assert started == [False]


def test_budgets_that_no_plan_keeps_are_infeasible_by_block_too(few_rows: None, started: list[bool]) -> None:
    """At least 1 is bought in all markets, against a budget of less than the 8 that costs."""
    program = markets(7.0)
    program.column_lower[: MARKETS * PERIODS] = 1.0
    assert [solution.status for solution in both(program)] == [Status.INFEASIBLE] * 2
    assert started == [True]


def test_a_block_that_only_the_rows_between_bound_falls_back(few_rows: None, started: list[bool]) -> None:
    """Buying and giving away what nobody limits but the budget earns money in every market."""
    program = markets(50.0)
    program.column_upper[: MARKETS * PERIODS] = np.inf
    program.row_upper[: MARKETS * PERIODS] = np.inf
    program.cost[: MARKETS * PERIODS] = -1.0
    assert_same(program)
    assert started == [False]


def test_a_program_that_does_not_fall_apart_is_solved_whole(started: list[bool]) -> None:
    """Here the budget's rows are not few (12 of 204), so that they join the markets to one."""
    assert find_blocks(markets(50.0)).count == 1
    assert_same(markets(50.0))
    assert started == [False]


def test_a_small_program_is_solved_whole(few_rows: None, started: list[bool]) -> None:
    assert LiveProgram(markets(50.0)).solve().status is Status.OPTIMAL
    assert started == []


def test_solved_again_it_starts_from_its_basis_and_forgotten_from_the_blocks(
    few_rows: None, started: list[bool]
) -> None:
    live = LiveProgram(markets(1e6), options=BY_BLOCK)
    live.solve()
    live.set_row_upper("budget", 30.0)
    warm = live.solve()
    assert started == [True]
    live.drop_basis()
    assert live.solve().objective == pytest.approx(warm.objective, rel=1e-9)
    assert started == [True, True]


def program_of(path: Path) -> tuple[LinearProgram, Sizes]:
    case = load(path).case
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    with templates():
        model = build_program(data, book_everything(data))
    return compile_program(model), variable_sizes(data)


def three_metals(amount: float) -> Callable[[Path], Path]:
    """Metals with a target each, and a loan for all three."""
    names = ("Metal", "Tin", "Zinc")
    sheets = {
        "materials": [metal(100 + 10 * k, name) for k, name in enumerate(names)],
        "supply": [offer("CHL", 150, name, offer=f"{name} CHL") for name in names]
        + [offer("PER", 60, name, offer=f"{name} PER", premium=20) for name in names],
        "demand": [demand(100, name) for name in names],
        "targets": [row(material=name, days_of_cover=90, by=3, penalty=500) for name in names],
        "finance": [row(tranche="Loan", amount=amount, rate=5, repay_from=5, repay_by=8)],
    }
    return lambda folder: workbook(folder / "metals.xlsx", {"Periods": 8}, **sheets)


@pytest.mark.parametrize("amount", [1e6, 3_000.0, 0.0], ids=["plenty", "scarce", "none"])
def test_metals_with_one_loan(amount: float, tmp_path: Path, few_rows: None, started: list[bool]) -> None:
    """Three metals at some 100 USD/t and 25 t each: 3,000 USD pay for less than half of the targets."""
    assert_same(*program_of(three_metals(amount)(tmp_path)))
    assert started == [True]


@pytest.mark.parametrize("risk_on", ["shortage", "total"])
def test_everything(risk_on: str, tmp_path: Path, few_rows: None, started: list[bool]) -> None:
    settings, sheets = everything(risk_on)
    assert_same(*program_of(workbook(tmp_path / "everything.xlsx", settings, **sheets)))
    assert started == [True]
