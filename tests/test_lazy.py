"""Sets, parameters, variables and constraints whose members are made on demand: to whoever looks they are Pyomo's own."""

from __future__ import annotations

from io import StringIO
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.contrib.solver.common.factory import SolverFactory

from model.garbage import garbage_collector_paused
from model.lazy import LazyConstraint, LazyMembers, LazyVar
from model.program.declare import indexed_set, numbers, plain_set
from model.solve import compile_program, compile_reference, templates
from model.solve.linear_program import LinearProgram

NODES = [0, 3, 1]
PAIRS = [("Oxide", 0), ("Metal", 3), ("Oxide", 1)]
GROUPS = {("Oxide", 0): [("a", 1), ("b", 0)], ("Oxide", 1): [("a", 2)], ("not in the index", 9): [("b", 9)]}


def flow(m: Any, i: str, n: int) -> Any:
    """share × stock + Σ bought = 3 at each pair."""
    return m.share[i, n] * m.stock[i, n] + sum(m.buy[s, p] for s, p in m.arriving[i, n]) == 3


def own_and_theirs() -> tuple[Any, Any]:
    """The same model from what the program declares with, and from Pyomo alone."""
    models: list[Any] = [pyo.ConcreteModel(), pyo.ConcreteModel()]
    for m, own in zip(models, (True, False), strict=True):
        cells = [(s, n) for s in "ab" for n in (0, 1, 2, 9)]
        if own:
            m.NODES, m.PAIRS, m.BUY = (plain_set(k, d, "keys") for k, d in ((NODES, 1), (PAIRS, 2), (cells, 2)))
            m.arriving = indexed_set(m.PAIRS, GROUPS, 2, "orders")
            m.later = indexed_set(m.NODES, {3: [1], 0: (5, 6)}, 1, "nodes")
            m.share = numbers(m.PAIRS, [0.5, 2.0, 1.0], "t/t")
            m.stock, m.buy = LazyVar(m.PAIRS, pyo.NonNegativeReals, "t"), LazyVar(m.BUY, pyo.Reals, "t")
            m.flow = LazyConstraint(m.PAIRS, rule=flow)
        else:
            m.NODES, m.PAIRS, m.BUY = (pyo.Set(initialize=k, dimen=d) for k, d in ((NODES, 1), (PAIRS, 2), (cells, 2)))
            m.arriving = pyo.Set(m.PAIRS, initialize={key: GROUPS.get(key, []) for key in PAIRS}, dimen=2)
            m.later = pyo.Set(m.NODES, initialize={3: [1], 0: (5, 6), 1: []}, dimen=1)
            m.share = pyo.Param(m.PAIRS, initialize=dict(zip(PAIRS, (0.5, 2.0, 1.0), strict=True)), within=pyo.Reals)
            m.stock, m.buy = pyo.Var(m.PAIRS, within=pyo.NonNegativeReals), pyo.Var(m.BUY, within=pyo.Reals)
            m.flow = pyo.Constraint(m.PAIRS, rule=flow)
        m.cost = pyo.Objective(rule=lambda m: sum(m.stock[i, n] for i, n in m.PAIRS))
    return models[0], models[1]


def printed(model: Any) -> str:
    text = StringIO()
    for component in model.component_objects(descend_into=False):
        component.doc = None
        component.pprint(ostream=text)
    return text.getvalue()


def assert_same(one: LinearProgram, other: LinearProgram) -> None:
    assert one.layout == other.layout
    for field in ("cost", "row_lower", "row_upper", "column_lower", "column_upper"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field), err_msg=field)
    np.testing.assert_array_equal(one.matrix.toarray(), other.matrix.toarray())


def test_the_store_of_plain_sets_is_what_pyomo_would_have_stored() -> None:
    own, theirs = own_and_theirs()
    for name in ("NODES", "PAIRS", "BUY"):
        mine, its = getattr(own, name), getattr(theirs, name)
        assert list(mine._values.items()) == list(its._values.items())
        assert (mine._dimen, mine._domain, mine._ordered_values) == (its._dimen, its._domain, its._ordered_values)
        assert (mine.at(2), mine.ord(mine.last()), len(mine)) == (its.at(2), len(its), len(its))


