"""Constraint rules are pure algebra over sets and parameters: the syntax trees of model/program are walked.

A rule is called once, with templates in place of indices, and what it says then holds for every index. Whatever asks an
index for its value, or the data for theirs, would be answered once for all.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pyomo.environ as pyo
import pytest

from model.solve import compile_program, templates

PROGRAM = Path(__file__).parents[1] / "model" / "program"
FORBIDDEN: dict[type[ast.AST], str] = {
    ast.If: "an `if`", ast.IfExp: "an `if`", ast.While: "a `while`", ast.Match: "a `match`", ast.BoolOp: "`and` or `or`",
    ast.JoinedStr: "a text made of values", ast.Lambda: "a lambda", ast.Try: "a `try`", ast.NamedExpr: "a `:=`",
    ast.ListComp: "a list", ast.SetComp: "a set", ast.DictComp: "a dict",
}  # fmt: skip
RELATIONS = (ast.Eq, ast.LtE, ast.GtE)
Function = ast.FunctionDef


def rules_of(tree: ast.Module) -> list[Function]:
    """Functions handed to add_constraint or to an Objective's `rule`, and those of the file that they call."""
    defined = {node.name: node for node in ast.walk(tree) if isinstance(node, Function)}
    handed: list[ast.expr] = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id == "add_constraint":
            handed.append(call.args[2])
        handed += [keyword.value for keyword in call.keywords if keyword.arg == "rule"]
    waiting = [name.id for value in handed for name in ast.walk(value) if isinstance(name, ast.Name)]
    found: dict[str, Function] = {}
    while waiting:
        name = waiting.pop()
        if name in defined and name not in found:
            found[name] = defined[name]
            waiting += _calls(defined[name])
    return list(found.values())


def _calls(function: Function) -> list[str]:
    return [n.func.id for n in ast.walk(function) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]


