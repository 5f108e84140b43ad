"""One page of results becomes one sheet: title, links, sentences, charts, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import distinct, spelled
from model.excel.looks import (
    BODY_FONT,
    GREY_FONT,
    HIGHEST,
    LINK_FONT,
    REQUIRED_HEADER_FILL,
    REQUIRED_HEADER_FONT,
    TITLE_FONT,
    lines_of,
    set_up_print,
)
from model.report import charts, figures, layout, looks, paper
from model.report.cells import Styles, clean, own_style, place
from model.report.charts import UNIT
from model.report.fold import fitted
from model.report.layout import LINE_HEIGHT, ColumnLook
from model.results.shown.pages import Chart, Page, Table
from model.tolerances import DUST

LONGEST_HEADER = 255  # of a table: Excel wants to repair a file with a longer one
TEXT_WIDTH = 150.0  # characters a sentence may run before it wraps, at most
LONG_TABLE = 15  # rows from which on a table's header is kept in sight, and repeated on paper
MOST_FROZEN = 160.0  # points of rows kept in sight: a small screen shows about 500


@dataclass(frozen=True)
class Place:
    """Where a table stands on its sheet: header row, last row of data, columns by header."""

    header_row: int
    last_row: int
    columns: Mapping[str, int]


@dataclass
class SheetOfPage:
    """A page on its way into a sheet; `row` is the next free row."""

    page: Page
    sheet: Worksheet
    styles: Styles
    row: int = 1
    places: dict[str, Place] = field(default_factory=dict)
    blocks: list[range] = field(default_factory=list)  # of rows that belong together on paper
    looks_of: Mapping[str, list[ColumnLook]] = field(init=False)
    widths: Mapping[int, float] = field(init=False)

    def __post_init__(self) -> None:
        fit = fitted(self.page)
        self.page, self.looks_of, self.widths = fit.page, fit.looks_of, fit.widths

    def write(self, links: Sequence[str], one_paper: bool = False) -> None:
        """The whole sheet, with links to the sheets of these titles below its title.

        `one_paper` puts all down to the charts, and on a page with figures its first table, on one sheet of paper, and the
        tables on those behind.
        """
        for number, width in self.widths.items():
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.sheet_view.showGridLines = False
        place(self.sheet, 1, 1, self.page.title).font = TITLE_FONT
        self.sheet.row_dimensions[1].height = 24
        self._write_links(links)
        self.row = 4
        for number, sentence in enumerate(self.page.texts):
            self._write_text(sentence, lead=number == 0)
        self.row += 1
        if self.page.figures:
            figures.write_figures(self.sheet, self.page.figures, self.row, self._text_span()[0], self.widths, self.styles)
            self.row += figures.ROWS + 1
        charts_top = self.row
        chart_rows = -(-len(self._drawable()) // charts.PER_ROW) * charts.BLOCK_ROWS
        for row in range(charts_top, charts_top + chart_rows):
            self.sheet.row_dimensions[row].height = LINE_HEIGHT
        for top in range(charts_top, charts_top + chart_rows, charts.BLOCK_ROWS):
            self.blocks.append(range(top, top + charts.BLOCK_ROWS))
        self.row += chart_rows
        last_row_of_page = self.row - 1
        for number, table in enumerate(self.page.tables):
            top = self.row
            self._write_table(table)
            self.blocks.append(range(top, self.sheet.max_row + 1))  # without the blank rows behind it
            if number == 0 and self.page.figures:
                last_row_of_page = self.row - 1  # a page told in figures has its first table beside its charts
        for number, chart in enumerate(self._drawable()):
            where = self.places[chart.table]
            last = where.last_row if chart.rows is None else where.header_row + chart.rows
            made = charts.make_chart(self.sheet, chart, where.columns, where.header_row, last)
            charts.place_chart(self.sheet, made, number, charts_top, self.widths)
        width = self._width()
        title_rows = self._set_up(chart_rows > 0)
        if one_paper:
            paper.put_on_one_page(self.sheet, width, last_row_of_page, self.blocks, title_rows)
        else:
            paper.put_on_pages(self.sheet, width, self.blocks, title_rows)

    def _drawable(self) -> list[Chart]:
        """Charts over tables that have rows."""
        filled = {table.name for table in self.page.tables if len(table.frame)}
        return [chart for chart in self.page.charts if chart.table in filled and chart.series]

    def _write_links(self, links: Sequence[str]) -> None:
        """In the second row, and what would lie outside the paper in the third."""
        fits = max(layout.columns_within(self._width(), self.widths), -(-len(links) // 2))
        for number, title in enumerate(links):
            row, column = divmod(number, fits)
            link(place(self.sheet, 2 + row, 1 + column, title), f"'{title}'!A1", title)

    def _width(self) -> float:
        """Of the page, its tables and charts, in points."""
        return max(layout.points(self.widths), charts.BLOCK_WIDTH * layout.POINTS_PER_PIXEL if self._drawable() else 0.0)

    def _text_span(self) -> tuple[int, float]:
        """How many columns a sentence is merged over, and their width in characters."""
        columns, total = 0, 0.0
        least = TEXT_WIDTH if self.page.figures else TEXT_WIDTH / 2  # with figures, all of the width of the charts
        while total < TEXT_WIDTH and (columns < len(self.widths) or total < least):
            columns += 1
            total += self.widths.get(columns, layout.USUAL_WIDTH)
        return columns, total

    def _write_text(self, text: str, lead: bool = False, grey: bool = False) -> None:
        """A sentence over the width of the page, as high as it needs."""
        columns, width = self._text_span()
        font = looks.LEAD_FONT if lead else GREY_FONT if grey else BODY_FONT
        place(self.sheet, self.row, 1, text, self.styles.get(font=font, alignment=looks.SENTENCE))
        if columns > 1:
            self.sheet.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=columns)
        needed = lines_of(text, width * (0.88 if lead else 1.0))
        self.sheet.row_dimensions[self.row].height = min((LINE_HEIGHT + lead) * needed + 3, HIGHEST)
        self.row += 1

    def _write_table(self, table: Table) -> None:
        cell = place(self.sheet, self.row, 1, table.title)
        cell.font = looks.TABLE_TITLE_FONT
        self.sheet.row_dimensions[self.row].height = 18
        self.row += 1
        if table.note:
            self._write_text(table.note, grey=True)
        if table.frame.empty:
            self._write_text("Nothing to show.", grey=True)
            self.row += 1
            return
        columns = self.looks_of[table.name]
        header_row = self.row
        headers = self._write_header(columns)
        self._write_rows(table, columns)
        last = self.row - 1
        self.places[table.name] = Place(header_row, last, {c.header: n for n, c in enumerate(columns, start=1)})
        self._make_table(table, header_row, last, headers)
        self._mark(table, header_row + 1, last)
        if table.totals:
            self._write_totals(table, columns)
        self.row += 2

    def _write_header(self, columns: Sequence[ColumnLook]) -> list[str]:
        """Write the headers, and return them as they stand there."""
        texts: list[str] = []
        for number, column in enumerate(columns, start=1):
            unit = UNIT.search(column.header)
            text = column.header[: unit.start()] if unit else column.header
            texts.append(distinct(text, LONGEST_HEADER, texts, unit[0] if unit else ""))
            alignment = looks.HEADER_LEFT if column.is_text else looks.HEADER_RIGHT
            style = self.styles.get(font=REQUIRED_HEADER_FONT, fill=REQUIRED_HEADER_FILL, alignment=alignment)
            place(self.sheet, self.row, number, texts[-1], style)
        self.sheet.row_dimensions[self.row].height = LINE_HEIGHT * layout.header_lines(columns, self.widths) + 3
        self.row += 1
        return texts

    def _write_rows(self, table: Table, columns: Sequence[ColumnLook]) -> None:
        styles = [
            self.styles.get(c.number_format, BODY_FONT, None, looks.CELL_LINE, looks.alignment(c.is_text, c.wraps))
            for c in columns
        ]
        wrapping = [n for n, c in enumerate(columns) if c.wraps]
        for values in zip(*(table.frame[c.header].tolist() for c in columns), strict=True):
            for number, (value, style) in enumerate(zip(values, styles, strict=True), start=1):
                place(self.sheet, self.row, number, value, style)
            if wrapping:
                tall = max(lines_of(str(clean(values[n]) or ""), self.widths[n + 1] - layout.INDENT) for n in wrapping)
                self.sheet.row_dimensions[self.row].height = min(LINE_HEIGHT * tall, HIGHEST)
            self.row += 1

    def _make_table(self, table: Table, first: int, last: int, headers: Sequence[str]) -> None:
        self.sheet.add_table(excel_table(table.name, first, last, headers))

    def _mark(self, table: Table, first: int, last: int) -> None:
        """Colour scales and flags."""
        columns = self.places[table.name].columns
        around_zero = layout.coloured_around_zero(table)
        for header in table.heat:
            letter = get_column_letter(columns[header])
            for rule in looks.heat(layout.numbers(table.frame[header]), around_zero):
                self.sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", rule)
        for header in table.flags:
            letter = get_column_letter(columns[header])
            self.sheet.conditional_formatting.add(f"{letter}{first}:{letter}{last}", looks.flag(f"{letter}{first}"))

    def _write_totals(self, table: Table, columns: Sequence[ColumnLook]) -> None:
        """The row of totals, below the table and not part of it, so that filters and sorting leave it in place."""
        for number, column in enumerate(columns, start=1):
            total = table.total(column.header) if column.header in table.totals else None
            total = 0.0 if total is not None and abs(total) <= DUST else total
            style = self.styles.get(column.number_format, looks.TOTAL_FONT, looks.TOTAL_FILL, looks.TOTAL_LINE)
            place(self.sheet, self.row, number, "Total" if number == 1 and total is None else total, style)
        self.row += 1

    def _set_up(self, has_charts: bool) -> range:
        """Freeze the first rows, and repeat on paper those returned: the header, where all tables have the same and the
        first of them is long, or else the title."""
        set_up_print(self.sheet, landscape=True, repeat_header=False)
        first = next(iter(self.places.values()), None)
        same = len({tuple(place.columns) for place in self.places.values()}) == 1
        if first is not None and same and first.last_row - first.header_row >= LONG_TABLE and not has_charts:
            repeated = range(first.header_row, first.header_row + 1)
            above = paper.height(self.sheet, range(1, repeated.stop))
            self.sheet.freeze_panes = f"B{repeated.stop}" if above <= MOST_FROZEN else "A3"
        else:
            self.sheet.freeze_panes = "A3"
            repeated = range(1, 2)
        self.sheet.print_title_rows = f"{repeated.start}:{repeated.start}"
        return repeated


def excel_table(name: str, first: int, last: int, headers: Sequence[str]) -> ExcelTable:
    """A table with filters from a row of headers to a last row. Its columns are named here: openpyxl would make a cell of
    every place of the table to look for them."""
    made: Any = ExcelTable(displayName=name, ref=f"A{first}:{get_column_letter(len(headers))}{last}")
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)
    made._initialise_columns()
    for column, header in zip(made.tableColumns, headers, strict=True):
        column.name = spelled(str(clean(header)))
    table: ExcelTable = made
    return table


def link(cell: Any, location: str, tip: str) -> None:
    """A link from a cell to a place in this workbook."""
    own_style(cell)
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=location, tooltip=f"To {tip}")
    cell.font = LINK_FONT


def link_texts(written: Mapping[str, SheetOfPage]) -> None:
    """Links from the texts of linked columns to the row with the same text on the sheet they lead to, where there is one."""
    for source in written.values():
        for table in source.page.tables:
            if table.name not in source.places:
                continue
            spot = source.places[table.name]
            for header, title in table.links.items():
                if title not in written:
                    continue
                found = _rows_by_text(written[title])
                for row in range(spot.header_row + 1, spot.last_row + 1):
                    cell = source.sheet.cell(row, spot.columns[header])
                    if str(cell.value) in found:
                        link(cell, f"'{title}'!{found[str(cell.value)]}", title)


def _rows_by_text(target: SheetOfPage) -> dict[str, str]:
    """The first cell of each text of a sheet's tables."""
    found: dict[str, str] = {}
    for table in target.page.tables:
        if table.name not in target.places:
            continue
        spot = target.places[table.name]
        for column in target.looks_of[table.name]:
            if column.is_text:
                letter = get_column_letter(spot.columns[column.header])
                for row, text in enumerate(table.frame[column.header].tolist(), start=spot.header_row + 1):
                    found.setdefault(str(text), f"{letter}{row}")
    return found
