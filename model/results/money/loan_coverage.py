"""Whether the reserve's loans are covered: by income year by year, and by participants who buy back at fixed prices."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import RESERVE, TREASURY
from model.program.categories import FROM_PARTICIPANTS, Category
from model.program.money import repayment_due
from model.results.facts.answer import Answer
from model.results.facts.paths import View, base_path, expected
from model.results.facts.selection import year_end_periods
from model.results.shown.wording import MILLION, usd

INTEREST_DUE, REPAYMENT_DUE = "Interest on loans (USD million)", "Repayment due (USD million)"
INCOME, SALES = "Income from participants and releases (USD million)", "Stock sold (USD million)"
COVERAGE, WITH_SALES = "Coverage by income (x)", "Coverage with stock sold (x)"
FALL = "Fall of the price from which walking away pays (%)"
EVERYBODY = "All participants"
LEAST = 1.0  # USD that are due from which on they have a coverage


def repayments_due(answer: Answer) -> FloatArray:
    """What has to be repaid on loans at each node, USD, (N,): the elapsed share of what is drawn so far, less what was repaid
    before. What is repaid early, or drawn and repaid within the period, is not due."""
    plan = answer.plan
    finance, path = plan.case["finance"], plan.tree.path
    share = repayment_due(plan)[:, plan.node_period]
    repaid = answer.grid("repay", len(finance))
    before = np.where(path >= 0, repaid[:, np.maximum(path, 0)], 0.0).sum(axis=-1) - repaid
    due = np.maximum(share * answer.grid("drawn", len(finance)) - before - answer.repaid_at_once, 0.0)
    return np.asarray((due * (finance["kind"] == "loan").to_numpy()[:, None]).sum(axis=0))


def _in_view(answer: Answer, view: View) -> pd.DataFrame:
    """One row per calendar year; final headers."""
    tree, calendar = answer.plan.tree, answer.plan.case.calendar
    years = np.array(calendar.calendar_years)
    names = [years[t - 1] for t in year_end_periods(calendar)]

    def by_year(per_node: FloatArray) -> FloatArray:
        by_period = view.sums(per_node, tree.period, calendar.periods)
        return np.array([by_period[years == year].sum() for year in names])

    interest = by_year(answer.paid(Category.INTEREST, payer=RESERVE, payee=TREASURY))
    due = by_year(repayments_due(answer))
    income = by_year(answer.paid(*FROM_PARTICIPANTS, Category.RELEASED, payee=RESERVE))
    sold = by_year(answer.paid(Category.SALES, payee=RESERVE))
    owed = interest + due

    def coverage(amount: FloatArray) -> FloatArray:
        return np.divide(amount, owed, out=np.full_like(owed, np.nan), where=owed >= LEAST)

    return pd.DataFrame(
        {
            "Counted": view.name,
            "Year": [str(year) for year in names],
            INTEREST_DUE: interest / MILLION,
            REPAYMENT_DUE: due / MILLION,
            INCOME: income / MILLION,
            SALES: sold / MILLION,
            COVERAGE: coverage(income),
            WITH_SALES: coverage(income + sold),
        }
    )


def coverage_by_year(answer: Answer) -> pd.DataFrame:
    """The base path first, then expected, undiscounted; final headers. Years in which nothing is due have no coverage."""
    tree = answer.plan.tree
    return pd.concat([_in_view(answer, view) for view in (base_path(tree), expected(tree))], ignore_index=True)


def coverage_sentence(coverage: pd.DataFrame) -> str:
    """In how many years of the base path income covers what is due, and the worst; "" where nothing ever is."""
    own = coverage[(coverage["Counted"] == coverage["Counted"].iloc[0]) & coverage[COVERAGE].notna()]
    if own.empty:
        return ""
    worst = own.sort_values(COVERAGE, kind="stable").iloc[0]
    covered = int((own[COVERAGE] >= 1.0).sum())
    due = float(worst[INTEREST_DUE] + worst[REPAYMENT_DUE]) * MILLION
    return (
        f"Interest and repayment fall due in {len(own)} year{'' if len(own) == 1 else 's'} of the base path, and income from "
        f"participants and releases covers them in {covered}; the least is {worst[COVERAGE]:.2f} times the {usd(due)} due in "
        f"{worst['Year']} ({worst[WITH_SALES]:.2f} with stock sold)."
    )


def walking_away(answer: Answer) -> pd.DataFrame:
    """One row per commitment and one for all together: how far the price at the horizon may fall before buying back at the
    contract price costs more than buying on the market; final headers. Below 0: it does already."""
    plan, commitments = answer.plan, answer.plan.commitments
    market = plan.market.base_price[commitments.material, -1]
    pays, worth = commitments.tonnes * commitments.price, commitments.tonnes * market
    names = np.array(plan.market.materials, dtype=object)[commitments.material]
    rows = pd.DataFrame(
        {
            "Participant": commitments.participant,
            "Material": names,
            "Commitment (t)": commitments.tonnes,
            "Contract price (USD/t)": commitments.price,
            "Base price at the horizon (USD/t)": market,
            "Buy-back (USD million)": pays / MILLION,
            "The same on the market (USD million)": worth / MILLION,
            FALL: np.divide(worth - pays, worth, out=np.full_like(worth, np.nan), where=worth > 0),
        }
    ).sort_values(FALL, kind="stable", ignore_index=True)
    total, whole = float(pays.sum()), float(worth.sum())
    fall = (whole - total) / whole if whole > 0 else np.nan
    every = [EVERYBODY, "", np.nan, np.nan, np.nan, total / MILLION, whole / MILLION, fall]
    return pd.concat([rows, pd.DataFrame([every], columns=rows.columns)], ignore_index=True)


def walking_sentence(walking: pd.DataFrame) -> str:
    """From which fall of prices buy-back is worth less than walking away, and for how many commitments it is already."""
    single, every = walking.iloc[:-1], walking.iloc[-1]
    if np.isnan(every[FALL]):
        return ""
    already = int((single[FALL] < 0).sum())
    now = f"; for {already} of {len(single)} it is at the prices of this workbook" if already else ""
    if every[FALL] < 0:
        return (
            "Buying back at contract prices costs participants more than the market at the horizon, by "
            f"{-every[FALL]:.0%} of its price in all{now}: only what they signed keeps them."
        )
    fall = f"A fall of all prices by more than {every[FALL]:.0%}" if every[FALL] >= 0.005 else "Any fall of prices"
    return (
        f"{fall} at the horizon makes buy-back at contract prices worth less to "
        f"participants than walking away{now}."
    )
