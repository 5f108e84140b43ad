"""Charts: bars begin at 0, lines need not; every bar has its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from model.report.charts import make_chart
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


def test_lines_need_not_begin_at_zero() -> None:
    assert axis("line", [90, 95]) == (None, None)


@pytest.mark.parametrize(("kind", "bars", "size"), [("bar", 9, 900), ("bar", 12, 700), ("column", 12, 900)])
def test_many_bars_have_small_names_so_that_each_has_its_own(kind: str, bars: int, size: int) -> None:
    axis_of_names = drawn(kind, range(bars)).x_axis
    assert axis_of_names.txPr.p[0].pPr.defRPr.sz == size
