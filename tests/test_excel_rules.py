"""Rules by which Excel opens a file without asking to repair it, held on every kind of workbook the tool writes."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bad_workbooks import good_workbook, save
from everything import everything
from openpyxl import Workbook, load_workbook
from openpyxl.chart import LineChart, Reference
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from tiny import workbook

from model import cli
from model.commands.endings import BAD_INPUT, SOLVED

NAME = re.compile(r"[A-Za-z_\\][A-Za-z0-9_.\\]{0,254}")
LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*([Cc][0-9]*)?|[Cc][0-9]*")
REFERENCE = re.compile(r"'((?:[^']|'')+)'!(\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
LONGEST = {"title": 31, "text": 32_767, "formula": 8_192, "list": 255, "message": 255, "message title": 32, "tip": 255}
LONGEST_HEADER = 255
LINES_OF_A_CELL, LINKS_OF_A_SHEET, STYLES = 253, 65_530, 64_000
OVERLAY = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")  # read as the character of that number


def units(text: str) -> int:
    """The length of a text as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2


def faults(path: Path) -> list[str]:
    """What of the file Excel would want to repair, or would show wrongly."""
    book = load_workbook(path)
    found = [*_of_parts(path), *_of_names(book), *_of_charts(path, book)]
    for sheet in book.worksheets:
        for check in (_of_tables, _of_cells, _of_ranges, _of_validations, _of_links, _of_print):
            found += [f"{sheet.title}: {fault}" for fault in check(sheet, book)]
    return found


def _of_parts(path: Path) -> Iterator[str]:
    """Every part is XML of a declared type, and every relationship leads to one."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        types = ElementTree.fromstring(archive.read("[Content_Types].xml"))
        if len(set(names)) < len(names):
            yield "a part is there twice"
        declared = {one.get("PartName", "").lstrip("/") for one in types}
        endings = {one.get("Extension") for one in types}
        yield from (f"{name} is declared and not there" for name in declared - {""} - set(names))
        for name in names:
            root = ElementTree.fromstring(archive.read(name))
            if name not in declared and name.rsplit(".", 1)[-1] not in endings:
                yield f"{name} has no type"
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                for one in root.iter(OVERLAY):
                    target = posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
                    if one.get("TargetMode") != "External" and target not in names:
                        yield f"{name} leads to {target}, which is not there"


def _of_names(book: Workbook) -> Iterator[str]:
    titles = [title.casefold() for title in book.sheetnames]
    for title in book.sheetnames:
        bad = re.search(r"[\[\]:*?/\\]", title) or title.startswith("'") or title.endswith("'")
        bad = bad or ESCAPE.search(title) or not 0 < units(title) <= LONGEST["title"]
        if bad or titles.count(title.casefold()) > 1 or title == "History":
            yield f"sheet name {title}"
    tables = [table for sheet in book.worksheets for table in sheet.tables.values()]
    names = [*(table.displayName for table in tables), *book.defined_names]
    for name in names:
        if not NAME.fullmatch(name) or LIKE_A_CELL.fullmatch(name):
            yield f"name {name}"
        if [one.casefold() for one in names].count(name.casefold()) > 1:
            yield f"name {name} is there twice"
    if len({table.id for table in tables}) < len(tables):
        yield "two tables of one id"
    if sum(bool(sheet.sheet_view.tabSelected) for sheet in book.worksheets) > 1:
        yield "several sheets are selected: what is typed goes to all of them"
    if len(book._cell_styles) > STYLES:
        yield "too many styles"


def _of_tables(sheet: Worksheet, _: Workbook) -> Iterator[str]:
    """Headers are texts, the same as the table's names and each there once; a table has a row and a place of its own."""
    for table in sheet.tables.values():
        left, top, right, bottom = range_boundaries(table.ref)
        headers = [sheet.cell(top, column).value for column in range(left, right + 1)]
        names = [column.name for column in table.tableColumns]
        shown = [unescape(str(header)) for header in headers]  # as openpyxl reads the table's own
        if shown != names or not all(isinstance(header, str) for header in headers):
            yield f"table {table.name} has other headers than its cells"
        if len({str(name).casefold() for name in names}) < len(names) or any("\n" in str(name) for name in names):
            yield f"table {table.name} has a header twice, or one of two lines"
        if any(units(name) > LONGEST_HEADER for name in shown):
            yield f"table {table.name} has too long a header"
        if bottom <= top:
            yield f"table {table.name} has no rows"
        if table.autoFilter is not None and table.autoFilter.ref != table.ref:
            yield f"table {table.name} has a filter of another place"


