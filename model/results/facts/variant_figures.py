"""The figures of a plan by which variants are compared, from the functions that the pages have them from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import LEDGERS
from model.results.facts.cost_benefit import build_cost_benefit
from model.results.facts.decision import money_use, orders_now
from model.results.facts.reserve_grids import ReserveGrids, cover_over_time
from model.results.facts.run import Run
from model.results.facts.what_if import VariantFigures, differs


def variant_figures(run: Run) -> VariantFigures:
    """Of a solved plan."""
    result = run.result
    assert result is not None
    found, use = build_cost_benefit(run), money_use(result)
    held, asked = cover_over_time(ReserveGrids(result))
    cost = (result.ledgers["present"] * result.ledgers["weight"]).groupby(result.ledgers["ledger"]).sum()
    return VariantFigures(
        objective=result.solution.objective,
        orders=orders_now(result).orders.groupby("material")[["tonnes", "cost"]].sum(),
        spent=use.spent,
        left=np.nan if use.left is None else use.left,
        cover=_last(held),
        cover_asked=_last(asked),
        short_with=found.short_with,
        short_without=found.short_without,
        net_cost=float(found.net_cost.sum()),
        penalties=float(sum(found.penalties.values())),
        ledgers={name: float(cost.get(name, 0.0)) for name in LEDGERS},
    )


def to_plain(figures: VariantFigures) -> dict[str, Any]:
    """The figures as what JSON holds."""
    orders = figures.orders.rename_axis("material").reset_index().to_dict("records")
    return {**vars(figures), "orders": orders, "ledgers": dict(figures.ledgers)}


def from_plain(plain: Mapping[str, Any]) -> VariantFigures:
    """The figures that `to_plain` was given."""
    orders = pd.DataFrame(plain["orders"], columns=["material", "tonnes", "cost"]).set_index("material")
    return VariantFigures(**{**plain, "orders": orders.astype(float)})


def _last(days: FloatArray) -> float:
    known = days[~np.isnan(days)]
    return float(known[-1]) if len(known) else float("nan")


def order_changes(figures: VariantFigures, base: VariantFigures) -> pd.DataFrame:
    """Orders now of either plan by material, those that differ most first: tonnes and cost (t, USD), `_base` and `_new`."""
    both = pd.concat([base.orders.add_suffix("_base"), figures.orders.add_suffix("_new")], axis=1).fillna(0.0)
    moved = [differs(new, old) for new, old in zip(both["cost_new"], both["cost_base"], strict=True)]
    by_size = (both["cost_new"] - both["cost_base"]).abs().sort_values(ascending=False, kind="stable").index
    return both.loc[moved].reindex([name for name in by_size if name in both.index[moved]])


def shift(figures: VariantFigures, base: VariantFigures) -> float:
    """How much of this period's orders moves, up and down together, USD."""
    changes = order_changes(figures, base)
    return float((changes["cost_new"] - changes["cost_base"]).abs().sum())
