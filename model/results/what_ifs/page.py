"""The What-ifs sheet of a study: every what-if beside the plan as it stands."""

from __future__ import annotations

import pandas as pd

from model.results.facts.outcome import Outcome
from model.results.facts.what_if import VariantFigures, WhatIf
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION
from model.results.what_ifs.figures import variant_figures
from model.results.what_ifs.sentences import opening_sentences, order_changes, told_of

BASE = "As it stands"
ORDERS, SHORT_WITH, SHORT_WITHOUT, OBJECTIVE = (
    "Orders now (USD million)",
    "Shortage cost with reserve (USD million)",
    "Shortage cost without (USD million)",
    "Objective (USD million)",
)
CHANGES = {ORDERS: "Change of orders now (USD million)", OBJECTIVE: "Change of objective (USD million)"}
NOTE = (
    "Costs are expected and discounted; what is spent and left undrawn is expected and not discounted. Each what-if is "
    "certified like the plan itself; the rows behind it are on In What-ifs."
)
ORDERS_NOTE = (
    "Materials of which another amount is bought now. Of equally good plans the solver finds one: where Buy list says that "
    "an order is exchangeable, a change of it may mean nothing."
)
LEDGERS_NOTE = "Expected and discounted; income is negative."


def _line(name: str, status: str, figures: VariantFigures | None) -> dict[str, object]:
    """A row of the first table; figures are blank where there is no plan."""
    line: dict[str, object] = {"What-if": name, "Status": status}
    if figures is None:
        return line
    money = {
        ORDERS: figures.ordered,
        "Spent on purchases (USD million)": figures.spent,
        "Left undrawn (USD million)": figures.left,
        SHORT_WITH: figures.short_with,
        SHORT_WITHOUT: figures.short_without,
        "Spared (USD million)": figures.spared,
        "Net cost of reserve (USD million)": figures.net_cost,
        "Penalties (USD million)": figures.penalties,
        OBJECTIVE: figures.objective,
    }
    days = {"Cover at the end (days)": figures.cover, "Cover asked at the end (days)": figures.cover_asked}
    return {**line, **{header: usd / MILLION for header, usd in money.items()}, **days}


def _beside(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> pd.DataFrame:
    """One row for the plan as it stands and one for each what-if; final headers."""
    lines = [_line(BASE, "optimal", base), *(_line(one.name, one.status, one.figures) for one in what_ifs)]
    table = pd.DataFrame(lines)
    for header, change in CHANGES.items():
        table.insert(list(table.columns).index(header) + 1, change, table[header] - table[header].iloc[0])
    numbers = table.columns[2:]
    return table.astype(dict.fromkeys(numbers, float))


def _orders(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> pd.DataFrame:
    """Orders now that differ, by what-if and material; final headers."""
    headers = [
        "What-if", "Material", "As it stands (t)", "Then (t)", "Change (t)",
        "As it stands (USD million)", "Then (USD million)", "Change (USD million)",
    ]  # fmt: skip
    rows = [
        (
            one.name, material, line["tonnes_base"], line["tonnes_new"], line["tonnes_new"] - line["tonnes_base"],
            line["cost_base"] / MILLION, line["cost_new"] / MILLION, (line["cost_new"] - line["cost_base"]) / MILLION,
        )
        for one in what_ifs if one.figures is not None
        for material, line in order_changes(one.figures, base).iterrows()
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=headers)
    return table.astype(dict.fromkeys(headers[2:], float))


def _ledgers(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> pd.DataFrame:
    """The cost of every ledger by what-if; final headers."""
    rows = [
        (one.name, ledger.capitalize(), cost / MILLION, then / MILLION, (then - cost) / MILLION)
        for one in what_ifs if one.figures is not None
        for ledger, cost in base.ledgers.items() for then in (one.figures.ledgers[ledger],)
    ]  # fmt: skip
    money = ["As it stands (USD million)", "Then (USD million)", "Change (USD million)"]
    return pd.DataFrame(rows, columns=["What-if", "Ledger", *money]).astype(dict.fromkeys(money, float))


def page(outcome: Outcome) -> Page:
    """The What-ifs sheet; only where they were run."""
    base, what_ifs = variant_figures(outcome), outcome.what_ifs
    beside, orders, ledgers = _beside(what_ifs, base), _orders(what_ifs, base), _ledgers(what_ifs, base)
    tables = (
        Table("WhatIfs", "Every what-if beside the plan as it stands", beside, measures(beside), NOTE),
        Table("WhatIfOrders", "What is bought now, where it differs", orders, measures(orders), ORDERS_NOTE),
        Table("WhatIfLedgers", "Every ledger", ledgers, measures(ledgers), LEDGERS_NOTE),
    )
    shown = tuple(header for header in (SHORT_WITHOUT, SHORT_WITH) if beside[header].notna().any())
    charts = (
        Chart("bar", "Orders now by what-if", "WhatIfs", "What-if", (ORDERS,), "USD million"),
        Chart("bar", "Expected shortage cost by what-if", "WhatIfs", "What-if", shown, "USD million"),
    )
    told = (*opening_sentences(what_ifs, base), *(told_of(one, base) for one in what_ifs))
    return Page("What-ifs", told, tables, charts)