def test_all_that_pyomo_prints_is_the_same() -> None:
    own, theirs = own_and_theirs()
    assert printed(own) == printed(theirs)


@pytest.mark.parametrize("kept", [True, False], ids=["templates", "expanded"])
def test_the_compiled_program_is_the_same(kept: bool) -> None:
    with templates() if kept else garbage_collector_paused():
        own, theirs = own_and_theirs()
    assert_same(compile_program(own), compile_program(theirs))
    assert_same(compile_program(own), compile_reference(own))


def test_compiling_makes_no_member() -> None:
    """But for the one that Pyomo looks at to learn how many parts an element of a member set has."""
    with templates():
        model, _ = own_and_theirs()
    compile_program(model)
    lazy = [one for one in model.component_objects() if isinstance(one, LazyMembers)]
    made = {one.name: len(one.made) for one in lazy}
    assert made == {"arriving": 1, "later": 0, "share": 0, "stock": 0, "buy": 0, "flow": 0}
    assert [len(one) for one in lazy] == [3, 3, 3, 3, 8, 3]


def test_what_is_set_of_single_members_counts() -> None:
    with templates():
        own, theirs = own_and_theirs()
    for m in (own, theirs):
        m.stock["Metal", 3].setub(7)
        m.buy["b", 0].setlb(-2)
        m.buy["a", 9].fix(4)
    one, other = compile_program(own), compile_program(theirs)
    assert_same(one, other)
    stock, buy = (one.layout.columns[name] for name in ("stock", "buy"))
    assert one.column_upper[stock.start + stock.position["Metal", 3]] == 7
    assert one.column_lower[buy.start + buy.position["b", 0]] == -2
    fixed = buy.start + buy.position["a", 9]
    assert one.column_lower[fixed] == one.column_upper[fixed] == 4
    own.flow["Metal", 3].deactivate()
    with pytest.raises(ValueError, match="single members"):
        compile_program(own)


def test_what_is_added_to_a_member_set_counts() -> None:
    with templates():
        own, theirs = own_and_theirs()
    for m in (own, theirs):
        m.arriving["Metal", 3].add(("b", 1))
    one, other = compile_program(own), compile_program(theirs)
    assert one.nonzeros == 7
    assert_same(one, other)


def test_another_solver_finds_the_same_optimum() -> None:
    """Pyomo's own way to HiGHS, which goes through all members."""
    with templates():
        own, _ = own_and_theirs()
    for key in own.buy:
        own.buy[key].setub(1)
    found = SolverFactory("highs").solve(own)
    # (3 − 2) / 0.5 for two orders, 3 / 2.0 for none, 3 − 1 for one
    assert found.incumbent_objective == pytest.approx(2 + 1.5 + 2)
    assert own.stock["Metal", 3].value == pytest.approx(1.5)


def test_a_row_set_by_hand_takes_the_generic_path() -> None:
    with templates():
        own, theirs = own_and_theirs()
    for m in (own, theirs):
        m.flow["Oxide", 0].set_value(m.stock["Oxide", 0] == 5)
    one, other = compile_program(own), compile_program(theirs)
    assert one.fallbacks == other.fallbacks == ("flow",)
    assert_same(one, other)


def test_integers_are_refused_whether_made_or_not() -> None:
    own, _ = own_and_theirs()
    own.lots = LazyVar(own.NODES, pyo.NonNegativeIntegers, "lots")
    with pytest.raises(ValueError, match="continuous"):
        compile_program(own)


def test_a_key_that_the_index_does_not_have() -> None:
    own, _ = own_and_theirs()
    for component in (own.arriving, own.share, own.stock, own.flow):
        assert ("Metal", 3) in component and ("Metal", 4) not in component
        with pytest.raises(KeyError):
            component["Metal", 4]
