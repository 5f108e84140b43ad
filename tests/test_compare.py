"""`compare`: what differs between two results, on the screen and in its workbook."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from model.cli import main
from model.results.comparison.sentences import sentences
from model.results.figures.page import NET_COST, SHORT_WITH, SHORT_WITHOUT
from model.workbook.result_book import ResultBook
from tests.test_next_and_compare import HALVED, told
from tests.test_next_period import FREE, next_of, result_of
from tests.tiny import demand, row, workbook


def test_equal_results_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, result = result_of(workbook(tmp_path / "halved.xlsx", {**FREE, "Periods": 3}, **HALVED))
    assert main(["compare", str(result), str(result), "-o", str(tmp_path / "out.xlsx")]) == 0
    assert "The two results are the same" in told(capsys)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames == ["Comparison"]


def test_plans_of_different_starts_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A orders 40 t at 100 USD in 2027 and nothing is left to order in 2028; the files are named before their figures."""
    _, result = result_of(workbook(tmp_path / "halved.xlsx", {**FREE, "Periods": 3}, **HALVED))
    _, following = result_of(next_of(result))
    capsys.readouterr()
    assert main(["compare", str(result), str(following), "-o", str(tmp_path / "out.xlsx")]) == 0
    said = told(capsys)
    assert said.startswith("Now A orders for 4,000 USD and B for 0 USD.")
    assert "A is halved result.xlsx, B is halved result next result.xlsx. They start at different times: " in said
    assert "orders now are those of 2027 in A and of 2028 in B, and costs count from the start of each on." in said


def test_what_a_reserve_spares_is_not_told_where_there_is_no_plan_without_it(tmp_path: Path) -> None:
    figures = pd.DataFrame(
        [(SHORT_WITHOUT, 300.0, np.nan), (SHORT_WITH, 100.0, 100.0), (NET_COST, 50.0, 60.0)], columns=["name", "a", "b"]
    )
    a, b = (ResultBook(tmp_path / name, None, (), ()) for name in ("a.xlsx", "b.xlsx"))
    orders = pd.DataFrame(columns=["material", "tonnes_a", "tonnes_b", "cost_a", "cost_b"], dtype=float)
    said = [str(one) for one in sentences(a, b, [], figures, orders)]
    assert said[2] == (
        "The reserve spares 200 USD of expected shortage cost at a net cost of 50 USD in A and has a net cost of 60 USD in "
        "B, where there is no plan without it to tell what it spares."
    )


def test_what_differs_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A target of 30 in place of 40 t, and growth of demand: A orders 40 t for 4,000 USD, B 30 t for 3,000."""
    _, one = result_of(workbook(tmp_path / "one.xlsx", {**FREE, "Periods": 3}, **HALVED))
    fewer = {
        **HALVED, "targets": [row(material="Metal", tonnes=30, by=2, hard="yes")],
        "demand": [demand(100, growth=1)],
    }  # fmt: skip
    _, other = result_of(workbook(tmp_path / "other.xlsx", {**FREE, "Periods": 3}, **fewer))
    assert main(["compare", str(one), str(other), "-o", str(tmp_path / "out.xlsx")]) == 0
    said = told(capsys)
    assert "Now A orders for 4,000 USD and B for 3,000 USD. The orders of Metal (40 t in A, 30 t in B) differ." in said
    assert "Their inputs differ in 2 places, on Demand and Targets" in said
    cells = [[cell.value for cell in line] for line in openpyxl.load_workbook(tmp_path / "out.xlsx")["Comparison"]]
    flat = [[value for value in line if value is not None] for line in cells]
    assert ["Targets", "Metal, period 2", "Tonnes", "40", "30"] in flat
    assert ["Demand", "Metal, Users, blank", "Growth", "blank", "1 %"] in flat or [
        "Demand", "Metal, Users", "Growth", "blank", "1 %"
    ] in flat
