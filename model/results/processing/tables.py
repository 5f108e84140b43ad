"""What processes take and make, what is shipped between places, what the reserve buys of it and what nobody wants: tonnes of
each calendar year of the base path, and every amount over the horizon."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.movements import process_flows
from model.results.facts.paths import View, across, name_of, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import process_purchases
from model.results.facts.selection import codes_of_concern, country_names
from model.results.processing.runs import views
from model.results.shown.pages import Column, in_views, money, text, tonnes
from model.tolerances import LEAST_FLOW, SMALLEST_TONNES

AMOUNT = {"tonnes": tonnes("Tonnes")}
Shown = tuple[pd.DataFrame, dict[str, Column]]


def _over_the_horizon(
    facts: pd.DataFrame,
    keys: Mapping[str, Column],
    amounts: Mapping[str, Column],
    result: PlanResult,
    least: float = SMALLEST_TONNES,
) -> Shown:
    """Facts with `node` and `tonnes` added up by keys, in the order of the keys, and the columns; rows of less than `least`
    tonnes are left out."""
    both = views(result)
    by_node = np.array(result.data.case.calendar.calendar_years)[result.data.node_period]
    years = [View(str(year), both[0].factor * (by_node == year)) for year in sorted(set(by_node.tolist()))]
    rows = across(tabulate(facts, list(keys), list(amounts), both), "view", list(amounts), [view.name for view in both])
    by_year = across(tabulate(facts, list(keys), ["tonnes"], years), "view", ["tonnes"], [view.name for view in years])
    rows = rows.assign(**{name: by_year[name] for name in by_year.columns if name not in keys})
    rows = rows[rows[[name_of("tonnes", view.name) for view in both]].max(axis=1) >= least]
    columns = {
        **keys,
        **{name_of("tonnes", year.name): tonnes(f"{year.name}, base path") for year in years},
        **{
            name: shown
            for amount, column in amounts.items()
            for name, shown in in_views({amount: column}, both).items()
        },
    }
    return rows.sort_values(list(keys), kind="stable", ignore_index=True), columns


def materials(result: PlanResult) -> Shown:
    """What each process of several inputs or outputs takes in and makes from Start on, by material."""
    names, processes = country_names(result.data), result.data.market.processes
    several = ((processes.inputs > 0).sum(axis=1) > 1) | ((processes.outputs > 0).sum(axis=1) > 1)
    flows = process_flows(result)
    flows = flows[flows["process"].isin([name for name, joint in zip(processes.names, several, strict=True) if joint])]
    flows = flows.assign(place=flows["place"].map(names), role=np.where(flows["role"] == "input", "in", "out"))
    keys = {"process": text("Process"), "place": text("Country"), "role": text("Role"), "material": text("Material")}
    return _over_the_horizon(flows, keys, AMOUNT, result, LEAST_FLOW)


def shipments(result: PlanResult) -> Shown:
    """What industry moves between places, by material, origin and target."""
    names, concern = country_names(result.data), codes_of_concern(result.data)
    costs = {"freight": money("Freight"), "duty": money("Duty"), "top_up": money("Border top-up")}
    ships = result.shipments
    ships = ships.assign(
        concern=np.where(ships["origin"].isin(concern), "yes", ""),
        origin=ships["origin"].map(names),
        target=ships["target"].map(names),
        **{cost: ships[cost] * ships["tonnes"] for cost in costs},
    )
    keys = {
        "material": text("Material"),
        "origin": text("From"),
        "target": text("To"),
        "concern": text("From an entity of concern"),
    }
    return _over_the_horizon(ships, keys, {**AMOUNT, **costs}, result, LEAST_FLOW)


def for_the_reserve(result: PlanResult) -> Shown:
    """Process output the reserve buys from industry, by material and country."""
    taken = process_purchases(result)
    taken = taken.assign(place=taken["country"].map(country_names(result.data)), price=taken["paid"] * taken["tonnes"])
    amounts = {**AMOUNT, "price": money("Paid to industry"), "cost": money("Landed cost")}
    return _over_the_horizon(taken, {"material": text("Material"), "place": text("From")}, amounts, result)


def unwanted(result: PlanResult) -> Shown:
    """Material that nobody takes, at home and abroad."""
    data, home = result.data, result.data.case.settings.home_country
    row, node = np.nonzero(surplus := result.grid("surplus", len(data.market.materials)))
    goods = np.array(data.market.materials, dtype=object)
    at_home = pd.DataFrame({"material": goods[row], "place": home, "node": node, "tonnes": surplus[row, node]})
    both = pd.concat([part for part in (at_home, result.surplus_abroad) if len(part)] or [at_home], ignore_index=True)
    both["place"] = both["place"].map(country_names(data))
    return _over_the_horizon(both, {"material": text("Material"), "place": text("Where")}, AMOUNT, result)


def left_by_material(left: pd.DataFrame) -> pd.Series[float]:
    """Of the table of `unwanted`: expected tonnes by material, the most first."""
    amount = name_of("tonnes", "Expected")
    return left.groupby("material")[amount].sum().sort_values(ascending=False, kind="stable")


def from_concern(result: PlanResult) -> pd.DataFrame:
    """What industry ships out of entities of concern on the base path, over the horizon: `material`, `origin`, `target`,
    `tonnes`, the most worth first."""
    base, names = views(result)[0].factor, country_names(result.data)
    ships = result.shipments[lambda table: base[table["node"].to_numpy(int)] > 0]
    own = ships[ships["origin"].isin(codes_of_concern(result.data))]
    own = own.assign(
        worth=own["tonnes"] * own["value"], origin=own["origin"].map(names), target=own["target"].map(names)
    )
    sums = own.groupby(["material", "origin", "target"], as_index=False)[["tonnes", "worth"]].sum()
    return sums.sort_values("worth", ascending=False, kind="stable")
