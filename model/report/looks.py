"""How the result workbook looks: number formats by measure, fonts, fills and the colours of charts.

The palette is that of the input workbook. Colours differ in lightness too, so that a greyscale print tells them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from openpyxl.formatting import rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from model.calendar import FloatArray
from model.excel import looks as palette
from model.results.shown.pages import Measure

DARK, ORANGE, LINE = palette.DARK, palette.ORANGE, palette.LINE
CHART_COLOURS = (DARK, ORANGE, "7F9CCB", "8C8C8C", "C55A11", "BDD0EE", "2E6B4F", "E2C044", "5B3A70", "BFBFBF")
FAN_COLOURS = ("DCE6F5", "A9C1E8")  # of the outer bands of a fan and of the inner ones
MARKED = "9C0006"  # of series that stand out, which are hatched too
CHART_DASHES = ("solid", "sysDash", "dash", "dashDot", "sysDot")

LEAD_FONT = Font(name="Calibri", size=12, bold=True)
FIGURE_FONT = Font(name="Calibri", size=20, bold=True, color=DARK)
FIGURE_FILL = PatternFill("solid", fgColor=palette.BLUE)
TABLE_TITLE_FONT = Font(name="Calibri", size=12, bold=True, color=DARK)
TOTAL_FONT = Font(name="Calibri", size=11, bold=True)
BELOW, BELOW_FONT = "7F9CCB", Font(bold=True, italic=True)  # what is below 0 in a column coloured by value
FLAG_FONT = Font(bold=True, color="000000")
FLAG_FILL = PatternFill("solid", fgColor=ORANGE, bgColor=ORANGE)
TOTAL_FILL = PatternFill("solid", fgColor=palette.BLUE)

_rules: Any = rule
GOOD_WORDS = ("", "passed", "yes", "ok")  # in a column of flags; every other text marks trouble

CELL_LINE = Border(bottom=Side(style="hair", color=LINE))
TOTAL_LINE = Border(top=Side(style="thin", color=DARK), bottom=Side(style="double", color=DARK))
NUMBER = Alignment(vertical="top")
TEXT = Alignment(vertical="top", horizontal="left", indent=1)  # apart from the number to its left
WRAPPED_TEXT = Alignment(vertical="top", horizontal="left", wrap_text=True, indent=1)
FIGURE = Alignment(vertical="center", horizontal="center", wrap_text=True)
SENTENCE = Alignment(vertical="top", wrap_text=True)
HEADER_LEFT = Alignment(vertical="center", horizontal="left", wrap_text=True, indent=1)
HEADER_RIGHT = Alignment(vertical="center", horizontal="right", wrap_text=True)


def alignment(is_text: bool, wraps: bool) -> Alignment:
    """How the cells of a column are aligned."""
    if wraps:
        return WRAPPED_TEXT
    return TEXT if is_text else NUMBER


def heat(values: Sequence[float] | FloatArray, around_zero: bool) -> list[Any]:
    """The rules that colour a column by value, light to dark: from its least up, or `around_zero`, which has no colour.

    What is below 0 then goes to a darker colour, and in bold italics for a greyscale print.
    """
    if not around_zero:
        return [_rules.ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color=ORANGE)]
    sizes = np.abs(np.asarray(values, dtype=float))
    end = float(sizes[np.isfinite(sizes)].max(initial=0.0)) or 1.0
    sides = _rules.ColorScaleRule(
        start_type="num", start_value=-end, start_color=BELOW, mid_type="num", mid_value=0, mid_color="FFFFFF",
        end_type="num", end_value=end, end_color=ORANGE,
    )  # fmt: skip
    return [sides, _rules.CellIsRule(operator="lessThan", formula=["0"], font=BELOW_FONT)]


def flag(first_cell: str) -> Any:
    """The rule that marks trouble in a column of flags from this cell on, in bold too, for a greyscale print."""
    tests = ",".join(f'LOWER(TRIM({first_cell}))<>"{word}"' for word in GOOD_WORDS)
    return _rules.FormulaRule(formula=[f"AND({tests})"], font=FLAG_FONT, fill=FLAG_FILL)


WHOLE = "#,##0"
# Where a column holds both thousands and parts of a tonne: decimals below ten alone, as in sentences. Excel takes two
# conditions a format, and LibreOffice drops the minus of what falls to the part behind them: with negatives there are none.
MIXED = '[>=9.95]#,##0;[=0]"–";#,##0.0##'
MIXED_SIGNS = '#,##0.0##;-#,##0.0##;"–"'
DASH_FOR_ZERO = (Measure.TONNES, Measure.USD, Measure.USD_MILLION, Measure.PRICE)  # cover of 0 days, and 0.0%, are told
FEW_DECIMALS = {Measure.USD_MILLION: "#,##0.00", Measure.DAYS: "#,##0.0", Measure.INDEX: "#,##0.00"}


def number_format(measure: Measure, values: Sequence[float] | FloatArray) -> str:
    """The number format of a column, by what it measures and how large its finite numbers are."""
    if measure is Measure.TEXT:
        return "General"
    if measure is Measure.SHARE:
        return "0.0%"
    if measure is Measure.SCIENTIFIC:
        return "0.0E+00"
    if measure in (Measure.COUNT, Measure.USD):
        return WHOLE
    finite = np.asarray(values, dtype=float)
    finite = finite[np.isfinite(finite)]
    sizes = np.abs(finite[finite != 0])
    if measure is Measure.USD_MILLION and sizes.max(initial=0.0) >= 1000:
        return "#,##0.0"
    smallest, largest = (float(sizes.min()), float(sizes.max())) if len(sizes) else (100.0, 100.0)
    if measure in FEW_DECIMALS:
        return WHOLE if smallest >= 100 or (measure is Measure.DAYS and largest >= 10) else FEW_DECIMALS[measure]
    if smallest >= 9.95:
        return WHOLE
    return MIXED_SIGNS if finite.min(initial=0.0) < 0 else MIXED


def with_dash_for_zero(number_format: str) -> str:
    """The format with a dash for 0, so that what is there stands out from what is not."""
    return number_format if ";" in number_format else f'{number_format};-{number_format};"–"'


def shown(value: float, number_format: str) -> str:
    """About the text a number shows as, for the width of its column."""
    if number_format == "0.0%":
        return f"{value:.1%}"
    if number_format == "0.0E+00":
        return f"{value:.1e}"
    mixed = number_format in (MIXED, MIXED_SIGNS)
    if number_format == WHOLE or (number_format == MIXED and abs(value) >= 9.95):
        return f"{value:,.0f}"
    return f"{value:,.3f}" if mixed else f"{value:,.2f}"
