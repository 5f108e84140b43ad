"""Results on paper: text large enough to read, tables not cut needlessly, and the rows that every page repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from model.excel import looks
from model.report import layout, make_workbook
from model.report.fold import SMALLEST, TEXT_SIZE, fitted, folded, names_of_rows, without_zeros
from model.report.paper import LAST_ROWS, PAPER_HEIGHT, PAPER_WIDTH, height
from model.results.shown.pages import Chart, Measure, Page, Table


def wide(count: int, rows: int = 3, name: str = "Wide") -> Table:
    """A table of names and `count` columns of tonnes, the last of them 0 throughout."""
    frame = pd.DataFrame({"Material": [f"Metal {row}" for row in range(rows)], "Country": ["Chile"] * rows})
    headers = [f"Tonnes bought in 20{number:02d} (t)" for number in range(count)]
    frame[headers] = [[1234.5 + row] * (count - 1) + [0.0] for row in range(rows)]
    return Table(name, name, frame, dict.fromkeys(headers, Measure.TONNES), totals=(headers[0],), heat=(headers[-2],))


def sheet_of(*tables: Table, charts: tuple[Chart, ...] = ()) -> Worksheet:
    return make_workbook([Page("Page", ("Told.",), tables, charts)])["Page"]


def printed_width(sheet: Worksheet) -> float:
    """Points of the columns at the sheet's scale."""
    widths = [sheet.column_dimensions[letter].width for letter in sheet.column_dimensions]
    return layout.points(dict(enumerate(widths))) * sheet.page_setup.scale / 100


@pytest.mark.parametrize("count", [3, 12, 20, 41])
def test_a_sheet_is_one_page_wide_and_its_text_can_be_read(count: int) -> None:
    sheet = sheet_of(wide(count))
    assert printed_width(sheet) <= PAPER_WIDTH
    assert TEXT_SIZE * sheet.page_setup.scale / 100 >= SMALLEST - 0.11  # the scale is in whole per cent
    assert sheet.sheet_properties.pageSetUpPr is None  # a sheet fitted to its paper would ignore the page breaks


def test_a_table_is_folded_only_where_it_must_be() -> None:
    narrow, broad = wide(8), wide(41)
    assert fitted(Page("Page", (), (narrow,))).page.tables == (narrow,)
    parts = fitted(Page("Page", (), (broad,))).page.tables
    assert [part.name for part in parts] == ["Wide", *(f"Wide_{n}" for n in range(2, len(parts) + 1))]
    assert [part.title for part in parts] == ["Wide", *["Wide, continued"] * (len(parts) - 1)]
    assert all(list(part.frame.columns[:1]) == ["Material"] for part in parts)
    shown = [header for part in parts for header in part.frame.columns[1:]]
    assert shown == list(broad.frame.columns[1:-1])  # each once and in order, without the one that is 0
    assert [len(part.totals) for part in parts] == [1] + [0] * (len(parts) - 1)
    assert [len(part.heat) for part in parts] == [0] * (len(parts) - 1) + [1]
    assert parts[0].note == "Left out, 0 or blank throughout: Tonnes bought in 2040 (t)."


def test_what_a_chart_draws_stays_in_one_part() -> None:
    table = wide(41)
    last = Chart("bar", "Last", "Wide", "Material", (str(table.frame.columns[-3]),), "t")
    found = fitted(Page("Page", (), (table,), (last,)))
    assert len(found.page.tables) > 1 and found.page.charts == (replace(last, table=found.page.tables[-1].name),)
    ends = (str(table.frame.columns[2]), str(table.frame.columns[-2]))
    whole = fitted(Page("Page", (), (table,), (replace(last, series=ends),)))
    assert [part.name for part in whole.page.tables] == ["Wide"]
    drawn = replace(last, series=(str(table.frame.columns[-1]),))
    assert without_zeros(table, [drawn]) == table
    assert len(sheet_of(table, charts=(last,))._charts) == 1


@pytest.mark.parametrize(
    ("rows", "names"), [([("A", "x"), ("B", "x")], 1), ([("A", "x"), ("A", "y")], 2), ([("A", "x"), ("A", "x")], 2)]
)
def test_as_many_columns_name_a_row_as_it_takes(rows: Sequence[tuple[str, str]], names: int) -> None:
    frame = pd.DataFrame(rows, columns=["Material", "Country"]).assign(**{"Much (t)": 1.0, "More (t)": 2.0})
    table = Table("Small", "Small", frame, dict.fromkeys(frame.columns[2:], Measure.TONNES))
    assert names_of_rows(table) == names
    assert [list(part.frame.columns[:names]) for part in folded(table, 2)] == [list(frame.columns[:names])] * 2


