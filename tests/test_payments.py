"""The table of payments: each keeps what it is for, and all the ledgers and sheets say is added up from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from everything import everything
from result_cases import DEARER, run
from tiny import Rows, demand, floor, metal, offer, row, workbook

from model.market import build_market
from model.program import book_everything, make_problem_data
from model.program.categories import Category
from model.program.families import VARIABLES
from model.results.facts.plan_result import PlanResult
from model.results.facts.values import PARTIES, SUBJECTS, subjects_of_rows
from model.tree import build_tree
from model.workbook import load


def solved(folder: Path, **sheets: Rows) -> PlanResult:
    result = run(folder, None, **sheets).result
    assert result is not None
    return result


def test_every_booking_of_everything_has_a_subject(tmp_path: Path) -> None:
    """On a workbook that uses every constraint; and every category is booked somewhere."""
    settings, sheets = everything()
    case = load(workbook(tmp_path / "all.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    data = make_problem_data(case, tree, build_market(case, tree))
    bookings = book_everything(data)
    rows = {VARIABLES[booking.variable].rows_are for booking in bookings if booking.variable}
    assert rows <= set(subjects_of_rows(data))
    assert {booking.category for booking in bookings} == set(Category)
    assert {party for booking in bookings for party in (booking.payer, booking.payee)} <= set(PARTIES)


def test_payments_are_re_added_by_hand(tmp_path: Path) -> None:
    """On the same: Σ rate x value of every booking, cell by cell in Python, by category, parties and node."""
    settings, sheets = everything()
    result = run(tmp_path, settings, **sheets).result
    assert result is not None
    found: dict[tuple[str, str, str, int, bool], float] = {}
    for one in result.bookings:
        for rate, node, cell in zip(one.rate.tolist(), one.node.tolist(), one.cells.tolist(), strict=True):
            units = 1.0 if one.variable is None else float(result.value(one.variable)[cell])
            if one.category in (Category.DRAWN, Category.REPAID):
                units -= float(result.repaid_at_once[result.data.cells[str(one.variable)].row[cell], node])
            key = (str(one.category), one.payer, one.payee, node, one.at_horizon)
            found[key] = found.get(key, 0.0) + rate * units
    keys = ["category", "payer", "payee", "node", "at_horizon"]
    sums = result.flows.set_index(keys)["amount"].to_dict()
    assert sums == pytest.approx({key: amount for key, amount in found.items() if key in sums})
    assert all(abs(amount) < 1e-9 for key, amount in found.items() if key not in sums)
    assert not (result.payments["amount"] == 0).any()


def test_each_payment_says_what_it_is_for(tmp_path: Path) -> None:
    """10 t a year of one step at 100 with a duty of 10 %, under a buyer-paid floor of 120 for 4 t of them."""
    result = solved(
        tmp_path,
        materials=[metal(), metal(50, "Other")],
        countries=[row(country="CHL", duty=10, freight=2)],
        supply=[offer("CHL", 10, "Other"), offer("PER", 10)],
        demand=[demand(10, "Other")],
        floors=[{**floor("buyer-paid floor", 60, "CHL", quantity=4), "material": "Other"}],
    )
    data, paid = result.data, result.payments
    materials, countries = data.market.materials, data.market.clubs.countries
    assert {materials[i] for i in paid["material"]} == {"Other"}
    assert {countries[c] for c in paid["country"] if c >= 0} == {"CHL"}
    bought = paid[paid["category"] == Category.PURCHASES]
    by_contract = bought.groupby("contract")["amount"].sum()
    assert by_contract.to_dict() == pytest.approx({-1: 2 * 6 * 50, 0: 2 * 4 * 60})
    assert data.market.steps.table["contract"].to_numpy()[bought["step"]].tolist() == [
        data.market.steps.contracts[f].name if f >= 0 else "" for f in bought["contract"]
    ]
    assert (bought[["tranche", "commitment", "process", "project"]] == -1).all(axis=None)


def test_money_of_tranches_and_participants_keeps_theirs(tmp_path: Path) -> None:
    """One loan; two participants, of whom A alone pays a fee: 1 % of 60 x 90."""
    result = solved(tmp_path, **DEARER)
    paid = result.payments
    assert set(paid.loc[paid["category"].isin((Category.DRAWN, Category.INTEREST)), "tranche"]) == {0}
    fees = paid[paid["category"] == Category.PARTICIPANTS_FEE]
    assert fees[["commitment", "amount"]].to_numpy().tolist() == pytest.approx(np.array([[0, 54]]))
    assert set(paid.columns) >= set(SUBJECTS)


def test_what_is_paid_is_chosen_by_party_category_and_time(tmp_path: Path) -> None:
    result = solved(tmp_path, **DEARER)
    flows = result.flows
    within = flows[~flows["at_horizon"]]
    assert result.paid().sum() == pytest.approx(within["amount"].sum())
    assert result.paid(at_horizon=True).sum() == pytest.approx(flows["amount"].sum() - within["amount"].sum())
    lent = within[(within["category"] == "draws") & (within["payee"] == "reserve")]
    assert result.paid(Category.DRAWN, payer="treasury", payee="reserve").sum() == pytest.approx(lent["amount"].sum())
    assert result.paid(Category.DRAWN, payer="industry").sum() == 0
