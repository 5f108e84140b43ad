"""What planning for several stories is worth, and knowing which one comes: by hand, and what must hold of any case."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.program import ROWS
from model.results.facts.uncertainty import Uncertainty
from model.stages import Stages
from model.studies.base import base_of
from model.studies.paths import WHOLE_TREE, Paths, column_nodes, row_nodes
from model.studies.prepared import prepare
from model.studies.session import Session
from model.studies.study import Base, Outcome
from model.studies.uncertainty import NOT_FOLLOWED, THE_AVERAGE, UncertaintyStudy, solve_known
from model.workbook import load
from tests.everything import everything
from tests.tiny import Rows, demand, effect, metal, offer, row, story, workbook

CLOSE = 1e-6  # relative
# Industry uses 100 t a year, all that CHL delivers. Stories take 40 % or all of it in year 2, when a tonne that is missing
# costs 200 USD. The reserve buys at 105 USD/t of PER, and what it does not hand out is worth nothing at the end.
NEWSVENDOR: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL", 100, for_="industry"), offer("PER", 1_000, premium=5, for_="reserve")],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=200)],
    "stories": [story("Some", 30), story("All", 30)],
    "effects": [
        effect("Some", "supply loss", 40, country_or_agreement="CHL"),
        effect("All", "supply loss", 100, country_or_agreement="CHL"),
    ],
}


def based(path: Path) -> Base:
    session = Session(load(path).case)
    run = session.solve(Stages())
    assert run.optimal
    return base_of(session, run)


def study(base: Base) -> Uncertainty:
    own = UncertaintyStudy()
    return own.findings(base, {task.name: Outcome(task.solve(base, *task.arguments)) for task in own.tasks(base)})


def newsvendor(folder: Path, settings: Mapping[str, Any] | None = None, **changed: Rows) -> Uncertainty:
    return study(based(workbook(folder / "tiny.xlsx", settings, **{**NEWSVENDOR, **changed})))


def test_a_newsvendor_by_hand(tmp_path: Path) -> None:
    """A tonne in stock costs 105 USD. The first 40 t are handed out with 60 %, worth 120 in the mean; the others with 30 % in
    the place of what is missing and with 30 % of what is bought at 100, worth 90. So the plan buys 40 t: 10,000 for year 1,
    4,200 for the stock, and in year 2 with 40 % 10,000, with 30 % 6,000, with 30 % 60 t missing, 12,000: 23,600 in all. Known
    from the start the paths cost 20,000, with 40 t bought 20,200, with 100 t bought 20,500.

    On average CHL delivers 58 t in year 2, and the average plan buys the 42 t that are missing there: 4,410, and in year 2
    with 40 % 10,000, with 30 % 5,800, with 30 % 58 t missing, 11,600: 23,630. While nothing happens it buys no more.
    """
    found = newsvendor(tmp_path)
    assert found.plan is not None and found.known is not None and found.first is not None and found.until is not None
    costs = [one.cost for one in (found.known, found.plan, found.first, found.until)]
    assert costs == pytest.approx([20_210, 23_600, 23_630, 23_630], rel=CLOSE)
    assert (found.evpi, found.vss, found.vss_until) == pytest.approx((3_390, 30, 30), rel=1e-4)
    assert (found.plan.shortage, found.first.shortage) == pytest.approx((3_600, 3_480), rel=CLOSE)
    assert (found.plan.money, found.plan.penalties) == pytest.approx((20_000, 0), abs=1e-2)
    assert found.average is not None
    assert found.average.orders["tonnes"].to_dict() == pytest.approx({"Metal": 42}, rel=CLOSE)
    assert not found.why


def test_a_newsvendor_by_story(tmp_path: Path) -> None:
    """Of the 40 t bought nothing is wanted in the base story: 4,200 USD, which foresight spares. `Some` wants them all;
    for `All` another 60 t at 105 would have spared 200 each: 5,700."""
    found = newsvendor(tmp_path)
    told = {one.story: one for one in found.paths}
    spared = {name: one.plan.cost - one.known.cost for name, one in told.items() if one.known is not None}
    assert spared == pytest.approx({"base": 4_200, "Some": 0, "All": 5_700}, abs=0.1)
    assert {name: one.probability for name, one in told.items()} == pytest.approx(
        {"base": 0.4, "Some": 0.3, "All": 0.3}
    )


def test_orders_of_later_periods(tmp_path: Path) -> None:
    """The same with another year before it, in which PER does not sell yet: nothing is bought in year 1 either way, and what
    differs by 30 USD is bought in year 2, as long as no story has begun. Year 1 costs industry 10,000 USD more in all."""
    found = newsvendor(
        tmp_path,
        {"Periods": 3},
        supply=[
            offer("CHL", 100, for_="industry"),
            offer("PER", 1_000, premium=5, for_="reserve", from_="2028", to="2028"),
        ],
        stories=[story("Some", 30, 3), story("All", 30, 3)],
    )
    bills = (found.known, found.plan, found.first, found.until)
    assert [one.cost for one in bills if one is not None] == pytest.approx([30_210, 33_600, 33_600, 33_630], rel=CLOSE)


def test_one_path_leaves_nothing_to_know(tmp_path: Path) -> None:
    """Without stories the average future is the only one: 100 t a year at 100 USD, and no stock."""
    found = newsvendor(tmp_path, stories=[], effects=[])
    bills = (found.known, found.plan, found.first, found.until)
    assert [one.cost for one in bills if one is not None] == pytest.approx([20_000] * 4, rel=CLOSE)
    assert [one.story for one in found.paths] == ["base"]


def test_targets_that_the_average_future_does_not_owe(tmp_path: Path) -> None:
    """From year 2 on 10 t must lie in stock where nothing is cut, and what PER sells takes a year to come. In the average
    future year 2 is disrupted (60 %), nothing is owed and nothing comes in time to be handed out: it buys nothing, and no
    plan follows. What is known of the others stays."""
    found = newsvendor(
        tmp_path,
        supply=[offer("CHL", 100, for_="industry"), offer("PER", 1_000, for_="reserve", lead_time=12)],
        targets=[row(material="Metal", tonnes=10, hard="yes", by=2)],
    )
    assert found.first is None and found.until is None and np.isnan(found.vss)
    assert found.plan is not None and found.known is not None
    assert found.evpi == pytest.approx(found.plan.cost - found.known.cost)
    assert found.why == (f"the first period: {NOT_FOLLOWED}",)


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Base]:
    """Everything there is, with and without a Risk weight."""
    made = {}
    for name, weight, risk_on in (("none", 0, "shortage"), ("shortage", 0.3, "shortage"), ("total", 0.3, "total")):
        settings, sheets = everything(risk_on)
        path = tmp_path_factory.mktemp(name) / "tiny.xlsx"
        made[name] = based(workbook(path, {**settings, "Risk weight": weight}, **sheets))
    return made


@pytest.mark.parametrize("risk", ["none", "shortage", "total"])
def test_foresight_costs_no_more_than_the_plan_and_that_no_more_than_the_average(
    bases: dict[str, Base], risk: str
) -> None:
    """WS ≤ RP ≤ EEV, path by path too for the first, whatever the Risk weight."""
    base = bases[risk]
    found = study(base)
    assert found.plan is not None and found.known is not None and found.first is not None
    assert found.plan.cost == pytest.approx(base.figures.objective, rel=1e-9)
    dust = CLOSE * found.plan.cost
    assert found.evpi > dust and found.vss > dust
    for path in found.paths:
        assert path.known is not None
        assert path.plan.cost >= path.known.cost - dust, path.story
    assert found.plan.penalties == pytest.approx(base.figures.penalties, rel=CLOSE)
    assert found.plan.shortage == pytest.approx(base.figures.short_with, rel=CLOSE)
    assert (found.plan.risk > 0) == (risk != "none")


@pytest.mark.parametrize("seed", range(3))
def test_the_order_holds_at_random(bases: dict[str, Base], seed: int, tmp_path: Path) -> None:
    """WS ≤ RP ≤ EEV for other probabilities, prices, capacities and money."""
    chance = np.random.default_rng(seed)
    settings, sheets = everything()
    for name, column in (("supply", "capacity"), ("materials", "price"), ("demand", "demand"), ("finance", "amount")):
        sheets[name] = [{**one, column: one[column] * chance.uniform(0.8, 1.5)} for one in sheets[name]]
    sheets["stories"] = [{**one, "probability": float(chance.uniform(5, 60))} for one in sheets["stories"]]
    sheets["targets"] = [{**one, "hard": "no"} for one in sheets["targets"]]
    found = study(based(workbook(tmp_path / "tiny.xlsx", {**settings, "Risk weight": 0}, **sheets)))
    assert found.plan is not None
    dust = CLOSE * found.plan.cost
    assert found.evpi >= -dust and found.vss >= -dust
    assert np.isnan(found.vss_until) or found.vss_until >= found.vss - dust


def test_rows_of_a_path_speak_of_its_nodes_alone(bases: dict[str, Base]) -> None:
    """Every row has only columns on the path to its node, so that the program of a path keeps them whole. Rows over the whole
    tree are upper limits of sums of what is never below 0, so that a part of the sum keeps them too; or hold nothing."""
    prepared = prepare(bases["total"].case, Stages())
    program, tree = prepared.program, prepared.data.tree
    columns, rows = column_nodes(prepared.data, program.layout), row_nodes(program.layout)
    assert len(columns) == program.columns and len(rows) == program.rows
    entries = program.matrix.tocoo()
    at = rows[entries.coords[0]]
    own = at != WHOLE_TREE
    column, row_node = columns[entries.coords[1]][own], at[own]
    assert (tree.path[row_node, tree.period[column] - 1] == column).all()
    over_all = np.flatnonzero(rows == WHOLE_TREE)
    assert len(over_all)
    whole = program.matrix[over_all]
    assert (whole.data >= 0).all() and (program.column_lower[whole.indices] == 0).all()
    assert (program.row_lower[over_all] <= 0).all()


def test_every_row_names_its_node_last() -> None:
    """A row is of a node, of a period before Start, or over the whole tree."""
    for name, one in ROWS.items():
        assert "node" not in one.index[:-1], name


def test_the_plan_is_the_mean_of_its_paths(bases: dict[str, Base]) -> None:
    """Σ probability × what the plan costs along each path is the objective, with the plan's own values."""
    base = bases["total"]
    prepared = prepare(base.case, Stages())
    values = np.concatenate([base.values[name] for name in prepared.program.layout.columns])
    tree = prepared.data.tree
    along = Paths(prepared, prepared.program).along(values)["cost"]
    objective = float(prepared.program.cost @ values) + prepared.program.constant
    assert float(tree.weight[tree.leaves] @ along) == pytest.approx(objective, rel=1e-12)


def test_a_task_that_found_nothing_is_told(bases: dict[str, Base]) -> None:
    base = bases["none"]
    own = UncertaintyStudy()
    outcomes = {task.name: Outcome(why=("the solver ended without an optimum.",)) for task in own.tasks(base)}
    found = own.findings(base, outcomes)
    assert found.plan is None and found.known is None and np.isnan(found.evpi)
    assert len(found.why) == len(outcomes) and found.why[0].startswith(THE_AVERAGE)


def test_paths_are_asked_for_by_name(bases: dict[str, Base]) -> None:
    base = bases["none"]
    (alone,) = solve_known(base, "Flood (2028Q1)").values()
    assert alone["cost"] > 0
