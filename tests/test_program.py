"""The linear program as a whole: all its components, how they compile, and what its nodes share."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest
from everything import everything
from tiny import Rows, demand, effect, metal, offer, row, story, workbook

import model.program
from model.market import build_market
from model.program import book_everything, build_program, make_problem_data
from model.program.declare import numbers, plain_set
from model.program.problem_data import ProblemData
from model.results.facts.plan_result import PlanResult
from model.solve import LinearProgram, compile_program, compile_reference, templates
from model.stages import Stages
from model.tree import Tree, build_tree
from model.workbook import load
from tests.main_job import run_main_job


def plan_of(folder: Path, settings: Mapping[str, Any], sheets: Mapping[str, Rows]) -> ProblemData:
    case = load(workbook(folder / "everything.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def model_of(data: ProblemData) -> Any:
    with templates():
        return build_program(data, book_everything(data))


@pytest.fixture(scope="module", params=["shortage", "total"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[ProblemData, Any]:
    """The plan of the workbook with everything, for each kind of risk, and its model."""
    data = plan_of(tmp_path_factory.mktemp("everything"), *everything(request.param))
    return data, model_of(data)


def declared_in_code() -> list[str]:
    """Names of the rules that the files of model.program hand to add_constraint."""
    names = []
    for path in sorted(Path(model.program.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "add_constraint":
                assert isinstance(node.args[2], ast.Name), f"{path.name}:{node.lineno}: the rule has no name"
                names.append(node.args[2].id)
    return names


def test_the_workbook_makes_use_of_every_constraint_and_variable(built: tuple[ProblemData, Any]) -> None:
    data, model = built
    names = declared_in_code()
    assert len(names) == len(set(names)) >= 40
    declared = [constraint.name for constraint in model.component_objects(pyo.Constraint)]
    assert sorted(declared) == sorted(names)
    assert all(len(variable) for variable in model.component_objects(pyo.Var))
    assert all(len(cells) and hasattr(model, name) for name, cells in data.cells.items())
    assert (data.cover.owed & data.cover.hard).any() and (data.cover.owed & ~data.cover.hard).any()


def test_every_template_is_walked(built: tuple[ProblemData, Any]) -> None:
    assert compile_program(built[1]).fallbacks == ()


def test_the_walker_and_pyomo_agree_on_every_component(built: tuple[ProblemData, Any]) -> None:
    walked, reference = compile_program(built[1]), compile_reference(built[1])
    assert walked.layout == reference.layout
    assert walked.constant == pytest.approx(reference.constant, rel=1e-12)
    for name, part in walked.layout.rows.items():
        matrices = [program.matrix[part.slice].toarray() for program in (walked, reference)]
        assert np.count_nonzero(matrices[0]), f"{name} says nothing"
        np.testing.assert_allclose(*matrices, rtol=1e-12, atol=0, err_msg=name)
        same_numbers(walked, reference, ("row_lower", "row_upper"), part.slice, name)
    for name, part in walked.layout.columns.items():
        same_numbers(walked, reference, ("cost", "column_lower", "column_upper"), part.slice, name)


def same_numbers(one: LinearProgram, other: LinearProgram, fields: tuple[str, ...], where: slice, name: str) -> None:
    for field in fields:
        pair = getattr(one, field)[where], getattr(other, field)[where]
        np.testing.assert_allclose(*pair, rtol=1e-12, atol=0, err_msg=f"{field} of {name}")


def test_every_component_says_what_it_is(built: tuple[ProblemData, Any]) -> None:
    kinds = (pyo.Set, pyo.Param, pyo.Var, pyo.Constraint)
    components = [component for kind in kinds for component in built[1].component_objects(kind)]
    assert len(components) > 150
    assert [component.name for component in components if not (component.doc or "").strip()] == []


def test_parameters_are_stored_as_pyomo_would_have_stored_them(built: tuple[ProblemData, Any]) -> None:
    """Built anew Pyomo's own way, which checks every key and value, each holds the same."""
    for own in built[1].component_objects(pyo.Param):
        theirs = pyo.Param(own.index_set(), initialize=dict(own.items()), within=pyo.Reals)
        theirs.construct()
        assert own._data == theirs._data, own.name
        assert list(own.index_set()) == list(own._data), own.name


@pytest.mark.parametrize(
    "keys",
    [["a", "b", "c"], [0, 7, 3], [("Metal", 0), ("Metal", 4), ("Oxide", 0)], [("a", "b", "c", 1), ("a", "b", "d", 1)]],
    ids=["texts", "nodes", "pairs", "fours"],
)
def test_numbers_equal_a_parameter_initialised_by_pyomo(keys: list[Any]) -> None:
    values = np.array([1.5, -2.0, 0.0])[: len(keys)]
    m = pyo.ConcreteModel()
    m.KEYS = pyo.Set(initialize=keys, dimen=len(keys[0]) if isinstance(keys[0], tuple) else 1)
    m.own = numbers(m.KEYS, values, "what it is")
    m.theirs = pyo.Param(m.KEYS, initialize=dict(zip(keys, values.tolist(), strict=True)), within=pyo.Reals)
    assert m.own[keys[1]] == m.theirs[keys[1]] == -2.0
    assert m.own._data == m.theirs._data
    assert dict(m.own.items()) == dict(m.theirs.items()) == dict(zip(keys, values.tolist(), strict=True))
    assert [type(value) for value in m.own.values()] == [type(value) for value in m.theirs.values()]
    assert len(m.own) == len(m.theirs)
    assert m.own.mutable == m.theirs.mutable and m.own.dim() == m.theirs.dim()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_numbers_refuse_what_is_not_finite(bad: float) -> None:
    with pytest.raises(ValueError, match="not finite: price of a tonne"):
        numbers(pyo.Set(initialize=["a", "b"]), [1.0, bad], "price of a tonne")


