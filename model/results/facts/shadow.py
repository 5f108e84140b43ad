"""What changing one cell of the workbook is worth: duals of the program added up over the rows the cell stands behind.

`saves` is how much the objective falls, USD, over the whole horizon, discounted and weighted as the objective is, for a
change of `change` in the cell's own unit; negative where the change costs. Exact as long as the same rows bind.
Inequalities are read by the size of their dual, since relaxing one never costs; equalities by its sign.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTNERS, TREASURY, ledger_weights
from model.program.families import capacity_rows
from model.program.open_capacity import open_share
from model.results.facts.duals import (
    COLUMNS,
    Duals,
    co_funding_worth,
    limits_of,
    penalty_duals,
    process_worth,
    project_worth,
    whole_duals,
    worth_frame,
)
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.selection import country_names
from model.tolerances import ROUNDING

OPENING_CASH = "Opening cash"
OWN = ("money", "co-funding", "limit", "market impact", "target", "storage", "release limit")  # what the planner sets herself


def money_worth(duals: Duals) -> pd.DataFrame:
    """A million dollars more of each tranche, with the commitment fee it costs, and of opening cash."""
    data = duals.result.data
    if "cash" not in data.cells:
        return pd.DataFrame(columns=COLUMNS)
    calendar, t = data.case.calendar, data.node_period
    tranches = [str(name) for name in data.case["finance"]["tranche"]]
    limit = duals.size_grid("draw_limit", tranches)
    owed = duals.grid("commitment_fee_owed", tranches)
    rows: list[dict[str, object]] = []
    for f, row in enumerate(data.case.records("finance")):
        available = calendar.in_force(row["available_from"], None)[t]
        fee = row["commitment_fee"] * calendar.length * calendar.in_force(row["available_from"], row["repay_by"])[t]
        saves = float(limit[f] @ available - owed[f] @ fee) * 1e6
        rows.append({"row": row["row"], "subject": tranches[f], "now": row["amount"], "saves": saves})
    tranche_worth = worth_frame("money", "Finance", "Amount", "USD", 1e6, rows)
    cash = duals.by_key("cash_balance").get(0, 0.0)
    opening: list[dict[str, object]] = [
        {"row": 0, "subject": OPENING_CASH, "now": data.case.settings.opening_cash, "saves": -cash * 1e6}
    ]
    return pd.concat([tranche_worth, worth_frame("money", "Settings", "Value", "USD", 1e6, opening)], ignore_index=True)


def _capacity_gain(result: PlanResult) -> FloatArray:
    """Tonnes at each step and node that a tonne a year more in its Supply row's Capacity cell adds, (S, N).

    The tonne is free of contracts, unless a contract with tonnes to spare covers all of the row; what stories add to it is
    free in any case. Where a full contract covers all of the row no figure can be given, and there is no gain.
    """
    data = result.data
    steps, supply = data.market.steps, data.case["supply"]
    origin = steps.table["origin"].to_numpy(int)
    typed = np.zeros((len(supply), data.tree.size))
    np.add.at(typed, origin, steps.undisturbed)
    capacity = supply["capacity"].to_numpy(float)[:, None]
    unit = np.divide(typed, capacity, out=np.zeros_like(typed), where=capacity > 0)[origin]
    free = steps.undisturbed[: len(supply)] > 0
    quantity = {contract.name: contract.quantity for contract in steps.contracts}
    under = steps.table["contract"].to_numpy(object)
    gain = np.zeros_like(unit)
    gain[: len(supply)] = np.where(free, unit[: len(supply)] * steps.factor[: len(supply)], 0.0)
    for contract in steps.contracts:
        own = np.flatnonzero(under == contract.name)
        spare = contract.covered.sum(axis=0) < quantity[contract.name] * (1 - ROUNDING)
        covers = spare & ~free[origin[own]] & (steps.undisturbed[own] > 0)
        gain[own] = np.where(covers, unit[own] * steps.factor[own], 0.0)
        gain[origin[own]] += np.where(covers, unit[own] * np.maximum(steps.factor[origin[own]] - 1.0, 0.0), 0.0)
    return np.where(steps.shut, 0.0, gain)


def _offer(name: str, country: str) -> str:
    """`Mount Weld step 1 from Australia`; many offers name their country themselves."""
    return name if country in name else f"{name} from {country}"


def supply_worth(duals: Duals) -> pd.DataFrame:
    """A tonne a year more capacity of each row of the Supply sheet, grown, and cut by stories, as the row is."""
    data = duals.result.data
    steps, supply, names = data.market.steps, data.case["supply"], data.market.steps.names
    gain = _capacity_gain(duals.result)
    worth = sum(duals.size_grid(name, names) for name in capacity_rows("step")) * gain
    weights = ledger_weights(data.case.settings)
    present = data.discount * data.tree.weight
    worth -= (weights[TREASURY] - weights[PARTNERS]) * (steps.settlement * gain) * present * duals.direct
    for contract in steps.contracts:
        own = np.flatnonzero((steps.table["contract"] == contract.name).to_numpy())
        bound = contract.committed.sum(axis=0) < contract.take_or_pay * (1 - ROUNDING)
        owed = duals.size_grid("take_or_pay", names) - duals.size_grid("untaken_limit", names)
        worth[own] -= owed[own] * gain[own] * bound
    saves = np.zeros(len(supply))
    np.add.at(saves, steps.table["origin"].to_numpy(int), worth.sum(axis=1))
    number = {name: position for position, name in enumerate(names)}
    typed = supply["capacity"].to_numpy(float)
    for (name, _), size in duals.size_by_key("early_capacity").items():
        k = number[name]
        saves[k] += size * steps.early_capacity[k] / typed[k]
    places = country_names(data)
    rows: list[dict[str, object]] = [
        {"row": row["row"], "subject": _offer(names[k], places[row["country"]]), "now": typed[k], "saves": saves[k]}
        for k, row in enumerate(data.case.records("supply"))
    ]
    return worth_frame("supply", "Supply", "Capacity", "t/yr", 1.0, rows)


def limit_worth(duals: Duals) -> pd.DataFrame:
    """A percentage point, or a tonne, more in each bound of the Limits sheet: At most loosens, At least tightens."""
    data, solution = duals.result.data, duals.result.solution
    counted = solution.mapping("counted_value") if "counted_value" in solution.layout.columns else {}
    rows: list[dict[str, object]] = []
    for limit in limits_of(duals.result):
        for bound in ("at_most", "at_least"):
            sign = 1.0 if bound == "at_most" else -1.0
            for kind, unit, change in (("share", "%", 0.01), ("tonnes", "t", 1.0)):
                now = limit.row[f"{bound}_{kind}"]
                if np.isnan(now):
                    continue
                found = duals.size_by_key(f"{kind}_{bound}")
                if kind == "share":
                    moved = {n: sum(counted[limit.name, p] for p in span) for n, span in limit.windows.items()}
                else:
                    moved = open_share(limit, data) if bound == "at_least" else dict.fromkeys(limit.windows, 1.0)
                saves = sign * change * sum(found[limit.name, n] * moved[n] for n in limit.windows)
                own = {"row": limit.row["row"], "subject": limit.name, "now": now, "saves": saves}
                column = f"{bound.replace('_', ' ').capitalize()} ({unit})"
                rows.append({**own, "column": column, "unit": unit, "change": change})
    return worth_frame("limit", "Limits", "", "", 1.0, rows)


def target_worth(duals: Duals) -> pd.DataFrame:
    """A day more of cover where the days decide a material's target, or else a tonne more, in all its rows together."""
    data = duals.result.data
    names = list(data.market.materials)
    dual = duals.size_grid("target", names)
    by_material: dict[str, list[dict[str, Any]]] = {}
    for one in data.case.records("targets"):
        by_material.setdefault(str(one["material"]), []).append(one)
    rows: list[dict[str, object]] = []
    for material, own in by_material.items():
        i = names.index(material)
        row = max(own, key=lambda one: one["by"].start if one["by"] else data.case.calendar.start)
        by_days = data.cover.owed[i] & (data.cover.required[i] > row["tonnes"])
        days = bool(by_days.any())
        cost = float((dual[i] * data.cover.per_day[i])[by_days].sum()) if days else float(dual[i].sum())
        column, unit = ("Days of cover", "days") if days else ("Tonnes", "t")
        now = row["days_of_cover"] if days else row["tonnes"]
        rows.append(
            {"row": row["row"], "subject": material, "now": now, "saves": -cost, "column": column, "unit": unit}
        )
    return worth_frame("target", "Targets", "", "", 1.0, rows)


