"""The one sheet of a comparison of two results, A and B."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from model.results.comparison.sentences import sentences
from model.results.figures.page import LEFT, NET_COST, SHORT_WITH, SHORT_WITHOUT, SPENT
from model.results.shown.pages import Chart, Measure, Page, make_table, money, text, tonnes
from model.results.shown.pages import Column as Shown
from model.schema.figures import FIGURE, ORDERED
from model.workbook.differences import Difference
from model.workbook.result_book import ResultBook

TITLE = "Comparison"
UNITS = {"Days": "days"}  # by the first word of a figure; all others are USD
FIRST = (SHORT_WITHOUT, SHORT_WITH, NET_COST, SPENT, LEFT)
FIGURES: Mapping[str, Shown] = {
    "name": text("Figure"),
    "unit": text("Unit"),
    "a": Shown("A", Measure.COUNT, ""),
    "b": Shown("B", Measure.COUNT, ""),
    "more": Shown("B less A", Measure.COUNT, ""),
}
ORDERS: Mapping[str, Shown] = {
    "material": text("Material"),
    "country": text("Country"),
    "offer": text("Offer"),
    "tonnes_a": tonnes("A"),
    "tonnes_b": tonnes("B"),
    "tonnes_more": tonnes("B less A"),
    "cost_a": money("A"),
    "cost_b": money("B"),
    "cost_more": money("B less A"),
}
MATERIALS = {name: column for name, column in ORDERS.items() if name not in ("country", "offer")}
INPUTS = {"sheet": text("Sheet"), "row": text("Row"), "column": text("Column"), "one": text("In A"), "other": text("In B")}
NOTE = "Costs are expected and discounted; money spent and left is not discounted. Ledgers: income is negative."


def page(a: ResultBook, b: ResultBook, differences: Sequence[Difference]) -> Page:
    """What differs, in sentences and tables."""
    figures, orders = compared_figures(a, b), compared_orders(a, b, ["material", "country", "name"])
    by_material = compared_orders(a, b, ["material"])
    tables = (
        make_table("Figures", "What the two plans come to", figures, FIGURES, NOTE),
        make_table("OrdersByMaterial", "Orders of the reserve now, by material", by_material, MATERIALS),
        make_table("Orders", "Orders of the reserve now, by offer", orders.rename(columns={"name": "offer"}), ORDERS),
        make_table("Inputs", "Inputs that differ", pd.DataFrame(map(vars, differences), columns=list(INPUTS)), INPUTS),
    )
    series = (MATERIALS["cost_a"].header, MATERIALS["cost_b"].header)
    chart = Chart("bar", "Orders now by material", "OrdersByMaterial", "Material", series, "USD million", rows=15)
    charts = (chart,) if len(by_material) else ()
    return Page(TITLE, tuple(sentences(a, b, differences, figures, by_material)), tables, charts)


def compared_figures(a: ResultBook, b: ResultBook) -> pd.DataFrame:
    """Every figure of both: name, unit, `a`, `b` and `more`, NaN where one has none; those that matter most first."""
    both = [{row["name"]: row["amount"] for row in book.of(FIGURE) if not row["when"]} for book in (a, b)]
    named = [name for name in FIRST if any(name in one for one in both)]
    named += [name for name in {**both[0], **both[1]} if name not in named]
    table = pd.DataFrame(
        {
            "name": named,
            "unit": [UNITS.get(name.split(" ")[0], "USD") for name in named],
            "a": [both[0].get(name, float("nan")) for name in named],
            "b": [both[1].get(name, float("nan")) for name in named],
        }
    )
    return table.assign(more=table["b"] - table["a"])


def compared_orders(a: ResultBook, b: ResultBook, keys: list[str]) -> pd.DataFrame:
    """What the reserve orders now in both, by `keys`: tonnes and cost (t, USD) `_a`, `_b` and `_more`, what differs most
    first."""
    parts = []
    for book, end in ((a, "_a"), (b, "_b")):
        table = pd.DataFrame(book.of(ORDERED), columns=[*keys, "amount", "paid"])
        sums = table.groupby(keys, sort=False)[["amount", "paid"]].sum()
        parts.append(sums.rename(columns={"amount": f"tonnes{end}", "paid": f"cost{end}"}))
    both = pd.concat(parts, axis=1).fillna(0.0).rename_axis(keys).reset_index()
    both = both.assign(tonnes_more=both["tonnes_b"] - both["tonnes_a"], cost_more=both["cost_b"] - both["cost_a"])
    most = both["cost_more"].abs().sort_values(ascending=False, kind="stable").index
    return both.loc[most].reset_index(drop=True)
