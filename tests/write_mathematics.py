"""Renews the tables of model/docs/mathematics.md from a built program: `python -m tests.write_mathematics`.

They hold what the program says of itself: the doc strings of its sets, parameters and variables, and the docstrings of its
rules. Components that differ only by the variable they belong to share a row.
"""

from __future__ import annotations

import importlib
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyomo.environ as pyo

from model.market import build_market
from model.program import ROWS, VARIABLES, book_everything, build_program, make_problem_data
from model.solve import templates
from model.tree import build_tree
from model.workbook import load
from tests.everything import everything
from tests.tiny import workbook

ROOT = Path(__file__).parents[1]
MATHEMATICS = ROOT / "model" / "docs" / "mathematics.md"
FEWEST_ALIKE = 3  # components that share a row
PLACEHOLDER = "*v*"

Row = Sequence[str]


def program_of_everything() -> Any:
    """The Pyomo model of a case that uses every constraint, with risk on the total cost."""
    settings, sheets = everything(risk_on="total")
    with tempfile.TemporaryDirectory() as folder:
        case = load(workbook(Path(folder) / "everything.xlsx", settings, **sheets)).case.in_definite_order()
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    with templates():
        return build_program(data, book_everything(data))


def in_one_line(text: str | None) -> str:
    """A doc string as it fits into a cell of a table."""
    return " ".join((text or "").split()).replace("|", "\\|")


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def index_of(component: Any) -> str:
    """The set that a component runs over, "" if it has no index."""
    return str(component.index_set().name) if component.is_indexed() else ""


def components(model: Any, kind: Any) -> list[Any]:
    """The model's own components of a kind, in the order in which they were declared."""
    return list(model.component_objects(kind, descend_into=False))


def _patterns(row: Row, variables: Iterable[str]) -> dict[Row, str]:
    """How a row reads with v for a variable that its name holds, V where that is in capitals; by pattern the variable."""
    found: dict[Row, str] = {}
    for name in variables:
        part = re.compile(rf"(?<![A-Za-z])(?:({name})|{name.upper()})(?![A-Za-z])")
        if part.search(row[0]):
            found[tuple(part.sub(lambda hit: "v" if hit[1] else "V", cell) for cell in row)] = name
    return found


def merged(rows: Sequence[Row], variables: Sequence[str]) -> list[Row]:
    """Rows by name, index and text, those that differ only by a variable as one row."""
    candidates = [_patterns(row, variables) for row in rows]
    count = Counter(pattern for found in candidates for pattern in found)
    shared: dict[Row, list[str]] = {}
    result: list[tuple[Row, list[str] | None]] = []
    for row, found in zip(rows, candidates, strict=True):
        pattern = max(found, key=lambda one: count[one], default=None)
        if pattern is None or count[pattern] < FEWEST_ALIKE:
            result.append((row, None))
            continue
        if pattern not in shared:
            shared[pattern] = []
            result.append((pattern, shared[pattern]))
        shared[pattern].append(found[pattern])
    return [_cells(row, names) for row, names in result]


def _cells(row: Row, names: Iterable[str] | None) -> Row:
    """A row as the table shows it; `names` are the variables that share it."""
    name, index, text = row
    if names is not None:
        listed = ", ".join(f"`{one}`" for one in dict.fromkeys(names))
        text = f"{re.sub(r'(?<![A-Za-z])v(?![A-Za-z])', PLACEHOLDER, text)}; {PLACEHOLDER} = {listed}"
    return f"`{name}`", f"`{index}`" if index else "", text


def sets_and_parameters(model: Any, kind: Any) -> list[Row]:
    """Rows of the table of sets, or of parameters."""
    variables = sorted((one.name for one in components(model, pyo.Var)), key=len, reverse=True)
    return merged([(one.name, index_of(one), in_one_line(one.doc)) for one in components(model, kind)], variables)


def variables(model: Any) -> list[Row]:
    """Rows of the table of variables: name, index with one of its keys, range, meaning and unit."""
    rows = []
    for one in components(model, pyo.Var):
        key = next(iter(one.keys()))
        keys = key if isinstance(key, tuple) else (key,)
        example = f"[{', '.join(map(repr, keys))}]" if one.is_indexed() else ""
        free = next(iter(one.values())).lb is None
        index = ", ".join(VARIABLES[one.name].index)
        rows.append((f"`{one.name}`", index, f"`{one.name}{example}`", "any" if free else "≥ 0", in_one_line(one.doc)))
    return rows


def families(model: Any) -> list[str]:
    """For every file of rules, in the order of the program, its first sentence and the table of its constraints."""
    by_file: dict[str, list[Row]] = {}
    for one in components(model, pyo.Constraint):
        module = one.rule._fcn.__module__  # where the rule was written, as Pyomo keeps it
        each = ", ".join(ROWS[one.name].index)
        row = (f"`{one.name}`", f"{each} in `{index_of(one)}`" if each else f"`{index_of(one)}`", in_one_line(one.doc))
        by_file.setdefault(module, []).append(row)
    parts = []
    for module, rows in by_file.items():
        opening = (importlib.import_module(module).__doc__ or "").strip().split("\n\n")[0]
        path = f"model/{'/'.join(module.split('.')[1:])}.py"
        link = f"[`{path}`](../{path.removeprefix('model/')})"
        parts.append(f"**{in_one_line(opening)}** {link}\n\n{table(('rule', 'for each', 'formula'), rows)}")
    return parts


def tables_of(model: Any) -> dict[str, str]:
    """The text between each pair of markers."""
    head = ("name", "for each", "meaning")
    return {
        "variables": table(("variable", "for each", "one of them", "range", "meaning"), variables(model)),
        "families": "\n\n".join(families(model)),
        "sets": table(head, sets_and_parameters(model, pyo.Set)),
        "parameters": table(head, sets_and_parameters(model, pyo.Param)),
    }


def with_tables(text: str, tables: dict[str, str]) -> str:
    """The document with its tables renewed. Raises ValueError where a pair of markers is missing."""
    for name, content in tables.items():
        begin, end = f"<!-- generated: {name} -->", f"<!-- end of {name} -->"
        before, found, rest = text.partition(begin)
        _, closed, after = rest.partition(end)
        if not (found and closed):
            raise ValueError(f"{MATHEMATICS.name} has no place for the table of {name}")
        text = f"{before}{begin}\n{content}\n{end}{after}"
    return text


def main() -> int:
    """Write the document anew."""
    text = MATHEMATICS.read_text(encoding="utf-8")
    MATHEMATICS.write_text(with_tables(text, tables_of(program_of_everything())), encoding="utf-8", newline="\n")
    print(f"{MATHEMATICS}: tables renewed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
