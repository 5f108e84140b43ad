"""What floors do, added up: by agreement and stage, by floor and year, in each story, and offer by offer what they keep."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.floors import deciding_floors
from model.program.problem_data import ProblemData
from model.results.facts import floor_effects as effect
from model.results.facts.floor_capacity import (
    BANKABLE,
    BOUGHT,
    KEPT,
    OPEN_WITH,
    OPEN_WITHOUT,
    kept_open,
    kept_running,
    ordered,
)
from model.results.facts.floor_effects import FloorEffects
from model.results.facts.floor_terms import build_floor_terms
from model.results.facts.paths import View, base_path, expected, story_names, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import country_names
from model.tolerances import SMALLEST_TONNES

OUTSIDE_AGREEMENTS = "contracts with offers"
ON_BASE, IN_A_STORY, NOWHERE = "on the base path", "only in a story", "nowhere"
OTHERS = "all other stories (as if no story begins)"
TONNES = (effect.UNDER, effect.AT_FLOOR, effect.TOPPED_UP, effect.SETTLED)
MONEY = (
    effect.PREMIUM, effect.TO_PROCESSES, effect.DUTY, effect.TOP_UP, effect.PAYS, effect.RECEIVES, effect.NEW_CAPACITY,
    effect.REBATES, effect.NOT_TAKEN,
)  # fmt: skip
ALIVE = (KEPT, BOUGHT, BANKABLE)
LIFTED = (effect.PREMIUM, effect.TO_PROCESSES, effect.TOP_UP, effect.PAYS, effect.RECEIVES, effect.NEW_CAPACITY)
NEAR, NEAR_USD = 0.1, 1e6  # share and USD by which a story's amount may differ from the base path's to count as the same


def _facts(data: ProblemData, effects: FloorEffects) -> pd.DataFrame:
    """One row per floor and node: floor (its number), agreement, stage, node, year, and each amount, t or USD."""
    count, size = len(effects.floors), data.tree.size
    agreements = [agreement or OUTSIDE_AGREEMENTS for agreement in effects.agreement]
    years = np.array(data.case.calendar.calendar_years)[data.node_period]
    return pd.DataFrame(
        {
            "floor": np.repeat(np.arange(count), size),
            "agreement": np.repeat(np.array(agreements, dtype=object), size),
            "stage": np.repeat(np.array(effects.stage, dtype=object), size),
            "node": np.tile(np.arange(size), count),
            "year": np.tile(years, count),
            **{name: amounts.ravel() for name, amounts in effects.amounts.items()},
        }
    )


def by_agreement(data: ProblemData, effects: FloorEffects) -> pd.DataFrame:
    """One row per agreement, stage and view: how many `floors` there are, and the amounts over the horizon, undiscounted."""
    views = (expected(data.tree), base_path(data.tree))
    found = tabulate(_facts(data, effects), ("agreement", "stage"), (*TONNES, *MONEY, *ALIVE), views)
    if found.empty:
        return found
    groups = pd.DataFrame({"agreement": effects.agreement, "stage": effects.stage}).replace("", OUTSIDE_AGREEMENTS)
    counts = groups.groupby(["agreement", "stage"]).size()
    floors = [int(counts[key]) for key in zip(found["agreement"], found["stage"], strict=True)]
    return found.assign(floors=floors).sort_values(["agreement", "stage"], kind="stable", ignore_index=True)


def _where_it_raises(data: ProblemData, effects: FloorEffects, f: int) -> str:
    """Whether the floor makes anybody pay more on the base path, only in a story, or nowhere."""
    paid = np.abs([effects.amounts[name][f] for name in LIFTED]).sum(axis=0) > SMALLEST_TONNES
    if paid[data.tree.story == 0].any():
        return ON_BASE
    return IN_A_STORY if paid.any() else NOWHERE


def by_floor(data: ProblemData, effects: FloorEffects) -> pd.DataFrame:
    """One row per floor: name, mechanism, agreement, material, stage, where it `raises` what is paid, and the amounts,
    expected, over the horizon, undiscounted."""
    weight = expected(data.tree).factor
    return pd.DataFrame(
        {
            "name": [floor.name for floor in effects.floors],
            "mechanism": [floor.mechanism.name for floor in effects.floors],
            "agreement": [agreement or OUTSIDE_AGREEMENTS for agreement in effects.agreement],
            "material": [data.market.materials[floor.material] for floor in effects.floors],
            "stage": effects.stage,
            "raises": [_where_it_raises(data, effects, f) for f in range(len(effects.floors))],
            **{name: effects.amounts[name] @ weight for name in (*TONNES, *MONEY, *ALIVE)},
        }
    )


def by_story(data: ProblemData, effects: FloorEffects) -> pd.DataFrame:
    """One row per whole story, agreement and stage where floors do anything: what is open `with` and `without` them, and
    kept alive (`peak`), t/yr, in the period in which they keep most alive (`when`), and the amounts over the horizon,
    undiscounted; the most kept alive first within a story, stories by that, those like the base path in one row last."""
    tree, base, rows = data.tree, data.tree.stories[0].name, []
    facts = pd.DataFrame({"agreement": effects.agreement, "stage": effects.stage}).replace("", OUTSIDE_AGREEMENTS)
    for (agreement, stage), group in facts.groupby(["agreement", "stage"], sort=False):
        own = {
            name: _along(data, effects, group.index.to_numpy(), tree.path[leaf])
            for name, leaf in zip(story_names(tree), tree.leaves.tolist(), strict=True)
        }
        as_base = own.get(base)
        same = {name for name, row in own.items() if as_base is not None and _alike(row, as_base)}
        shown = {name: row for name, row in own.items() if name not in same}
        if as_base is not None:
            shown[OTHERS if len(same) > 1 else base] = as_base
        rows += [
            {"story": name, "agreement": agreement, "stage": stage, **row}
            for name, row in shown.items()
            if _largest(row) > SMALLEST_TONNES or (as_base is not None and _largest(as_base) > SMALLEST_TONNES)
        ]
    found = pd.DataFrame(rows)
    if found.empty:
        return found
    kept = found.groupby("story")[KEPT].transform("sum")
    return (
        found.assign(in_story=kept, last=found["story"] == OTHERS)
        .sort_values(
            ["last", "in_story", "story", KEPT], ascending=[True, False, True, False], kind="stable", ignore_index=True
        )
        .drop(columns=["in_story", "last"])
    )  # fmt: skip


def _along(data: ProblemData, effects: FloorEffects, floors: np.ndarray, path: np.ndarray) -> dict[str, object]:
    """What some floors do along the nodes of a whole story."""
    sums = {name: amounts[floors].sum(axis=0) for name, amounts in effects.amounts.items()}
    length = data.case.calendar.length
    then = int(path[np.argmax(sums[KEPT][path])])
    alive = sums[KEPT][then] / length > SMALLEST_TONNES
    return {
        "when": data.case.calendar.label(int(data.tree.period[then])) if alive else "",
        "with": sums[OPEN_WITH][then] / length if alive else np.nan,
        "without": sums[OPEN_WITHOUT][then] / length if alive else np.nan,
        "peak": sums[KEPT][then] / length,
        **{name: float(sums[name][path].sum()) for name in (*ALIVE, *MONEY)},
    }


def _amounts(row: dict[str, object], names: tuple[str, ...]) -> FloatArray:
    return np.array([row[name] for name in names], dtype=np.float64)


def _largest(row: dict[str, object]) -> float:
    """The largest figure of a row: t, or USD."""
    return float(np.abs(_amounts(row, (*ALIVE, *MONEY))).max())


def _alike(row: dict[str, object], base: dict[str, object]) -> bool:
    """Whether nothing more is kept alive in a story, and every sum of money is about that of the base path."""
    close = np.isclose(_amounts(row, MONEY), _amounts(base, MONEY), rtol=NEAR, atol=NEAR_USD)
    return row[KEPT] == base[KEPT] and bool(close.all())


def _mean(values: FloatArray, factor: FloatArray, year: FloatArray, count: int) -> FloatArray:
    """Weighted mean by year; NaN where no node counts."""
    total = np.bincount(year, weights=factor, minlength=count)
    sums = np.bincount(year, weights=values * factor, minlength=count)
    return np.divide(sums, total, out=np.full(count, np.nan), where=total > 0)


def by_year(result: PlanResult, effects: FloorEffects, view: View) -> pd.DataFrame:
    """One row per floor and calendar year in which it is in force: name, mechanism, material, seller, year; mean floor and
    market `price`, USD/t; t `bought` and of them `lifted`; what is paid for the latter (`per_tonne`, USD/t) and in all
    (`premium`, USD); and each amount in the view, USD, `settled`: what the treasury pays less what it receives."""
    frames = [_years_of(result, effects, f, view) for f in range(len(effects.floors))]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _years_of(result: PlanResult, effects: FloorEffects, f: int, view: View) -> pd.DataFrame:
    data, orders, floor = result.data, result.orders, effects.floors[f]
    years = sorted(set(data.case.calendar.calendar_years))
    year = np.array([years.index(one) for one in data.case.calendar.calendar_years])[data.node_period]
    step, node = orders["step"].to_numpy(int), orders["node"].to_numpy(int)
    under = np.flatnonzero(floor.covers[step, node])
    step, node = step[under], node[under]
    delivered = orders["delivered"].to_numpy(float)[under]
    lifted = np.where(floor.lifts[step, node], delivered, 0.0)
    premium, phi = floor.premium[step, node] * delivered, floor.price[data.node_period]
    done = {name: grid[f] for name, grid in effects.amounts.items()}
    done["settled"] = done[effect.PAYS] - done[effect.RECEIVES]

    def of_orders(amount: FloatArray) -> FloatArray:
        return np.bincount(year[node], weights=amount * view.factor[node], minlength=len(years)).astype(float)

    paid, at_floor = of_orders(np.where(lifted > 0, premium, 0.0)), of_orders(lifted)
    found = pd.DataFrame(
        {
            "name": floor.name,
            "mechanism": floor.mechanism.name,
            "material": data.market.materials[floor.material],
            "seller": floor.seller,
            "year": years,
            "floor": _mean(phi, (phi > 0) * data.tree.weight, year, len(years)),
            "market": _mean(data.market.price[floor.material], view.factor, year, len(years)),
            "bought": of_orders(delivered),
            "lifted": at_floor,
            "per_tonne": paid / np.where(at_floor > 0, at_floor, np.nan),
            "paid": of_orders(premium),
            **{
                name: np.bincount(year, weights=done[name] * view.factor, minlength=len(years))
                for name in (effect.NOT_TAKEN, effect.REBATES, "settled", effect.NEW_CAPACITY, effect.TO_PROCESSES)
            },
        }
    )
    return found[found["floor"].notna()]


def _spans(data: ProblemData, kept: FloatArray, taken: FloatArray) -> dict[str, object]:
    """How much is kept alive of each row, where most of it, and what is taken of it, from t (R, N)."""
    most = kept.argmax(axis=1) if len(kept) else np.zeros(0, dtype=np.int64)
    return {
        "expected": kept @ data.tree.weight,
        "on_base": kept[:, data.tree.story == 0].sum(axis=1),
        "most": kept.max(axis=1, initial=0.0),
        "where": [data.tree.labels[n] for n in most.tolist()],
        "taken": np.where(kept > 0, taken, 0.0) @ data.tree.weight,
    }


def steps_kept_open(result: PlanResult) -> pd.DataFrame:
    """One row per step that a floor keeps open in some node, the most tonnes first: name, material, country, floors; its
    `cash_cost` and the lowest `ask` meanwhile, USD/t; t kept, `expected`, `on_base`, at most in a period, and `taken`."""
    data, steps = result.data, result.data.market.steps
    kept, names_of = kept_open(data), country_names(data)
    rows = np.flatnonzero(kept.any(axis=1))
    floors = build_floor_terms(data)
    names = ["; ".join(floor.name for floor in floors if (floor.lifts[s] & (kept[s] > 0)).any()) for s in rows.tolist()]
    found = pd.DataFrame(
        {
            "name": steps.table["name"].to_numpy(object)[rows],
            "material": np.array(data.market.materials, dtype=object)[steps.material[rows]],
            "country": [names_of[data.market.clubs.countries[c]] for c in steps.country[rows].tolist()],
            "floors": names,
            "cash_cost": data.case["supply"]["cash_cost"].to_numpy(float)[steps.table["origin"].to_numpy(int)[rows]],
            "ask": np.where(kept > 0, steps.ask, np.inf)[rows].min(axis=1, initial=np.inf),
            **_spans(data, kept[rows], ordered(result)[rows]),
        }
    )
    return found.sort_values("expected", ascending=False, kind="stable", ignore_index=True)


def processes_kept_running(result: PlanResult) -> pd.DataFrame:
    """One row per process that a floor keeps running in some node, the most tonnes first: name, main input (`material`),
    country, floors, the `margin` needed, USD/t, and t kept and taken as of steps."""
    data, t = result.data, result.data.node_period
    processes, kept = data.market.processes, kept_running(data)
    rows, names_of = np.flatnonzero(kept.any(axis=1)), country_names(data)
    names, (inside, _) = data.case["floors"]["floor"].tolist(), deciding_floors(data.case, data.market.clubs)
    floors = []
    for p in rows.tolist():
        made, c = np.flatnonzero(processes.outputs[p]), processes.country[p]
        lifts = (data.market.floors[0][made, c][:, t] > data.market.price[made]) & (kept[p] > 0)
        floors.append("; ".join(names[f] for f in np.unique(inside[made, c][:, t][lifts]).tolist()))
    main = [row for row in data.case.records("processing") if row["role"] == "main input"]
    found = pd.DataFrame(
        {
            "name": np.array(processes.names, dtype=object)[rows],
            "material": np.array(data.market.materials, dtype=object)[processes.main[rows]],
            "country": [names_of[data.market.clubs.countries[c]] for c in processes.country[rows].tolist()],
            "floors": floors,
            "margin": np.array([row["cash_margin_needed"] for row in main]).astype(float)[rows],
            **_spans(data, kept[rows], result.grid("run", processes.size)[rows]),
        }
    )
    return found.sort_values("expected", ascending=False, kind="stable", ignore_index=True)
