"""Family 2, demand: met or short, in steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.calendar import BoolArray
from model.program.cells import Cells, cells_of
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set
from model.program.family import Family, Row, Variable
from model.program.problem_data import ProblemData


def _wanted(data: ProblemData) -> BoolArray:
    """Pairs of material and segment with any demand, at every node, (D, N)."""
    return np.tile(np.any(data.market.demand.tonnes > 0, axis=1, keepdims=True), (1, data.tree.size))


def _pairs(data: ProblemData) -> list[tuple[str, str]]:
    demand = data.market.demand
    return [(data.market.materials[i], g) for i, g in zip(demand.material, demand.segment, strict=True)]


def _uses(data: ProblemData) -> Cells:
    return cells_of(_pairs(data), _wanted(data), dimen=3)


def _shortages(data: ProblemData) -> Cells:
    pairs, shortages = _pairs(data), data.shortages
    names = [(*pairs[d], s) for d, s in zip(shortages.pair.tolist(), shortages.step, strict=True)]
    return cells_of(names, _wanted(data)[shortages.pair], dimen=4)


def _add(m: Any, data: ProblemData) -> None:
    """Demand of every material and segment at every node; all but the last shortage step have a width."""
    use, short = data.cells["use"], data.cells["short"]
    shortages = data.shortages
    m.demand_tonnes = numbers(m.USE, data.market.demand.tonnes[use.row, use.node], "demand × h, t")
    pairs = [key[:2] for key in use.keys if key[2] == 0]
    m.PAIRS = plain_set(pairs, 2, "materials and segments")
    steps = [key[:3] for key in short.keys if key[3] == 0]
    m.shortage_steps = indexed_set(
        m.PAIRS, group_keys([(i, g) for i, g, _ in steps], [s for _, _, s in steps]), 1, "shortage steps of the segment"
    )

    def demand(m: Any, i: str, g: str, n: int) -> Any:
        """use + Σ_s short = demand × h, t, for each material, segment and node."""
        return m.use[i, g, n] + sum(m.short[i, g, s, n] for s in m.shortage_steps[i, g]) == m.demand_tonnes[i, g, n]

    add_constraint(m, m.USE, demand)

    narrow = np.flatnonzero(~shortages.last[short.row])
    keys = [short.keys[q] for q in narrow.tolist()]
    width = shortages.width[short.row] * data.market.demand.tonnes[shortages.pair[short.row], short.node]
    m.NARROW = plain_set(keys, 4, "shortage steps with a width")
    m.shortage_width = numbers(m.NARROW, width[narrow], "width × demand × h, t")

    def shortage_step(m: Any, i: str, g: str, s: str, n: int) -> Any:
        """short ≤ width × demand × h, t, for all but a segment's last step."""
        return m.short[i, g, s, n] <= m.shortage_width[i, g, s, n]

    add_constraint(m, m.NARROW, shortage_step)


SEGMENT, STEP = ("material", "segment", "node"), ("material", "segment", "shortage step", "node")
DEMAND = Family(
    "demand",
    variables=(
        Variable("use", SEGMENT, "t", "demand of a segment met", "demand met", _uses, "segments of materials"),
        Variable("short", STEP, "t", "demand of a segment not met, by shortage step", "shortage",
                 _shortages, "shortage steps", missing=True),
    ),
    rows=(
        Row("demand", SEGMENT, "use and shortage make demand"),
        Row("shortage_step", STEP, "width of a shortage step"),
    ),
    add=_add,
)  # fmt: skip