def reserve_worth(duals: Duals) -> pd.DataFrame:
    """Room of each storage class, its release limit, and the market-impact cap by material."""
    data = duals.result.data
    names = list(data.market.materials)
    classes = data.case["materials"]["storage_class"].to_numpy(object)
    dual_release = duals.size_grid("release_limit", names)
    calm = data.release.calm_before
    held = np.take_along_axis(duals.result.grid("stock", len(names)), np.maximum(calm, 0), axis=1)
    held = np.where(calm >= 0, held, data.material_column("opening_stock")[:, None])
    by_material = (dual_release * held).sum(axis=1) * 0.01
    room, release = [], []
    for row in data.case.records("storage"):
        facts = {"row": row["row"], "subject": row["storage_class"]}
        rooms = [size for (name, _), size in duals.size_by_key("storage").items() if name == row["storage_class"]]
        if not np.isnan(row["capacity"]):
            room.append({**facts, "now": row["capacity"], "saves": float(sum(rooms))})
        if not np.isnan(row["release_limit"]):
            saves = float(by_material[classes == row["storage_class"]].sum())
            release.append({**facts, "now": row["release_limit"], "saves": saves})
    frames = [
        worth_frame("storage", "Storage", "Capacity", "t", 1.0, room),
        worth_frame("release limit", "Storage", "Release limit", "%", 0.01, release),
    ]
    cap = data.case.settings.market_impact_cap
    if not np.isnan(cap):
        both = duals.size_grid("market_impact_orders", names) + duals.size_grid("market_impact_sales", names)
        world = np.nan_to_num(data.material_column("world_output"))
        worth = both.sum(axis=1) * world * data.case.calendar.length * 0.01
        rows = [
            {"row": 0, "subject": names[i], "now": cap, "saves": worth[i]} for i in range(len(names)) if world[i] > 0
        ]
        frames.append(worth_frame("market impact", "Settings", "Market-impact cap", "%", 0.01, rows))
    return pd.concat(frames, ignore_index=True)


