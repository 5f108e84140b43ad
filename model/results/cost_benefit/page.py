"""The Cost and benefit sheet: what each material costs the reserve, and the shortage cost it spares."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.cost_benefit import (
    CostBenefit,
    Group,
    find_cost_benefit,
    ratio_of,
    to_the_ledger,
    worth_of_groups,
)
from model.results.facts.outcome import Outcome
from model.results.facts.reserve_payments import CARRYING, PURCHASES, SOLD, STOCK_LEFT
from model.results.facts.shortage import LEAST
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, counted, listed, usd

DRAWN = 12  # materials of a chart
NAMED = 6  # materials of a sentence
NET_COST, SPARED = "Net cost (USD million)", "Shortage cost spared (USD million)"
RATIO = "Spared per USD of net cost (x)"
OPENING = "Opening stock, were it left alone (USD million)"
PENALTY_WORDS = {"missed target": "missed targets", "support penalty": "emergency support"}
STORIES = "Protects against a story"
TOLD_RATIO = 0.05  # from which on a ratio stands behind a material's name
HANDED_OUT = "only handed out"
NOTE = (
    "Expected and discounted. Net cost: purchases, storage and handling, less what is sold and the terminal value of the "
    "stock left. Discounting charges for the money tied up; interest and fees on it, which are paid for the same, are of no "
    "material and stand below. Shortage cost spared: the plan without the reserve less this plan. Industry pays for what is "
    "released, a transfer: where that takes the place of dearer imports, the nation saves more than is counted here. Money "
    "tied up: stock at base price, mean of the horizon, undiscounted."
)
LEDGER_NOTE = "Expected and discounted; receipts are negative. The last two lines are the same figure from two places."


def cost_benefit_table(found: CostBenefit) -> pd.DataFrame:
    """One row per material that costs or spares anything, the largest figure first; final headers."""
    net, spared = found.net_cost, found.spared
    rows = np.flatnonzero(found.matters)
    rows = rows[np.argsort(-np.maximum(np.abs(net), np.abs(np.nan_to_num(spared)))[rows], kind="stable")]
    total, all_spared = float(net.sum()), float(spared.sum())
    opening = {OPENING: found.opening[rows] / MILLION} if np.abs(found.opening).max(initial=0.0) >= LEAST else {}
    return pd.DataFrame(
        {
            "Material": np.array(found.materials, dtype=object)[rows],
            "Money tied up (USD million)": found.tied_up[rows] / MILLION,
            "Purchases (USD million)": found.of_material[PURCHASES][rows] / MILLION,
            "Storage and handling (USD million)": found.of_material[CARRYING][rows] / MILLION,
            "Sold (USD million)": found.of_material[SOLD][rows] / MILLION,
            "Stock left, terminal value (USD million)": found.of_material[STOCK_LEFT][rows] / MILLION,
            **opening,
            NET_COST: net[rows] / MILLION,
            SPARED: spared[rows] / MILLION,
            RATIO: found.ratios[rows],
            "Share of net cost (%)": net[rows] / total if total >= LEAST else np.nan,
            "Share of what is spared (%)": spared[rows] / all_spared if all_spared >= LEAST else np.nan,
            STORIES: np.select([found.spares[rows], found.protects[rows]], ["yes", HANDED_OUT], "no").astype(object),
        }
    )


def cost_benefit_in_short(found: CostBenefit, most: int) -> pd.DataFrame:
    """Net cost, what is spared and their ratio of the first materials, all others added up; final headers."""
    table = cost_benefit_table(found)[["Material", NET_COST, SPARED, RATIO]]
    rest = table.iloc[most:]
    if len(rest) < 2:
        return table
    cost, spared = float(rest[NET_COST].sum()), float(rest[SPARED].sum())
    others = [counted(len(rest), "other material"), cost, spared, ratio_of(spared * MILLION, cost * MILLION)]
    return pd.concat([table.iloc[:most], pd.DataFrame([others], columns=table.columns)], ignore_index=True)


def worth_sentence(found: CostBenefit) -> str:
    """What the reserve spares for what it costs net, their ratio, and in the same breath what of the plan is penalty."""
    cost = float(found.net_cost.sum())
    net = f"a net cost of {usd(cost)}" if cost >= 0 else f"a net gain of {usd(-cost)}"
    carried = "(purchases, storage and handling less what is sold and what the stock is still worth)"
    if np.isnan(found.short_without):
        told = f"What the reserve buys has {net} {carried}; there is no plan without it to compare with"
    elif max(found.short_without, found.short_with) < LEAST:
        told = f"No shortage costs anything, with the reserve or without it; what it buys has {net} {carried}"
    else:
        spared = found.short_without - found.short_with
        does = "lowers" if spared >= 0 else "raises"
        told = (
            f"The reserve {does} the expected cost of shortages from {usd(found.short_without)} to {usd(found.short_with)} "
            f"for {net} {carried}"
        )
        if spared >= 0 and not np.isnan(found.ratio):
            told += f": each net dollar spares {found.ratio:,.2f} dollars of expected loss"
    penalties = [f"{usd(amount)} for {PENALTY_WORDS[name]}" for name, amount in found.penalties.items() if amount >= LEAST]
    besides = f"; the plan also counts penalties, which are no money: {listed(penalties)}" if penalties else ""
    return f"{told}{besides}."


VERBS = (
    ("earns its keep", "earn their keep"),
    ("spares less than it costs", "spare less than they cost"),
    ("is handed out in stories and spares no shortage", "are handed out in stories and spare no shortage"),
    ("protects against no story of this workbook", "protect against no story of this workbook"),
)


def _group_sentence(found: CostBenefit, group: Group, verbs: tuple[str, str]) -> str:
    """How many materials a group has, which, and what they cost and spare."""
    names = [
        f"{found.materials[i]} ({found.ratios[i]:,.1f} x)" if found.ratios[i] >= TOLD_RATIO else found.materials[i]
        for i in group.rows
    ]
    share = "" if np.isnan(group.share) else f", {group.share:.0%} of that of all"
    costs = f"a net cost of {usd(group.net_cost)}" if group.net_cost >= 0 else f"a net gain of {usd(-group.net_cost)}"
    spares = f"{usd(abs(group.spared))} of shortage cost {'spared' if group.spared >= 0 else 'added'}"
    verb = verbs[len(group.rows) > 1]
    return f"{counted(len(group.rows), 'material')} {verb}: {listed(names, NAMED)}; {costs}{share}, {spares}."


def sentences(found: CostBenefit) -> list[str]:
    """The whole, and which materials earn their keep, which do not, and which protect against nothing."""
    if np.isnan(found.short_without):
        return [worth_sentence(found)]
    groups = zip(worth_of_groups(found), VERBS, strict=True)
    return [worth_sentence(found), *(_group_sentence(found, one, verbs) for one, verbs in groups if one.rows)]


def cost_benefit_chart(table: str, rows: int) -> Chart:
    """Net cost beside what is spared, of the first materials of a table."""
    title = "Net cost and shortage cost spared, by material"
    return Chart("column", title, table, "Material", (NET_COST, SPARED), "USD million", rows=min(rows, DRAWN))


def page(outcome: Outcome) -> Page:
    """The Cost and benefit sheet."""
    assert outcome.answer is not None
    found = find_cost_benefit(outcome)
    shown = cost_benefit_table(found)
    steps = to_the_ledger(found, outcome.answer)
    ledger = pd.DataFrame({"Item": steps["item"], "Expected, discounted (USD million)": steps["amount"] / MILLION})
    title = "From the net cost of materials to the reserve's ledger"
    return Page(
        "Cost and benefit",
        tuple(sentences(found)),
        (
            Table(
                "CostBenefit", "Cost and benefit by material", shown, measures(shown), NOTE, money_headers(shown),
                links={"Material": "Reserve"},
            ),
            Table("CostBenefitLedger", title, ledger, measures(ledger), LEDGER_NOTE),
        ),
        (cost_benefit_chart("CostBenefit", len(shown)),) if len(shown) else (),
    )  # fmt: skip
