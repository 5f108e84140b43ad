"""The reserve's tables: targets, stock and cover by material and period, and what it releases in which story."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.paths import along_paths, expected, story_sums, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.results.facts.run import Run
from model.results.facts.selection import base_nodes, material_numbers, milestones, year_end_periods
from model.results.facts.shortage import build_shortage, protection_by_material
from model.results.shown.pages import Column, days, money, share, text, tonnes
from model.tolerances import DUST, LEAST_USD, SMALLEST_TONNES

MOST_WORTH, MOST_PROTECTED = 8, 4  # materials in the cover chart: of the dearest targets, of the largest protection
LINES = 6  # a line chart with more is hard to read
MATERIAL, OF, MARK = text("Material"), text("Days of cover count"), text("Mark")
TARGETS: Mapping[str, Column] = {
    "material": MATERIAL,
    "of": OF,
    "first due": text("First due"),
    "target due": tonnes("Target when first due"),
    "stock due": tonnes("Stock when first due"),
    "out due": tonnes("On loan to participants when first due"),
    "met due": share("Met when first due"),
    "target end": tonnes("Target at the end"),
    "stock end": tonnes("Stock at the end"),
    "out end": tonnes("On loan to participants at the end"),
    "met end": share("Met at the end"),
    "missing": tonnes("Missing at the end"),
    "worth": money("Missing at the end"),
    "mark": MARK,
}
BOUGHT: Mapping[str, Column] = {
    "material": MATERIAL,
    "of": OF,
    "period": text("End of"),
    "stock": tonnes("Stock"),
    "out": tonnes("On loan to participants"),
    "cover": days("Cover"),
    "value": money("Value at base price"),
    "target": tonnes("Target"),
    "asked": days("Target"),
    "cost": money("Cost of the target at base price"),
    "met": share("Of the target"),
}
YEAR_ENDS: Mapping[str, Column] = {
    "material": MATERIAL,
    "of": OF,
    "period": text("End of"),
    "stock": tonnes("Stock, base path"),
    "out": tonnes("On loan to participants, base path"),
    "expected": tonnes("Stock, expected"),
    "target": tonnes("Target"),
    "gap": tonnes("Gap, base path"),
    "cover": days("Cover, base path"),
    "expected cover": days("Cover, expected"),
    "asked": days("Target cover"),
    "value": money("Value at base price"),
    "mark": MARK,
}
TOTALS: Mapping[str, Column] = {
    "period": text("Period"),
    "stock": money("Stock, base path"),
    "expected": money("Stock, expected"),
    "target": money("Targets, base path"),
    "arrival": money("Arrivals, expected"),
    "release": money("Released, expected"),
    "sell": money("Sold, expected"),
    "owed": text("Targets due, base path"),
    "met": text(f"Targets met to {MET:.0%}, base path"),
}
STORIES: Mapping[str, Column] = {
    "story": text("Story"),
    "probability": share("Probability of the whole story"),
    "released": money("Released, at base price"),
    "saved": money("Shortage cost saved by the reserve"),
}
RELEASES: Mapping[str, Column] = {
    "story": text("Story"),
    "material": MATERIAL,
    "first": text("First release"),
    "released": tonnes("Released"),
    "worth": money("Value at base price"),
}


def without_empty(facts: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The facts without those of these columns of tonnes that hold nothing."""
    return facts.drop(columns=[name for name in columns if not (facts[name] > SMALLEST_TONNES).any()])


def targets(status: pd.DataFrame, result: PlanResult) -> pd.DataFrame:
    """Targets when first due and at the end, as of `target_status`."""
    named = status.assign(**{"first due": [result.data.case.calendar.label(int(t)) for t in status["first"]]})
    return without_empty(named, "out due", "out end")


def at_year_ends(grids: ReserveGrids, result: PlanResult) -> pd.DataFrame:
    """One row per material and year end: t, days and USD."""
    calendar = result.data.case.calendar
    ends = np.array(year_end_periods(calendar)) - 1
    rows = np.flatnonzero(grids.held)

    def cut(grid: FloatArray) -> FloatArray:
        return grid[np.ix_(rows, ends)].ravel()

    below = np.where(grids.owed & (grids.counted < MET * grids.target), "below target", "").astype(object)
    names = np.array(grids.materials, dtype=object)[rows]
    out = {"out": cut(grids.out)} if (grids.out[rows] > SMALLEST_TONNES).any() else {}
    return pd.DataFrame(
        {
            "material": np.repeat(names, len(ends)),
            **grids.whose(np.repeat(rows, len(ends))),
            "period": np.tile(np.array([calendar.label(int(t) + 1) for t in ends], dtype=object), len(rows)),
            "stock": cut(grids.stock),
            **out,
            "expected": cut(grids.expected),
            "target": cut(grids.target),
            "gap": cut(np.where(grids.owed, np.maximum(grids.target - grids.counted, 0.0), 0.0)),
            "cover": cut(grids.days(grids.stock)),
            "expected cover": cut(grids.days(grids.expected)),
            "asked": cut(grids.days(grids.target)),
            "value": cut(grids.stock * grids.price),
            "mark": below[np.ix_(rows, ends)].ravel(),
        }
    )


