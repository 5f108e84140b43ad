"""Participants: the figures the plan draws from their sheet, where they may draw, and what the tables tell of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from result_cases import DEARER, run, table
from tiny import Rows, demand, effect, metal, offer, row, solve, story, workbook

from model.commands.contradictions_in_words import contradiction_sentences
from model.market import build_market
from model.program import make_problem_data
from model.program.bookings import PARTICIPANTS
from model.program.categories import REIMBURSED
from model.program.problem_data import ProblemData
from model.results.buy_list import page as buy_list
from model.results.buy_list.reasons import Reasons
from model.results.checks.identities import build_identities
from model.results.checks.page import MEANING
from model.results.facts.participants import PAYMENTS, participant_flows, repurchases
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.run import Run
from model.results.money import page as money
from model.results.money.sentences import carrying_sentences
from model.results.public.reasons import to_the_public
from model.results.reserve import page as reserve
from model.results.reserve.tables import TARGETS
from model.stages import Stages
from model.tree import build_tree
from model.workbook import Places, load
from tests.main_job import run_main_job

STOP: dict[str, Rows] = {"stories": [story("Stop", 50)], "effects": [effect("Stop", "supply loss", 100, lasts=12)]}


def plan_for(folder: Path, settings: dict[str, Any] | None = None, **sheets: Rows) -> ProblemData:
    case = load(workbook(folder / "tiny.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def solved(outcome: Run) -> PlanResult:
    assert outcome.result is not None
    return outcome.result


def test_what_commitments_come_to(tmp_path: Path) -> None:
    """30 t at 120 and 10 t at the price at the start, 100 (110 a year later): a release is paid 115. Of 80 t wanted in
    the end 40 are committed to, a half; of Other, 5 t at 40, more than the 4 t wanted, all. b x t: 4000 + 200 of
    8000 + 200. Fee: 5 % of 30 x 120."""
    data = plan_for(
        tmp_path,
        materials=[metal(price_growth=10, opening_stock=1), metal(40, "Other", opening_stock=1), metal(9, "Third")],
        supply=[offer("CHL")],
        targets=[row(material="Metal", tonnes=80, by=2), row(material="Other", tonnes=4)],
        participants=[
            row(participant="A", material="Metal", commitment=30, contract_price=120, upfront_fee=5, draw_limit=50),
            row(participant="B", material="Metal", commitment=10),
            row(participant="B", material="Other", commitment=5, contract_price=44),
        ],
    )
    found = data.commitments
    assert found.price == pytest.approx([120, 100, 44])
    assert found.fee == pytest.approx([180, 0, 0])
    assert found.drawable == pytest.approx([15, 0, 0])
    assert found.release_price == pytest.approx(np.array([[115, 115], [44, 44], [9, 9]]))
    assert found.storage_share == pytest.approx([0.5, 1, 0])
    assert found.loan_share == pytest.approx(4_200 / 8_200)
    assert {key[1] for key in data.cells["borrowed"].keys} == {"A"}


@pytest.mark.parametrize(("months", "periods"), [(None, 4), (12, 4), (3, 1), (8, 2), (2, 1), (0, 1)])
def test_a_deadline_is_whole_periods(tmp_path: Path, months: float | None, periods: int) -> None:
    """In quarters: 8 months are two, as 9 would be too late; less than a quarter is counted as one."""
    made = row(participant="A", material="Metal", commitment=1, draw_limit=1, replenish_within=months)
    data = plan_for(tmp_path, {"Period months": 3, "Periods": 8}, materials=[metal()], participants=[made])
    assert data.commitments.deadline.tolist() == [periods]


def test_where_there_is_something_to_draw_and_to_put_back(tmp_path: Path) -> None:
    """Four years, a year to put back, disrupted in year 2 of the story: draws in calm nodes of years 1 to 3."""
    maker = row(participant="A", material="Metal", commitment=10, draw_limit=50)
    sheets: dict[str, Rows] = {"supply": [offer("CHL")], **STOP}
    data = plan_for(tmp_path, {"Periods": 4}, materials=[metal()], participants=[maker], **sheets)
    labels = {name: [data.tree.labels[n] for n in data.cells[name].node] for name in ("borrowed", "returned")}
    assert labels["borrowed"] == ["2027", "2028", "2029", "2029 · Stop"]
    assert labels["returned"] == ["2028", "2029", "2029 · Stop", "2030", "2030 · Stop"]
    assert len(data.cells["on_loan"]) == data.tree.size
    closed = {"supply": [offer("CHL", for_="industry")]}
    barred = plan_for(tmp_path, {"Periods": 4}, materials=[metal()], participants=[maker], **closed)
    assert not any(len(barred.cells[name]) for name in ("borrowed", "returned", "on_loan"))


def test_what_each_participant_draws_and_pays(tmp_path: Path) -> None:
    """A draws 6 t and B 4 t in year 1, at 150, and put them back in year 2, at 100. Both pay 80 of 100 parts of the
    storage, 3 x (90 + 100); the fee on the loan that nobody draws is not theirs. A's fee: 1 % of 60 x 90."""
    outcome = run(tmp_path, {"Opening cash": 2_000}, **DEARER)
    found = participant_flows(solved(outcome)).set_index(["participant", "period"])
    assert found["borrowed"].to_dict() == pytest.approx({("A", 1): 6, ("A", 2): 0, ("B", 1): 4, ("B", 2): 0})
    assert found["returned"].to_dict() == pytest.approx({("A", 1): 0, ("A", 2): 6, ("B", 1): 0, ("B", 2): 4})
    assert found["on_loan"].to_dict() == pytest.approx({("A", 1): 6, ("A", 2): 0, ("B", 1): 4, ("B", 2): 0})
    sums = found.groupby("participant")[list(PAYMENTS)].sum()
    assert sums["fee"].tolist() == pytest.approx([54, 0])
    assert sums["storage"].tolist() == pytest.approx([0.6 * 570, 0.2 * 570])
    flows = solved(outcome).flows
    for columns, names in ((["fee"], ("participants' fee",)), (["storage", "interest"], REIMBURSED)):
        booked = flows[(flows["payer"] == PARTICIPANTS) & flows["category"].isin(names)]["amount"].sum()
        assert sums[columns].to_numpy().sum() == pytest.approx(booked)
    assert sums["interest"].tolist() == [0, 0]
    assert all(identity.passed for identity in build_identities(outcome))
    assert any("participants" in identity.name for identity in build_identities(outcome))
    assert outcome.reconciliation is not None
    assert "participants' draws" in {balance.name for balance in outcome.reconciliation.balances} <= set(MEANING)


