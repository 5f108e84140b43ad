"""Cost and benefit by material, and how the net cost of all makes the reserve's ledger."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.program.bookings import RESERVE, STOCK_VALUE
from model.results.facts.cost_benefit import CostBenefit, discounted, ratio_of
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_payments import CARRYING, PURCHASES, RELEASED, SOLD, STOCK_LEFT, STORAGE_REIMBURSED
from model.results.shown.pages import Chart, Column, money, ratio, share, text
from model.results.shown.wording import counted
from model.tolerances import DUST, LEAST_USD

HANDED_OUT = "only released"
DRAWN = 12  # materials of a chart
BENEFIT: Mapping[str, Column] = {
    "material": text("Material"),
    "tied up": money("Money tied up"),
    PURCHASES: money("Purchases"),
    CARRYING: money("Storage and handling"),
    SOLD: money("Sold"),
    STOCK_LEFT: money("Stock left, terminal value"),
    "opening": money("Opening stock, were it left alone"),
    "net cost": money("Net cost"),
    "spared": money("Shortage cost spared"),
    "ratio": ratio("Spared per USD of net cost"),
    "of net cost": share("Share of net cost"),
    "of spared": share("Share of what is spared"),
    "protects": text("Protects against a story"),
}
IN_SHORT = {name: BENEFIT[name] for name in ("material", "net cost", "spared", "ratio")}
LEDGER: Mapping[str, Column] = {"item": text("Item"), "amount": money("Expected, discounted")}


def by_material(found: CostBenefit) -> pd.DataFrame:
    """One row per material that costs or spares anything, the largest figure first; `opening` only where there was stock."""
    net, spared = found.net_cost, found.spared
    rows = np.flatnonzero(found.matters)
    rows = rows[np.argsort(-np.maximum(np.abs(net), np.abs(np.nan_to_num(spared)))[rows], kind="stable")]
    total, all_spared = float(net.sum()), float(spared.sum())
    opening = {"opening": found.opening[rows]} if np.abs(found.opening).max(initial=0.0) >= LEAST_USD else {}
    return pd.DataFrame(
        {
            "material": np.array(found.materials, dtype=object)[rows],
            "tied up": found.tied_up[rows],
            **{kind: found.of_material[kind][rows] for kind in (PURCHASES, CARRYING, SOLD, STOCK_LEFT)},
            **opening,
            "net cost": net[rows],
            "spared": spared[rows],
            "ratio": found.ratios[rows],
            "of net cost": net[rows] / total if total >= LEAST_USD else np.nan,
            "of spared": spared[rows] / all_spared if all_spared >= LEAST_USD else np.nan,
            "protects": np.select([found.spares[rows], found.protects[rows]], ["yes", HANDED_OUT], "no").astype(object),
        }
    )


def in_short(found: CostBenefit, most: int) -> pd.DataFrame:
    """Net cost, what is spared and their ratio of the first materials, all others added up."""
    table = by_material(found)[list(IN_SHORT)]
    rest = table.iloc[most:]
    if len(rest) < 2:
        return table
    cost, spared = float(rest["net cost"].sum()), float(rest["spared"].sum())
    others = [counted(len(rest), "other material"), cost, spared, ratio_of(spared, cost)]
    return pd.concat([table.iloc[:most], pd.DataFrame([others], columns=table.columns)], ignore_index=True)


def to_the_ledger(found: CostBenefit, result: PlanResult) -> pd.DataFrame:
    """From the net cost of all materials to the reserve's ledger, USD: `item`, `amount`, expected and discounted."""
    large = {name: amount for name, amount in found.of_none.items() if abs(amount) >= LEAST_USD}
    rows = [
        ("Net cost of all materials", float(found.net_cost.sum())),
        ("What the opening stock would be worth if it were left alone", float(found.opening.sum())),
        ("Paid by industry for released material", float(found.of_material[RELEASED].sum())),
        ("Storage reimbursed by participants", float(found.of_material[STORAGE_REIMBURSED].sum())),
        *((f"{name[0].upper()}{name[1:]}", amount) for name, amount in large.items()),
        ("Other payments of less than a dollar", sum(found.of_none.values()) - sum(large.values())),
    ]
    rows = [row for number, row in enumerate(rows) if number == 0 or abs(row[1]) > DUST]
    rows.append(("= The reserve's ledger less the value of the stock left", sum(amount for _, amount in rows)))
    rows.append(("The same, from the ledgers of the Money sheet", discounted(result, (RESERVE, STOCK_VALUE))))
    return pd.DataFrame(rows, columns=["item", "amount"])


def cost_benefit_chart(table: str, rows: int) -> Chart:
    """Net cost beside what is spared, of the first materials of a table."""
    title, pair = "Net cost and shortage cost spared, by material", (BENEFIT["net cost"], BENEFIT["spared"])
    headers = tuple(column.header for column in pair)
    return Chart("column", title, table, "Material", headers, "USD million", rows=min(rows, DRAWN))
