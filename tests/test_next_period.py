"""`next`: the remainder of a plan without news is the plan of the next workbook, and nothing is paid twice.

The identity. Say that a plan's cost is J = Σ_n π_n c_n δ_t(n), with what is valued at the horizon among c, and that no
story begins by period 2, whose node of the base story is b, with weight π_b = 1 − Σ q of the stories that would have begun.
The cost that is still to come, seen from b, is Σ over the nodes from b on of (π_n ÷ π_b) c_n δ_t(n). In the next workbook
node n has the weight π_n ÷ π_b, and its period is one earlier, so its discount factor is δ_t(n) × (1 + r)^h. So its least
cost is

    J_next = Σ_{n from b on} π_n c_n δ_t(n) ÷ π_b × (1 + r)^h.

The plan's remainder is feasible there, and if a cheaper one were, the plan itself could have gone on with it. (Where targets
may be missed and π_b < 1, penalties are measured anew, by the weight of the calm nodes that are left.)
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.cli import main
from model.program.bookings import ledger_weights
from model.report import write_result
from model.results.checks.identities import build_identities
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.stages import Stages
from model.workbook import Loaded, load
from tests.everything import everything
from tests.main_job import run_main_job
from tests.tiny import Rows, demand, effect, metal, offer, row, story, workbook

FREE: dict[str, Any] = {"Industry first": "no", "Risk weight": 0}


def solved(path: Path) -> tuple[Loaded, Run]:
    loaded = load(path)
    run = run_main_job(loaded.case, Stages())
    assert run.optimal, run.status
    return loaded, run


def result_of(path: Path) -> tuple[Run, Path]:
    """A workbook solved, and its result written beside it."""
    loaded, run = solved(path)
    return run, write_result(path.with_name(f"{path.stem} result.xlsx"), run, loaded, {})


def next_of(result: Path, *options: str) -> Path:
    target = result.with_name(f"{result.stem} next.xlsx")
    assert main(["next", str(result), "-o", str(target), *options]) == 0
    return target


def remainder(result: PlanResult) -> float:
    """What is still to come from the second period of the base story on, seen from there, USD."""
    data, tree = result.data, result.data.tree
    now = int(np.flatnonzero((tree.story == 0) & (tree.period == 2))[0])
    weights = result.ledgers["ledger"].map(ledger_weights(data.case.settings)).to_numpy(float)
    counted = weights * (result.ledgers["present"] * result.ledgers["weight"]).to_numpy(float)
    to_come = (tree.path[:, 1] == now)[result.ledgers["node"].to_numpy(int)]
    growth = (1 + data.case.settings.discount_rate) ** data.case.calendar.length
    return float(counted[to_come].sum()) / float(tree.weight[now]) * growth


def orders_at(result: PlanResult, node: int) -> dict[tuple[str, str], float]:
    own = result.orders[(result.orders["node"] == node) & ~result.orders["before_start"]]
    sums = own.groupby(["buyer", "name"])["tonnes"].sum()
    return {key: tonnes for key, tonnes in sums.items() if tonnes > 1e-6}  # type: ignore[misc]


def hold_the_identity(path: Path, periods: int = 1) -> None:
    """So many periods go by without news: each plan costs and orders what the one before has left."""
    run, result = result_of(path)
    for _ in range(periods):
        assert run.result is not None
        expected, tree = remainder(run.result), run.data.tree
        node = int(np.flatnonzero((tree.story == 0) & (tree.period == 2))[0])
        planned = orders_at(run.result, node)
        run, result = result_of(next_of(result))
        assert run.result is not None
        assert run.result.solution.objective == pytest.approx(expected, rel=1e-6, abs=1e-3)
        assert orders_at(run.result, 0) == pytest.approx(planned, rel=1e-5, abs=1e-4)
        assert [one.name for one in build_identities(run) if not one.passed] == []


PLAIN: dict[str, Rows] = {
    "materials": [metal(terminal_value=70, opening_stock=5, opening_in_transit=3, storage_class="Shed", price_growth=4)],
    "supply": [
        offer("CHL", 120, lead_time=3, growth=5, delivery_rate=90),
        offer("AUS", 60, premium=15, lead_time=6, freight=3),
        offer("PER", 20, premium=60),
    ],
    "demand": [demand(100, growth=3)],
    "shortage_steps": [row(segment="Users", step=1, width=10, cost_x_price=2), row(segment="Users", step=2, cost_usd=900)],
    "storage": [row(storage_class="Shed", cost=3, handling_in=1, handling_out=2)],
    "stories": [story("Cut", 20, 3), story("Longer", 50, "+6 months", parent="Cut")],
    "effects": [
        effect("Cut", "supply loss", 80, country_or_agreement="CHL", lasts=6, recovers_over=3),
        effect("Longer", "supply loss", 60, country_or_agreement="AUS", lasts=9),
    ],
}
QUARTERS: dict[str, Any] = {**FREE, "Start": "2027Q3", "Period months": 3, "Periods": 7, "Discount rate": 6}


def test_the_remainder_with_orders_under_way_growth_and_stories(tmp_path: Path) -> None:
    """Industry's orders of before Start, which were planned, are on their way in the second plan, and in the third."""
    hold_the_identity(workbook(tmp_path / "plain.xlsx", QUARTERS, **PLAIN), periods=3)


