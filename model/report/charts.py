"""Native charts over the tables of a sheet, placed in rows of two."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.chart.title import Title, title_maker
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.utils.units import pixels_to_EMU
from openpyxl.worksheet.worksheet import Worksheet

from model.report.layout import pixels
from model.report.looks import CHART_COLOURS, CHART_DASHES, LINE
from model.results.pages import Chart

WIDTH, HEIGHT, GAP = 560, 320, 16  # pixels
PER_ROW = 2
BLOCK_ROWS = 17  # rows of 15 points that hold one row of charts
FONT_SIZE = 900  # hundredths of a point


def place_chart(sheet: Worksheet, made: BarChart | LineChart, number: int, top: int, widths: Mapping[int, float]) -> None:
    """Anchor the chart with this number on the page (from 0), in rows of two from row `top` on."""
    left = GAP + (number % PER_ROW) * (WIDTH + GAP)
    column = 1
    while left >= pixels(widths.get(column, 8.43)):
        left -= int(pixels(widths.get(column, 8.43)))
        column += 1
    row = top + (number // PER_ROW) * BLOCK_ROWS
    marker = AnchorMarker(col=column - 1, colOff=pixels_to_EMU(left), row=row - 1, rowOff=0)
    made.anchor = OneCellAnchor(_from=marker, ext=XDRPositiveSize2D(pixels_to_EMU(WIDTH), pixels_to_EMU(HEIGHT)))
    sheet.add_chart(made)


def make_chart(
    sheet: Worksheet, chart: Chart, columns: Mapping[str, int], header_row: int, last_row: int, number_format: str
) -> BarChart | LineChart:
    """The chart over a table at these rows; `columns` numbers the table's headers."""
    made: BarChart | LineChart = LineChart() if chart.kind == "line" else BarChart()
    if isinstance(made, BarChart):
        made.type = "bar" if chart.kind == "bar" else "col"
        made.gapWidth = 60
        if chart.kind.startswith("stacked"):
            made.grouping, made.overlap = "stacked", 100
    for header in chart.series:
        column = columns[header]
        made.add_data(Reference(sheet, min_col=column, min_row=header_row, max_row=last_row), titles_from_data=True)
    categories = columns[chart.categories]
    made.set_categories(Reference(sheet, min_col=categories, min_row=header_row + 1, max_row=last_row))
    _colour(made)
    _axes(made, chart, number_format)
    made.title = _title(chart.title, 1100, bold=True)
    if len(chart.series) > 1:
        made.legend.position = "b"
        made.legend.txPr = _text(FONT_SIZE)
    else:
        made.legend = None
    return made


def _colour(made: BarChart | LineChart) -> None:
    """Colours that differ in lightness, and lines that differ in dashes too."""
    for number, series in enumerate(made.series):
        colour = CHART_COLOURS[number % len(CHART_COLOURS)]
        if isinstance(made, LineChart):
            dash = CHART_DASHES[number % len(CHART_DASHES)]
            series.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=colour, prstDash=dash, w=28575))
            series.smooth = False
            series.marker.symbol = "none"
        else:
            series.graphicalProperties = GraphicalProperties(solidFill=colour)
            series.graphicalProperties.line.solidFill = "FFFFFF"
            series.invertIfNegative = False


def _axes(made: BarChart | LineChart, chart: Chart, number_format: str) -> None:
    made.x_axis.delete = made.y_axis.delete = False  # openpyxl hides them otherwise
    made.y_axis.title = _title(chart.unit, FONT_SIZE)
    made.y_axis.number_format = number_format
    made.y_axis.majorGridlines.spPr = GraphicalProperties(ln=LineProperties(solidFill=LINE, w=6350))
    made.x_axis.tickLblPos = "low"
    made.x_axis.txPr = made.y_axis.txPr = _text(FONT_SIZE)
    if chart.kind == "bar":
        made.x_axis.scaling.orientation = "maxMin"  # the first row on top
        made.y_axis.crosses = "max"


def _text(size: int, bold: bool = False) -> RichText:
    properties = ParagraphProperties(defRPr=CharacterProperties(sz=size, b=bold))
    return RichText(p=[Paragraph(pPr=properties, endParaRPr=CharacterProperties(sz=size, b=bold))])


def _title(text: str, size: int, bold: bool = False) -> Title:
    title = title_maker(text)
    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=size, b=bold))
    title.overlay = False
    return title
