"""Native charts over the tables of a sheet, placed in rows of two."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.chart import AreaChart, BarChart, LineChart, Reference, ScatterChart, Series
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import title_maker
from openpyxl.drawing.colors import ColorChoice
from openpyxl.drawing.fill import PatternFillProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.cell_text import holdable, spelled
from model.report.layout import pixels
from model.report.looks import CHART_COLOURS, CHART_DASHES, FAN_COLOURS, LINE, MARKED
from model.results.shown.pages import Chart

WIDTH, HEIGHT, GAP = 560, 320, 16  # pixels
EMU = 9525  # of Excel's drawing units to a pixel
PER_ROW = 2
BLOCK_WIDTH = PER_ROW * (WIDTH + GAP)  # pixels that a row of charts takes
BLOCK_ROWS = 17  # rows of 15 points that hold one row of charts
SHARE_AXIS = "0%"
AXIS_FORMAT = "[>=10]#,##0;[<0]-General;General"
FONT_SIZE, SMALL_FONT = 900, 700  # hundredths of a point
MANY_BARS = 9  # beside one another with room for names of the usual size
_KINDS: Mapping[str, type[Any]] = {"line": LineChart, "xy": ScatterChart, "fan": AreaChart}  # all others are bars
UNIT = re.compile(r" \([^()]*\)$")  # stands at the axis, not in the legend too


def place_chart(
    sheet: Worksheet,
    made: Any,
    number: int,
    top: int,
    widths: Mapping[int, float],
    per_row: int = PER_ROW,
    width: int = WIDTH,
) -> None:
    """Anchor the chart with this number on the page (from 0), in rows of so many of this width (pixels) from row `top` on."""
    left = GAP + (number % per_row) * (width + GAP)
    column = 1
    while left >= pixels(widths.get(column, 8.43)):
        left -= pixels(widths.get(column, 8.43))
        column += 1
    row = top + (number // per_row) * BLOCK_ROWS
    # A little below the row's edge: where a page begins there, it would be drawn at the foot of the page before too.
    marker = AnchorMarker(col=column - 1, colOff=left * EMU, row=row - 1, rowOff=GAP // 2 * EMU)
    made.anchor = OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(width * EMU, HEIGHT * EMU))
    sheet.add_chart(made)


def make_chart(sheet: Worksheet, chart: Chart, columns: Mapping[str, int], header_row: int, last_row: int) -> Any:
    """The chart over a table at these rows; `columns` numbers the table's headers."""
    made: Any = _KINDS.get(chart.kind, BarChart)()
    if isinstance(made, BarChart):
        made.type = "bar" if chart.kind == "bar" else "col"
        made.gapWidth = 60
        if chart.kind.startswith("stacked"):
            made.grouping, made.overlap = "stacked", 100
    of = columns[chart.categories]
    categories = Reference(sheet, min_col=of, min_row=header_row + 1, max_row=last_row)

    def draw(on: Any, headers: Sequence[str]) -> None:
        is_xy = isinstance(on, ScatterChart)
        for header in headers:
            values = Reference(sheet, min_col=columns[header], min_row=header_row + 1, max_row=last_row)
            title = spelled(holdable(UNIT.sub("", header)))
            on.series.append(Series(values, categories if is_xy else None, title=title))
        if not is_xy:
            on.set_categories(categories)

    draw(made, chart.series)
    if isinstance(made, AreaChart):
        made.grouping = "stacked"
        _colour_fan(made)
    else:
        _colour(made, [header in chart.marked for header in chart.series])
    if chart.lines:
        over = LineChart()
        draw(over, chart.lines)
        _colour(over, [False] * len(chart.lines))
        made += over
    _axes(made, chart, last_row - header_row)
    if isinstance(made, BarChart):
        _start_at_zero(made, _drawn(sheet, [columns[header] for header in chart.series], header_row + 1, last_row))
    made.title = _title(chart.title, 1100, bold=True)
    if len(chart.series) + len(chart.lines) > 1:
        made.legend.position = "b"
        made.legend.txPr = _text(FONT_SIZE)
    else:
        made.legend = None
    return made


