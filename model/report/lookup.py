"""A sheet whose figures follow what is chosen in its cells: formulas look them up on a Data sheet, and charts draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import (
    BODY_FONT,
    CELL_BORDER,
    GREY_FONT,
    HEADING_FONT,
    LETTERS,
    REQUIRED_FILL,
    REQUIRED_HEADER_FILL,
    REQUIRED_HEADER_FONT,
    TITLE_FONT,
    lines_of,
    set_up_print,
)
from model.excel.row_text import Formula, LongWorkbook
from model.report import charts, layout, looks, paper
from model.report.cells import Styles, place
from model.report.layout import LINE_HEIGHT
from model.report.looked_up import MATERIAL, PATH, ChoiceLists, Source, list_name
from model.report.sheet import link
from model.results.shown.lookup import Choice, LookupPage, Side, header_of

CHOICE_WIDTH, NAME_WIDTH, LABEL_WIDTH, NARROWEST, SPACE = 60.0, 44.0, 10.0, 9.0, 2.0  # characters
CHARTS_A_ROW, NARROWEST_CHART = 4, 320  # pixels
TEXT_WIDTH = 200.0  # characters a sentence may run before it wraps
CHOICE = Alignment(vertical="center", horizontal="left", shrink_to_fit=True)
GROUP = Alignment(vertical="center", horizontal="left", shrink_to_fit=True)
NONE = "Not in the list: choose one of it."


@dataclass(frozen=True)
class Block:
    """Where a side stands: its `first` column, which names what is under way if it is of a story, and that of each figure."""

    side: Side
    first: int
    figures: range

    @property
    def last(self) -> int:
        return self.figures.stop - 1


class LookupSheet:
    """A page that looks rows up, on its way into a sheet."""

    def __init__(self, page: LookupPage, workbook: LongWorkbook, sheet: Worksheet, styles: Styles) -> None:
        self.page, self.lookup, self.sheet, self.styles = page, page.lookup, sheet, styles
        self.source = Source(workbook, self.lookup.source)
        self.lists = ChoiceLists(workbook, self.lookup, sheet.title)
        self.widths: dict[int, float] = {1: LABEL_WIDTH}
        self.blocks: list[Block] = []
        column = 2
        for side in self.lookup.sides:
            if self.blocks:
                self.widths[column] = SPACE
                column += 1
            self.blocks.append(self._block(side, column))
            column = self.blocks[-1].figures.stop

    def _block(self, side: Side, first: int) -> Block:
        """A side from a column on, and the widths of its columns."""
        start = first
        if side.of_story:
            longest = max(len(name) for name in self.lookup.stories)
            self.widths[first] = min(max(longest / LETTERS + layout.INDENT, LABEL_WIDTH), NAME_WIDTH)
            start += 1
        for number, column in enumerate(self.lookup.columns, start=start):
            longest = len(looks.shown(self.lookup.largest[column.header], looks.MIXED))
            word = max(map(len, column.header.split()))
            self.widths[number] = max(longest + 2.0, word + 2.5, NARROWEST)
        return Block(side, first, range(start, start + len(self.lookup.columns)))

    def write(self, links: Sequence[str]) -> None:
        """The whole sheet, with links to the sheets of these titles below its title."""
        for number, width in self.widths.items():
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.sheet_view.showGridLines = False
        place(self.sheet, 1, 1, self.page.title).font = TITLE_FONT
        self.sheet.row_dimensions[1].height = 24
        for number, title in enumerate(links, start=1):
            link(place(self.sheet, 2, number, title), f"'{title}'!A1", title)
        lead, *others = self.page.texts
        self._write_text(3, lead, lead=True)
        for choice, column in zip(self.lookup.choices, (MATERIAL, PATH), strict=False):
            self._write_choice(choice, column)
        row = 6
        for text in others:
            self._write_text(row, text)
            row += 1
        charts_top = row + 1
        row = charts_top + (charts.BLOCK_ROWS if self.page.charts else 0)
        for number in range(charts_top, row):
            self.sheet.row_dimensions[number].height = LINE_HEIGHT
        header_row = self._write_headers(row)
        last = self._write_figures(header_row)
        self._write_totals(header_row + 1, last)
        self._draw(charts_top, header_row, last)
        self._set_up(row, last + 1)

    def _write_text(self, row: int, text: str, lead: bool = False) -> None:
        """A sentence over the width of the table."""
        columns, width = 0, 0.0
        while columns < len(self.widths) and width < TEXT_WIDTH:
            columns += 1
            width += self.widths[columns]
        font = looks.LEAD_FONT if lead else GREY_FONT
        place(self.sheet, row, 1, text, self.styles.get(font=font, alignment=looks.SENTENCE))
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
        self.sheet.row_dimensions[row].height = LINE_HEIGHT * lines_of(text, width) + 3

    def _write_choice(self, choice: Choice, number_of: int) -> None:
        """A drop-down cell that looks like those of the input workbook, over as many columns as names take."""
        first = self.sheet[choice.cell]
        row = first.row
        place(self.sheet, row, 1, choice.label, self.styles.get(font=HEADING_FONT, alignment=CHOICE))
        last, width = first.column, self.widths[first.column]
        while width < CHOICE_WIDTH and last < len(self.widths):
            last += 1
            width += self.widths[last]
        style = self.styles.get("@", HEADING_FONT, REQUIRED_FILL, CELL_BORDER, CHOICE)
        for column in range(first.column, last + 1):
            place(self.sheet, row, column, choice.names[choice.chosen] if column == first.column else None, style)
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=first.column, end_column=last)
        self.sheet.row_dimensions[row].height = LINE_HEIGHT + 3
        told = Formula(f'IF({self.lists.chosen(number_of)}=0,"{NONE}","")', "")
        place(self.sheet, row, last + 1, told, self.styles.get(font=looks.FLAG_FONT))
        offered = DataValidation(
            type="list", errorStyle="stop", formula1=list_name(choice), allow_blank=False, sqref=choice.cell
        )
        offered.showErrorMessage = True
        offered.errorTitle, offered.error = choice.label, f"Choose a {choice.label.lower()} of the list."
        self.sheet.add_data_validation(offered)

    def _write_headers(self, row: int) -> int:
        """What each block of columns is of, and below it the headers; the row of these."""
        group = self.styles.get(font=looks.TABLE_TITLE_FONT, fill=looks.FIGURE_FILL, alignment=GROUP)
        left, right = (
            self.styles.get(font=REQUIRED_HEADER_FONT, fill=REQUIRED_HEADER_FILL, alignment=alignment)
            for alignment in (looks.HEADER_LEFT, looks.HEADER_RIGHT)
        )
        place(self.sheet, row + 1, 1, "Period", left)
        story = self.lookup.story
        for block in self.blocks:
            for column in range(block.first, block.last + 1):
                place(self.sheet, row, column, None, group)
            title: Any = block.side.title
            if block.side.of_story and story is not None:
                title = Formula(f'"{title}: "&{story.cell}', f"{title}: {story.names[story.chosen]}")
                place(self.sheet, row + 1, block.first, "Under way", left)
            place(self.sheet, row, block.first, title, group)
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=block.first, end_column=block.last)
            for number, one in zip(block.figures, self.lookup.columns, strict=True):
                place(self.sheet, row + 1, number, one.header, right)
        lines = max(
            lines_of(one.header, self.widths[number] - 1)
            for block in self.blocks
            for number, one in zip(block.figures, self.lookup.columns, strict=True)
        )
        self.sheet.row_dimensions[row].height = 18
        self.sheet.row_dimensions[row + 1].height = LINE_HEIGHT * lines + 3
        return row + 1

    def _write_figures(self, header_row: int) -> int:
        """The rows of the periods; the last of them."""
        number_format = looks.MIXED  # whatever is chosen, and nothing here is below 0
        label = self.styles.get(font=BODY_FONT, border=looks.CELL_LINE, alignment=looks.TEXT)
        figure = self.styles.get(number_format, BODY_FONT, None, looks.CELL_LINE, looks.NUMBER)
        for period, text in enumerate(self.lookup.periods):
            row = header_row + 1 + period
            place(self.sheet, row, 1, text, label)
            for block in self.blocks:
                if block.side.of_story:
                    under_way = Formula(self.lists.under_way(period), block.side.under_way[period])
                    place(self.sheet, row, block.first, under_way, label)
                key = self.lists.key(period, block.side.of_story)
                for number, column in zip(block.figures, self.lookup.columns, strict=True):
                    found = float(block.side.values[column.header].iloc[period])
                    place(self.sheet, row, number, Formula(self._sum(column.header, key), found), figure)
        return header_row + len(self.lookup.periods)

    def _sum(self, header: str, key: str) -> str:
        """The sum of a column of the source over the rows with a key."""
        return f"SUMIFS({self.source.column(header)},{self.source.column(self.lookup.key)},{key})"

    def _write_totals(self, first: int, last: int) -> None:
        style = self.styles.get(looks.MIXED, looks.TOTAL_FONT, looks.TOTAL_FILL, looks.TOTAL_LINE)
        for number, width in self.widths.items():
            if width > SPACE:
                place(self.sheet, last + 1, number, "Total" if number == 1 else None, style)
        for block in self.blocks:
            for number, column in zip(block.figures, self.lookup.columns, strict=True):
                if column.header in self.lookup.totals:
                    letter = get_column_letter(number)
                    total = float(block.side.values[column.header].sum())
                    place(self.sheet, last + 1, number, Formula(f"SUM({letter}{first}:{letter}{last})", total), style)

    def _draw(self, top: int, header_row: int, last: int) -> None:
        """The charts side by side over the table."""
        columns = {"Period": 1}
        for block in self.blocks:
            for number, column in zip(block.figures, self.lookup.columns, strict=True):
                columns[header_of(column, block.side)] = number
        whole = layout.points(self.widths) / layout.POINTS_PER_PIXEL - charts.GAP
        width = max(int(whole / CHARTS_A_ROW) - charts.GAP, NARROWEST_CHART)
        for number, chart in enumerate(self.page.charts):
            made = charts.make_chart(self.sheet, chart, columns, header_row, last)
            charts.place_chart(self.sheet, made, number, top, self.widths, CHARTS_A_ROW, width)

    def _set_up(self, table_top: int, last: int) -> None:
        """One page held across, or where there are many periods the charts on one and the table on the next ones."""
        set_up_print(self.sheet, landscape=True, repeat_header=False)
        self.sheet.freeze_panes = "B6"  # below the drop-down lists
        self.sheet.print_title_rows = "1:1"
        self.sheet.print_area = f"A1:{get_column_letter(len(self.widths))}{last}"
        width = layout.points(self.widths)
        if not paper.put_on_one_landscape_page(self.sheet, width, last):
            paper.put_on_pages(self.sheet, width, [range(1, table_top), range(table_top, last + 1)], range(1, 2))
