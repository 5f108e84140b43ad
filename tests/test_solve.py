"""Solving, warm re-solves, signs, scaling, infeasibility, and a second solver's opinion."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest

from model.solve import (
    LinearProgram,
    LiveProgram,
    SolverOptions,
    Status,
    certify,
    compile_program,
    find_conflict,
    solve_program,
    templates,
)
from model.solve.highs import OTHER_WAYS, run
from model.solve.scaling import scaling_for
from tests.second_solver import solve_with_second_solver


def supply_model(demand: float = 10.0) -> Any:
    """Two sources, the cheap one (2 USD/t) with 6 t of capacity, the dear one at 5 USD/t; demand in t."""
    with templates():
        m = pyo.ConcreteModel()
        m.SOURCES = pyo.Set(initialize=["cheap", "dear"])
        m.cost = pyo.Param(m.SOURCES, initialize={"cheap": 2.0, "dear": 5.0})
        m.buy = pyo.Var(m.SOURCES, bounds=(0, None))
        m.demand = pyo.Constraint(rule=lambda m: sum(m.buy[s] for s in m.SOURCES) >= demand)
        m.capacity = pyo.Constraint(rule=lambda m: m.buy["cheap"] <= 6)
        m.total = pyo.Objective(rule=lambda m: sum(m.cost[s] * m.buy[s] for s in m.SOURCES) + 1.0)
    return m


def random_program(seed: int, columns: int = 60, rows: int = 40) -> LinearProgram:
    """A feasible, bounded program with equalities, ranges, both kinds of inequality, and numbers far from 1."""
    rng = np.random.default_rng(seed)
    m = pyo.ConcreteModel()
    m.J = pyo.Set(initialize=range(columns))
    m.I = pyo.Set(initialize=range(rows))
    m.x = pyo.Var(m.J, bounds=lambda m, j: (-1e3 if j % 7 == 0 else 0, 1e5 if j % 3 else None))
    weights = rng.uniform(-1, 1, (rows, columns)) * (rng.random((rows, columns)) < 0.2) * 10.0 ** rng.integers(-3, 4)
    inside = rng.uniform(0, 1e3, columns)
    level = weights @ inside

    def row(m: Any, i: int) -> Any:
        body = sum(weights[i, j] * m.x[j] for j in range(columns)) + 0 * m.x[0]
        choices = (body == level[i], body <= level[i] + 1, body >= level[i] - 1)
        return choices[i % 3] if i % 4 else pyo.inequality(level[i] - 1, body, level[i] + 2)

    m.row = pyo.Constraint(m.I, rule=row)
    m.total = pyo.Objective(expr=sum(rng.uniform(1, 1e4) * m.x[j] for j in range(columns)))
    return compile_program(m)


def test_signs_of_duals_and_reduced_costs() -> None:
    solution, certificate = solve_program(supply_model())
    assert certificate.passed, certificate.failures
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(1 + 6 * 2 + 4 * 5)
    assert solution.mapping("buy") == pytest.approx({"cheap": 6, "dear": 4})
    assert solution.dual("demand") == pytest.approx([5])  # one tonne more costs 5 USD
    assert solution.dual("capacity") == pytest.approx([-3])  # one tonne of cheap capacity saves 3 USD
    assert solution.activity("demand") == pytest.approx([10])
    # Capacity as a bound of the variable: the reduced cost is what the dual of the row was.
    live = LiveProgram(compile_program(supply_model()))
    live.set_row_upper("capacity", np.inf)
    live.set_column_upper("buy", {"cheap": 6})
    assert live.solve().reduced_cost("buy") == pytest.approx([-3, 0])
    # A variable that stays at 0 because it is too dear: forcing a tonne of it costs 5 - 2.
    live.set_row_lower("demand", 4)
    assert live.solve().reduced_cost("buy") == pytest.approx([0, 3])


def test_sign_of_an_equality_and_of_a_demand_written_the_other_way_round() -> None:
    m = pyo.ConcreteModel()
    m.x = pyo.Var(bounds=(0, 4))
    m.y = pyo.Var(bounds=(0, None))
    m.equal = pyo.Constraint(expr=m.x + m.y == 10)
    m.least = pyo.Constraint(expr=m.y >= 3 + m.x)
    m.total = pyo.Objective(expr=m.x + 4 * m.y)
    solution, _ = solve_program(m)
    # x + y = 10 and y - x >= 3: x = 3.5, y = 6.5, cost 29.5; with 11: x = 4, y = 7, cost 32; with 4: x = 3, y = 7.
    assert solution.dual("equal") == pytest.approx([2.5])
    # Pyomo writes y >= 3 + x as 3 + x - y <= 0, x - y <= -3: raising the right-hand side by 1 saves 1.5.
    assert solution.dual("least") == pytest.approx([-1.5])


def test_warm_solves_equal_cold_ones_and_reset_brings_everything_back() -> None:
    program = compile_program(supply_model())
    live = LiveProgram(program)
    first = live.solve()
    live.set_row_lower("demand", [12.0])
    live.set_cost("buy", {"dear": 7.0})
    changed = live.solve()
    assert changed.objective == pytest.approx(1 + 6 * 2 + 6 * 7)
    cold, certificate = solve_program(live.program)
    assert certificate.passed and certify(live.program, changed).passed
    assert cold.objective == pytest.approx(changed.objective)
    live.set_column_lower("buy", 1.5)
    live.set_column_upper("buy", [2.0, 100.0])
    assert live.solve().value("buy") == pytest.approx([2, 10])
    live.reset()
    again = live.solve()
    assert again.objective == pytest.approx(first.objective)
    live.drop_basis()
    assert live.solve().objective == pytest.approx(first.objective)
    assert program.row_lower[0] == 10


def test_changes_by_unknown_name_or_key_are_refused() -> None:
    live = LiveProgram(compile_program(supply_model()))
    with pytest.raises(KeyError, match="no variable 'sell'; it has buy"):
        live.set_column_upper("sell", 1)
    with pytest.raises(KeyError, match="buy has no index 'free'"):
        live.set_cost("buy", {"free": 1})
    with pytest.raises(ValueError, match="not a number"):
        live.set_row_upper("demand", np.nan)


@pytest.mark.parametrize("presolve", [True, False])
def test_infeasible_and_unbounded_are_told_apart(presolve: bool) -> None:
    options = SolverOptions(presolve=presolve)
    live = LiveProgram(compile_program(supply_model()), options=options)
    live.set_cost("buy", -1.0)
    assert live.solve().status is Status.UNBOUNDED
    live.set_column_upper("buy", [np.inf, 8])
    live.set_row_upper("capacity", 4)
    solution = live.solve()
    assert solution.status is Status.OPTIMAL
    live.set_column_upper("buy", [5, 3])
    solution = live.solve()
    assert solution.status is Status.INFEASIBLE
    assert np.isnan(solution.objective)
    assert np.isnan(solution.value("buy")).all()
    certificate = certify(live.program, solution)
    assert not certificate.passed
    assert certificate.failures[0] == "the solver stopped with status infeasible"


def conflicting() -> LinearProgram:
    m = pyo.ConcreteModel()
    m.N = pyo.Set(initialize=[("a", 1), ("a", 2), ("b", 1)], dimen=2)
    m.stock = pyo.Var(m.N, bounds=(0, None))
    m.target = pyo.Constraint(m.N, rule=lambda m, i, n: m.stock[i, n] >= 100)
    m.storage = pyo.Constraint([1, 2], rule=lambda m, n: sum(m.stock[k] for k in m.N if k[1] == n) <= 150)
    m.total = pyo.Objective(expr=m.stock["a", 1])
    return compile_program(m)


def test_an_infeasible_program_names_the_rows_that_contradict_each_other() -> None:
    conflict = find_conflict(conflicting())
    assert set(conflict.rows) == {("target", ("a", 1)), ("target", ("b", 1)), ("storage", 1)}
    assert conflict.irreducible
    assert set(LiveProgram(conflicting()).infeasible_rows()) == set(conflict.rows)


def test_the_elastic_way_names_a_row_of_the_contradiction() -> None:
    conflict = find_conflict(conflicting(), seconds=0.0)
    assert not conflict.irreducible
    assert set(conflict.rows) <= {("target", ("a", 1)), ("target", ("b", 1)), ("storage", 1)}
    assert conflict.rows


def test_a_row_without_variables_that_cannot_hold_is_infeasible_and_named() -> None:
    with templates():
        m = supply_model()
        m.NONE = pyo.Set(initialize=[], dimen=1)
        m.empty = pyo.Constraint(["x"], rule=lambda m, i: sum(m.buy[s] for s in m.NONE) >= 5)
    program = compile_program(m)
    assert program.fallbacks == ()
    assert LiveProgram(program).solve().status is Status.INFEASIBLE
    assert find_conflict(program).rows == (("empty", "x"),)


def test_crossed_bounds_of_a_variable_are_named() -> None:
    live = LiveProgram(compile_program(supply_model()))
    live.set_column_lower("buy", {"dear": 5})
    live.set_column_upper("buy", {"dear": 4})
    assert live.solve().status is Status.INFEASIBLE
    assert find_conflict(live.program).columns == (("buy", "dear"),)


def test_a_feasible_program_has_no_contradiction() -> None:
    with pytest.raises(ValueError, match="feasible"):
        find_conflict(compile_program(supply_model()))


@pytest.mark.parametrize("seed", range(6))
def test_scaling_changes_nothing_but_the_road(seed: int) -> None:
    program = random_program(seed)
    plain, certificate = solve_program(program)
    assert certificate.passed, certificate.failures
    sizes = {"x": 10.0 ** np.random.default_rng(seed).integers(-3, 5, program.columns)}
    scaled, certificate = solve_program(program, sizes)
    assert certificate.passed, certificate.failures
    assert scaled.objective == pytest.approx(plain.objective, rel=1e-8)
    assert solve_with_second_solver(program) == pytest.approx(plain.objective, rel=1e-6)


def test_scaling_is_by_powers_of_two_and_undone_exactly() -> None:
    program = random_program(3)
    scaling = scaling_for(program, {"x": 12345.0})
    for factor in (scaling.column, scaling.row, np.array([scaling.objective])):
        assert np.all(np.frexp(factor)[0] == 0.5)
    scaled = scaling.apply(program)
    x = np.random.default_rng(0).random(program.columns)
    assert np.array_equal(scaling.activity(scaled.matrix @ x), program.matrix @ scaling.primal(x))
    logs = np.log2(np.abs(scaled.matrix.data))
    assert np.median(np.abs(logs)) < np.median(np.abs(np.log2(np.abs(program.matrix.data))))
    with pytest.raises(ValueError, match="positive"):
        scaling_for(program, {"x": 0.0})
    with pytest.raises(KeyError, match="no variable"):
        scaling_for(program, {"y": 1.0})


def test_series_carry_the_keys() -> None:
    solution, _ = solve_program(supply_model())
    assert solution.series("buy").to_dict() == pytest.approx({"cheap": 6.0, "dear": 4.0})
    assert solution.series("buy").name == "buy"
    found = LiveProgram(replace(conflicting(), row_upper=np.full(5, np.inf))).solve()
    assert isinstance(found.series("stock").index, pd.MultiIndex)
    assert found.series("stock")["a", 1] == pytest.approx(100)
    assert list(found.index("target")) == [("a", 1), ("a", 2), ("b", 1)]
    assert found.series("target")["a", 1] == pytest.approx(1)


@pytest.mark.parametrize("solver", ["simplex", "ipx"])
def test_other_algorithms_reach_the_same_optimum(solver: str) -> None:
    program = random_program(1)
    solution, certificate = solve_program(program, options=SolverOptions(solver=solver))
    assert certificate.passed, certificate.failures
    assert solution.objective == pytest.approx(solve_program(program)[0].objective, rel=1e-8)


@pytest.mark.parametrize("box", [1e-3, 1.0, 1e3])
def test_temporary_bounds_never_show(box: float) -> None:
    """A box that is too small is lifted: optimum, unboundedness and infeasibility are those of the program."""
    m = pyo.ConcreteModel()
    m.sell = pyo.Var(bounds=(0, None))
    m.owe = pyo.Var(bounds=(None, 0))
    m.stock = pyo.Constraint(expr=m.sell - m.owe <= 50)
    m.least = pyo.Constraint(expr=m.sell >= 20)
    m.total = pyo.Objective(expr=-3 * m.sell + m.owe)
    program = compile_program(m)
    live = LiveProgram(program, {"sell": 1.0, "owe": 1.0}, SolverOptions(box=box))
    solution = live.solve()
    assert certify(program, solution).passed
    assert solution.mapping("sell") == pytest.approx({None: 50})
    assert solution.dual("stock") == pytest.approx([-3])
    live = LiveProgram(program, {"sell": 1.0, "owe": 1.0}, SolverOptions(box=box))
    live.set_row_upper("stock", np.inf)
    assert live.solve().status is Status.UNBOUNDED
    live.reset()
    live.set_row_upper("stock", 10)
    assert live.solve().status is Status.INFEASIBLE
    live.reset()
    live.set_cost("sell", 1.0)
    assert live.solve().mapping("sell") == pytest.approx({None: 20})


def test_the_number_of_threads_may_differ_from_solve_to_solve() -> None:
    live = LiveProgram(random_program(1), options=SolverOptions(threads=1))
    other = LiveProgram(random_program(1), options=SolverOptions(threads=2))
    assert [p.solve().status for p in (live, other, live)] == [Status.OPTIMAL] * 3


def test_an_iteration_or_time_limit_is_reported() -> None:
    live = LiveProgram(random_program(2), options=SolverOptions(time_limit=0.0))
    assert live.solve().status is Status.LIMIT


def test_without_a_verdict_other_ways_are_tried_and_the_options_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def no_verdict(highs: highspy.Highs) -> Status:
        tried.append({name: highs.getOptionValue(name)[1] for way in OTHER_WAYS for name in way})
        return Status.OPTIMAL if len(tried) == 3 else Status.ERROR

    monkeypatch.setattr("model.solve.highs._run", no_verdict)
    highs = highspy.Highs()
    before = {name: highs.getOptionValue(name)[1] for way in OTHER_WAYS for name in way}
    assert run(highs) is Status.OPTIMAL
    assert tried == [before, before | OTHER_WAYS[0], before | OTHER_WAYS[1]]
    assert {name: highs.getOptionValue(name)[1] for name in before} == before