def _of_ranges(sheet: Worksheet, _: Workbook) -> Iterator[str]:
    """Tables, merged cells and the sheet's own filter are apart."""
    taken = [*(str(table.ref) for table in sheet.tables.values()), *map(str, sheet.merged_cells.ranges)]
    taken += [sheet.auto_filter.ref] if sheet.auto_filter.ref else []
    for one, other in combinations(taken, 2):
        a, b = range_boundaries(one), range_boundaries(other)
        if a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]:
            yield f"{one} overlaps {other}"


def _of_cells(sheet: Worksheet, _: Workbook) -> Iterator[str]:
    for cell in (cell for line in sheet.iter_rows() for cell in line):
        if cell.data_type == "e" or (cell.data_type == "n" and cell.value is not None and cell.value != cell.value):
            yield f"{cell.coordinate} holds an error"
        if isinstance(cell.value, str):
            limit = LONGEST["formula" if cell.data_type == "f" else "text"]
            text = cell.value.replace("_x005F_", "_")
            if ESCAPE.search(cell.value.replace("_x005F_", "=")):
                yield f"{cell.coordinate} holds what is read as another character"
            if units(text) > limit or text.count("\n") > LINES_OF_A_CELL:
                yield f"{cell.coordinate} is too long"
        if cell.number_format.count(";") > 3 or len(cell.number_format) > LONGEST["list"]:
            yield f"{cell.coordinate} has the number format {cell.number_format}"
        if cell.comment is not None and not cell.comment.text:
            yield f"{cell.coordinate} has an empty note"
    for rules in sheet.conditional_formatting:
        for one in rules.rules:
            if any(len(formula) > LONGEST["formula"] or formula.startswith("=") for formula in one.formula):
                yield f"{rules.sqref} has the rule {one.formula}"


def _of_validations(sheet: Worksheet, book: Workbook) -> Iterator[str]:
    validations = sheet.data_validations.dataValidation
    for one in validations:
        formulas = [str(formula) for formula in (one.formula1, one.formula2) if formula is not None]
        if any(len(formula) > LONGEST["list"] or formula.startswith("==") for formula in formulas):
            yield f"{one.sqref} has too long a check"
        if one.type == "list" and not formulas[0].startswith('"') and formulas[0].lstrip("=") not in book.defined_names:
            yield f"{one.sqref} has the list {formulas[0]}, which is not there"
        texts = (one.error, one.prompt), (one.errorTitle, one.promptTitle)
        for limit, told in zip((LONGEST["message"], LONGEST["message title"]), texts, strict=True):
            if any(len(text or "") > limit for text in told):
                yield f"{one.sqref} has too long a message"
    for a, b in combinations(validations, 2):
        if any(not x.isdisjoint(y) for x in a.sqref.ranges for y in b.sqref.ranges):
            yield f"{a.sqref} and {b.sqref} check the same cell"


def _of_links(sheet: Worksheet, book: Workbook) -> Iterator[str]:
    links = [cell.hyperlink for line in sheet.iter_rows() for cell in line if cell.hyperlink is not None]
    if len(links) > LINKS_OF_A_SHEET:
        yield "too many links"
    for link in links:
        place = REFERENCE.fullmatch(link.location or "")
        if link.target is None and (place is None or place[1].replace("''", "'") not in book.sheetnames):
            yield f"{link.ref} leads to {link.location}"
        if len(link.tooltip or "") > LONGEST["tip"] or len(link.location or "") > LONGEST["tip"]:
            yield f"{link.ref} has too long a link"


def _of_print(sheet: Worksheet, _: Workbook) -> Iterator[str]:
    footer = sheet.oddFooter
    if footer is not None and sum(len(part.text or "") for part in (footer.left, footer.center, footer.right)) > 255:
        yield "too long a footer"
    if sheet.max_row > LAST_ROW or sheet.max_column > LAST_COLUMN:
        yield "too large"
    if any((row.height or 0) > 409.5 for row in sheet.row_dimensions.values()):
        yield "a row is too high"
    if any(column.width > 255 for column in sheet.column_dimensions.values()):
        yield "a column is too wide"
    if any(not 0 < one.id < LAST_ROW for one in sheet.row_breaks.brk) or len(sheet.row_breaks.brk) > 1_023:
        yield "page breaks"


