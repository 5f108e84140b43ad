"""Sums of facts by keys in views of the tree, and how they come to the units and headers of a table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.paths import View, across, tabulate
from model.results.shown.pages import (
    Column,
    Measure,
    in_units,
    in_views,
    make_table,
    money,
    sums_of_money,
    text,
    tonnes,
)

# Three nodes: one for certain, then a fork of 25 % and 75 %.
VIEWS = (View("Expected", np.array([1, 0.25, 0.75])), View("Base path", np.array([1, 0, 1.0])))
FACTS = pd.DataFrame(
    {
        "material": ["Tin", "Tin", "Lead", "Tin"],
        "node": [0, 1, 2, 1],
        "period": [1, 2, 2, 2],
        "t": [10.0, 4.0, 8.0, 4.0],
        "usd": [1e6, 2e6, 4e6, 0.0],
    }
)


def test_sums_by_key_in_each_view() -> None:
    """Tin: 10 + 0.25 x 8 = 12 expected, 10 on the base path; Lead: 0.75 x 8 = 6, and 8."""
    found = tabulate(FACTS, ("material",), ("t", "usd"), VIEWS)
    assert found.to_dict("list") == {
        "view": ["Expected", "Expected", "Base path", "Base path"],
        "material": ["Tin", "Lead", "Tin", "Lead"],
        "t": [12, 6, 10, 8],
        "usd": [1.5e6, 3e6, 1e6, 4e6],
    }


def test_values_wanted_of_a_key_stand_in_their_order_and_no_others() -> None:
    found = tabulate(FACTS, {"material": None, "period": [2, 1, 3]}, ("t",), VIEWS[:1])
    assert found[["material", "period", "t"]].to_numpy().tolist() == [
        ["Tin", 2, 2.0], ["Tin", 1, 10.0], ["Tin", 3, 0.0], ["Lead", 2, 6.0], ["Lead", 1, 0.0], ["Lead", 3, 0.0],
    ]  # fmt: skip
    assert tabulate(FACTS, {"material": ["Lead"]}, ("t",), VIEWS[:1])["t"].tolist() == [6]


def test_a_total_and_no_facts_at_all() -> None:
    assert tabulate(FACTS, (), ("t",), VIEWS)["t"].tolist() == [18, 18]
    assert tabulate(FACTS.iloc[:0], ("material",), ("t",), VIEWS).empty
    assert tabulate(FACTS.iloc[:0], {"period": [1, 2]}, ("t",), VIEWS[:1])["t"].tolist() == [0, 0]


def test_a_key_across() -> None:
    """Lead has nothing in period 1."""
    long = tabulate(FACTS, ("material", "period"), ("t",), VIEWS[:1]).drop(columns="view")
    wide = across(long, "period", ("t",))
    assert wide.to_dict("list") == {"material": ["Tin", "Lead"], "t, 1": [10, 0], "t, 2": [2, 6]}
    assert across(tabulate(FACTS, (), ("t",), VIEWS), "view", ("t",)).to_dict("list") == {
        "t, Expected": [18], "t, Base path": [18],
    }  # fmt: skip


def test_columns_are_declared_once() -> None:
    """Header, unit and measure go together; money is shown in millions, and what the facts have not is left out."""
    amounts = in_views({"t": tonnes("Bought"), "usd": money("Value")}, VIEWS)
    columns = {"material": text("Material"), **amounts, "x": text("X")}
    facts = across(tabulate(FACTS, ("material",), ("t", "usd"), VIEWS), "view", ("t", "usd"))
    table = make_table(
        "Name", "Title", facts, columns, "Note", totals=sums_of_money(columns), heat=("t, Expected",), links={"material": "S"}
    )
    assert list(table.frame.columns) == [
        "Material", "Bought, expected (t)", "Value, expected (USD million)", "Bought, base path (t)",
        "Value, base path (USD million)",
    ]  # fmt: skip
    assert table.frame["Value, expected (USD million)"].tolist() == [1.5, 3]
    assert table.measures["Bought, base path (t)"] is Measure.TONNES and "Material" not in table.measures
    assert table.totals == ("Value, expected (USD million)", "Value, base path (USD million)")
    assert (table.heat, dict(table.links), table.note) == (("Bought, expected (t)",), {"Material": "S"}, "Note")


def test_a_unit_of_its_own() -> None:
    assert tonnes("Capacity", "t/yr").header == "Capacity (t/yr)"
    assert Column("HHI", Measure.INDEX, "").header == "HHI"
    assert in_units(pd.DataFrame({"a": [1, 2]}), {"a": text("Count")})["Count"].tolist() == [1, 2]
