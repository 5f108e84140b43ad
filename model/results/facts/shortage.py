"""What shortage each whole story brings, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.categories import Category
from model.results.facts.paths import along_paths, expected, name_of, story_sums, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.selection import material_numbers
from model.tolerances import LEAST_USD

EXPECTED = "Expected over all stories"
AMOUNTS = ("short", "cost", "present")  # t, USD as it falls due, USD discounted
WITH, WITHOUT = "with", "without"  # the reserve


@dataclass(frozen=True)
class Shortage:
    """Shortage of each pair of material and segment along each whole story, arrays (D, L): tonnes, cost in USD as it
    falls due, and `present` in USD discounted."""

    tonnes: FloatArray
    cost: FloatArray
    present: FloatArray


def build_shortage(result: PlanResult) -> Shortage:
    """Shortage along the path of each whole story, from the answer's demand table."""
    tree = result.data.tree
    pairs = len(result.data.market.demand.segment)

    def grid(column: str) -> FloatArray:
        return result.demand[column].to_numpy(float).reshape(pairs, tree.size)

    cost = grid("shortage_cost")
    return Shortage(
        along_paths(tree, grid("short")),
        along_paths(tree, cost),
        along_paths(tree, cost * result.data.discount),
    )


def shortage_cost(result: PlanResult) -> float:
    """Expected cost of shortage, discounted, USD."""
    data = result.data
    return float(result.paid(Category.SHORTAGE) @ (data.discount * data.tree.weight))


def protection_by_material(run: Run) -> FloatArray:
    """What the reserve takes off the expected discounted shortage cost of each material, USD, (I,); 0 where not known."""
    found = np.zeros(len(run.data.market.materials))
    if run.result is not None and run.without is not None:
        saved = build_shortage(run.without).present - build_shortage(run.result).present
        tree = run.data.tree
        np.add.at(found, run.data.market.demand.material, saved @ tree.weight[tree.leaves])
    return found


def sides(run: Run) -> dict[str, PlanResult]:
    """The plans that are compared: without the reserve, where there is such a plan, and with it."""
    assert run.result is not None
    return {**({} if run.without is None else {WITHOUT: run.without}), WITH: run.result}


def shortage_by_story(run: Run) -> pd.DataFrame:
    """One row per whole story, the dates of one together, the dearest first, and one for the expected value: `story`,
    `probability`, each of AMOUNTS with the reserve and without (`short, with`), and `protection`, USD discounted."""
    stories = story_sums(run.data.tree)
    probability = stories.probability
    table = pd.DataFrame({"story": [*stories.names, EXPECTED], "probability": [*probability, probability.sum()]})
    for side, result in sides(run).items():
        found = build_shortage(result)
        for amount, along in zip(AMOUNTS, (found.tonnes, found.cost, found.present), strict=True):
            by_story = stories.mean(along.sum(axis=0))
            table[name_of(amount, side)] = np.append(by_story, probability @ by_story)
    table = with_protection(table)
    ranked = table.iloc[:-1].sort_values(_costs(table), ascending=False, kind="stable")
    return pd.concat([ranked, table.iloc[-1:]], ignore_index=True)


def _costs(by_story: pd.DataFrame) -> list[str]:
    """The columns of discounted cost that a table has."""
    return [name for side in (WITHOUT, WITH) if (name := name_of("present", side)) in by_story]


def with_protection(table: pd.DataFrame) -> pd.DataFrame:
    """A table of shortages with what the reserve takes off their discounted cost, where there is a comparison."""
    without = name_of("present", WITHOUT)
    return table.assign(protection=table[without] - table[name_of("present", WITH)]) if without in table else table


def stories_with_shortage(by_story: pd.DataFrame) -> int:
    """How many stories, which stand first, have a shortage that costs anything, with the reserve or without."""
    return int((by_story[_costs(by_story)].iloc[:-1].max(axis=1) >= LEAST_USD).sum())


def worst_story(by_story: pd.DataFrame) -> pd.Series:
    """The whole story in which shortage costs most with the reserve."""
    cost = name_of("present", WITH)
    worst: pd.Series = by_story.iloc[:-1].sort_values(cost, ascending=False, kind="stable").iloc[0]
    return worst


def shortage_by(run: Run, key: str) -> pd.DataFrame:
    """Expected shortage by `material` or `segment`, the dearest first; columns as those of `shortage_by_story`."""
    tables = []
    view = (expected(run.data.tree),)
    for side, result in sides(run).items():
        demand = result.demand.rename(columns={"shortage_cost": "cost"})
        demand = demand.assign(present=demand["cost"] * run.data.discount[demand["node"].to_numpy(int)])
        sums = tabulate(demand, (key,), AMOUNTS, view).set_index(key)[list(AMOUNTS)]
        tables.append(sums.rename(columns={amount: name_of(amount, side) for amount in AMOUNTS}))
    table = with_protection(pd.concat(tables, axis=1).rename_axis(key).reset_index())
    return table.sort_values(_costs(table)[0], ascending=False, kind="stable", ignore_index=True)


def short_share(result: PlanResult) -> float:
    """Expected shortage as a share of expected demand, both at base price; 0 where there is no demand."""
    data, table = result.data, result.demand
    material = material_numbers(data, table["material"])
    price = data.market.base_price[material, table["period"].to_numpy(int) - 1] * table["weight"]
    wanted = float((table["demand"] * price).sum())
    return float((table["short"] * price).sum()) / wanted if wanted > 0 else 0.0
