"""Participants: what each draws, puts back and has out, what it pays the reserve, and what it would buy at the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.categories import Category
from model.results.facts.answer import Answer
from model.results.facts.paths import story_names
from model.results.facts.payments import grid_of

PAYMENTS = {
    "fee": Category.PARTICIPANTS_FEE,
    "storage": Category.STORAGE_REIMBURSED,
    "interest": Category.INTEREST_REIMBURSED,
    "tonnes_out": Category.TONNES_OUT,
}


def _paid(answer: Answer, category: Category) -> FloatArray:
    """What participants pay of a category, each by its own share, USD, (J, N).

    Storage of a material is shared out by commitment to it, interest on loans by commitment at root prices; the fee and
    the tonnes out are each participant's own.
    """
    plan, commitments = answer.plan, answer.plan.commitments
    own = answer.payments[answer.payments["category"] == category]
    if category is Category.STORAGE_REIMBURSED:
        committed = commitments.committed[commitments.material]
        share = np.divide(commitments.tonnes, committed, out=np.zeros_like(committed), where=committed > 0)
        of_material = grid_of(own, "material", len(plan.market.materials), plan.tree.size)
        return share[:, None] * of_material[commitments.material]
    if category is Category.INTEREST_REIMBURSED:
        worth = commitments.tonnes * plan.market.base_price[commitments.material, 0]
        whole = commitments.loan_weight.sum()
        share = np.divide(worth, whole, out=np.zeros_like(worth), where=whole > 0)
        return share[:, None] * answer.paid(category)
    return grid_of(own, "commitment", len(commitments.tonnes), plan.tree.size)


def participant_flows(answer: Answer) -> pd.DataFrame:
    """One row per row of the Participants sheet and node: participant, material, node, period, weight; takeout, putback
    and outstanding (t); what it pays the reserve: fee, storage, interest on loans; what it is charged at
    the horizon for tonnes_out (USD, undiscounted). What all of them pay is what the ledgers show."""
    plan, commitments = answer.plan, answer.plan.commitments
    rows, tree = len(commitments.tonnes), answer.plan.tree
    row, node = (part.ravel() for part in np.indices((rows, tree.size)))
    goods = np.array(plan.market.materials, dtype=object)
    return pd.DataFrame(
        {
            "participant": np.array(commitments.participant, dtype=object)[row],
            "material": goods[commitments.material[row]],
            "node": node,
            "period": tree.period[node],
            "weight": tree.weight[node],
            **{name: answer.grid(name, rows).ravel() for name in ("takeout", "putback", "outstanding")},
            **{column: _paid(answer, category).ravel() for column, category in PAYMENTS.items()},
        }
    )


def repurchases(answer: Answer) -> pd.DataFrame:
    """What participants would buy of the closing stock at their contract prices, by whole story: story, weight,
    participant, material, tonnes; USD at the horizon, undiscounted: `pays` at the contract price, `worth` as the plan
    values it.

    A valuation, no part of the program. Each buys what it is committed to and has not out already, or, where the stock
    is too small for all of them, its share of it. The money would go from participants to the reserve for material that
    the plan values as stock in either's hands: nothing is gained or lost on balance. As a variable it would be free to
    take any value where all ledgers count alike, and where they do not it would make the plan hold stock for the sake
    of the contract price.
    """
    plan, commitments = answer.plan, answer.plan.commitments
    tree, rows = plan.tree, len(commitments.tonnes)
    stock = answer.grid("stock", len(plan.market.materials))[commitments.material][:, tree.leaves]
    open_tonnes = commitments.tonnes[:, None] - answer.grid("outstanding", rows)[:, tree.leaves]
    together = np.zeros((len(plan.market.materials), len(tree.leaves)))
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
            "material": np.array(plan.market.materials, dtype=object)[commitments.material[row]],
            "tonnes": tonnes.ravel(),
            "pays": (tonnes * commitments.price[:, None]).ravel(),
            "worth": (tonnes * plan.terminal_value[commitments.material][:, None]).ravel(),
        }
    )
