"""What shortage each whole story brings, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from model.calendar import FloatArray
from model.program.categories import Category
from model.results.facts.answer import Answer
from model.results.facts.paths import along_paths

LEAST = 1.0  # USD below which a shortage costs nothing


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
