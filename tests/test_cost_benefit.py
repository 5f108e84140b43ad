"""Hand-solved: what each material costs the reserve and spares, its ratio, and how that makes the reserve's ledger."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from everything import everything
from result_cases import CUT_OFF, MILLION, run, table
from tiny import Rows, demand, effect, metal, offer, row, story

from model.results.buy_list import page as buy_list
from model.results.checks.identities import build_identities
from model.results.cost_benefit import page as cost_benefit_page
from model.results.cost_benefit.tables import BENEFIT
from model.results.facts.cost_benefit import build_cost_benefit
from model.results.facts.run import Run
from model.results.public.pages import public_pages
from model.workbook import load

# Metal is cut off in year 2 with 25 %; Copper is wanted in reserve and short in no story.
TWO: dict[str, Rows] = {
    "materials": [
        metal(storage_class="Shed", terminal_value=50),
        metal(200, "Copper", storage_class="Shed", terminal_value=80),
    ],
    "supply": [offer("CHL"), offer("PER", 1000, "Copper")],
    "demand": [demand(40), demand(10, "Copper")],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
    "storage": [row(storage_class="Shed", cost=3, handling_in=1, handling_out=2)],
    "targets": [row(material="Copper", tonnes=5, hard="yes", by=1)],
    "stories": [story("Cut", 25)],
    "effects": [effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
}
NET_COST, SPARED, RATIO, STORIES, OPENING = (
    BENEFIT[name].header for name in ("net cost", "spared", "ratio", "protects", "opening")
)


def shown(outcome: Run) -> pd.DataFrame:
    return table(cost_benefit_page.page(outcome), "CostBenefit").set_index("Material")


def test_cost_and_benefit_by_hand(tmp_path: Path) -> None:
    """40 t of Metal are bought for 4000, handled for 40 and stored for 120 in year 1.

    With 75 % they are stored for 120 more and count 50 x 40 = 2000 at the end; with 25 % all are released, handled for 80,
    and spare 40 000. So storage and handling are 40 + 120 + 0.75 x 120 + 0.25 x 80 = 270, the stock left 1500, the net cost
    4000 + 270 - 1500 = 2770, and 0.25 x 40 000 = 10 000 is spared: 3.61 per USD.

    5 t of Copper cost 1000, handling 5, storage 15 a year, and count 800: 1000 + 5 + 30 - 800 = 235, for nothing.
    """
    outcome = run(tmp_path, **TWO)
    found = shown(outcome)
    expected = {
        "Purchases (USD million)": (4_000, 1_000),
        "Storage and handling (USD million)": (270, 35),
        "Stock left, terminal value (USD million)": (-1_500, -800),
        NET_COST: (2_770, 235),
        SPARED: (10_000, 0),
        "Money tied up (USD million)": (4_000 * (1 + 0.75) / 2, 1_000),
    }
    for header, figures in expected.items():
        assert found.loc[["Metal", "Copper"], header].to_numpy() * MILLION == pytest.approx(figures, abs=1e-3), header
    assert found[RATIO].to_dict() == pytest.approx({"Metal": 10_000 / 2_770, "Copper": 0}, abs=1e-6)
    assert found["Share of net cost (%)"].to_dict() == pytest.approx({"Metal": 2_770 / 3_005, "Copper": 235 / 3_005})
    assert found["Share of what is spared (%)"].to_dict() == pytest.approx({"Metal": 1, "Copper": 0}, abs=1e-9)
    assert found[STORIES].to_dict() == {"Metal": "yes", "Copper": "no"}
    assert build_cost_benefit(outcome).ratio == pytest.approx(10_000 / 3_005)


def test_the_sentences(tmp_path: Path) -> None:
    assert cost_benefit_page.page(run(tmp_path, **TWO)).texts == (
        "The reserve lowers the expected cost of shortages from 10,000 USD to 0 USD for a net cost of 3,005 USD (purchases, "
        "storage and handling less what is sold and what the stock is still worth): each net dollar spares 3.33 dollars of "
        "expected loss.",
        "1 material earns its keep: Metal (3.6 x); a net cost of 2,770 USD, 92% of that of all, 10,000 USD of "
        "shortage cost spared.",
        "1 material protects against no story of this workbook: Copper; a net cost of 235 USD, 8% of that of all, 0 "
        "USD of shortage cost spared.",
    )


def test_a_penalty_is_told_beside_the_ratio_as_no_money(tmp_path: Path) -> None:
    """Of 5 t of Copper none is worth buying for 20 a year: 5 x 20 in year 1, and as much in year 2."""
    soft = {**TWO, "targets": [row(material="Copper", tonnes=5, penalty=20, by=1)]}
    told = cost_benefit_page.page(run(tmp_path, **soft)).texts[0]
    assert told.endswith("; the plan also counts penalties, which are not money: 200 USD for missed targets.")


def test_what_was_there_at_the_start_costs_what_it_would_come_to(tmp_path: Path) -> None:
    """40 t at 80 % of 100 count 3200 at the end if they are left alone; released with 25 % they count 0.75 x 3200."""
    stocked = {**CUT_OFF, "materials": [metal(terminal_value=80, opening_stock=40)], "demand": [demand(40)]}
    found = shown(run(tmp_path, **stocked)).loc["Metal"] * 1
    assert found[OPENING] * MILLION == pytest.approx(-3_200)
    assert found[NET_COST] * MILLION == pytest.approx(800)
    assert found[SPARED] * MILLION == pytest.approx(10_000)


def test_what_is_bought_for_its_target_alone_says_so(tmp_path: Path) -> None:
    lines = table(buy_list.page(run(tmp_path, **TWO)), "BuyList").set_index("Material")["Reason"]
    assert "Protects against no story of this workbook: bought for its target alone." in lines["Copper"]
    assert "In `Cut` the reserve brings shortages of it down from 40,000 USD to nothing." in lines["Metal"]


def test_it_re_adds_to_the_ledger_of_the_reserve(tmp_path: Path) -> None:
    """On a case with loans, equity, grants, participants, contracts and processes."""
    settings, sheets = everything()
    outcome = run(tmp_path, settings, **sheets)
    ledger = table(cost_benefit_page.page(outcome), "CostBenefitLedger").set_index("Item")
    first, second = ledger.iloc[-2:, 0].tolist()
    assert first == pytest.approx(second, abs=1e-9) and abs(first) > 0
    items = list(ledger.index)
    assert {"Draws", "Interest", "Participants' fee", "Paid by industry for released material"} & set(items)
    identity = next(one for one in build_identities(outcome) if "payments by material" in one.name)
    assert identity.passed and abs(identity.second) > 0


def test_it_is_not_in_the_public_copy(tmp_path: Path) -> None:
    outcome = run(tmp_path, **TWO)
    pages = public_pages(outcome, load(tmp_path / "tiny.xlsx"))
    assert "Cost and benefit" not in [page.title for page in pages]
    told = [sentence for page in pages for sentence in page.texts]
    assert not any("net cost" in sentence or "net dollar" in sentence for sentence in told)
