"""The reserve's own view beside the plan as weighted, solved by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from result_cases import MILLION, run, table
from tiny import demand, metal, offer

from model.cli import main
from model.results.book import all_pages
from model.results.views import page as views
from model.results.views import tables as views_tables
from model.stages import Stages
from model.studies.views import reserve_view
from model.workbook import load

AS_SET, OWN = (views_tables.columns("Ledger")[name].header for name in (views_tables.AS_SET, views_tables.OWN))


def test_both_views_release_what_industry_would_buy_abroad(tmp_path: Path) -> None:
    """50 t in stock, worth 80 a tonne at the end and 30 if sold, bought abroad at 100.

    The nation releases because industry saves 100 abroad, the reserve alone because it is paid the base price of 100.
    """
    outcome = run(
        tmp_path,
        {"Periods": 1, "Release when": "always"},
        materials=[metal(terminal_value=80, sale_price=30, opening_stock=50)],
        supply=[offer("CHL", 400)],
        demand=[demand(100)],
    )
    own = reserve_view(outcome, Stages())
    assert own is not None
    page = views.page(replace(outcome, own_view=own))
    ledgers = table(page, "ViewsLedgers").set_index("Ledger")
    # Industry buys 50 abroad and 50 of the reserve, 100 USD each, in both plans.
    for header in (AS_SET, OWN):
        assert ledgers.loc["Industry", header] * MILLION == pytest.approx(10_000)
        assert ledgers.loc["Reserve", header] * MILLION == pytest.approx(-5_000)
    assert own.solution.objective == pytest.approx(-5_000)
    assert outcome.result is not None and outcome.result.solution.objective == pytest.approx(10_000 - 5_000)


def test_the_reserve_alone_takes_the_cheap_tonnes(tmp_path: Path) -> None:
    """A target of 10 t, penalty 1,000; AUS at 100 is home's cheapest, and industry needs its 10 t as well as the reserve.

    Elsewhere the reserve pays 150 and industry 160. As weighted industry has the cheap tonnes (the sum is 10 x 100 + 10 x
    150); alone the reserve takes them and leaves 160 to industry.
    """
    outcome = run(
        tmp_path,
        {"Periods": 1},
        materials=[metal(terminal_value=0)],
        supply=[
            offer("AUS", 10),
            offer("CHL", 100, premium=50, for_="reserve"),
            offer("PER", 100, premium=60, for_="industry"),
        ],
        demand=[demand(10)],
        targets=[{"material": "Metal", "tonnes": 10, "penalty": 1_000}],
    )
    own = reserve_view(outcome, Stages())
    assert own is not None
    page = views.page(replace(outcome, own_view=own))
    changes = "reserve's ledger changes by -500 USD, industry's by +600 USD, the treasury's by 0 USD and"
    assert changes in page.texts[1]
    money = table(page, "ViewsLedgers").set_index("Ledger")
    assert money.loc["Reserve", OWN] * MILLION == pytest.approx(1_000)
    both = money.loc[["Reserve", "Industry"], AS_SET].sum()
    assert both * MILLION == pytest.approx(2_500)
    assert own.solution.objective == pytest.approx(1_000)


def test_the_command_writes_a_sheet_views(tmp_path: Path) -> None:
    outcome_path = tmp_path / "plan.xlsx"
    source = tmp_path / "tiny.xlsx"
    run(tmp_path, {"Periods": 1}, materials=[metal()], supply=[offer("CHL", 400)], demand=[demand(100)])
    assert main(["solve", str(source), "-o", str(outcome_path), "--views"]) == 0
    assert "Views" in load_workbook(outcome_path, read_only=True).sheetnames
    outcome = run(tmp_path, {"Periods": 1}, materials=[metal()], supply=[offer("CHL", 400)], demand=[demand(100)])
    assert "Views" not in [page.title for page in all_pages(outcome, load(source), {})]
