"""Participants: what each draws, puts back and has out, what it pays the reserve, and what it would buy at the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS
from model.program.categories import FROM_PARTICIPANTS, Category
from model.results.facts.paths import base_path, story_names, tabulate
from model.results.facts.plan_result import PlanResult, dearest_story, made_once
from model.results.facts.values import grid_of
from model.tree import IntArray

EVERYBODY = "All participants"
PAYMENTS = {
    "fee": Category.PARTICIPANTS_FEE,
    "storage": Category.STORAGE_REIMBURSED,
    "interest": Category.INTEREST_REIMBURSED,
    "tonnes_out": Category.TONNES_OUT,
}


def _paid(result: PlanResult, category: Category) -> FloatArray:
    """What participants pay of a category, each by its own share, USD, (J, N).

    Storage of a material is shared out by commitment to it, interest on loans by commitment at root prices; the fee and
    the tonnes out are each participant's own.
    """
    data, commitments = result.data, result.data.commitments
    own = result.payments[result.payments["category"] == category]
    if category is Category.STORAGE_REIMBURSED:
        committed = commitments.committed[commitments.material]
        share = np.divide(commitments.tonnes, committed, out=np.zeros_like(committed), where=committed > 0)
        of_material = grid_of(own, "material", len(data.market.materials), data.tree.size)
        return share[:, None] * of_material[commitments.material]
    if category is Category.INTEREST_REIMBURSED:
        worth = commitments.tonnes * data.market.reference_price[commitments.material]
        whole = commitments.loan_weight.sum()
        share = np.divide(worth, whole, out=np.zeros_like(worth), where=whole > 0)
        return share[:, None] * result.paid(category)
    return grid_of(own, "commitment", len(commitments.tonnes), data.tree.size)


def participant_flows(result: PlanResult) -> pd.DataFrame:
    """One row per row of the Participants sheet and node: participant, material, node, period, weight; borrowed, returned
    and on_loan (t); what it pays the reserve: fee, storage, interest on loans; what it is charged at
    the horizon for tonnes_out (USD, undiscounted). What all of them pay is what the ledgers show."""
    data, commitments = result.data, result.data.commitments
    rows, tree = len(commitments.tonnes), result.data.tree
    row, node = (part.ravel() for part in np.indices((rows, tree.size)))
    goods = np.array(data.market.materials, dtype=object)
    return pd.DataFrame(
        {
            "participant": np.array(commitments.participant, dtype=object)[row],
            "material": goods[commitments.material[row]],
            "node": node,
            "period": tree.period[node],
            "weight": tree.weight[node],
            **{name: result.grid(name, rows).ravel() for name in ("borrowed", "returned", "on_loan")},
            **{column: _paid(result, category).ravel() for column, category in PAYMENTS.items()},
        }
    )


def repurchases(result: PlanResult) -> pd.DataFrame:
    """What participants would buy of the closing stock at their contract prices, by whole story: story, weight,
    participant, material, tonnes; USD at the horizon, undiscounted: `pays` at the contract price, `worth` as the plan
    values it.

    A valuation, no part of the program. Each buys what it is committed to and has not out already, or, where the stock
    is too small for all of them, its share of it. The money would go from participants to the reserve for material that
    the plan values as stock in either's hands: nothing is gained or lost on balance. As a variable it would be free to
    take any value where all ledgers count alike, and where they do not it would make the plan hold stock for the sake
    of the contract price.
    """
    data, commitments = result.data, result.data.commitments
    tree, rows = data.tree, len(commitments.tonnes)
    stock = result.grid("stock", len(data.market.materials))[commitments.material][:, tree.leaves]
    open_tonnes = commitments.tonnes[:, None] - result.grid("on_loan", rows)[:, tree.leaves]
    together = np.zeros((len(data.market.materials), len(tree.leaves)))
    np.add.at(together, commitments.material, open_tonnes)
    asked = together[commitments.material]
    served = np.minimum(np.divide(stock, asked, out=np.zeros_like(stock), where=asked > 0), 1.0)
    tonnes = open_tonnes * served
    row, leaf = (part.ravel() for part in np.indices(tonnes.shape))
    return pd.DataFrame(
        {
            "story": np.array(story_names(tree), dtype=object)[leaf],
            "weight": tree.weight[tree.leaves][leaf],
            "participant": np.array(commitments.participant, dtype=object)[row],
            "material": np.array(data.market.materials, dtype=object)[commitments.material[row]],
            "tonnes": tonnes.ravel(),
            "pays": (tonnes * commitments.price[:, None]).ravel(),
            "worth": (tonnes * data.terminal_value[commitments.material][:, None]).ravel(),
        }
    )


def first_full_year(years: IntArray, months: int) -> int:
    """The first calendar year that lies within the horizon from its first period to its last; else the first year."""
    names, counts = np.unique(years, return_counts=True)
    return int(names[counts * months >= 12][0]) if (counts * months >= 12).any() else int(names[0])


@made_once
def participant_charges(result: PlanResult) -> pd.DataFrame:
    """One row per participant and one for all, on the base path, USD, undiscounted: participant, materials (a list),
    committed `tonnes` and their `value` at contract price; the `fee`. The carrying charge, storage and interest on loans: in
    the first full `year` (`in_year`), a year in the `mean` of all, and in the dearest year (`most`, `most_in`); `storage` and
    `interest` of the mean, and the mean `per_tonne` and `per_value` committed."""
    commitments, calendar = result.data.commitments, result.data.case.calendar
    flows = participant_flows(result)
    flows = flows[base_path(result.data.tree).factor[flows["node"].to_numpy(int)] > 0]
    years = np.array(calendar.calendar_years, dtype=np.int64)
    flows = flows.assign(year=years[flows["period"].to_numpy(int) - 1], carrying=flows["storage"] + flows["interest"])
    names = list(dict.fromkeys(commitments.participant))
    by_year = flows.pivot_table(index="participant", columns="year", values="carrying", aggfunc="sum")
    by_year = by_year.reindex(index=names, columns=np.unique(years)).fillna(0.0)
    sums = flows.groupby("participant")[["storage", "interest", "fee"]].sum().reindex(names)
    rows = pd.DataFrame(
        {
            "participant": commitments.participant,
            "material": np.array(result.data.market.materials, dtype=object)[commitments.material],
            "tonnes": commitments.tonnes,
            "value": commitments.tonnes * commitments.price,
        }
    )
    committed = rows.groupby("participant", sort=False)[["tonnes", "value"]].sum()
    goods = [*(list(rows["material"][rows["participant"] == name]) for name in names), sorted(set(rows["material"]))]
    for frame in (by_year, sums, committed):
        frame.loc[EVERYBODY] = frame.sum()
    span = len(np.unique(flows["period"])) * calendar.length
    year, mean = first_full_year(years, calendar.months), by_year.sum(axis=1) / span
    found = committed.assign(
        year=year, in_year=by_year[year], fee=sums["fee"], mean=mean, most=by_year.max(axis=1),
        most_in=by_year.idxmax(axis=1).astype(str).astype(object),
        storage=sums["storage"] / span, interest=sums["interest"] / span,
        per_tonne=mean / committed["tonnes"], per_value=mean / committed["value"],
    )  # fmt: skip
    return found.assign(materials=pd.Series(goods, index=found.index, dtype=object)).rename_axis("participant").reset_index()


def paid_by_year(result: PlanResult) -> pd.DataFrame:
    """What all participants pay by calendar year on the base path and in the dearest story, USD, undiscounted: `view`,
    `year`, the categories of FROM_PARTICIPANTS, and `all` of them."""
    years = np.array(result.data.case.calendar.calendar_years).astype(str).astype(object)
    facts = pd.DataFrame(
        {
            "node": np.arange(result.data.tree.size),
            "year": years[result.data.node_period],
            **{str(category): result.paid(category, payer=PARTICIPANTS) for category in FROM_PARTICIPANTS},
        }
    )
    facts["all"] = facts[list(FROM_PARTICIPANTS)].sum(axis=1)
    views = (base_path(result.data.tree), dearest_story(result))
    return tabulate(facts, {"year": list(dict.fromkeys(years))}, (*FROM_PARTICIPANTS, "all"), views)
