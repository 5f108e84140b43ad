"""Hand-solved: what a little more saves in real money, and what in penalties that nobody pays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from everything import everything
from result_cases import run, table
from tiny import Rows, demand, effect, metal, offer, row, story

from model.program import build_program, variable_sizes
from model.results.facts.run import Run
from model.results.facts.shadow import all_worth
from model.results.sensitivity import page as sensitivity
from model.solve import LiveProgram, compile_program, templates

MILLION = 1e6
# 100 t are wanted in reserve, for 100 USD each; a grant of 2000 USD buys 20 t.
POOR: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL")],
    "targets": [row(material="Metal", tonnes=100, by=1, penalty=30)],
    "finance": [row(tranche="Grant", kind="grant", amount=2_000)],
}
CUT: dict[str, Rows] = {
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=500)],
    "stories": [story("Cut", 50)],
    "effects": [effect("Cut", "supply loss", 100)],
}


def worth_of(outcome: Run, subject: str) -> dict[str, float]:
    assert outcome.result is not None
    worth = all_worth(outcome.result).set_index("subject").loc[subject, ["saves", "penalty_saves", "real"]]
    return dict(zip(("saves", "penalty", "real"), map(float, worth), strict=True))


def test_money_that_only_meets_a_target_saves_penalties_alone(tmp_path: Path) -> None:
    """Two years at 30 USD a tonne and year: a dollar more buys 0.01 t, which is 0.3 USD of penalty in each, and is spent:
    of the grant nobody but the treasury, which gives it, has less. So it costs 1 USD and spares 0.6 USD of penalty: the plan
    would not take it, and the target stays missed for 100 x 60 USD."""
    outcome = run(tmp_path, **POOR)
    assert outcome.result is not None
    assert outcome.result.solution.objective == pytest.approx(6_000)
    assert worth_of(outcome, "Grant") == pytest.approx({"saves": 0, "penalty": 0, "real": 0}, abs=1e-6)
    dear = {**POOR, "targets": [{**POOR["targets"][0], "penalty": 80}]}
    outcome = run(tmp_path, **dear)
    # 0.8 USD of penalty in each of two years, for 1 USD.
    assert worth_of(outcome, "Grant") == pytest.approx({"saves": 600_000, "penalty": 1_600_000, "real": -1_000_000})


def test_money_that_meets_a_target_and_protects_saves_both(tmp_path: Path) -> None:
    """As above with 30 USD a tonne and year, and a story of probability 50 % in year 2 in which 100 t are missing at 500 USD.

    A dollar more buys 0.01 t. It spares 0.3 USD of penalty in year 1 and, as the target is owed where no story begins, with
    a weight of 0.5 over the 0.5 that calm nodes have there, 0.3 USD in year 2. In the story it is released: industry pays the
    reserve for it, which is a transfer, and 0.5 x 0.01 x 500 = 2.5 USD of shortage are spared. 1 USD is spent. So it saves
    0.6 of penalty and 1.5 of real money.
    """
    outcome = run(tmp_path, **POOR, **CUT)
    assert worth_of(outcome, "Grant") == pytest.approx({"saves": 2_100_000, "penalty": 600_000, "real": 1_500_000})
    shown = table(sensitivity.page(outcome), "SensitivityMoney").set_index("What").loc["Grant"]
    assert (shown["Of which real (USD)"], shown["Of which penalty (USD)"]) == pytest.approx((1_500_000, 600_000))


def test_a_larger_target_is_penalty_where_it_is_missed(tmp_path: Path) -> None:
    """A tonne more that cannot be bought: 30 USD a year of penalty, and no money."""
    assert worth_of(run(tmp_path, **POOR, **CUT), "Metal") == pytest.approx(
        {"saves": -60, "penalty": -60, "real": 0}, abs=1e-6
    )


@pytest.mark.parametrize("cell", [{"Opening cash": 10}, {"Opening cash": 40}])
def test_the_penalty_part_is_what_penalties_fall_by(tmp_path: Path, cell: dict[str, float]) -> None:
    before, after = run(tmp_path, **POOR, **CUT), run(tmp_path, cell, **POOR, **CUT)

    def penalties(outcome: Run) -> float:
        assert outcome.result is not None
        own = outcome.result.flows[outcome.result.flows["category"] == "missed target"]
        return float((own["present"] * own["weight"]).sum())

    worth = worth_of(before, "Opening cash")
    assert before.result is not None and after.result is not None
    saved = before.result.solution.objective - after.result.solution.objective
    assert penalties(before) - penalties(after) == pytest.approx(worth["penalty"] * cell["Opening cash"] / MILLION)
    assert saved == pytest.approx(worth["saves"] * cell["Opening cash"] / MILLION)


def test_the_duals_of_all_costs_are_those_of_the_solver(tmp_path: Path) -> None:
    """And those of two halves of the costs add up to them, on a program with every constraint."""
    settings, sheets = everything()
    outcome = run(tmp_path, settings, **sheets)
    assert outcome.result is not None
    data, bookings = outcome.data, outcome.result.bookings
    with templates():
        model = build_program(data, bookings)
    live = LiveProgram(compile_program(model), variable_sizes(data))
    solution = live.solve()
    costs = {name: live.program.cost[part.slice] for name, part in live.program.layout.columns.items()}
    whole = live.duals_of(costs)
    halves = [live.duals_of({name: costs[name] for name in list(costs)[first::2]}) for first in (0, 1)]
    assert whole is not None and halves[0] is not None and halves[1] is not None
    size = np.abs(solution.duals) + 1
    assert np.abs(whole - solution.duals) / size == pytest.approx(0, abs=1e-6)
    assert np.abs(halves[0] + halves[1] - whole) / size == pytest.approx(0, abs=1e-6)


def test_without_a_basis_there_are_no_parts(tmp_path: Path) -> None:
    """A program that was not solved has no duals to take apart, and what is not known is left blank."""
    outcome = run(tmp_path, **POOR)
    assert outcome.result is not None
    with templates():
        model = build_program(outcome.data, outcome.result.bookings)
    live = LiveProgram(compile_program(model), variable_sizes(outcome.data))
    assert live.duals_of({}) is None or not np.any(live.duals_of({}))
