"""What the reserve owes and owns at the horizon, the stock valued openly in three ways, and what it would fetch."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.plan import Plan
from model.results.facts.answer import Answer
from model.results.facts.loan import owed_by_node, owed_in_words, stock_worth
from model.results.facts.participants import repurchases
from model.results.facts.paths import story_names
from model.results.facts.shortage import EXPECTED
from model.results.shown.wording import MILLION, usd

LOANS, EQUITY, CASH = "Loans owed (USD million)", "Equity not paid back (USD million)", "Cash (USD million)"
AT_TERMINAL, AT_BASE = "Stock at terminal value (USD million)", "Stock at base price (USD million)"
BOUGHT = "Of it participants would buy, at contract price (USD million)"
AT_REPURCHASE = "Stock at repurchase price (USD million)"
SALE_ROOM = "Fall of sale prices that the loans stand (%)"
AT_SALE, SALE_COVERS = "Stock if sold at once (USD million)", "Cash and stock sold, of the loans (x)"
NET = "Net, stock at {} (USD million)"
LEAST = 1.0  # USD owed from which on something covers it
WAYS = {"terminal value": AT_TERMINAL, "base price": AT_BASE, "repurchase price": AT_REPURCHASE}


def net_position(answer: Answer) -> pd.DataFrame:
    """One row per whole story and one expected, at the horizon, undiscounted; final headers.

    Net: cash and stock less loans. At repurchase price: what participants would buy at their contract prices, the rest at
    terminal value. If sold at once: at the Sale price, whatever caps there are.
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
    by_story[AT_SALE] = (sale_prices(plan)[:, leaves] * stock).sum(axis=0)
    for word, header in WAYS.items():
        by_story[NET.format(word)] = by_story[CASH] + by_story[header] - by_story[LOANS]
    frame = pd.DataFrame(
        {
            "Story": [*story_names(tree), EXPECTED],
            "Probability of the whole story (%)": [*probability, probability.sum()],
        }
    )
    found = frame.assign(
        **{header: np.append(amount, probability @ amount) / MILLION for header, amount in by_story.items()}
    )
    owed = found[LOANS].to_numpy(float)
    fetched = (found[CASH] + found[AT_SALE]).to_numpy(float)
    stock = found[AT_SALE].to_numpy(float)
    owing = owed * MILLION >= LEAST
    covers = np.divide(fetched, owed, out=np.full_like(owed, np.nan), where=owing)
    room = np.divide(fetched - owed, stock, out=np.full_like(owed, np.nan), where=owing & (stock > 0))
    at = list(found.columns).index(AT_SALE)
    found.insert(at + 1, SALE_COVERS, covers)
    found.insert(at + 2, SALE_ROOM, np.minimum(room, 1.0))
    return found


def sale_prices(plan: Plan) -> FloatArray:
    """What a tonne sold off brings at every node, USD/t, (I, N): Sale price % of the lower of market and base price."""
    price = np.minimum(plan.market.price, plan.market.base_price[:, plan.node_period])
    return np.asarray(plan.material_column("sale_price")[:, None] * price)


def sale_sentence(position: pd.DataFrame) -> str:
    """What is owed against what the stock would fetch, expected; "" where nothing is owed."""
    row = position.iloc[-1]
    if np.isnan(row[SALE_COVERS]):
        return ""
    thin = position.iloc[:-1].sort_values(SALE_COVERS, kind="stable").iloc[0]
    room = float(row[SALE_ROOM])
    falls = "" if np.isnan(room) else f"; sale prices may fall by {room:.0%} before the loans are not covered"
    falls = "; the loans are not covered" if room < 0 else falls
    return (
        f"Sold off at once at the horizon, at the Sale price, the stock is expected to fetch {usd(row[AT_SALE] * MILLION)}: "
        f"with the cash {row[SALE_COVERS]:.2f} times the loans owed, {thin[SALE_COVERS]:.2f} times in the thinnest story "
        f"({thin['Story']}){falls}."
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