def _colour(made: Any, marked: Sequence[bool]) -> None:
    """Colours that differ in lightness, and lines that differ in dashes too; marked series are hatched, which no other is."""
    plain = 0
    for series, is_marked in zip(made.series, marked, strict=True):
        if is_marked:
            series.graphicalProperties = GraphicalProperties(pattFill=_hatched())
            series.invertIfNegative = False
            continue
        colour, dash = CHART_COLOURS[plain % len(CHART_COLOURS)], CHART_DASHES[plain % len(CHART_DASHES)]
        plain += 1
        if isinstance(made, LineChart | ScatterChart):
            line: Any = LineProperties(solidFill=colour, w=28575)
            line.prstDash = dash
            series.graphicalProperties = GraphicalProperties(ln=line)
            series.smooth = False
            series.marker.symbol = "none" if isinstance(made, LineChart) else "circle"
        else:
            series.graphicalProperties = GraphicalProperties(solidFill=colour)
            series.invertIfNegative = False


def _colour_fan(made: AreaChart) -> None:
    """Bands, the inner ones darker; what lies below the lowest is no band."""
    last = len(made.series) - 1
    for place, series in enumerate(made.series):
        colour = FAN_COLOURS[1 < place < last]
        fill = {"noFill": True} if place == 0 else {"solidFill": colour}
        series.graphicalProperties = GraphicalProperties(ln=LineProperties(noFill=True), **fill)


def _hatched() -> Any:
    """What marks a series, on paper without colours too."""
    fill: Any = PatternFillProperties(prst="wdUpDiag")
    ink: Any = MARKED
    paper: Any = "FFFFFF"
    fill.fgClr, fill.bgClr = ColorChoice(srgbClr=ink), ColorChoice(srgbClr=paper)
    return fill


def _axes(made: Any, chart: Chart, rows: int) -> None:
    made.x_axis.delete = made.y_axis.delete = False  # openpyxl hides them otherwise
    made.y_axis.title = _title(chart.unit, FONT_SIZE)
    made.y_axis.number_format = SHARE_AXIS if chart.unit == "%" else AXIS_FORMAT
    made.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=6350))
    made.x_axis.tickLblPos = "low"
    made.x_axis.txPr = made.y_axis.txPr = _text(FONT_SIZE)
    if chart.kind == "xy":
        made.scatterStyle = "lineMarker"
        made.x_axis.title = _title(spelled(holdable(chart.categories)), FONT_SIZE)
        made.x_axis.number_format = AXIS_FORMAT
        made.x_axis.majorGridlines = None
    if chart.kind == "bar":
        made.x_axis.scaling.orientation = "maxMin"  # the first row on top
        made.x_axis.tickLblSkip = 1  # every bar has its name
        if rows > MANY_BARS:
            made.x_axis.txPr = _text(SMALL_FONT)
        made.y_axis.crosses = "max"


def _drawn(sheet: Worksheet, columns: Sequence[int], first: int, last: int) -> list[float]:
    """The numbers that a chart draws."""
    cells = (sheet.cell(row, column).value for column in columns for row in range(first, last + 1))
    return [float(value) for value in cells if isinstance(value, int | float)]


def _start_at_zero(made: BarChart, values: Sequence[float]) -> None:
    """Bars begin at 0, or their lengths would deceive; what lies on both sides of it holds it anyway."""
    if all(value >= 0 for value in values):
        made.y_axis.scaling.min = 0
    elif all(value <= 0 for value in values):
        made.y_axis.scaling.max = 0


def _text(size: int, bold: bool = False) -> RichText:
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=size, b=bold))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties(sz=size, b=bold))])


def _title(text: str, size: int, bold: bool = False) -> Any:
    title: Any = title_maker(text)
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=size, b=bold))
    title.overlay = False
    return title
