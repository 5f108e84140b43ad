"""Of plans that cost the same always the same one: by whatever way it is solved, and whatever else stands in the workbook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from everything import everything
from result_cases import run
from scipy import sparse
from test_blocks import few_rows, program_of, three_metals
from test_row_order import decided, ties
from tiny import Rows, demand, effect, floor, member, metal, offer, row, story, workbook

from model.market import build_market
from model.program import make_problem_data
from model.results.facts.run import Run
from model.solve import LinearProgram, LiveProgram, Solution, SolverOptions, Status, Ties
from model.solve import highs as highs_module
from model.solve.linear_program import Layout, Part
from model.solve.scaling import Sizes
from model.studies.ties import ties_of
from model.tree import build_tree
from model.workbook import load

__all__ = ["few_rows"]  # a fixture
SAME = 1e-9  # relative, of the objective
SAME_VALUE = 1e-6  # of a column's size
WAYS = {
    "primal": SolverOptions(simplex_strategy=4),
    "without presolve": SolverOptions(presolve=False),
    "perturbed more": SolverOptions(perturbation=1.0),
    "not perturbed": SolverOptions(perturbation=0.0),
    "steepest edge": SolverOptions(edge_weights=2),
    "wide boxes": SolverOptions(box=6e4),
    "by blocks": SolverOptions(blocks_from=0),
}
Prepared = tuple[LinearProgram, Sizes]


def assert_same(first: Solution, second: Solution) -> None:
    """One objective, and one value of every column."""
    assert first.status is second.status is Status.OPTIMAL
    assert second.objective == pytest.approx(first.objective, rel=SAME)
    apart = np.abs(second.values - first.values) / first.column_sizes
    worst = int(apart.argmax())
    assert apart[worst] < SAME_VALUE, first.layout.column_label(worst)


def case_of(folder: Path, name: str) -> Path:
    if name == "metals":
        return three_metals(3_000.0)(folder)
    settings, sheets = ({}, ties()) if name == "ties" else everything(name)
    return workbook(folder / "case.xlsx", settings, **sheets)


@pytest.fixture(scope="module", params=["shortage", "total", "ties", "metals"])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return program_of(case_of(tmp_path_factory.mktemp("case"), request.param))


@pytest.fixture(scope="module")
def cold(prepared: Prepared) -> Solution:
    return LiveProgram(*prepared).solve()


@pytest.mark.parametrize("way", WAYS)
def test_every_way_leads_to_one_plan(way: str, prepared: Prepared, cold: Solution, few_rows: None) -> None:
    assert_same(cold, LiveProgram(*prepared, WAYS[way]).solve())


def test_the_seed_of_the_solver_decides_nothing(
    prepared: Prepared, cold: Solution, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_options = highs_module.set_options
    monkeypatch.setattr(
        highs_module,
        "set_options",
        lambda highs, options: set_options(highs, {**options, **({"random_seed": 7} if "random_seed" in options else {})}),
    )
    assert_same(cold, LiveProgram(*prepared).solve())


@pytest.mark.parametrize("blocks_from", [10**9, 0], ids=["whole", "by blocks"])
@pytest.mark.parametrize("changed", [False, True], ids=["own basis", "basis of a changed program"])
def test_where_it_starts_from_decides_nothing(
    blocks_from: int, changed: bool, prepared: Prepared, cold: Solution, few_rows: None
) -> None:
    program, sizes = prepared
    options = SolverOptions(blocks_from=blocks_from)
    chance = np.random.default_rng(3)
    other = LiveProgram(program, sizes, options)
    if changed:
        for name, part in program.layout.columns.items():
            other.set_cost(name, program.cost[part.slice] * chance.uniform(0.9, 1.1, len(part)))
    basis = other.basis(other.solve())
    assert basis is not None
    live = LiveProgram(program, sizes, options)
    live.start_from(basis)
    assert_same(cold, live.solve())
    other.reset()
    assert_same(cold, other.solve())


def test_the_metals_are_blocks_indeed(tmp_path: Path, few_rows: None) -> None:
    program, sizes = program_of(three_metals(3_000.0)(tmp_path))
    assert LiveProgram(program, sizes, SolverOptions(blocks_from=0)).blocks.count >= 3


# By hand


def two(costs: tuple[float, float], wanted: float = 3.0, upper: tuple[float, float] = (5.0, 5.0)) -> LinearProgram:
    """x + y = wanted, at these costs and at most so much of each."""
    return LinearProgram(
        cost=np.array(costs),
        constant=0.0,
        matrix=sparse.csr_array(np.ones((1, 2))),
        row_lower=np.array([wanted]),
        row_upper=np.array([wanted]),
        column_lower=np.zeros(2),
        column_upper=np.array(upper),
        layout=Layout({"x": Part("x", 0, [None]), "y": Part("y", 1, [None])}, {"sum": Part("sum", 0, [None])}),
    )


@pytest.mark.parametrize(
    ("costs", "upper", "avoid", "expected"),
    [
        ((2.0, 2.0), (5.0, 5.0), "x", (0.0, 3.0)),
        ((2.0, 2.0), (5.0, 5.0), "y", (3.0, 0.0)),
        ((2.0, 2.0), (5.0, 2.0), "x", (1.0, 2.0)),
        ((2.0, 2.000001), (5.0, 5.0), "x", (3.0, 0.0)),
    ],
    ids=["x avoided", "y avoided", "as far as may be", "not at any cost"],
)
def test_what_is_avoided_is_taken_last_among_equals(
    costs: tuple[float, float], upper: tuple[float, float], avoid: str, expected: tuple[float, float]
) -> None:
    found = LiveProgram(two(costs, upper=upper), ties=Ties(avoid=[avoid])).solve()
    assert found.values == pytest.approx(expected)
    assert found.objective == pytest.approx(6.0, rel=1e-5)


@pytest.mark.parametrize("names", [(1, 2), (2, 1)])
def test_the_choice_goes_by_the_names_told(names: tuple[int, int]) -> None:
    """Of two at one cost the one with the lower name counts less."""
    alike = {name: np.array([number << 62], dtype=np.uint64) for name, number in zip("xy", names, strict=True)}
    found = LiveProgram(two((2.0, 2.0)), ties=Ties(alike=alike)).solve()
    assert found.values == pytest.approx([3.0, 0.0] if names[0] < names[1] else [0.0, 3.0])


def test_an_unknown_variable_is_refused() -> None:
    with pytest.raises(KeyError, match="sum"):
        LiveProgram(two((2.0, 2.0)), ties=Ties(avoid=["sum"])).solve()


def test_of_equal_costs_a_shortage_is_the_last_choice(tmp_path: Path) -> None:
    """100 t are wanted. A shortage costs 2 × 100 USD/t, and CHL asks as much, through a premium of 100 %: it is bought."""
    outcome = run(
        tmp_path,
        {"Periods": 1},
        materials=[metal()],
        supply=[offer("CHL", premium=100)],
        demand=[demand()],
        shortage_steps=[row(segment="Users", step=1, cost_x_price=2)],
    )
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(20_000)
    assert outcome.result.value("short").sum() == pytest.approx(0, abs=1e-6)
    assert outcome.result.value("buy").sum() == pytest.approx(100)


def test_of_equal_costs_a_target_is_met(tmp_path: Path) -> None:
    """30 t for the reserve cost 100 each and are worth nothing at the end; missed they cost the penalty of 100 as well."""
    outcome = run(
        tmp_path,
        {"Periods": 1},
        materials=[metal()],
        supply=[offer("CHL", 50)],
        targets=[row(material="Metal", tonnes=30, penalty=100)],
    )
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(3_000)
    assert outcome.result.value("gap").sum() == pytest.approx(0, abs=1e-6)


# Rows that change nothing


def much_alike() -> dict[str, Rows]:
    """Offers that are all worth the same, of three materials, and a story that halves them."""
    return {**ties(), "floors": [], "stories": [story("Cut", 20)], "effects": [effect("Cut", "supply loss", 50)]}


def by_step(outcome: Run) -> pd.Series:
    """Tonnes by what is decided: of a step as much as is ordered under a contract and without one."""
    found = decided(outcome)
    return found.groupby(found.index.str.replace(r" under .*? \| ", " | ", regex=True)).sum()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> pd.Series:
    return by_step(run(tmp_path_factory.mktemp("plain"), **much_alike()))


LOW = {"material": "Ore"}
NOTHING: dict[str, dict[str, Rows]] = {
    "border floor": {
        "floors": [{**floor("border floor", 0.5, "Club"), **LOW}],
        "agreements": [member("Club", "CHL")],
    },
    "buyer-paid floor": {"floors": [{**floor("buyer-paid floor", 0.5, "Ore CHL", quantity=40, take_or_pay=0), **LOW}]},
    "contract for difference": {"floors": [{**floor("contract for difference", 0.5, "Ore CHL"), **LOW}]},
    "offer far too dear": {"supply": [offer("ZAF", 30, "Zinc", offer="Zinc ZAF", premium=1000)]},
    "country": {"countries": [row(country="BOL", freight=3)]},
    "material": {"materials": [metal(10, "Tin")]},
    "another market": {
        "materials": [metal(10, "Tin")],
        "supply": [offer("ZAF", 30, "Tin", offer="Tin ZAF")],
        "demand": [demand(5, "Tin")],
    },
    "story of probability nil": {"stories": [story("A nil", 0)]},
    "room enough": {"storage": [row(storage_class="Shed", capacity=1e6)]},
    "limit out of reach": {"limits": [row(limit="L", scope="Ore", of="CHL", at_most_tonnes=1e6, over="period")]},
    "loan far too dear": {"finance": [row(tranche="Dear", amount=10, rate=50)]},
}


@pytest.mark.parametrize("what", NOTHING)
def test_a_row_that_changes_nothing_changes_no_order(what: str, tmp_path: Path, plain: pd.Series) -> None:
    sheets = much_alike()
    for name, rows in NOTHING[what].items():
        sheets[name] = [*sheets.get(name, ()), *rows]
    found = by_step(run(tmp_path, **sheets))
    both = plain.index.intersection(found.index)
    assert len(both) == len(plain)
    assert found[both].to_numpy() == pytest.approx(plain.to_numpy(), abs=SAME_VALUE)


def test_the_offers_are_ties_indeed(plain: pd.Series) -> None:
    """Of 9 steps of a material at one price some are taken and some are not."""
    ore = plain[plain.index.str.startswith("buy | Ore")]
    assert (ore > 1).any() and (ore < 1e-6).any()


def test_what_the_plan_knows_of_ties(tmp_path: Path) -> None:
    settings, sheets = everything()
    case = load(workbook(tmp_path / "case.xlsx", settings, **sheets)).case.in_definite_order()
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    told = ties_of(data)
    assert set(told.avoid) == {"short", "gap", "industry_stock_short"}
    keys = dict(zip(data.cells["buy"].keys, told.alike["buy"].tolist(), strict=True))
    assert keys["CHL step 1", 2] == keys["CHL step 1 under buyer-paid floor of CHL", 2] != keys["CHL step 2", 2]
    assert keys["CHL step 1", 2] != keys["CHL step 1", 3]
    stock = dict(zip(data.cells["stockbuy"].keys, told.alike["stockbuy"].tolist(), strict=True))
    assert stock["CHL step 1", 2] != keys["CHL step 1", 2]