def test_interest_is_shared_by_commitment(tmp_path: Path) -> None:
    """The same without cash in hand, so that the loan is drawn: of its interest A pays three quarters of 0.8, B one."""
    outcome = run(tmp_path, None, **DEARER)
    sums = participant_flows(solved(outcome)).groupby("participant")["interest"].sum()
    flows = solved(outcome).flows
    assert sums["A"] == pytest.approx(3 * sums["B"])
    interest = flows.loc[flows["category"] == "interest", "amount"].sum()
    assert interest > 1
    assert sums.sum() == pytest.approx(0.8 * interest)
    assert all(identity.passed for identity in build_identities(outcome))


def test_pages_know_what_is_out_and_what_is_reimbursed(tmp_path: Path) -> None:
    """90 t in stock and 10 t out meet the target of 100 t."""
    outcome = run(tmp_path, {"Opening cash": 2_000}, **DEARER)
    status = table(reserve.page(outcome), "ReserveTargets").iloc[0]
    assert (status["Stock when first due (t)"], status["Met when first due (%)"]) == pytest.approx((90, 1))
    assert status["Mark"] == ""
    assert status[TARGETS["out due"].header] == pytest.approx(10)
    assert TARGETS["out end"].header not in status
    told = next(one for one in reserve.page(outcome).texts if one.startswith("Tonnes that participants"))
    assert told.startswith("Tonnes that participants have drawn and have yet to return count as held: Metal (10 t) when")
    assert told.endswith("Without them 1 fewer would be met when first due.")
    year_end = table(reserve.page(outcome), "ReserveYearEnds")
    assert year_end["Gap, base path (t)"].tolist() == pytest.approx([0, 0])
    assert "is reimbursed by participants" in str(carrying_sentences(solved(outcome))[0])
    sources = table(money.page(outcome), "MoneySources").columns
    assert {"Participants' fee (USD million)", "Reimbursed storage (USD million)"} <= set(sources)


def test_the_buy_list_counts_what_is_out_as_held(tmp_path: Path) -> None:
    """95 t in stock, 5 t bought, 10 t out: the target of 100 t is met by a stock of 90 t."""
    sheets = {**DEARER, "materials": [metal(opening_stock=95, terminal_value=50, storage_class="Shed")]}
    outcome = run(tmp_path, {"Opening cash": 5_000}, **sheets)
    reason = table(buy_list.page(outcome), "BuyList")["Reason"].iloc[0]
    assert "stock in 2027 is 90 t, with 10 t more on loan to participants, which meets it" in reason
    hidden = str(to_the_public(Reasons(outcome).of(reserve_purchases(solved(outcome)).iloc[0])))
    assert hidden.startswith("Towards its target. ") and "participants" not in hidden


def test_nothing_is_said_of_tonnes_out_where_nobody_draws(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"Opening cash": 2_000}, **{**DEARER, "participants": []})
    page = reserve.page(outcome)
    assert not [one for one in page.texts if "participants" in one]
    assert not [header for one in page.tables for header in one.frame.columns if "participants" in str(header)]


