"""What the reserve owes and owns at the horizon, the stock valued openly in three ways."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.answer import Answer
from model.results.loan import owed_by_node, owed_in_words, stock_worth
from model.results.participants import repurchases
from model.results.paths import story_names
from model.results.stories import EXPECTED
from model.results.wording import MILLION, usd

LOANS, EQUITY, CASH = "Loans owed (USD million)", "Equity not paid back (USD million)", "Cash (USD million)"
AT_TERMINAL, AT_BASE = "Stock at terminal value (USD million)", "Stock at base price (USD million)"
BOUGHT = "Of it participants would buy, at contract price (USD million)"
AT_REPURCHASE = "Stock at repurchase price (USD million)"
NET = "Net, stock at {} (USD million)"
WAYS = {"terminal value": AT_TERMINAL, "base price": AT_BASE, "repurchase price": AT_REPURCHASE}


def net_position(answer: Answer) -> pd.DataFrame:
    """One row per whole story and one expected, at the horizon, undiscounted; final headers.

    Net: cash and stock less loans. At repurchase price: what participants would buy at their contract prices, the rest at
    terminal value.
    """
    plan = answer.plan
    tree, leaves = plan.tree, plan.tree.leaves
    probability = tree.weight[leaves]
    base = plan.market.base_price
    stock = answer.grid("stock", len(base))[:, leaves]
    bought = repurchases(answer)[["pays", "worth"]].to_numpy(float).reshape(-1, len(leaves), 2).sum(axis=0)
    by_story = {
        LOANS: owed_by_node(answer, "loan")[leaves],
        EQUITY: owed_by_node(answer, "equity")[leaves],
        CASH: answer.value("cash")[leaves],
        AT_TERMINAL: plan.terminal_value @ stock,
        AT_BASE: stock_worth(answer)[leaves],
        BOUGHT: bought[:, 0],
    }
    by_story[AT_REPURCHASE] = by_story[AT_TERMINAL] + bought[:, 0] - bought[:, 1]
    for word, header in WAYS.items():
        by_story[NET.format(word)] = by_story[CASH] + by_story[header] - by_story[LOANS]
    frame = pd.DataFrame(
        {
            "Story": [*story_names(tree), EXPECTED],
            "Probability of the whole story (%)": [*probability, probability.sum()],
        }
    )
    return frame.assign(
        **{header: np.append(amount, probability @ amount) / MILLION for header, amount in by_story.items()}
    )


def net_sentence(position: pd.DataFrame, answer: Answer) -> str:
    """What is owed and owned at the horizon, expected."""
    row = position.iloc[-1]
    net = ", ".join(f"{usd(row[NET.format(word)] * MILLION)} with the stock at {word}" for word in WAYS)
    return (
        f"At the horizon the reserve is expected to owe {owed_in_words(answer)}, and to hold "
        f"{usd(row[CASH] * MILLION)} in cash and stock worth {usd(row[AT_BASE] * MILLION)} at base price. Net of the loans "
        f"that is {net}."
    )
