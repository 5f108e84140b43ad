"""Every what-if beside the plan as it stands: figures, orders now, and ledgers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.variant_figures import order_changes
from model.results.facts.what_if import VariantFigures, WhatIf
from model.results.shown.pages import Column, days, money, text, tonnes

BASE = "As it stands"
WHAT_IF = text("What-if")
BESIDE: Mapping[str, Column] = {
    "name": WHAT_IF,
    "status": text("Status"),
    "ordered": money("Orders now"),
    "ordered more": money("Change of orders now"),
    "spent": money("Spent on purchases"),
    "left": money("Left undrawn"),
    "short_with": money("Shortage cost with reserve"),
    "short_without": money("Shortage cost without"),
    "spared": money("Spared"),
    "net_cost": money("Net cost of reserve"),
    "penalties": money("Penalties"),
    "objective": money("Objective"),
    "objective more": money("Change of objective"),
    "cover": days("Cover at the end"),
    "cover_asked": days("Cover asked at the end"),
}
FIGURES = [name for name in BESIDE if name not in ("name", "status") and not name.endswith(" more")]
ORDERS: Mapping[str, Column] = {
    "name": WHAT_IF,
    "material": text("Material"),
    "tonnes_base": tonnes(BASE),
    "tonnes_new": tonnes("Then"),
    "tonnes more": tonnes("Change"),
    "cost_base": money(BASE),
    "cost_new": money("Then"),
    "cost more": money("Change"),
}
LEDGERS: Mapping[str, Column] = {
    "name": WHAT_IF,
    "ledger": text("Ledger"),
    "base": money(BASE),
    "then": money("Then"),
    "more": money("Change"),
}


def beside(what_ifs: tuple[WhatIf, ...], base: VariantFigures, status: str) -> pd.DataFrame:
    """One row for the plan as it stands, with its `status`, and one for each what-if, blank where there is no plan: USD and
    days."""
    plans = [(BASE, status, base), *((one.name, one.status, one.figures) for one in what_ifs)]
    rows = [
        {"name": name, "status": status, **({key: getattr(found, key) for key in FIGURES} if found else {})}
        for name, status, found in plans
    ]
    table = pd.DataFrame(rows).astype(dict.fromkeys(FIGURES, float))
    return table.assign(
        **{f"{name} more": table[name] - table[name].iloc[0] for name in ("ordered", "objective")}
    )


def orders(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> pd.DataFrame:
    """Orders now that differ, by what-if and material: t and USD."""
    changed = [
        order_changes(one.figures, base).rename_axis("material").reset_index().assign(name=one.name)
        for one in what_ifs
        if one.figures is not None
    ]
    table = pd.concat(changed, ignore_index=True) if changed else pd.DataFrame(columns=list(ORDERS))
    return table.assign(
        **{f"{amount} more": table[f"{amount}_new"] - table[f"{amount}_base"] for amount in ("tonnes", "cost")}
    )


def ledgers(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> pd.DataFrame:
    """The cost of every ledger by what-if, USD."""
    rows = [
        (one.name, ledger.capitalize(), cost, one.figures.ledgers[ledger], one.figures.ledgers[ledger] - cost)
        for one in what_ifs
        if one.figures is not None
        for ledger, cost in base.ledgers.items()
    ]
    return pd.DataFrame(rows, columns=list(LEDGERS)).astype(dict.fromkeys(("base", "then", "more"), float))
