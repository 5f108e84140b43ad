"""Charts: bars begin at 0, lines need not; every bar has its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import AreaChart, LineChart

from model.report.charts import make_chart
from model.report.looks import FAN_COLOURS
from model.results.shown.pages import Chart


def drawn(kind: str, values: Sequence[object]) -> Any:
    """A chart of two columns over so many rows."""
    sheet = Workbook().create_sheet()
    for line in (("Name", "A", "B"), *(("x", value, 5 if value != -90 else -5) for value in values)):
        sheet.append(list(line))
    chart = Chart(kind, "Title", "Table", "Name", ("A", "B"), "t")
    return make_chart(sheet, chart, {"Name": 1, "A": 2, "B": 3}, 1, len(values) + 1)


def axis(kind: str, values: Sequence[object]) -> tuple[Any, Any]:
    """The least and the largest value that the value axis is told to have, None where Excel chooses."""
    scaling = drawn(kind, values).y_axis.scaling
    return scaling.min, scaling.max


@pytest.mark.parametrize("kind", ["bar", "column", "stacked column"])
@pytest.mark.parametrize(
    ("values", "ends"),
    [([90, 95], (0, None)), ([90, -95], (None, None)), ([-90, -90], (None, 0)), ([None, 90, "•••"], (0, None))],
)
def test_bars_begin_at_zero(kind: str, values: Sequence[object], ends: tuple[Any, Any]) -> None:
    assert axis(kind, values) == ends


def test_a_fan_is_areas_with_lines_over_them() -> None:
    """Stacked: nothing below the bands, which are darker inside, and a line for the plan."""
    sheet = Workbook().create_sheet()
    names = ("Period", "Below 5", "5 to 25", "25 to 75", "75 to 95", "Plan")
    for line in (names, ("a", 1, 2, 3, 1, 5), ("b", 2, 2, 4, 2, 6)):
        sheet.append(list(line))
    chart = Chart("fan", "Title", "Table", "Period", names[1:5], "t", lines=("Plan",))
    made = make_chart(sheet, chart, {name: place for place, name in enumerate(names, start=1)}, 1, 3)
    areas, lines = made._charts
    assert (type(areas), type(lines)) == (AreaChart, LineChart) and areas.grouping == "stacked"
    assert areas.series[0].graphicalProperties.noFill
    fills = [one.graphicalProperties.solidFill.srgbClr for one in areas.series[1:]]
    assert fills == [FAN_COLOURS[0], FAN_COLOURS[1], FAN_COLOURS[0]]
    assert [one.val.numRef.f for one in lines.series] == ["'Sheet1'!$F$2:$F$3"]
    assert made.legend.position == "b" and made.y_axis.title is not None


def test_lines_need_not_begin_at_zero() -> None:
    assert axis("line", [90, 95]) == (None, None)


@pytest.mark.parametrize(("kind", "bars", "size"), [("bar", 9, 900), ("bar", 12, 700), ("column", 12, 900)])
def test_many_bars_have_small_names_so_that_each_has_its_own(kind: str, bars: int, size: int) -> None:
    axis_of_names = drawn(kind, range(bars)).x_axis
    assert axis_of_names.txPr.p[0].pPr.defRPr.sz == size
