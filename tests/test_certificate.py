"""The certificate passes true optima and fails everything else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest

from model.market import build_market
from model.program import book_everything, build_program, make_problem_data, variable_sizes
from model.results.facts.plan_result import PlanResult
from model.results.facts.reconcile import reconcile
from model.solve import (
    Certificate,
    LinearProgram,
    LiveProgram,
    Solution,
    Status,
    certify,
    compile_program,
    solve_program,
    templates,
)
from model.stages import Stages
from model.tree import build_tree
from model.workbook import load
from tests.everything import everything
from tests.main_job import run_main_job
from tests.test_solve import random_program, supply_model
from tests.tiny import demand, metal, offer, workbook


def solved() -> tuple[LinearProgram, Solution]:
    program = compile_program(supply_model())
    return program, solve_program(program)[0]


def figure(certificate: Certificate, name: str) -> float:
    value = getattr(certificate, name).value
    assert isinstance(value, float)
    return value


def test_a_true_optimum_passes_with_figures_of_rounding_size() -> None:
    program, solution = solved()
    certificate = certify(program, solution)
    assert certificate.passed
    assert certificate.failures == ()
    assert certificate.primal_objective == pytest.approx(33)
    assert certificate.dual_objective == pytest.approx(33)  # 10 t x 5 USD - 6 t x 3 USD + 1
    assert all(f.value < 1e-12 for f in certificate.figures)


TAMPERINGS: dict[str, tuple[Callable[[Solution], Solution], str, str]] = {
    "too little is bought": (lambda s: replace(s, values=s.values - [0, 1e-4]), "rows", "demand"),
    "a negative purchase": (lambda s: replace(s, values=np.array([10.001, -0.001])), "bounds", "buy['dear']"),
    "a worse plan": (lambda s: replace(s, values=np.array([5.0, 5.0])), "gap", ""),
    "a worse plan is not complementary": (lambda s: replace(s, values=np.array([5.0, 5.0])), "complementarity", ""),
    "demand has no price": (lambda s: replace(s, duals=np.array([0.0, 0.0])), "gap", ""),
    "capacity is worth the wrong sign": (lambda s: replace(s, duals=np.array([2.0, 3.0])), "row_duals", "capacity"),
    "too high a price of demand": (lambda s: replace(s, duals=np.array([6.0, -4.0])), "duals", "buy['dear']"),
    "another reduced cost": (
        lambda s: replace(s, reduced_costs=s.reduced_costs + [0.0, 0.1]),
        "reduced_costs",
        "buy['dear']",
    ),
    "a number is missing": (lambda s: replace(s, values=np.array([6.0, np.nan])), "rows", "demand"),
    "a dual is missing": (lambda s: replace(s, duals=np.array([np.nan, -3.0])), "duals", "buy['cheap']"),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_tampered_solution_fails_with_the_right_figure_and_place(what: str) -> None:
    tamper, name, place = TAMPERINGS[what]
    program, solution = solved()
    certificate = certify(program, tamper(solution))
    failed = getattr(certificate, name)
    assert not certificate.passed
    assert not failed.passed
    assert failed.worst == place
    assert failed.sentence in certificate.failures
    assert "above 1e-06" in failed.sentence


def test_figures_are_those_of_the_definitions() -> None:
    program, solution = solved()
    short = certify(program, replace(solution, values=np.array([6.0, 3.0])))
    assert short.rows.value == pytest.approx(1 / (1 + 9))  # 1 t of 10 is missing, 9 t are bought
    negative = certify(program, replace(solution, values=np.array([6.0, -1.0])))
    assert negative.bounds.value == pytest.approx(1 / (1 + 1))
    dear = certify(program, replace(solution, duals=np.array([6.0, -4.0])))
    assert dear.duals.value == pytest.approx(1 / (1 + 5 + 6))  # z of the dear source is 5 - 6
    # z: 0, 0; y: demand 5 holds at its bound 10, capacity -3 at 6; with 1 t less of cheap: 3 USD.
    slack = certify(program, replace(solution, values=np.array([5.0, 5.0])))
    assert slack.complementarity.value == pytest.approx(3 / (1 + 35))
    assert slack.gap.value == pytest.approx(3 / (1 + 35))


def test_the_solver_is_not_believed_when_it_did_not_finish() -> None:
    program, solution = solved()
    certificate = certify(program, replace(solution, status=Status.LIMIT))
    assert not certificate.passed
    assert certificate.failures == ("the solver stopped with status limit",)


@pytest.mark.parametrize("seed", range(4))
def test_small_disturbances_of_a_larger_program_are_found(seed: int) -> None:
    program = random_program(seed)
    solution, certificate = solve_program(program)
    assert certificate.passed, certificate.failures
    rng = np.random.default_rng(seed)
    values = solution.values * (1 + 1e-3 * rng.random(program.columns))
    assert not certify(program, replace(solution, values=values)).passed
    duals = solution.duals * (1 + 1e-3 * rng.random(program.rows))
    assert not certify(program, replace(solution, duals=duals)).passed


def test_the_certificate_belongs_to_one_program() -> None:
    program, solution = solved()
    assert not certify(replace(program, row_lower=program.row_lower * 1.01), solution).passed
    assert not certify(replace(program, cost=program.cost * [1.0, 1.01]), solution).passed


def test_what_is_small_depends_on_the_size_of_the_variable() -> None:
    program = compile_program(supply_model())
    solution, _ = solve_program(program, {"buy": 2.0**10})
    off = replace(solution, values=np.array([6.0, 4.0 - 1e-4]))
    assert certify(program, off).rows.value == pytest.approx(1e-4 / (2**10 + 10), rel=1e-3)
    assert not certify(program, replace(off, row_sizes=np.ones(2))).rows.passed


def test_a_plan_with_any_one_order_changed_by_a_ten_thousandth_fails(tmp_path: Path) -> None:
    """Every order of industry and of the reserve, one at a time, that is a hundredth or more of what flows in one of its
    balances, or of that row's size: what is less is measured against those: a loan that is 1e-5 USD short of nothing is not
    wrong.
    """
    settings, sheets = everything()
    case = load(workbook(tmp_path / "everything.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    with templates():
        model = build_program(data, book_everything(data))
    program = compile_program(model)
    solution = LiveProgram(program, variable_sizes(data)).solve()
    assert certify(program, solution).passed
    parts = [program.layout.column_part(name).slice for name in ("buy", "stockbuy", "early")]
    size = abs(program.matrix)
    flow = solution.row_sizes + size @ np.abs(solution.values)
    balances = program.row_lower == program.row_upper
    share = (size * solution.values)[balances].multiply(1 / flow[balances, None]).max(axis=0).toarray().ravel()
    placed = [j for part in parts for j in range(part.start, part.stop) if share[j] > 0.01]
    assert len(placed) > 100
    for j in placed:
        values = solution.values.copy()
        values[j] *= 1 + 1e-4
        assert not certify(program, replace(solution, values=values)).passed, program.layout.column_label(j)


def huge(amount: float) -> LinearProgram:
    """Buy at least `amount`, at 1 USD each; and beside it, in numbers near 1, one of two sources."""
    m = pyo.ConcreteModel()
    m.much = pyo.Var(within=pyo.NonNegativeReals)
    m.little = pyo.Var([1, 2], within=pyo.NonNegativeReals)
    m.bill = pyo.Constraint(rule=lambda m: m.much >= amount)
    m.demand = pyo.Constraint(rule=lambda m: m.little[1] + m.little[2] >= 5)
    m.cost = pyo.Objective(rule=lambda m: m.much + 2 * m.little[1] + 3 * m.little[2])
    return compile_program(m)


def test_a_large_bill_lends_no_slack_to_small_amounts() -> None:
    """Beside 1e15 USD an order of 5 t that is 1e-4 off still leaves its own row 1e-4 off."""
    program = huge(1e15)
    solution, certificate = solve_program(program)
    assert certificate.passed
    short = replace(solution, values=solution.values * [1, 1 - 1e-4, 1])
    assert certify(program, short).rows.worst == "demand" and not certify(program, short).passed


def test_what_double_precision_cannot_tell_from_nothing_is_forgiven_and_no_more() -> None:
    """A sum of 1e16 is known to 8 × 2.2e-16 of it, 17.8: with a dual of 1e9, 2 too much are nothing, 200 are 182e9."""
    program = replace(huge(1e16), cost=np.zeros(3))
    solution, _ = solve_program(huge(1e16))
    priced = replace(solution, duals=np.array([1e9, 0.0]))
    found = [
        certify(program, replace(priced, values=priced.values + [more, 0.0, 0.0])).complementarity.value
        for more in (0.0, 2.0, 200.0)
    ]
    assert found[:2] == [0.0, 0.0] and found[2] == pytest.approx(1e9 * (200 - 8 * 2**-52 * 1e16), rel=1e-3)


def test_small_coefficients_reach_the_solver() -> None:
    """2 − 1e-10 × y = 0 decides y: below 1e-9 the solver would leave it out unless told otherwise."""
    m = pyo.ConcreteModel()
    m.y = pyo.Var(bounds=(0, 1e12))
    m.x = pyo.Var(bounds=(0, 1))
    m.row = pyo.Constraint(rule=lambda m: m.x + 1e-10 * m.y >= 2)
    m.cost = pyo.Objective(rule=lambda m: m.y + m.x)
    program = compile_program(m)
    solution, certificate = solve_program(program)
    assert certificate.passed and solution.value("y")[0] == pytest.approx(1e10)



@pytest.mark.parametrize(("grams", "passes"), [(5, True), (100_000, False)])
def test_a_balance_of_next_to_nothing_is_measured_by_the_materials_flow(
    grams: float, passes: bool, tmp_path: Path
) -> None:
    """Nothing is wanted in the first period, 100 000 t in the second, so a typical flow is 10 000 t: an order of 5 g that
    nobody uses is dust, one of 100 kg is 1e-5 of that flow and is found."""
    late = demand(100_000, from_=2)
    sheets = {"materials": [metal()], "supply": [offer("CHL", 200_000)], "demand": [late]}
    path = workbook(tmp_path / "late.xlsx", {"Periods": 2}, **sheets)
    result = run_main_job(load(path).case, Stages()).result
    assert result is not None and reconcile(result).passed
    values = result.solution.values.copy()
    buy = result.solution.layout.column_part("buy")
    first = next(place for (_, node), place in buy.position.items() if node == 0)
    values[buy.start + first] += grams / 1e6
    assert reconcile(PlanResult(result.data, result.bookings, replace(result.solution, values=values))).passed == passes
