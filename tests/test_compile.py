"""The template walker against Pyomo's own generic path, construct by construct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from model.solve.compile import compile_program, compile_reference
from model.solve.linear_program import LinearProgram
from model.solve.templates import templates

MATERIALS = ["Cobalt metal", "NdPr oxide"]
NODES = [1, 2, 3, 7, 8]
PARENT = {2: 1, 3: 2, 7: 1, 8: 7}
STEPS = {"Cobalt metal": ["Cobalt NOR 1", "Cobalt NOR 2"], "NdPr oxide": ["NdPr AUS 1"]}
BUY = [(s, n) for steps in STEPS.values() for s in steps for n in NODES if (s, n) != ("Cobalt NOR 2", 7)]
PAIRS = [(i, n) for i in MATERIALS for n in NODES]


def toy() -> Any:
    """Sets, parameters and variables in the shapes of the program; constraints are added by each test."""
    m = pyo.ConcreteModel()
    m.MATERIALS = pyo.Set(initialize=MATERIALS)
    m.NODES = pyo.Set(initialize=NODES)
    m.PAIRS = pyo.Set(initialize=PAIRS, dimen=2)
    m.AFTER_ROOT = pyo.Set(initialize=[(i, n) for i, n in PAIRS if n in PARENT], dimen=2)
    m.BUY = pyo.Set(initialize=BUY, dimen=2)
    m.NOTHING = pyo.Set(initialize=[], dimen=2)
    m.STEPS = pyo.Set(m.MATERIALS, initialize=STEPS)
    arrivals = {(i, n): [(s, PARENT[n]) for s in STEPS[i] if n in PARENT and (s, PARENT[n]) in BUY] for i, n in PAIRS}
    m.arrivals = pyo.Set(m.PAIRS, initialize=arrivals, dimen=2)
    m.parent = pyo.Param(m.NODES, initialize=PARENT, within=pyo.Any)
    m.rate = pyo.Param([s for steps in STEPS.values() for s in steps], initialize={"Cobalt NOR 1": 0.9}, default=1.0)
    m.keep = pyo.Param(m.MATERIALS, initialize={"Cobalt metal": 0.95, "NdPr oxide": 1.0})
    m.cost = pyo.Param(m.BUY, initialize={key: 10.0 + k for k, key in enumerate(BUY)}, within=pyo.Any)
    m.hours = pyo.Param(initialize=0.25)
    m.yield_ = pyo.Param(m.MATERIALS, initialize={"Cobalt metal": 2.0, "NdPr oxide": 4.0}, mutable=True)
    m.demand = pyo.Param(m.PAIRS, initialize={key: 5.0 + k for k, key in enumerate(PAIRS)})
    m.buy = pyo.Var(m.BUY, within=pyo.NonNegativeReals)
    m.stock = pyo.Var(m.PAIRS, bounds=lambda m, i, n: (0, 10.0 + n))
    m.short = pyo.Var(m.PAIRS, bounds=(0, None))
    m.nowhere = pyo.Var(m.NODES, bounds=(-1, 1))
    m.eta = pyo.Var()
    m.void = pyo.Var(m.NOTHING)
    m.total = pyo.Objective(
        rule=lambda m: (
            sum(m.cost[s, n] * m.buy[s, n] for s, n in m.BUY)
            + sum(100.0 * m.short[i, n] for i in m.MATERIALS for n in m.NODES)
            + 3 * m.eta
            - 7.5
        )
    )
    return m


RULES: dict[str, tuple[str | None, Callable[..., Any]]] = {
    "balance": (
        "PAIRS",
        lambda m, i, n: (
            sum(m.rate[s] * m.buy[s, p] for s, p in m.arrivals[i, n]) + m.short[i, n]
            == m.stock[i, n] + m.demand[i, n] * m.hours
        ),
    ),
    "stock_balance": (
        "AFTER_ROOT",
        lambda m, i, n: (
            m.stock[i, n]
            == m.keep[i] * m.stock[i, m.parent[n]]
            + sum(m.rate[s] * m.buy[s, p] for s, p in m.arrivals[i, n])
            - m.short[i, n]
        ),
    ),
    "constant_left": ("PAIRS", lambda m, i, n: m.demand[i, n] <= m.stock[i, n] + m.short[i, n]),
    "greater": ("PAIRS", lambda m, i, n: m.stock[i, n] + 2 >= m.demand[i, n] - 1),
    "both_sides_greater": ("PAIRS", lambda m, i, n: 2 * m.stock[i, n] - 3 >= m.short[i, n] + m.hours),
    "constant_equal_left": ("MATERIALS", lambda m, i: m.hours == m.stock[i, 1] + 5),
    "parameter_equal_left": ("PAIRS", lambda m, i, n: m.demand[i, n] == m.stock[i, n] + m.hours),
    "parameter_equal_sum": (
        "PAIRS",
        lambda m, i, n: m.demand[i, n] == sum(m.buy[s, p] for s, p in m.arrivals[i, n]) + m.short[i, n],
    ),
    "equal_with_empty_left": (
        "PAIRS",
        lambda m, i, n: sum(m.buy[s, p] for s, p in m.arrivals[i, n]) + m.hours == m.short[i, n] + m.eta,
    ),
    "equal_with_empty_right": (
        "PAIRS",
        lambda m, i, n: m.short[i, n] + m.eta == m.hours + sum(m.buy[s, p] for s, p in m.arrivals[i, n]),
    ),
    "at_most_with_empty_left": (
        "PAIRS",
        lambda m, i, n: sum(m.buy[s, p] for s, p in m.arrivals[i, n]) + m.hours <= m.short[i, n],
    ),
    "at_least_with_empty_left": (
        "PAIRS",
        lambda m, i, n: sum(m.buy[s, p] for s, p in m.arrivals[i, n]) >= m.short[i, n] - m.hours,
    ),
    "range_tuple": ("PAIRS", lambda m, i, n: (-m.demand[i, n], m.stock[i, n] - 1, m.hours)),
    "range": ("PAIRS", lambda m, i, n: pyo.inequality(-1, m.stock[i, n] - m.short[i, n], 1)),
    "equal_tuple": ("PAIRS", lambda m, i, n: (m.stock[i, n], 3)),
    "plain_set": ("NODES", lambda m, n: sum(m.stock[i, n] for i in m.MATERIALS) <= 3 * m.eta),
    "two_generators": (None, lambda m: sum(m.stock[i, n] * n for i in m.MATERIALS for n in m.NODES) <= 3),
    "dependent_generators": (
        "NODES",
        lambda m, n: sum(m.demand[i, n] * m.buy[s, 1] for i in m.MATERIALS for s in m.STEPS[i]) <= n,
    ),
    "nested": (
        "NODES",
        lambda m, n: sum(m.keep[i] * (sum(m.buy[s, 1] for s in m.STEPS[i]) + 2 * n) for i in m.MATERIALS) >= m.eta - 1,
    ),
    "sum_of_constants": ("NODES", lambda m, n: sum(m.demand[i, n] for i in m.MATERIALS) >= -m.eta),
    "division": ("PAIRS", lambda m, i, n: -(m.stock[i, n] - m.short[i, n]) / m.yield_[i] / 2 <= m.yield_[i]),
    "index_arithmetic": ("LATER", lambda m, i, n: m.stock[i, n - 1] <= n * m.short[i, n]),
    "look_up_in_look_up": ("AFTER_ROOT", lambda m, i, n: m.demand[i, m.parent[n]] * m.stock[i, 1] <= 1),
    "same_variable_twice": ("PAIRS", lambda m, i, n: m.stock[i, n] + m.stock[i, n] <= m.stock[i, n] + 3),
    "cancels": ("PAIRS", lambda m, i, n: m.stock[i, n] - m.stock[i, n] + m.eta <= 3),
    "empty_rows": ("PAIRS", lambda m, i, n: sum(m.buy[s, p] for s, p in m.arrivals[i, n]) == 0),
    "empty_rows_upper": ("PAIRS", lambda m, i, n: sum(m.buy[s, p] for s, p in m.arrivals[i, n]) <= m.hours),
    "empty_set": ("NODES", lambda m, n: sum(m.void[a, b] for a, b in m.NOTHING) + m.eta <= n),
    "no_rows": ("NOTHING", lambda m, a, b: m.void[a, b] + m.eta <= 3),
    "python_list": ("NODES", lambda m, n: sum(m.stock[i, n] for i in MATERIALS) <= 3),
    "scalar": (None, lambda m: m.eta - 3 * m.stock["NdPr oxide", 7] <= 4),
    "product_set": ("PRODUCT", lambda m, i, n: m.stock[i, n] <= 3 * m.short[i, n]),
}


def with_rule(*names: str) -> Any:
    m = toy()
    m.LATER = pyo.Set(initialize=[(i, n) for i, n in PAIRS if n in (2, 3, 8)], dimen=2)
    m.PRODUCT = m.MATERIALS * m.NODES
    for name in names:
        index, rule = RULES[name]
        sets = () if index is None else (getattr(m, index),)
        setattr(m, name, pyo.Constraint(*sets, rule=rule))
    return m


def assert_same(one: LinearProgram, other: LinearProgram) -> None:
    assert one.layout == other.layout
    assert one.constant == pytest.approx(other.constant)
    for field in ("cost", "row_lower", "row_upper", "column_lower", "column_upper"):
        np.testing.assert_allclose(getattr(one, field), getattr(other, field), rtol=1e-14, err_msg=field)
    assert one.matrix.shape == other.matrix.shape
    np.testing.assert_allclose(one.matrix.toarray(), other.matrix.toarray(), rtol=1e-14)
    assert one.nonzeros == other.nonzeros


@pytest.mark.parametrize("name", RULES)
def test_walker_and_generic_path_give_the_same_arrays(name: str) -> None:
    with templates():
        model = with_rule(name)
    walked = compile_program(model)
    assert walked.fallbacks == ()
    assert_same(walked, compile_reference(model))
    # Without a template Pyomo refuses a row without variables, and chooses the sides of each row by itself.
    if "empty" not in name:
        assert_same(walked, compile_program(with_rule(name)))


def test_all_rules_together_keep_their_places() -> None:
    with templates():
        model = with_rule(*RULES)
    walked = compile_program(model)
    assert walked.fallbacks == ()
    assert_same(walked, compile_reference(model))
    assert list(walked.layout.rows) == list(RULES)
    assert len(walked.layout.columns["nowhere"]) == len(NODES)
    part = walked.layout.rows["stock_balance"]
    row = walked.matrix[[part.start + part.position["NdPr oxide", 8]], :].toarray()[0]
    stock = walked.layout.columns["stock"]
    assert row[stock.start + stock.position["NdPr oxide", 8]] == 1
    assert row[stock.start + stock.position["NdPr oxide", 7]] == -1
    assert walked.layout.row_label(part.start) == "stock_balance['Cobalt metal', 2]"


@pytest.mark.parametrize(
    "rule",
    [
        lambda m, n: pyo.quicksum(m.stock[i, n] for i in m.MATERIALS) <= 3,
        lambda m, n: sum(m.stock[i, n] for i in m.MATERIALS if i != "NdPr oxide") <= 3,
        lambda m, n: m.stock["NdPr oxide", n] * pyo.exp(m.hours) ** 2 <= pyo.exp(m.demand["NdPr oxide", n]),
    ],
    ids=["quicksum", "filtered", "function"],
)
def test_what_the_walker_cannot_read_takes_the_generic_path_and_is_recorded(rule: Callable[..., Any]) -> None:
    with templates():
        model = with_rule("balance")
        model.odd = pyo.Constraint(model.NODES, rule=rule)
    walked = compile_program(model)
    assert walked.fallbacks == ("odd",)
    assert_same(walked, compile_reference(model))


def test_comparing_an_index_with_a_text_in_a_rule_does_the_right_thing() -> None:
    """Pyomo 6.10.1 answers False to `i == "text"` while it templatizes, silently."""
    with templates():
        model = toy()
        model.odd = pyo.Constraint(
            model.PAIRS, rule=lambda m, i, n: m.stock[i, n] <= (5 if i == "NdPr oxide" else 3) * m.eta
        )
    program = compile_program(model)
    assert program.fallbacks == ("odd",)
    eta = program.layout.columns["eta"].start
    assert sorted(program.matrix[:, [eta]].toarray().ravel()) == [-5.0] * 5 + [-3.0] * 5


def test_an_index_set_or_member_set_without_dimension() -> None:
    """Pyomo cannot tell the dimension of a member set that is empty: such rules are expanded, and stay right."""
    with templates():
        model = toy()
        members = {i: [(s, 1) for s in STEPS[i]] if i == "NdPr oxide" else [] for i in MATERIALS}
        model.loose = pyo.Set(model.MATERIALS, initialize=members)
        model.odd = pyo.Constraint(model.MATERIALS, rule=lambda m, i: sum(m.buy[s, n] for s, n in m.loose[i]) <= m.eta)
    walked = compile_program(model)
    assert walked.fallbacks == ("odd",)
    assert_same(walked, compile_reference(model))


def test_a_missing_key_is_named() -> None:
    with templates():
        model = toy()
        model.bad = pyo.Constraint(model.PAIRS, rule=lambda m, i, n: m.stock[i, m.parent[n]] <= 1)
    with pytest.raises(KeyError, match=r"bad: parent\[1\] does not exist"):
        compile_program(model)
    with templates():
        model = toy()
        model.bad = pyo.Constraint(model.NODES, rule=lambda m, n: m.buy["Cobalt NOR 2", n] <= 1)
    with pytest.raises(KeyError, match=r"bad: buy\['Cobalt NOR 2', 7\] does not exist"):
        compile_program(model)


def test_a_fixed_variable_keeps_its_column_and_its_coefficients() -> None:
    with templates():
        model = with_rule("balance")
    model.stock["NdPr oxide", 2].fix(4.0)
    program = compile_program(model)
    part = program.layout.columns["stock"]
    column = part.start + part.position["NdPr oxide", 2]
    assert program.column_lower[column] == program.column_upper[column] == 4.0
    assert program.matrix[:, [column]].nnz == 1
    assert model.stock["NdPr oxide", 2].fixed


def test_what_is_no_minimisation_of_a_linear_program_is_refused() -> None:
    model = toy()
    model.total.sense = pyo.maximize
    with pytest.raises(ValueError, match="negate the objective"):
        compile_program(model)
    model = toy()
    model.total.deactivate()
    with pytest.raises(ValueError, match="one active objective, it has 0"):
        compile_program(model)
    model = toy()
    model.whole = pyo.Var(within=pyo.Binary)
    with pytest.raises(ValueError, match="whole"):
        compile_program(model)
    with templates():
        model = toy()
        model.square = pyo.Constraint(model.NODES, rule=lambda m, n: m.eta * m.nowhere[n] <= 1)
    with pytest.raises(ValueError, match="not linear"):
        compile_program(model)
    model = toy()
    model.demand = pyo.Param(model.NODES, initialize=float("nan"), within=pyo.Any)
    model.odd = pyo.Constraint(rule=lambda m: m.demand[1] * m.eta <= 1)
    with pytest.raises(ValueError, match="odd"):
        compile_program(model)
