"""What shortage each whole story brings, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.categories import Category
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.paths import along_paths, expected, name_of, story_sums, tabulate
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


def find_shortage(answer: Answer) -> Shortage:
    """Shortage along the path of each whole story, from the answer's demand table."""
    tree = answer.plan.tree
    pairs = len(answer.plan.market.demand.segment)

    def grid(column: str) -> FloatArray:
        return answer.demand[column].to_numpy(float).reshape(pairs, tree.size)

    cost = grid("shortage_cost")
    return Shortage(
        along_paths(tree, grid("short")),
        along_paths(tree, cost),
        along_paths(tree, cost * answer.plan.discount),
    )


def shortage_cost(answer: Answer) -> float:
    """Expected cost of shortage, discounted, USD."""
    plan = answer.plan
    return float(answer.paid(Category.SHORTAGE) @ (plan.discount * plan.tree.weight))


def protection_by_material(outcome: Outcome) -> FloatArray:
    """What the reserve takes off the expected discounted shortage cost of each material, USD, (I,); 0 where not known."""
    found = np.zeros(len(outcome.plan.market.materials))
    if outcome.answer is not None and outcome.without is not None:
        saved = find_shortage(outcome.without).present - find_shortage(outcome.answer).present
        tree = outcome.plan.tree
        np.add.at(found, outcome.plan.market.demand.material, saved @ tree.weight[tree.leaves])
    return found


def sides(outcome: Outcome) -> dict[str, Answer]:
    """The plans that are compared: without the reserve, where there is such a plan, and with it."""
    assert outcome.answer is not None
    return {**({} if outcome.without is None else {WITHOUT: outcome.without}), WITH: outcome.answer}


def shortage_by_story(outcome: Outcome) -> pd.DataFrame:
    """One row per whole story, the dates of one together, the dearest first, and one for the expected value: `story`,
    `probability`, each of AMOUNTS with the reserve and without (`short, with`), and `protection`, USD discounted."""
    stories = story_sums(outcome.plan.tree)
    probability = stories.probability
    table = pd.DataFrame({"story": [*stories.names, EXPECTED], "probability": [*probability, probability.sum()]})
    for side, answer in sides(outcome).items():
        found = find_shortage(answer)
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


def shortage_by(outcome: Outcome, key: str) -> pd.DataFrame:
    """Expected shortage by `material` or `segment`, the dearest first; columns as those of `shortage_by_story`."""
    tables = []
    view = (expected(outcome.plan.tree),)
    for side, answer in sides(outcome).items():
        demand = answer.demand.rename(columns={"shortage_cost": "cost"})
        demand = demand.assign(present=demand["cost"] * outcome.plan.discount[demand["node"].to_numpy(int)])
        sums = tabulate(demand, (key,), AMOUNTS, view).set_index(key)[list(AMOUNTS)]
        tables.append(sums.rename(columns={amount: name_of(amount, side) for amount in AMOUNTS}))
    table = with_protection(pd.concat(tables, axis=1).rename_axis(key).reset_index())
    return table.sort_values(_costs(table)[0], ascending=False, kind="stable", ignore_index=True)


def short_share(answer: Answer) -> float:
    """Expected shortage as a share of expected demand, both at base price; 0 where there is no demand."""
    plan, table = answer.plan, answer.demand
    material = material_numbers(plan, table["material"])
    price = plan.market.base_price[material, table["period"].to_numpy(int) - 1] * table["weight"]
    wanted = float((table["demand"] * price).sum())
    return float((table["short"] * price).sum()) / wanted if wanted > 0 else 0.0
