"""How far each cover target is met on the base path: when it first falls due, and at the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.tolerances import NOT_COVERED, SMALLEST_TONNES

BARE, PART, FELL = "not covered", "covered in part", "met when due, not at the end"
LATE = "met late"  # at the end, but not when first due
DUE, END = "due", "end"


def target_status(grids: ReserveGrids, result: PlanResult) -> pd.DataFrame:
    """One row per target owed on the base path, the dearest gap first: `material`, `of` whom its days count, period `first`
    due, and when it is first due and at the end (the last period owed) the `target`, the `stock` and what is `out` with
    participants, t, and the share `met`; `missing` t and `worth` USD at base price at the end, and the `mark`, "" where it
    is met."""
    calendar = result.data.case.calendar
    rows = np.flatnonzero(grids.owed.any(axis=1))
    first = grids.owed[rows].argmax(axis=1)
    last = calendar.periods - 1 - grids.owed[rows, ::-1].argmax(axis=1)
    frame = pd.DataFrame(
        {"material": [grids.materials[i] for i in rows.tolist()], **grids.whose(rows), "first": first + 1}
    )
    for when, at in ((DUE, first), (END, last)):
        frame[f"target {when}"] = grids.target[rows, at]
        frame[f"stock {when}"] = grids.stock[rows, at]
        frame[f"out {when}"] = grids.out[rows, at]
        frame[f"met {when}"] = np.minimum(grids.counted[rows, at] / grids.target[rows, at], 1.0)
    frame["missing"] = np.maximum(grids.target[rows, last] - grids.counted[rows, last], 0.0)
    frame["worth"] = frame["missing"] * grids.price[rows, last]
    due, end = frame["met due"], frame["met end"]
    marks = [
        ((due < NOT_COVERED) & (end < NOT_COVERED), BARE),
        ((due >= MET) & (end < MET), FELL),
        (end < MET, PART),
        (due < MET, LATE),
    ]
    frame["mark"] = np.select([own for own, _ in marks], [mark for _, mark in marks], "").astype(object)
    return frame.sort_values(["worth", "material"], ascending=[False, True], ignore_index=True)


@dataclass(frozen=True)
class Out:
    """Tonnes that participants have out `when` targets count them as held: t by material, and how many targets would not be
    met by the stock alone."""

    when: str
    tonnes: dict[str, float]
    fewer: int


def counted_though_out(status: pd.DataFrame) -> list[Out]:
    """When targets are first due, and at the end."""
    found = []
    for when in (DUE, END):
        out = status[f"out {when}"]
        by_stock = status[f"stock {when}"] >= MET * status[f"target {when}"]
        told = status[out > SMALLEST_TONNES]
        fewer = int(((status[f"met {when}"] >= MET) & ~by_stock).sum())
        found.append(Out(when, dict(zip(told["material"], told[f"out {when}"], strict=True)), fewer))
    return found


def cover_bought(grids: ReserveGrids, result: PlanResult) -> pd.DataFrame:
    """One row per target owed on the base path, the dearest first, when it first falls due: `material`, `of`, `period`,
    `stock` and `target` t, what is `out` with participants, where anything ever is, `cover` and `asked` days, `value` of the
    stock and `cost` of the target USD at base price, and the share `met`."""
    rows = np.flatnonzero(grids.owed.any(axis=1))
    due = grids.owed[rows].argmax(axis=1)
    out = {"out": grids.out[rows, due]} if (grids.out[rows] > SMALLEST_TONNES).any() else {}
    stock, target, price = grids.stock[rows, due], grids.target[rows, due], grids.price[rows, due]
    frame = pd.DataFrame(
        {
            "material": [grids.materials[i] for i in rows.tolist()],
            **grids.whose(rows),
            "period": [result.data.case.calendar.label(int(t) + 1) for t in due],
            "stock": stock,
            **out,
            "cover": grids.days(grids.stock)[rows, due],
            "value": stock * price,
            "target": target,
            "asked": grids.days(grids.target)[rows, due],
            "cost": target * price,
            "met": np.minimum(grids.counted[rows, due] / target, 1.0),
        }
    )
    return frame.sort_values("cost", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class CostOfTargets:
    """What all targets would `cost` at base price and what of it is `held` when they first fall due, beside the reserve's
    `amount` of money, USD; the `days` that all of them ask for, 0 where they differ; how many are held in `full`, in `part`
    and not at all (`bare`)."""

    cost: float
    held: float
    amount: float
    days: float
    full: int
    part: int
    bare: int


def cost_of_targets(bought: pd.DataFrame, result: PlanResult) -> CostOfTargets | None:
    """None where no target is owed or money is unlimited; `bought` as of `cover_bought`."""
    case = result.data.case
    cost, held = float(bought["cost"].sum()), float(np.minimum(bought["value"], bought["cost"]).sum())
    amount = float(case["finance"]["amount"].sum())
    if not (cost > 0 and amount > 0):
        return None
    typed = case["targets"]["days_of_cover"].unique()
    days = float(typed[0]) if len(typed) == 1 and not (case["targets"]["tonnes"] > 0).any() else 0.0
    full, bare = int((bought["met"] >= MET).sum()), int((bought["met"] < NOT_COVERED).sum())
    return CostOfTargets(cost, held, amount, days, full, len(bought) - full - bare, bare)
