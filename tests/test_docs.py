"""The documents under model/docs: tables that are current, names and paths that exist, links that lead somewhere."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest

from tests.write_mathematics import MATHEMATICS, ROOT, program_of_everything, tables_of, with_tables

DOCS = MATHEMATICS.parent
PAGES = sorted(DOCS.glob("*.md"))
NAMED = re.compile(r"`([^`\n]+)`")
A_FILE = re.compile(r"(?:model|tests|inputs|outputs)/[\w./*-]*|[\w/]+\.(?:py|md|toml|xlsx|csv)")
A_NAME_IN_CODE = re.compile(r"[A-Za-z_][\w.]*\(?\)?")
LINK = re.compile(r"\]\(([^)\s]+)\)")


@cache
def model() -> Any:
    return program_of_everything()


def prose(page: Path) -> str:
    """A page without what is generated and without blocks of code."""
    text = re.sub(r"<!-- generated.*?<!-- end of", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def names_in(source: Path) -> set[str]:
    """Functions, classes, methods, fields and constants that a Python file defines, methods as `Class.method` too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@cache
def names_in_the_code() -> set[str]:
    """What the files of model/ and tests/ define."""
    files = [*(ROOT / "model").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    return set().union(*(names_in(source) for source in files))


def exists(path: str) -> bool:
    """Whether a path, which may hold `*`, is there; with `::` also the name in it."""
    path, _, name = path.partition("::")
    if "*" in path:
        return any(ROOT.glob(path))
    return (ROOT / path).exists() and (not name or name in names_in(ROOT / path))


def missing_names(page: Path) -> list[str]:
    """Names in backticks that are neither a file, nor defined in the code, nor a part of the program."""
    program = {one.name for one in model().component_objects(descend_into=False)}
    known = program | names_in_the_code()
    missing = []
    for named in NAMED.findall(prose(page)):
        if "NAME" in named:  # stands for the name of something new
            continue
        if A_FILE.fullmatch(named.partition("::")[0]):
            if not exists(named):
                missing.append(named)
        elif "_" in named and A_NAME_IN_CODE.fullmatch(named) and named.removesuffix("()") not in known:
            missing.append(named)
    return missing


def test_tables_of_the_mathematics_are_current() -> None:
    """Whoever changes a doc string, a rule or a set runs `python -m tests.write_mathematics`."""
    text = MATHEMATICS.read_text(encoding="utf-8")
    assert with_tables(text, tables_of(model())) == text


def test_tables_hold_every_part_of_the_program() -> None:
    """Also those that share a row: each variable and rule by its name, each set and parameter by the count of its row."""
    tables = tables_of(model())
    for table, kind in (("variables", pyo.Var), ("families", pyo.Constraint)):
        names = {one.name for one in model().component_objects(kind, descend_into=False)}
        assert set(re.findall(r"^\| `(\w+)`", tables[table], flags=re.MULTILINE)) == names
    for table, kind in (("sets", pyo.Set), ("parameters", pyo.Param)):
        rows = re.findall(r"^\| `.*$", tables[table], flags=re.MULTILINE)
        told = sum(row.partition("*v* = ")[2].count("`") // 2 or 1 for row in rows)
        assert told == len(list(model().component_objects(kind, descend_into=False)))


def test_a_changed_doc_string_makes_the_tables_stale() -> None:
    changed = program_of_everything()
    changed.capacity.doc = "something else"
    text = MATHEMATICS.read_text(encoding="utf-8")
    assert with_tables(text, tables_of(changed)) != text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_names_exists(page: Path) -> None:
    if page.name == "CHANGELOG.md":
        pytest.skip("the past may name what is gone")
    assert missing_names(page) == []


def test_a_wrong_name_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "`model/case.py::Case`, `home_balance`; `model/gone.py`, `model/case.py::Gone`, `no_such_rule`", "utf-8"
    )
    assert missing_names(page) == ["model/gone.py", "model/case.py::Gone", "no_such_rule"]


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if link and not (page.parent / link).exists()] == []


@cache
def rooms() -> list[list[str]]:
    """The paths of each row of architecture.md's table of rooms, in its order."""
    rows = re.findall(
        r"^\| (`(?:model|run)[^|]*) \|", (DOCS / "architecture.md").read_text("utf-8"), flags=re.MULTILINE
    )
    return [NAMED.findall(row) for row in rows]


def room_of(path: str) -> int:
    """The place in the table of rooms of a file, given from the repository's root."""
    for place, paths in enumerate(rooms()):
        if any(path == one or (one.endswith("/") and path.startswith(one)) for one in paths):
            return place
    raise AssertionError(f"{path} is in no room of architecture.md")


def imports(source: Path) -> list[str]:
    """The modules that a file imports, by their whole names."""
    found = []
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
    return found


def test_rooms_import_only_from_rooms_above() -> None:
    """The table of rooms in architecture.md is in the order in which the code depends on itself."""
    upwards = []
    for source in [*(ROOT / "model").rglob("*.py"), ROOT / "run.py"]:
        own = source.relative_to(ROOT).as_posix()
        if own == "model/__init__.py":
            continue
        for module in imports(source):
            path = module.replace(".", "/")
            other = f"{path}.py" if (ROOT / f"{path}.py").exists() else f"{path}/__init__.py"
            if module.startswith("model.") and room_of(other) > room_of(own):
                upwards.append(f"{own} imports {other}")
    assert upwards == []


def test_studies_need_nothing_from_a_page() -> None:
    """Of results they know the facts alone."""
    known = {
        module
        for source in (ROOT / "model" / "studies").rglob("*.py")
        for module in imports(source)
        if module.startswith("model.results")
    }
    assert known
    assert not [module for module in known if not module.startswith("model.results.facts.")]


@pytest.mark.parametrize(
    ("package", "rooms_of_it"),
    [
        ("openpyxl", ("excel", "workbook", "report")),
        ("highspy", ("solve",)),
        ("pyomo", ("lazy", "program", "solve")),
    ],
)
def test_only_some_rooms_know_a_package(package: str, rooms_of_it: tuple[str, ...]) -> None:
    knowing = {source.parents[0] for source in (ROOT / "model").rglob("*.py")
               if any(module.partition(".")[0] == package for module in imports(source))}  # fmt: skip
    assert {folder.relative_to(ROOT / "model").parts[0] for folder in knowing} == set(rooms_of_it)


def test_glossary_is_in_alphabetical_order() -> None:
    entries = re.findall(r"^\*\*([^*,(]+)", (DOCS / "glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    words = [entry.strip().casefold().replace("-", " ") for entry in entries]
    assert len(words) > 80
    assert words == sorted(words)


def test_sections_that_the_code_names_exist() -> None:
    sections = set(re.findall(r"^## (\d+) ", MATHEMATICS.read_text(encoding="utf-8"), flags=re.MULTILINE))
    code = [source.read_text(encoding="utf-8") for source in (ROOT / "model").rglob("*.py")]
    named = {section for text in code for section in re.findall(r"section (\d+) of model/docs/mathematics\.md", text)}
    assert named
    assert named <= sections
    assert not [text for text in code if re.search(r"section \d+ of the mathematics", text)]


def test_readme_names_the_documents() -> None:
    links = LINK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {f"model/docs/{page.name}" for page in PAGES} <= set(links)