def _of_charts(path: Path, book: Workbook) -> Iterator[str]:
    """Series are drawn from cells that are there, and each axis crosses another of the chart."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                continue
            root = ElementTree.fromstring(archive.read(name))
            axes: dict[str | None, str | None] = {}
            for kind in ("catAx", "valAx", "dateAx"):
                for axis in root.iter(f"{CHART}{kind}"):
                    own, other = axis.find(f"{CHART}axId"), axis.find(f"{CHART}crossAx")
                    assert own is not None and other is not None
                    axes[own.get("val")] = other.get("val")
            used = {one.get("val") for one in root.findall(f"{CHART}chart/{CHART}plotArea/*/{CHART}axId")}
            if not set(axes.values()) | used <= set(axes):
                yield f"{name} has an axis that is not there"
            for formula in root.iter(f"{CHART}f"):
                place = REFERENCE.fullmatch(formula.text or "")
                if place is None or place[1].replace("''", "'") not in book.sheetnames:
                    yield f"{name} draws {formula.text}"
                elif all(book[place[1].replace("''", "'")].cell(*spot).value is None for spot in CellRange(place[2]).cells):
                    yield f"{name} draws the empty cells {formula.text}"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A result of a workbook that uses everything, its public copy, templates, and a Problems workbook."""
    folder = tmp_path_factory.mktemp("rules")
    settings, sheets = everything()
    path, target = workbook(folder / "every.xlsx", settings, **sheets), folder / "result.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target), "--public", "--views"]) == SOLVED
    bad = good_workbook()
    bad["Supply"]["B2"] = "'=Metl"
    assert cli.main(["solve", str(save(bad, folder)), "-o", str(folder / "bad" / "none.xlsx")]) == BAD_INPUT
    for name, more in (("template", []), ("example", ["--example"])):
        assert cli.main(["new", str(folder / f"{name}.xlsx"), *more]) == SOLVED
    (problems,) = (folder / "bad").iterdir()
    kinds = {name: folder / f"{name}.xlsx" for name in ("result", "template", "example")}
    return {**kinds, "public": folder / "result public.xlsx", "problems": problems}


@pytest.mark.parametrize("kind", ["result", "public", "template", "example", "problems"])
def test_excel_has_nothing_to_repair(kind: str, written: dict[str, Path]) -> None:
    assert faults(written[kind]) == []


def _two_headers(sheet: Worksheet) -> None:
    sheet["B1"] = "material"


def _filter_over_a_table(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:C3"


def _merged_within_a_table(sheet: Worksheet) -> None:
    sheet.merge_cells("C2:D2")


def _link_to_nowhere(sheet: Worksheet) -> None:
    sheet["A9"].hyperlink = Hyperlink(ref="A9", location="'Gone'!A1")


def _long_list(sheet: Worksheet) -> None:
    sheet.add_data_validation(DataValidation(type="list", formula1=f'"{",".join(["long word"] * 30)}"', sqref="A2"))  # type: ignore[arg-type]


def _table_named_like_a_cell(sheet: Worksheet) -> None:
    sheet.add_table(Table(displayName="ABC12", ref="E1:E3"))
    sheet["E1"] = "Other"


def _chart_of_nothing(sheet: Worksheet) -> None:
    chart: Any = LineChart()
    chart.add_data(Reference(sheet, min_col=7, min_row=2, max_row=3))
    sheet.add_chart(chart, "H9")


def _high_row(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].height = 410


def _long_name(sheet: Worksheet) -> None:
    sheet.title = "x" * 32


SPOILT: Sequence[Callable[[Worksheet], None]] = (
    _two_headers, _filter_over_a_table, _merged_within_a_table, _link_to_nowhere, _long_list, _table_named_like_a_cell,
    _chart_of_nothing, _high_row, _long_name,
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:Title is more than 31")
@pytest.mark.parametrize("spoil", [None, *SPOILT])
def test_the_rules_find_what_breaks_them(spoil: Callable[[Worksheet], None] | None, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Prices"
    for line in (["Material", "Price", "Note"], ["Tin", 3, "a"], ["Zinc", 4, "b"]):
        sheet.append(line)
    sheet.add_table(Table(displayName="prices", ref=f"A1:{get_column_letter(3)}3"))
    if spoil is not None:
        spoil(sheet)
    book.save(tmp_path / "spoilt.xlsx")
    assert bool(faults(tmp_path / "spoilt.xlsx")) == (spoil is not None)