def _every_worth(duals: Duals) -> pd.DataFrame:
    """All kinds of worth, one below the other."""
    chain = (process_worth, co_funding_worth, project_worth)
    found = [part(duals) for part in (money_worth, supply_worth, *chain, limit_worth, target_worth, reserve_worth)]
    # pandas warns of empty frames in a concat; with nothing at all the first, empty as it is, gives the columns.
    return pd.concat([part for part in found if len(part)] or found[:1], ignore_index=True)


@made_once
def all_worth(result: PlanResult) -> pd.DataFrame:
    """Every cell's worth; `one_per_cent` is what 1 % more of the cell's own figure saves, USD, to compare unlike cells.

    `penalty_saves` and `penalty_one_per_cent` are the parts of them that penalties for missed targets and emergency support
    make, which nobody pays, and `real` the rest of `saves`: money, and the cost of shortages. NaN where it is not known.
    """
    table, part = _every_worth(whole_duals(result)), penalty_duals(result)
    table["penalty_saves"] = np.nan if part is None else _every_worth(part)["saves"].to_numpy(float)
    table["real"] = table["saves"].astype(float) - table["penalty_saves"]
    numbers = table[["change", "now", "saves"]].astype(float)
    table[["change", "now", "saves"]] = numbers
    for part_of in ("", "penalty_"):
        table[f"{part_of}one_per_cent"] = table[f"{part_of}saves"] / numbers["change"] * numbers["now"] * 0.01
    return table


def _value_in_use(result: PlanResult) -> FloatArray:
    """Cost of one more tonne of demand for each material, of the segment where it is dearest, USD/t, shape (I, N).

    That is the dual of the home balance wherever some demand is met. Where none is, the home balance tells only what it
    would take to get a tonne in, which may be more than going without.
    """
    data = result.data
    position = {name: i for i, name in enumerate(data.market.materials)}
    found = whole_duals(result).by_key("demand")
    value = np.zeros((len(position), data.tree.size))
    for (material, _, node), dual in found.items():
        value[position[material], node] = max(value[position[material], node], dual)
    worth: FloatArray = value / (data.discount * data.tree.weight)
    return worth


def demand_values(result: PlanResult) -> pd.DataFrame:
    """What a tonne of each material at home is worth at the margin beside its market price: means over the horizon by
    demand, discount and weight, and the node where it is worth most; USD/t. `scarcity` is the difference for all demand,
    USD. Materials without demand are left out."""
    data = result.data
    names = np.array(data.market.materials, dtype=object)
    wanted = np.zeros((len(names), data.tree.size))
    np.add.at(wanted, data.market.demand.material, data.market.demand.tonnes)
    counts = wanted * data.discount * data.tree.weight
    used = np.flatnonzero(counts.sum(axis=1))
    worth = np.where(wanted > 0, _value_in_use(result), 0.0)[used]
    total = counts[used].sum(axis=1)
    mean = (worth * counts[used]).sum(axis=1) / total
    price = (data.market.price[used] * counts[used]).sum(axis=1) / total
    return pd.DataFrame(
        {
            "material": names[used],
            "marginal": mean,
            "market": price,
            "highest": worth.max(axis=1, initial=0.0),
            "where": [data.tree.labels[n] for n in worth.argmax(axis=1).tolist()],
            "scarcity": (mean - price) * total,
        }
    )
