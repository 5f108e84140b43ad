"""Figures in large type, side by side over the width of a page: label, value and unit of each below one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from model.excel.looks import BODY_FONT, GREY_FONT
from model.report import looks
from model.report.cells import Styles, place
from model.report.layout import LINE_HEIGHT, USUAL_WIDTH
from model.results.shown.pages import Figure

ROWS = 3
HEIGHTS = (2 * LINE_HEIGHT + 3, 30.0, 2 * LINE_HEIGHT)  # points of label, value and unit


def columns_of(count: int, span: int, widths: Mapping[int, float]) -> list[tuple[int, int]]:
    """First and last column of each of `count` boxes of about equal width over the first `span` columns, or more where there
    are fewer columns than boxes."""
    numbers = list(range(1, max(span, count) + 1))
    total = sum(widths.get(number, USUAL_WIDTH) for number in numbers)
    found, start, used = [], 1, 0.0
    for box in range(1, count + 1):
        last = start
        used += widths.get(last, USUAL_WIDTH)
        most = len(numbers) - (count - box)  # leaves a column for each box behind it
        while last < most and (box == count or used + widths.get(last + 1, USUAL_WIDTH) / 2 <= total * box / count):
            last += 1
            used += widths.get(last, USUAL_WIDTH)
        found.append((start, last))
        start = last + 1
    return found


def write_figures(
    sheet: Worksheet, figures: Sequence[Figure], top: int, span: int, widths: Mapping[int, float], styles: Styles
) -> None:
    """The figures in `ROWS` rows from `top` on, over so many columns."""
    for row, height in enumerate(HEIGHTS, start=top):
        sheet.row_dimensions[row].height = height
    for figure, (first, last) in zip(figures, columns_of(len(figures), span, widths), strict=True):
        number_format = looks.number_format(figure.measure, [figure.value])
        lines = (
            (figure.label, BODY_FONT, "General"),
            (figure.value, looks.FIGURE_FONT, number_format),
            (figure.unit, GREY_FONT, "General"),
        )
        for row, (value, font, shown) in enumerate(lines, start=top):
            style = styles.get(shown, font, looks.FIGURE_FILL, None, looks.FIGURE)
            place(sheet, row, first, value, style)
            for column in range(first + 1, last + 1):
                place(sheet, row, column, None, style)
            if last > first:
                sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
