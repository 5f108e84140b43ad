"""Shortage by story, material and segment, and the supply that low prices shut."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.floor_capacity import KEPT
from model.results.facts.floor_effects import build_floor_effects
from model.results.facts.paths import along_paths, name_of, story_sums
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.selection import stages
from model.results.facts.shortage import AMOUNTS, WITH, WITHOUT, build_shortage, sides
from model.results.shown.pages import Chart, Column, money, share, text, tonnes
from model.tolerances import LEAST_USD

HEAT_MATERIALS = 25
STORY, PROBABILITY = text("Story"), share("Probability of the whole story")
PROTECTION = money("Protection by the reserve")
HEAT = {
    WITHOUT: ("StoriesHeatWithout", "Shortage cost by material and whole story, without the reserve"),
    WITH: ("StoriesHeatWith", "Shortage cost by material and whole story, with the reserve"),
    "protection": ("StoriesHeatProtection", "What the reserve protects, by material and whole story"),
}


def _shortage(amount: str, side: str, words: str = "Shortage") -> Column:
    """`Shortage cost without reserve, undiscounted (USD million)`."""
    if amount == "short":
        return tonnes(f"{words} {side} reserve")
    cost = money(f"{words} cost {side} reserve")
    return cost.of("undiscounted") if amount == "cost" else cost


BY_STORY: Mapping[str, Column] = {
    "story": STORY,
    "probability": PROBABILITY,
    **{name_of(amount, side): _shortage(amount, side) for amount in AMOUNTS for side in (WITHOUT, WITH)},
    "protection": PROTECTION,
}
COSTS = {side: BY_STORY[name_of("present", side)].header for side in (WITHOUT, WITH)}
EXPECTED_SHORTAGE: Mapping[str, Column] = {
    "material": text("Material"),
    "segment": text("Segment"),
    **{
        name_of(amount, side): _shortage(amount, side, "Expected shortage")
        for side in (WITHOUT, WITH)
        for amount in AMOUNTS
    },
    "protection": PROTECTION,
}
TREE: Mapping[str, Column] = {
    "story": STORY,
    "parent": text("Parent"),
    "onset": text("Onset"),
    "probability": share("Probability that it comes"),
    "whole": share("Probability that it stays whole"),
}
SHUT: Mapping[str, Column] = {
    "story": STORY,
    "material": text("Material"),
    "stage": text("Stage"),
    "shut": tonnes("Shut by low prices"),
    "shut worth": money("Shut by low prices"),
    "alive": tonnes("Kept alive by floors"),
    "alive worth": money("Kept alive by floors"),
}


def heat(run: Run) -> dict[str, tuple[pd.DataFrame, dict[str, Column]]]:
    """Discounted shortage cost of the materials with the most expensive shortages in each whole story, without the reserve
    and with it, and what it protects: USD, and the columns."""
    data = run.data
    stories = story_sums(data.tree)
    names = np.array(data.market.materials, dtype=object)[data.market.demand.material]
    found = {side: stories.mean(build_shortage(result).present) for side, result in sides(run).items()}
    ranked = pd.Series(next(iter(found.values())).max(axis=1, initial=0.0)).groupby(names).sum()
    rows = [str(name) for name in ranked[ranked > 0].sort_values(ascending=False).index[:HEAT_MATERIALS]]
    if WITHOUT in found:
        found["protection"] = found[WITHOUT] - found[WITH]
    columns = {"material": text("Material"), **{f"story {name}": money(name) for name in stories.names}}
    tables = {}
    for what, values in found.items():
        grid = pd.DataFrame(values, columns=list(columns)[1:]).groupby(names).sum().reindex(rows)
        grid = grid.where(grid.abs() >= LEAST_USD, 0.0)  # dust would be coloured as a difference
        tables[what] = (grid.rename_axis("material").reset_index(), columns)
    return tables


def shut_capacity(result: PlanResult) -> pd.DataFrame:
    """One row per whole story, its dates together, and material with capacity of offers or processes `shut` or kept `alive`,
    over the horizon: t, and USD at base price. Empty where no price falls below a cash cost and no margin below what is
    needed."""
    data = result.data
    price = data.market.base_price[:, data.node_period]
    shut_steps, shut_processes = (
        np.where(sellers.shut, sellers.offered, 0.0) for sellers in (data.market.steps, data.market.processes)
    )
    shut = data.market.processes.outputs.T @ shut_processes
    np.add.at(shut, data.market.steps.material, shut_steps)
    effects = build_floor_effects(result)
    alive = np.zeros_like(shut)
    np.add.at(alive, [floor.material for floor in effects.floors], effects.amounts[KEPT])
    stories = story_sums(data.tree)
    by_node = {"shut": shut, "shut worth": shut * price, "alive": alive, "alive worth": alive * price}
    figures = {name: stories.mean(along_paths(data.tree, amount)) for name, amount in by_node.items()}
    w, i = np.nonzero((figures["shut"] + figures["alive"]).T > 0)
    facts = pd.DataFrame(
        {
            "story": np.array(stories.names, dtype=object)[w],
            "material": np.array(data.market.materials, dtype=object)[i],
            "stage": np.array(stages(data), dtype=object)[i],
            **{name: grid[i, w] for name, grid in figures.items()},
        }
    )
    order = facts.groupby("story")["shut worth"].transform("sum")
    return facts.assign(order=order).sort_values(
        ["order", "story", "shut worth"], ascending=[False, True, False], kind="stable", ignore_index=True
    )


def shortage_chart(table: str, headers: tuple[str, ...], rows: int) -> Chart:
    """Shortage cost of the first stories of a table, without the reserve and with it."""
    costs = tuple(header for header in COSTS.values() if header in headers)
    return Chart("bar", "Shortage cost by story", table, "Story", costs, "USD million, discounted", rows=rows)