def by_period(grids: ReserveGrids, result: PlanResult) -> pd.DataFrame:
    """The reserve as a whole in each period: USD at base price, and how many targets are owed and met."""
    calendar, tree, table = result.data.case.calendar, result.data.tree, result.reserve
    moved = ("arrival", "release", "sell")
    price = grids.price[material_numbers(result.data, table["material"]), table["period"].to_numpy(int) - 1]
    value = table[["node", "period"]].assign(**{name: table[name] * price for name in moved})
    sums = tabulate(value, {"period": calendar.numbers}, moved, (expected(tree),))
    on_base = np.isin(np.array(calendar.numbers), list(base_nodes(tree)))
    met = [grids.targets_met(t) for t in calendar.numbers]
    return pd.DataFrame(
        {
            "period": [calendar.label(t) for t in calendar.numbers],
            "stock": np.where(on_base, np.nansum(grids.stock * grids.price, axis=0), np.nan),
            "expected": (grids.expected * grids.price).sum(axis=0),
            "target": (grids.target * grids.price).sum(axis=0),
            **{name: sums[name] for name in moved},
            "owed": [owed for _, owed in met],
            "met": [reached for reached, _ in met],
        }
    )


def cover_against_target(grids: ReserveGrids, run: Run) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Days of cover when the target first falls due and at the end of the base path, beside the target; and the columns.

    The materials of the dearest targets, and those that the reserve protects most.
    """
    last = milestones(run.data)[-1]
    dear = np.maximum(grids.target.max(axis=1), np.nanmax(grids.stock, axis=1)) * grids.price[:, 0]
    protected = protection_by_material(run)
    rows = grids.ranked(dear, MOST_WORTH)
    rows += [i for i in grids.ranked(protected, len(protected)) if protected[i] > 0 and i not in rows][:MOST_PROTECTED]
    cover, target = grids.days(grids.stock), grids.days(grids.target)
    due = grids.owed[rows].argmax(axis=1)
    columns = {
        "material": MATERIAL,
        "of": OF,
        "due": days("Cover when first due"),
        "end": days(f"Cover at the end of {run.data.case.calendar.label(last)}"),
        "target": days("Target"),
    }
    facts = pd.DataFrame(
        {
            "material": [grids.materials[i] for i in rows],
            **grids.whose(np.array(rows, dtype=int)),
            "due": np.where(grids.owed[rows].any(axis=1), cover[rows, due], np.nan),
            "end": cover[rows, last - 1],
            "target": target[rows].max(axis=1),
        }
    )
    return facts, columns


def cover_by_period(grids: ReserveGrids, result: PlanResult) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Days of cover of the dearest stocks in each period of the base path; and the columns."""
    calendar, cover = result.data.case.calendar, grids.days(grids.stock)
    rows = grids.ranked(np.nanmax(grids.stock, axis=1) * grids.price[:, 0], LINES)
    columns = {"period": text("Period"), **{f"material {i}": days(grids.materials[i]) for i in rows}}
    facts = {"period": [calendar.label(t) for t in calendar.numbers], **{f"material {i}": cover[i] for i in rows}}
    return pd.DataFrame(facts), columns


def stock_by_period(grids: ReserveGrids, result: PlanResult) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Stock of every material at the end of each period of the base path; and the columns."""
    calendar = result.data.case.calendar
    rows = np.flatnonzero(grids.held)
    columns = {"material": MATERIAL, **{f"period {t}": tonnes(calendar.label(t)) for t in calendar.numbers}}
    stock = {f"period {t}": grids.stock[rows, t - 1] for t in calendar.numbers}
    return pd.DataFrame({"material": [grids.materials[i] for i in rows], **stock}), columns


def _worth_released(result: PlanResult) -> FloatArray:
    """What is released of each material along each whole story, USD at base price, (I, L)."""
    data = result.data
    release = result.grid("release", len(data.market.materials))
    return along_paths(data.tree, release * data.market.base_price[:, data.node_period])


def releases(result: PlanResult) -> pd.DataFrame:
    """What is released to industry in each whole story, its dates together, by material: t, and USD at base price."""
    data = result.data
    release = result.grid("release", len(data.market.materials))
    stories = story_sums(data.tree)
    total, worth = stories.mean(along_paths(data.tree, release)), stories.mean(_worth_released(result))
    on_path = (release[:, data.tree.path[data.tree.leaves]] > DUST).astype(float)
    w, i = np.nonzero(total.T > DUST)
    released = np.einsum("ilt,ls->ist", on_path, stories.shares)[i, w] > 0
    first = released.argmax(axis=1) + 1 if len(i) else np.zeros(0, dtype=np.int64)
    facts = pd.DataFrame(
        {
            "story": np.array(stories.names, dtype=object)[w],
            "material": np.array(data.market.materials, dtype=object)[i],
            "first": [data.case.calendar.label(int(t)) for t in first],
            "released": total[i, w],
            "worth": worth[i, w],
        }
    )
    return facts.sort_values(["story", "worth"], ascending=[True, False], kind="stable", ignore_index=True)


def releases_by_story(run: Run) -> pd.DataFrame:
    """One row per whole story, its dates together, the most `saved` first, USD; without it where there is no comparison."""
    assert run.result is not None
    stories = story_sums(run.data.tree)
    facts = pd.DataFrame(
        {
            "story": stories.names,
            "probability": stories.probability,
            "released": stories.mean(_worth_released(run.result).sum(axis=0)),
        }
    )
    if run.without is None:
        return facts.sort_values("released", ascending=False, kind="stable", ignore_index=True)
    saved = build_shortage(run.without).present - build_shortage(run.result).present
    facts["saved"] = stories.mean(saved.sum(axis=0))
    return facts.sort_values(["saved", "released"], ascending=False, kind="stable", ignore_index=True)


def without_saving(by_story: pd.DataFrame) -> pd.DataFrame:
    """Those of the stories in which what is released saves no shortage, the most released first."""
    own = by_story[by_story["saved"] < LEAST_USD]
    return own.sort_values("released", ascending=False, kind="stable")
