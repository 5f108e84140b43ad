"""Tiny workbooks for the tests: written with plain openpyxl, solved through the main job or the command line.

A test says what it needs and nothing else. Rows are dicts by the columns' field names, values as a planner
types them (5 for 5 %); settings go by their names on the Settings sheet. Countries that only other sheets
name get a bare row of their own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from model.cli import main
from model.results.facts.run import Run as Solved
from model.results.headline import summary_json
from model.schema import SHEETS, Sheet
from model.stages import Stages
from model.workbook import Loaded, load
from tests.main_job import run_main_job

Row = Mapping[str, Any]
Rows = Sequence[Row]

SETTINGS: dict[str, Any] = {
    "Start": date(2027, 1, 1),
    "Period months": 12,
    "Periods": 2,
    "Discount rate": 0,
    "Home country": "USA",
}
WORTHLESS = {"terminal_value": 0, "sale_price": 0}
SOLVED: list[tuple[Loaded, Solved]] = []  # what the running test has solved; conftest.py writes a result of it


@dataclass(frozen=True)
class Run:
    """A certified plan: objective in USD, tonnes bought at the first node, expected shortage in tonnes, the summary."""

    objective: float
    purchases: dict[str, float]
    shortage: dict[str, float]
    json: dict[str, Any]


def row(**cells: Any) -> Row:
    """A row by field names; `for_` and `from_` are For and From."""
    return {name.rstrip("_"): value for name, value in cells.items()}


def metal(price: float = 100, name: str = "Metal", **more: Any) -> Row:
    """A material, by default worth nothing to the reserve once it is bought."""
    return row(**{"material": name, "price": price, **WORTHLESS, **more})


def offer(country: str, capacity: float = 1000, material: str = "Metal", **more: Any) -> Row:
    """One step of the offer named after its country, at the market price unless told otherwise."""
    return row(**{"offer": country, "material": material, "country": country, "capacity": capacity, **more})


def demand(tonnes: float = 100, material: str = "Metal", segment: str = "Users", **more: Any) -> Row:
    return row(material=material, segment=segment, demand=tonnes, **more)


def story(name: str, probability: float, onset: Any = 2, **more: Any) -> Row:
    return row(story=name, probability=probability, onset=onset, **more)


def effect(name: str, kind: str, change: float, **more: Any) -> Row:
    return row(story=name, kind=kind, change=change, **more)


def member(agreement: str, country: str, **more: Any) -> Row:
    return row(agreement=agreement, country=country, **more)


def floor(mechanism: str, price: float, of: str, **more: Any) -> Row:
    """A floor on Metal: `of` is the agreement of a border floor, the offer of every other mechanism."""
    where = "agreement_or_country" if mechanism == "border floor" else "offer"
    cells = {"floor": f"{mechanism} of {of}", "material": "Metal", "mechanism": mechanism, "price": price, where: of}
    return row(**cells, **more)


def workbook(path: Path, settings: Mapping[str, Any] | None = None, **sheets: Rows) -> Path:
    """Write a workbook of these settings and sheets (by field name), only the columns used."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "Settings"
    page.append(["Setting", "Value", "Unit", "Help"])
    for name, value in {**SETTINGS, **(settings or {})}.items():
        page.append([name, value])
    tables = {**sheets, "countries": _countries(sheets)}
    for sheet in SHEETS:
        if rows := tables.pop(sheet.field, ()):
            _write(book, sheet, rows)
    assert not tables, f"no such sheets: {sorted(tables)}"
    book.save(path)
    return path


def solve(path: Path) -> Run:
    """Read, check and solve a workbook; there must be a plan, and it must be certified. No result is written here."""
    loaded = load(path)
    outcome = run_main_job(loaded.case, Stages())
    assert outcome.result is not None, outcome.status
    said = summary_json(outcome, {}, "")
    assert outcome.optimal, said
    SOLVED.append((loaded, outcome))
    return Run(said["objective"], purchases(said), said["shortage"], said)


def purchases(said: Mapping[str, Any]) -> dict[str, float]:
    """Tonnes that the reserve and industry order at the first node together, by offer."""
    found: dict[str, float] = {}
    for order in (*said["orders"]["reserve"], *said["orders"]["industry"]):
        found[order["offer"]] = found.get(order["offer"], 0.0) + order["tonnes"]
    return found


def optimum(folder: Path, settings: Mapping[str, Any] | None = None, **sheets: Rows) -> Run:
    """Write a workbook into the folder and solve it."""
    return solve(workbook(folder / "tiny.xlsx", settings, **sheets))


def command(path: Path) -> tuple[int, dict[str, Any]]:
    """Run the tool's own command on a workbook, in this process: the exit code and what --json says."""
    printed = StringIO()
    with redirect_stdout(printed):
        code = main(["solve", str(path), "-o", str(result_of(path)), "--json"])
    return code, json.loads(printed.getvalue())


def result_of(path: Path) -> Path:
    """Where `command` writes the result of a workbook."""
    return path.with_name(f"{path.stem} result.xlsx")


def _countries(sheets: Mapping[str, Rows]) -> Rows:
    """The Countries sheet, with a bare row for each country that only Supply or Agreements name."""
    typed = list(sheets.get("countries", ()))
    listed = {one["country"] for one in typed}
    named = {one["country"] for name in ("supply", "agreements") for one in sheets.get(name, ())}
    return [*typed, *({"country": country} for country in sorted(named - listed))]


def _write(book: Workbook, sheet: Sheet, rows: Rows) -> None:
    used = {name for one in rows for name in one}
    columns = [column for column in sheet.columns if column.field in used]
    unknown = used - {column.field for column in columns}
    assert not unknown, f"{sheet.name} has no columns {sorted(unknown)}"
    page = book.create_sheet(sheet.name)
    page.append([column.header for column in columns])
    for one in rows:
        page.append([one.get(column.field) for column in columns])