def pages(sheet: Worksheet) -> dict[str, set[int]]:
    """The pages each table's header, first row and last row stand on, as its breaks and full pages put them."""
    page_height = PAPER_HEIGHT / (sheet.page_setup.scale / 100)
    breaks, page, used, page_of = {one.id for one in sheet.row_breaks.brk}, 1, 0.0, {}
    for row in range(1, sheet.max_row + 1):
        tall = height(sheet, [row])
        if used + tall > page_height or row - 1 in breaks:
            page, used = page + 1, height(sheet, [1])
        used += tall
        page_of[row] = page
    spans = {}
    for name, place in sheet.tables.items():
        first, last = (int("".join(filter(str.isdigit, part))) for part in place.split(":"))
        spans[name] = {page_of[row] for row in range(first - 1, last + 1)}
    return spans


def test_a_table_that_fits_on_a_page_is_not_cut() -> None:
    sizes = {"A": 12, "B": 12, "C": 3, "D": 90, "E": 20, "F": 22}
    spans = pages(sheet_of(*(wide(5, rows, name) for name, rows in sizes.items())))
    assert {name for name, span in spans.items() if len(span) > 1} == {"D"}
    assert len(set.union(*spans.values())) <= 8
    assert spans["B"] == spans["C"]  # no new page where both fit


def test_only_a_header_that_all_tables_share_is_repeated() -> None:
    alike, other = wide(3, 30, "Alike"), Table("Other", "Other", pd.DataFrame({"Item": ["a"]}))
    header = int(sheet_of(wide(3, 30)).tables["Wide"].ref[1:].split(":")[0])
    assert sheet_of(wide(3, 30)).print_title_rows == f"${header}:${header}"
    assert sheet_of(wide(3, 30), alike).print_title_rows == f"${header}:${header}"
    assert sheet_of(wide(3, 30), other).print_title_rows == "$1:$1"
    assert sheet_of(wide(3, 3)).print_title_rows == "$1:$1"
    assert sheet_of(wide(3, 30)).freeze_panes == f"B{header + 1}"
    assert sheet_of(wide(3, 30), other).freeze_panes == "A3"


def test_a_long_table_leaves_no_single_row_to_its_last_page() -> None:
    last_pages = set()
    for rows in range(30, 70):
        sheet = sheet_of(wide(3, rows))
        breaks = [one.id for one in sheet.row_breaks.brk]
        last_pages.add(sheet.max_row - breaks[-1] if breaks else rows)
    assert min(last_pages) == LAST_ROWS


def test_frozen_rows_leave_room_on_a_small_screen() -> None:
    page = Page("Page", ("Told at length. " * 40,) * 3, (wide(3, 30),))
    assert make_workbook([page])["Page"].freeze_panes == "A3"


@pytest.mark.parametrize(
    ("text", "width"),
    [("Rare-earth concentrate (Mountain Pass)", 20.0), ("Chinese ban on gallium, germanium and antimony returns", 28.0)],
)
def test_a_row_shows_all_of_a_name_of_long_words(text: str, width: float) -> None:
    assert looks.lines_of(text, width - layout.INDENT) == 3  # as Excel and LibreOffice break them


def test_numbers_that_measure_the_same_have_the_same_decimals() -> None:
    frame = pd.DataFrame({"A (USD million)": [1500.25], "B (USD million)": [350.0], "C (days)": [5.5], "D (days)": [300.0]})
    measures = {h: Measure.DAYS if "days" in h else Measure.USD_MILLION for h in frame}
    formats = [look.number_format for look in layout.column_looks(Table("T", "T", frame, measures))]
    assert formats[0] == formats[1] == '#,##0.0;-#,##0.0;"–"' and formats[2] == formats[3]


def test_no_row_is_higher_than_excel_knows() -> None:
    told = "A text at great length. " * 400
    page = Page("Page", (told,), (Table("T", "T", pd.DataFrame({"Why": [told]})),))
    sheet = make_workbook([page])["Page"]
    assert max(height(sheet, [row]) for row in range(1, sheet.max_row + 1)) == 409


def test_links_that_would_lie_outside_the_paper_stand_in_a_second_row() -> None:
    others = [Page(f"Sheet {number}", ("Told.",), ()) for number in range(14)]
    sheet = make_workbook([Page("Page", ("Told.",), (wide(10, 5),)), *others])["Page"]
    rows = [[cell.value for cell in sheet[row] if cell.hyperlink] for row in (2, 3)]
    assert [*rows[0], *rows[1]] == [page.title for page in others]
    assert len(rows[0]) == len(sheet[sheet.tables["Wide"].ref][0])
    few = make_workbook([Page("Page", ("Told.",), (wide(10, 5),)), *others[:3]])["Page"]
    assert not any(cell.hyperlink for cell in few[3])