FUNDED = [
    row(tranche="Loan", amount=4_000, rate=5, commitment_fee=1, upfront_fee=2, repay_from="2028Q1", repay_by="2028Q4"),
    row(tranche="Private", kind="equity", amount=300, rate=8, available_from=2),
    row(tranche="Gift", kind="grant", amount=200),
]


def test_the_remainder_with_money_and_participants(tmp_path: Path) -> None:
    """Loans go on, fees are paid once, and what participants have out is due when it was."""
    sheets = {
        **PLAIN,
        "finance": FUNDED,
        "stories": [story("Cut", 20, 5), story("Longer", 50, "+6 months", parent="Cut")],
        "targets": [
            row(material="Metal", days_of_cover=40, by=2, penalty=300),
            row(material="Metal", tonnes=14, by="2028Q2"),
        ],
        "participants": [
            row(participant="Motors", material="Metal", commitment=12, upfront_fee=3, draw_limit=40, replenish_within=6),
            row(participant="Planes", material="Metal", commitment=6, draw_limit=50, replenish_within=3),
        ],
        "prices": [row(material="Metal", period=1, price=150), row(material="Metal", period=3, price=90)],
    }
    hold_the_identity(workbook(tmp_path / "funded.xlsx", {**QUARTERS, "Opening cash": 100}, **sheets), periods=3)


@pytest.mark.parametrize(("soft_targets", "periods"), [(True, 1), (False, 3)])
def test_the_remainder_of_a_workbook_with_everything(tmp_path: Path, soft_targets: bool, periods: int) -> None:
    """Contracts with yearly caps, processes abroad, limits over year and horizon, shelf lives, projects, commitments. After
    the second period a date of a story is dropped, and soft targets are measured anew."""
    settings, sheets = everything()
    settings = {**settings, **FREE, "Price of change": 0}
    del sheets["last_plan"]
    sheets["materials"] = [{**one, "smallest_order": 0} for one in sheets["materials"]]
    sheets["projects"] = [{**one, "smallest_size": 0} for one in sheets["projects"]]
    if not soft_targets:
        sheets["targets"] = [one for one in sheets["targets"] if one.get("hard")]
    hold_the_identity(workbook(tmp_path / "everything.xlsx", settings, **sheets), periods)


def test_the_remainder_with_what_is_shut_funded_in_processes_and_counted(tmp_path: Path) -> None:
    """Alloy is made abroad in half a year, of ore that lands there. PER shut in the cheap first quarter and restarts in the
    fourth. Mine is funded at once. Limits over the year have counted two quarters of 2027 when 2028 begins."""
    sheets: dict[str, Rows] = {
        "materials": [metal(terminal_value=70), metal(20, "Ore", terminal_value=0), metal(150, "Alloy", terminal_value=60)],
        "supply": [
            offer("CHL", 70, premium=5),
            offer("PER", 60, cash_cost=80, restart=9),
            offer("AUS", 30, lead_time=3, premium=20),
            offer("ZMB", 300, "Ore", lead_time=3, for_="industry"),
        ],
        "countries": [row(country="CHL"), row(country="PER"), row(country="AUS"), row(country="ZMB"), row(country="MYS")],
        "processing": [
            row(process="Mill", country="MYS", material="Ore", role="main input", capacity=200, cost=4, lead_time=6),
            row(process="Mill", material="Alloy", role="output", ratio=0.3),
        ],
        "prices": [row(material="Metal", period=1, price=70)],
        "demand": [demand(110), demand(30, "Alloy")],
        "shortage_steps": [row(segment="Users", step=1, cost_x_price=8)],
        "targets": [row(material="Metal", tonnes=6, by=3, hard="yes"), row(material="Alloy", tonnes=3, by=5, hard="yes")],
        "projects": [row(project="Mine", adds_to="CHL", max_capacity=25, capital_cost=60, lead_time=6, lifetime=2)],
        "limits": [
            row(limit="Peru", scope="Metal", of="PER; CHL", at_most_share=90, over="year"),
            row(limit="Some", scope="all", of="CHL; MYS", for_="reserve", at_least_share=20, over="horizon"),
            row(limit="Least", scope="Metal", of="AUS", at_least_tonnes=4, over="year"),
        ],
        "stories": [story("Cut", 30, "4; 5")],
        "effects": [effect("Cut", "supply loss", 70, country_or_agreement="CHL", lasts=6)],
    }
    path = workbook(tmp_path / "shut.xlsx", {**QUARTERS, "Release when": "always"}, **sheets)
    hold_the_identity(path, periods=3)
    past = load(path.with_name("shut result next.xlsx")).case
    assert {"shut", "funded", "value of limited", "value of all", "tonnes of limited"} <= set(past["before_start"]["what"])
    assert {"Mill", "ZMB"} <= set(past["orders_placed"]["offer"])
