"""Base and market prices."""

from __future__ import annotations

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.tree import Tree


def base_price(case: Case) -> FloatArray:
    """b[i,t] = price × growth to the start of the period, or the Prices row covering it, USD/t, shape (I, T)."""
    table = case["materials"]
    growth = 1.0 + table["price_growth"].to_numpy(float)[:, None]
    price = table["price"].to_numpy(float)[:, None] * growth ** case.calendar.years_at_start[None, :]
    number = {name: i for i, name in enumerate(table["material"])}
    for row in case.records("prices"):
        for t in case.calendar.covered_by(row["period"]):
            price[number[row["material"]], t - 1] = row["price"]
    return price


def reference_price(case: Case, base: FloatArray) -> FloatArray:
    """The price of before Start by which stock, blank contract prices and shares of interest are valued, USD/t, (I,): that of
    the first period where none is typed."""
    typed = case["materials"]["reference_price"].to_numpy(float)
    return np.where(np.isnan(typed), base[:, 0], typed)


def market_price(base: FloatArray, factor: FloatArray, tree: Tree) -> FloatArray:
    """m[i,n] = b × the `factor` of the price effects in force at n (I, N), USD/t, shape (I, N)."""
    return base[:, tree.period - 1] * factor
