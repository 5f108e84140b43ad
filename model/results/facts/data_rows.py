"""All that a plan does by story, period, material and country: the long table that pivot tables are made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import INDUSTRY, RESERVE
from model.results.facts.movements import arrivals, process_flows
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.purchases import process_purchases
from model.results.facts.selection import country_names, material_numbers
from model.results.facts.shortage import EXPECTED
from model.tolerances import DUST
from model.tree import IntArray

AT_HOME = (
    "demand", "supply", "use", "short", "shortage_cost", "price", "stock", "target", "gap", "arrival", "release", "sell",
    "on_loan",
)  # fmt: skip
# Of industry and processes; in stories all countries together, or the table would be three times as long.
FLOWS = ("industry", "industry_cost", "made", "taken", "shipped")
BY_COUNTRY = ("industry", "industry_cost", "reserve", "reserve_cost", "made", "taken", "shipped")
AMOUNTS = (*AT_HOME, *BY_COUNTRY)
ALL_COUNTRIES = "all countries"


class _Sums:
    """Amounts by material, country and slot (a node, or a period); what is nothing has no row."""

    def __init__(self, countries: int, slots: int) -> None:
        self.countries, self.slots = countries, slots
        self._keys: list[IntArray] = []
        self._amounts: list[tuple[str, FloatArray]] = []

    def add(self, name: str, material: IntArray, country: IntArray, slot: IntArray, amount: FloatArray) -> None:
        self._keys.append((material * self.countries + country) * self.slots + slot)
        self._amounts.append((name, amount))

    def table(self) -> pd.DataFrame:
        """Numbers of material, country and slot, and AMOUNTS, one row for each that has any."""
        keys, row = np.unique(np.concatenate(self._keys), return_inverse=True)
        sums, start = {name: np.zeros(len(keys)) for name in AMOUNTS}, 0
        for name, amount in self._amounts:
            sums[name] += np.bincount(row[start : start + len(amount)], amount, len(keys))
            start += len(amount)
        corner, slot = np.divmod(keys, self.slots)
        material, country = np.divmod(corner, self.countries)
        return pd.DataFrame({"material": material, "country": country, "slot": slot, **sums})


class _Rows:
    """What happens at the nodes, and what is expected of it by period."""

    def __init__(self, result: PlanResult) -> None:
        self.data, self.tree = result.data, result.data.tree
        self.codes = pd.Index(self.data.market.clubs.countries)
        self.all_countries = len(self.codes)
        self.by_node = _Sums(self.all_countries + 1, self.tree.size)
        self.expected = _Sums(self.all_countries + 1, self.data.case.calendar.periods)

    def add(self, name: str, material: IntArray, country: IntArray, node: IntArray, amount: FloatArray) -> None:
        there = np.flatnonzero(np.abs(amount) > DUST)
        material, country, node = (part[there] for part in (material, country, node))
        amount = amount[there]
        self.expected.add(name, material, country, self.tree.period[node] - 1, amount * self.tree.weight[node])
        if name in FLOWS:
            country = np.where(self.tree.story[node] > 0, self.all_countries, country)
        self.by_node.add(name, material, country, node, amount)

    def add_facts(self, name: str, facts: pd.DataFrame, where: str, amount: str) -> None:
        """Facts by names of materials and codes of countries, in the column `where`."""
        country = self.codes.get_indexer(pd.Index(facts[where])).astype(np.int64)
        material, node = material_numbers(self.data, facts["material"]), facts["node"].to_numpy(np.int64)
        self.add(name, material, country, node, facts[amount].to_numpy(float))


def _rows(result: PlanResult) -> _Rows:
    data, rows = result.data, _Rows(result)
    nodes, materials = np.arange(data.tree.size), np.arange(len(data.market.materials))
    home = data.market.clubs.number(data.case.settings.home_country)

    def add_at_home(name: str, material: IntArray, amount: FloatArray) -> None:
        """Amounts by row and node, one row after the other; the material of each row."""
        every = np.repeat(material, len(nodes))
        rows.add(name, every, np.full(len(every), home), np.tile(nodes, len(material)), amount)

    for name in ("demand", "use", "short", "shortage_cost"):
        add_at_home(name, data.market.demand.material, result.demand[name].to_numpy(float))
    add_at_home("price", materials, data.market.price.ravel())
    for name in ("stock", "gap", "arrival", "release", "sell", "on_loan"):
        add_at_home(name, materials, result.reserve[name].to_numpy(float))
    add_at_home("target", materials, result.reserve["required"].to_numpy(float))
    orders = result.orders[~result.orders["before_start"]]
    for buyer, own in (
        (INDUSTRY, orders[orders["buyer"] == INDUSTRY]),
        (RESERVE, orders[orders["buyer"] == RESERVE]),
        (RESERVE, process_purchases(result)),
    ):
        rows.add_facts(buyer, own, "country", "tonnes")
        rows.add_facts(f"{buyer}_cost", own, "country", "cost")
    flows = process_flows(result)
    rows.add_facts("made", flows[flows["role"] == "output"], "place", "tonnes")
    rows.add_facts("taken", flows[flows["role"] == "input"], "place", "tonnes")
    rows.add_facts("shipped", result.shipments, "origin", "tonnes")
    landed, moved = arrivals(result, INDUSTRY).rename("tonnes").reset_index(), result.shipments
    made = flows[flows["role"] == "output"]
    for own, where, amount in ((landed, "place", "tonnes"), (moved, "target", "tonnes"), (made, "place", "tonnes")):
        rows.add_facts("supply", own[own[where] == data.case.settings.home_country], where, amount)
    add_at_home("supply", materials, result.grid("recycle", len(materials)).ravel())
    return rows


def row_keys(order: IntArray, material: IntArray, period: IntArray, materials: int, periods: int) -> IntArray:
    """One number, from 1 on, for each story (0 = EXPECTED, then the stories, base first), material (from 0) and period (from
    1)."""
    return (order * materials + material) * periods + period


@made_once
def data_rows(result: PlanResult) -> pd.DataFrame:
    """One row per story, period, material and country in which anything happens: names, `year`, `probability` that it comes
    to this, and AMOUNTS, t, USD undiscounted and USD/t: those AT_HOME there, orders where their seller is, `made`, `taken`
    by processes and `shipped` by industry where that is done. First what is EXPECTED over all stories; then each story
    from its onset on, as before that it is its parent; home first of each material. FLOWS of stories but the base are
    those of ALL_COUNTRIES. `key`: its story, material and period as one of `row_keys`."""
    data = result.data
    tree, calendar, rows = data.tree, data.case.calendar, _rows(result)
    expected, by_node = rows.expected.table(), rows.by_node.table()
    node = by_node["slot"].to_numpy(np.int64)
    parts = [
        expected.assign(order=0, period=expected["slot"] + 1, probability=1.0),
        by_node.assign(order=tree.story[node] + 1, period=tree.period[node], probability=tree.weight[node]),
    ]
    both = pd.concat(parts, ignore_index=True)
    both["abroad"] = both["country"] != data.market.clubs.number(data.case.settings.home_country)
    both = both.sort_values(["order", "material", "abroad", "country", "period"], kind="stable", ignore_index=True)
    stories = np.array([EXPECTED, *(story.name for story in tree.stories)], dtype=object)
    names, period = country_names(data), both["period"].to_numpy(np.int64)
    order, material = both["order"].to_numpy(np.int64), both["material"].to_numpy(np.int64)
    places = np.array([*(names[code] for code in data.market.clubs.countries), ALL_COUNTRIES], dtype=object)
    labels = np.array([calendar.label(t) for t in calendar.numbers], dtype=object)
    return pd.DataFrame(
        {
            "story": stories[order],
            "probability": both["probability"],
            "period": labels[period - 1],
            "year": np.array(calendar.calendar_years)[period - 1],
            "material": np.array(data.market.materials, dtype=object)[material],
            "country": places[both["country"].to_numpy(int)],
            **{name: both[name] for name in AMOUNTS},
            "key": row_keys(order, material, period, len(data.market.materials), calendar.periods),
        }
    )
