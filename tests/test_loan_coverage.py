"""Hand-solved: what covers interest and repayment, when walking away pays, what the stock would fetch, and who may draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from everything import everything
from result_cases import DEARER, MILLION, run, table
from tiny import Rows, metal, offer, row

from model.results.money import page as money
from model.results.money.tables import BUY_BACK, NET
from model.results.money.tables import COVERAGE as COLUMNS
from model.results.participants import page as participants_page
from model.results.participants.tables import ACCESS, spans

INTEREST_DUE, REPAYMENT_DUE, INCOME, SALES, COVERAGE, WITH_SALES = (
    COLUMNS[name].header for name in ("interest", "due", "income", "sales", "cover", "with_sales")
)
AT_SALE, SALE_COVERS, SALE_ROOM = (NET[name].header for name in ("fetched", "cover", "room"))
SHARED, ALONE, RATIO = (ACCESS[name].header for name in ("shared", "alone", "ratio"))
FALL = BUY_BACK["fall"].header

# 10 t at 100 must be held in years 1 and 2; a loan at 10 % pays them and is due by half in year 2 and year 3.
LENT: dict[str, Rows] = {
    "materials": [metal(sale_price=40, terminal_value=50)],
    "supply": [offer("CHL", for_="reserve")],
    "targets": [row(material="Metal", tonnes=10, hard="yes", by=1)],
    "finance": [
        row(tranche="Loan", amount=1_000, rate=10, repay_from="2028-01-01", repay_by="2029-12-31"),
        row(tranche="Grant", kind="grant", amount=501.5, available_from=2),
        row(tranche="Later grant", kind="grant", amount=700, available_from=3),
    ],
    "participants": [row(participant="Motors", material="Metal", commitment=10, contract_price=80)],
}


def test_coverage_by_year(tmp_path: Path) -> None:
    """1000 are drawn in year 1, with half a year's interest of 50. In year 2 half of it, 500, falls due and is paid by the
    grant, with interest of 100 on what was owed before; in year 3 the rest, with 50, by the later one. Motors, committed to
    all of it, reimburses the interest, and nobody the principal. (To the day: 366 of 731 are over by the end of year 2.)"""
    outcome = run(tmp_path, {"Periods": 3}, **LENT)
    found = table(money.page(outcome), "MoneyCoverage").drop_duplicates("Year").set_index("Year") * 1
    due = found[REPAYMENT_DUE] * MILLION
    interest = found[INTEREST_DUE] * MILLION
    assert due.tolist() == pytest.approx([0, 500, 500], rel=5e-3)
    assert interest.tolist() == pytest.approx([50, 100, 50], rel=5e-3)
    assert (found[INCOME] * MILLION).tolist() == pytest.approx([50, 100, 50], rel=5e-3)
    assert found[COVERAGE].tolist() == pytest.approx([1, 100 / 600, 50 / 550], rel=5e-3)
    assert (found[WITH_SALES] - found[COVERAGE]).to_numpy() == pytest.approx(
        (found[SALES] * MILLION / (due + interest)).to_numpy()
    )


def test_nothing_due_has_no_coverage(tmp_path: Path) -> None:
    """A grant owes nothing."""
    grant = {**LENT, "finance": [row(tranche="Grant", kind="grant", amount=5_000)]}
    outcome = run(tmp_path, **grant)
    found = table(money.page(outcome), "MoneyCoverage")
    assert found[[COVERAGE, WITH_SALES]].isna().all(axis=None)
    assert not any("fall due in" in told for told in money.page(outcome).texts)


def test_walking_away_and_what_the_stock_would_fetch(tmp_path: Path) -> None:
    """Two years, nothing due within: 1000 owed at the horizon. Motors buys back at 80 what is worth 100: not after a fall of
    more than 20 %. Sold at once 10 t fetch 40 each, 0.4 times the loan: it does not cover it even at today's price."""
    still = {**LENT, "finance": [row(tranche="Loan", amount=5_000, rate=10, repay_by="2035")]}
    outcome = run(tmp_path, **still)
    page = money.page(outcome)
    walking = table(page, "MoneyBuyBack").set_index("Participant")[FALL]
    assert walking.tolist() == pytest.approx([0.2, 0.2])
    net = table(page, "MoneyNet").iloc[-1] * 1
    assert net[AT_SALE] * MILLION == pytest.approx(400)
    assert net[SALE_COVERS] == pytest.approx(0.4, rel=5e-3)
    assert net[SALE_ROOM] == pytest.approx(-1.5, rel=1e-2)
    assert (
        "A fall of all prices by more than 20% at the horizon makes buy-back at contract prices worth less to participants "
        "than walking away." in page.texts
    )
    told = next(one for one in page.texts if one.startswith("Sold off at once"))
    assert told.endswith("0.40 times the loans owed, 0.40 times in the thinnest story (base); the loans are not covered.")


def test_a_contract_above_the_market_is_walked_away_from_already(tmp_path: Path) -> None:
    """120 for what is worth 100."""
    dear = {**LENT, "participants": [{**LENT["participants"][0], "contract_price": 120}]}
    told = money.page(run(tmp_path, {"Periods": 3}, **dear)).texts
    assert any("by 20% of its price in all; for 1 of 1 it is" in sentence for sentence in told)


def test_what_each_may_draw(tmp_path: Path) -> None:
    """A: 60 t, of which 6 may be out; it pays 0.75 of storage of 0.8 x 3 x (90 + 100) = 456 over two years: 171 a year. Held
    alone 60 t cost 3 each, with no discount rate: 180."""
    outcome = run(tmp_path, {"Opening cash": 2_000}, **DEARER)
    found = table(participants_page.page(outcome), "ParticipantsAccess").set_index("Participant")
    assert found["May draw at once (t)"].tolist() == pytest.approx([6, 4])
    assert found.loc["A", "Draws open, base path"] == "2027"
    assert found[SHARED].tolist() == pytest.approx([171, 57])
    assert found[ALONE].tolist() == pytest.approx([180, 60])
    assert found[RATIO].tolist() == pytest.approx([0.95, 0.95])


def test_in_which_story_it_has_a_share(tmp_path: Path) -> None:
    settings, sheets = everything()
    outcome = run(tmp_path, settings, **sheets)
    found = table(participants_page.page(outcome), "ParticipantsStories")
    assert {story.split(" (")[0] for story in found["Story"]} == {"Controls", "Flood"}
    served = found[found["Released"] != "never"]
    assert (served["Its share of what is released (t)"] > 0).all()
    assert found.loc[found["Released"] == "never", "Price of it (USD/t)"].isna().all()


def test_runs_of_periods_are_drawn_together(tmp_path: Path) -> None:
    calendar = run(tmp_path, {"Periods": 3}, **LENT).data.case.calendar
    assert spans(calendar, np.array([1, 3])) == "2027; 2029"
    assert spans(calendar, np.array([1, 2, 3])) == "2027 to 2029"
    assert spans(calendar, np.array([], dtype=np.int64)) == "never"
