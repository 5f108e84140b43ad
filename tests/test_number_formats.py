"""How numbers are shown in cells: decimals where they tell something, a dash for nothing, and no signed zero."""

from __future__ import annotations

import pandas as pd
import pytest

from model.excel.looks import THOUSANDS_FORMAT
from model.report import layout, make_workbook
from model.report.charts import AXIS_FORMAT
from model.report.looks import MIXED, MIXED_SIGNS, WHOLE, number_format, shown, with_dash_for_zero
from model.results.shown.pages import Measure, Page, Table


@pytest.mark.parametrize(
    ("measure", "values", "wanted"),
    [
        (Measure.TONNES, [45.693, 1_200.0], WHOLE),
        (Measure.TONNES, [0.5, 1_200.0, 0.0], MIXED),
        (Measure.TONNES, [0.5, -1_200.0], MIXED_SIGNS),
        (Measure.PRICE, [0.5, 1_200.0], MIXED),
        (Measure.SHARE, [0.0, 0.5], "0.0%"),
    ],
)
def test_format_of_a_column(measure: Measure, values: list[float], wanted: str) -> None:
    assert number_format(measure, values) == wanted


@pytest.mark.parametrize(("value", "text"), [(45.693, "46"), (1_200.4, "1,200"), (0.615, "0.615")])
def test_tonnes_have_decimals_below_ten_alone(value: float, text: str) -> None:
    assert shown(value, MIXED) == text


@pytest.mark.parametrize(("value", "text"), [(-1_200.4, "-1,200.400"), (-0.615, "-0.615")])
def test_with_negatives_tonnes_have_decimals_throughout(value: float, text: str) -> None:
    assert shown(value, MIXED_SIGNS) == text  # at most, for the width of the column


def test_nothing_is_a_dash_where_it_is_an_amount_and_told_where_it_is_cover_or_a_share() -> None:
    frame = pd.DataFrame(
        {f"{name} (unit)": [0.0, 5.5] for name in "ABCDE"},
    )
    kinds = (Measure.TONNES, Measure.USD_MILLION, Measure.DAYS, Measure.SHARE, Measure.USD)
    looks = layout.column_looks(Table("T", "T", frame, dict(zip(frame, kinds, strict=True))))
    assert ["–" in look.number_format for look in looks] == [True, True, False, False, True]
    assert all(look.number_format.count(";") <= 2 for look in looks)  # four sections are all that Excel takes


def test_a_total_of_dust_is_zero_without_a_sign() -> None:
    frame = pd.DataFrame({"Period": ["2027", "2028"], "Net (USD million)": [0.1 + 0.2, -0.3]})
    table = Table("Net", "Net", frame, {"Net (USD million)": Measure.USD_MILLION}, totals=("Net (USD million)",))
    sheet = make_workbook([Page("Page", ("One.",), (table,))])["Page"]
    first = next(cell for cell in sheet["A"] if cell.value == "Total")
    assert frame["Net (USD million)"].sum() != 0
    assert repr(sheet.cell(first.row, 2).value) == "0.0"


@pytest.mark.parametrize("values", [[-0.92], [-0.92, 425.7], [-1234.5, 0.5], [-5.0, 0.0, 20.0]])
def test_what_is_negative_has_a_part_of_its_own(values: list[float]) -> None:
    """LibreOffice shows -0.92 as 0.92 where it falls to the last of three parts under conditions."""
    formats = [with_dash_for_zero(number_format(measure, values)) for measure in (Measure.TONNES, Measure.USD_MILLION)]
    for one in (*formats, THOUSANDS_FORMAT, AXIS_FORMAT):
        parts = one.split(";")
        assert len(parts) == 3 and parts[1].removeprefix("[<0]").startswith("-"), one
        assert not parts[1].startswith("[") or parts[1].startswith("[<0]"), one