def _indices(function: Function) -> set[str]:
    """Names that stand for an index: the rule's own but the model, and what its sums run over."""
    names = {a.arg for a in function.args.args if ast.unparse(a.annotation or ast.Constant("")) in ("str", "int", "float")}
    for loop in (node for node in ast.walk(function) if isinstance(node, ast.comprehension)):
        names |= {name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    return names


def faults_of(function: Function, helpers: set[str]) -> Iterator[tuple[int, str]]:
    """Line and fault of everything in a rule that is no algebra."""
    indices = _indices(function)
    in_place: set[ast.AST] = set()  # index names where an index belongs
    for node in ast.walk(function):
        if isinstance(node, ast.Subscript):
            in_place |= set(_parts(node.slice))
        elif isinstance(node, ast.comprehension):
            in_place |= set(ast.walk(node.target))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in helpers:
            in_place |= set(node.args)
    for node in ast.walk(function):
        line = getattr(node, "lineno", function.lineno)
        if type(node) in FORBIDDEN:
            yield line, FORBIDDEN[type(node)]
        elif isinstance(node, ast.comprehension) and node.ifs:
            yield node.ifs[0].lineno, "a condition on what a sum runs over"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield line, "a `not`"
        elif isinstance(node, ast.Compare) and not all(isinstance(op, RELATIONS) for op in node.ops):
            yield line, "a comparison other than ==, <= and >="
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called not in helpers | {"sum"}:
                yield line, f"a call of {ast.unparse(node.func)}"
        elif isinstance(node, ast.Name) and node.id in indices and node not in in_place:
            yield line, f"the index {node.id} used as a value"
    relations = [node for node in ast.walk(function) if isinstance(node, ast.Compare)]
    returned = [node.value for node in ast.walk(function) if isinstance(node, ast.Return)]
    yield from ((node.lineno, "a comparison that is not what the rule returns") for node in relations if node not in returned)


def _parts(index: ast.expr) -> Iterator[ast.expr]:
    """Names that are an index or a part of one, `n`, `i, n` or `(k, *key)`; nothing computed from one."""
    for part in index.elts if isinstance(index, ast.Tuple) else [index]:
        yield part.value if isinstance(part, ast.Starred) else part


def faults(source: str, name: str = "rule") -> list[str]:
    """`file:line: rule has …` for every fault in the rules of a file."""
    tree = ast.parse(source)
    rules = rules_of(tree)
    helpers = {rule.name for rule in rules} | {"total_of"}
    return [f"{name}:{line}: {rule.name} has {fault}" for rule in rules for line, fault in faults_of(rule, helpers)]


@pytest.mark.parametrize("path", sorted(PROGRAM.glob("*.py")), ids=lambda path: path.name)
def test_rules_are_pure_algebra(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"), path.name)


def test_the_shared_sum_is_pure_algebra_and_every_constraint_is_looked_at() -> None:
    """total_of is no rule of its own file; and no constraint is declared in another way than by add_constraint."""
    tree = ast.parse((PROGRAM / "declare.py").read_text(encoding="utf-8"))
    (total_of,) = [node for node in ast.walk(tree) if isinstance(node, Function) and node.name == "total_of"]
    assert not list(faults_of(total_of, set()))
    sources = {path.name: path.read_text(encoding="utf-8") for path in PROGRAM.glob("*.py")}
    assert [name for name, source in sources.items() if "Constraint(" in source] == ["declare.py"]
    assert sum(len(rules_of(ast.parse(source))) for source in sources.values()) > 40


RULE = """
def add(m, plan):
    def rule(m: Any, i: str, n: int) -> Any:
        {0}
    add_constraint(m, m.BALANCE, rule)
"""
WRONG = {
    "return m.stock[i, n] <= (m.most[i] if n else 3)": "an `if`",
    "return sum(m.stock[j, n] for j in m.MATERIALS if j in HELD) <= 3": "a condition on what a sum runs over",
    "return m.stock[i, n] * (i in HELD) <= 3": "a comparison other than ==, <= and >=",
    "return m.stock[i, n] * (i == n) <= 3": "a comparison that is not what the rule returns",
    "return m.stock[i, n] <= max(m.most[i], 3)": "a call of max",
    "return m.stock[f'{i} 2', n] <= 3": "a text made of values",
    "return m.stock[i, n] * i.count('x') <= 3": "a call of i.count",
    "return m.stock[i, n - 1] <= 3": "the index n used as a value",
    "return m.stock[i, n] <= n": "the index n used as a value",
    "return m.stock[i, n] * isinstance(n, int) <= 3": "a call of isinstance",
    "return m.stock[i, n] * (n is None) <= 3": "a comparison other than ==, <= and >=",
    "return not m.stock[i, n] <= 3": "a `not`",
    "return m.stock[i, n] <= (m.most[i] and 3)": "`and` or `or`",
}


@pytest.mark.parametrize("body", WRONG)
def test_a_rule_that_is_no_algebra_is_found(body: str) -> None:
    found = faults(RULE.format(body))
    assert f"rule:4: rule has {WRONG[body]}" in found


def test_algebra_passes() -> None:
    body = "return m.stock[i, n] + sum(m.rate[s] * m.buy[s, p] for s, p in m.arriving[i, n]) >= -m.least[i, n] / 2"
    assert not faults(RULE.format(body))


def toy(rule: object) -> pyo.ConcreteModel:
    m = pyo.ConcreteModel()
    m.NODES = pyo.Set(initialize=[1, 2])
    m.x = pyo.Var(m.NODES)
    m.least = pyo.Constraint(m.NODES, rule=rule)
    m.total = pyo.Objective(rule=lambda m: sum(m.x[n] for n in m.NODES))
    return m


def test_what_the_compiler_cannot_notice_and_what_it_can() -> None:
    """x[1] ≥ 5 and x[2] ≥ 0 are meant. `type(n)` is asked once, of the template, so both rows get 0: only the syntax shows
    it. `str(n)` would be the template's own name; that is noticed, and the rule is expanded row by row."""
    limits = {"1": 5.0, "2": 0.0}
    with templates():
        unnoticed = toy(lambda m, n: m.x[n] >= (limits[repr(n)] if type(n) is int else 0.0))
        noticed = toy(lambda m, n: m.x[n] >= limits.get(str(n), 0.0))
    assert compile_program(unnoticed).row_lower.tolist() == [0.0, 0.0]
    program = compile_program(noticed)
    assert program.row_lower.tolist() == [5.0, 0.0]
    assert program.fallbacks == ("least",)