@pytest.mark.parametrize("values", [[1.0], [1.0, 2.0, 3.0]], ids=["too few", "too many"])
def test_numbers_refuse_another_length(values: list[float]) -> None:
    with pytest.raises(ValueError, match="2 keys have values of shape"):
        numbers(plain_set(["a", "b"], 1, "two"), values, "price of a tonne")


CUT, GLUT, PARTING = "Cut", "Glut", 5
APART: dict[str, Rows] = {
    "materials": [metal(terminal_value=50, sale_price=20)],
    "supply": [offer("CHL", 150), offer("AUS", 100, premium=40)],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=150)],
    "effects": [effect(CUT, "supply loss", 100), effect(GLUT, "price", -50)],
}


def answer_for(folder: Path, cut: float, glut: float) -> PlanResult:
    """The plan where a cut of all supply and a glut part at period 5, with these probabilities."""
    stories = [story(CUT, cut, PARTING), story(GLUT, glut, PARTING)]
    path = workbook(folder / f"apart {cut} {glut}.xlsx", {"Period months": 3, "Periods": 8}, **APART, stories=stories)
    outcome = run_main_job(load(path).case, Stages())
    assert outcome.optimal and outcome.result is not None
    return outcome.result


def purchases(result: PlanResult, name: str, before: int) -> pd.DataFrame:
    """Tonnes ordered before a period on the path of a story: buyer, offer, step number, period, tonnes."""
    tree = result.data.tree
    (last,) = [int(n) for n in tree.leaves if tree.stories[tree.story[n]].name == name]
    orders = result.orders[result.orders["node"].isin(tree.path[last]) & (result.orders["period"] < before)]
    columns = ["buyer", "offer", "number", "period"]
    return orders.sort_values(columns)[[*columns, "tonnes"]].reset_index(drop=True)


def total_weight(tree: Tree) -> list[float]:
    return [float(tree.weight[tree.period == t].sum()) for t in tree.calendar.numbers]


def test_stories_buy_the_same_until_they_part(tmp_path: Path) -> None:
    """The cut costs 100 t, the glut nothing: who knew which comes would hold 100 t or none; who does not, between."""
    both = answer_for(tmp_path, 60, 40)
    cut, glut = (purchases(both, name, PARTING) for name in (CUT, GLUT))
    pd.testing.assert_frame_equal(cut, glut)
    assert set(cut["period"]) == {1, 2, 3, 4}
    assert not purchases(both, CUT, 9).equals(purchases(both, GLUT, 9))
    foreseen = [purchases(answer_for(tmp_path, p, 100 - p), name, PARTING) for p, name in ((100, CUT), (0, GLUT))]
    held = [table.loc[table["buyer"] == "reserve", "tonnes"].sum() for table in (foreseen[0], cut, foreseen[1])]
    assert held == pytest.approx([100, 50, 0])


def test_stories_share_their_nodes_until_they_part(tmp_path: Path) -> None:
    tree = answer_for(tmp_path, 60, 40).data.tree
    assert [int((tree.period == t).sum()) for t in tree.calendar.numbers] == [1, 1, 1, 1, 2, 2, 2, 2]
    cut, glut = tree.path[tree.leaves]
    assert cut[:4].tolist() == glut[:4].tolist() and not set(cut[4:]) & set(glut[4:])
    assert total_weight(tree) == pytest.approx([1.0] * 8, abs=1e-12)


def test_a_story_that_grows_out_of_another(tmp_path: Path) -> None:
    """A comes with 20 % in period 3, B with 50 % given A in period 5: whole stories 80, 10 and 10 %."""
    stories = [story("B", 50, 5, parent="A"), story("A", 20, 3)]
    sheets: dict[str, Rows] = {"materials": [metal()], "supply": [offer("CHL")], "demand": [demand()]}
    tree = plan_of(tmp_path, {"Periods": 6}, {**sheets, "stories": stories}).tree
    leaves = {tree.stories[tree.story[n]].name: tree.weight[n] for n in tree.leaves}
    assert leaves == pytest.approx({"base": 0.8, "A": 0.1, "B": 0.1})
    assert {s.name: s.whole for s in tree.stories} == pytest.approx(leaves)
    assert total_weight(tree) == pytest.approx([1.0] * 6, abs=1e-12)
    (b,) = [n for n in tree.leaves if tree.stories[tree.story[n]].name == "B"]
    assert [tree.stories[tree.story[n]].name for n in tree.path[b]] == ["base", "base", "A", "A", "B", "B"]


def test_weights_sum_to_one_in_every_period(built: tuple[ProblemData, Any]) -> None:
    assert total_weight(built[0].tree) == pytest.approx([1.0] * 8, abs=1e-12)