def test_without_the_reserve_nobody_draws(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"Opening cash": 2_000}, **DEARER)
    assert outcome.without is not None
    assert outcome.without.value("borrowed").sum() == pytest.approx(0)
    assert outcome.without.value("returned").sum() == pytest.approx(0)


def test_what_participants_would_buy_at_the_end(tmp_path: Path) -> None:
    """Two whole stories. Base: 40 t left for 60 + 20 t, half of each: 30 at 90 and 10 at 100; worth 50 of 100 each.

    In the story the metal is short in year 2 and all 40 t are released: nothing is left."""
    outcome = run(
        tmp_path,
        materials=[metal(opening_stock=40, terminal_value=50)],
        supply=[offer("CHL", for_="industry")],
        demand=[demand(50)],
        participants=[
            row(participant="A", material="Metal", commitment=60, contract_price=90),
            row(participant="B", material="Metal", commitment=20),
        ],
        **STOP,
    )
    found = repurchases(solved(outcome)).set_index(["story", "participant"])
    columns = ["tonnes", "pays", "worth"]
    assert found.loc[("base", "A"), columns].tolist() == pytest.approx([30, 2_700, 1_500])
    assert found.loc[("base", "B"), columns].tolist() == pytest.approx([10, 1_000, 500])
    assert found.loc["Stop"][columns].to_numpy() == pytest.approx(np.zeros((2, 3)), abs=1e-6)
    assert found["weight"].tolist() == [0.5] * 4


def test_tables_are_empty_without_participants(tmp_path: Path) -> None:
    result = solved(run(tmp_path, materials=[metal()], supply=[offer("CHL")], demand=[demand()]))
    for frame in (participant_flows(result), repurchases(result)):
        assert isinstance(frame, pd.DataFrame)
        assert frame.empty
        assert {"participant", "material"} <= set(frame.columns)


@pytest.mark.parametrize(("when", "expected"), [("disrupted", 45_000), ("any disruption", 45_000)])
def test_what_is_released_is_not_put_back_where_another_material_is_disrupted(
    tmp_path: Path, when: str, expected: float
) -> None:
    """100 t in the reserve, worth 50 in the end; 50 t wanted, in year 1 at 1000 from PER, in year 2 nothing wanted and
    nothing on sale; Other is disrupted then. A draw of 5 t would be due in year 2: what is released may not pay for it,
    and nothing else is there. So nothing is drawn, though Metal may be released: 50 x 1000 - 100 x 50.
    """
    outcome = solve(
        workbook(
            tmp_path / "tiny.xlsx",
            {"Release when": when},
            materials=[metal(opening_stock=100, terminal_value=50), metal(name="Other")],
            supply=[offer("PER", premium=900, to=1, for_="industry"), offer("CHL", material="Other")],
            demand=[demand(50, to=1)],
            participants=[row(participant="A", material="Metal", commitment=50, draw_limit=10)],
            stories=[story("Stop", 100)],
            effects=[effect("Stop", "supply loss", 100, material_or_group="Other")],
        )
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("limit", "kept"), [(0, 0), (100, 40)])
def test_what_is_put_back_is_fresh(tmp_path: Path, limit: float, kept: float) -> None:
    """40 t at Start keep for a year, and sell for nothing. Drawn in year 1 and put back, bought at 100, in year 2 they
    are worth 90 in the end, and 40 t of year 1 need not be bought: 50 x 100 + 50 x 100 - 40 x 90; or 10 000 without."""
    outcome = run(
        tmp_path,
        materials=[metal(opening_stock=40, shelf_life=12, terminal_value=90)],
        supply=[offer("CHL", for_="industry")],
        demand=[demand(50)],
        participants=[row(participant="A", material="Metal", commitment=40, draw_limit=limit)],
    )
    assert solved(outcome).solution.objective == pytest.approx(10_000 - 90 * kept)
    assert solved(outcome).value("borrowed").sum() == pytest.approx(kept)


@pytest.mark.parametrize("commitment", [30, 60])
def test_a_hard_target_above_the_commitments_is_told(tmp_path: Path, commitment: float) -> None:
    """50 t that must be held; only what participants committed to may be bought."""
    path = workbook(
        tmp_path / "tiny.xlsx",
        {"Buy only commitments": "yes"},
        materials=[metal()],
        supply=[offer("CHL")],
        targets=[row(material="Metal", tonnes=50, hard="yes")],
        participants=[row(participant="A", material="Metal", commitment=commitment)],
    )
    outcome = run_main_job(load(path).case, Stages())
    assert outcome.optimal == (commitment >= 50)
    if not outcome.optimal:
        told = contradiction_sentences(outcome.contradictions, outcome.conflict, outcome.data.case, Places())
        assert any("Buy only commitments" in sentence for sentence in told)
        assert any("Hard target of 50 t of Metal" in sentence for sentence in told)
        assert any("Raise Commitment" in sentence for sentence in told)
