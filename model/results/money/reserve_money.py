"""Where the reserve's money comes from and goes to by period, and what it has drawn, owes and holds."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import RESERVE
from model.program.categories import FROM_PARTICIPANTS, Category
from model.results.facts.answer import Answer
from model.results.facts.paths import View, base_path, expected
from model.results.facts.tranches import drawn_so_far
from model.results.shown.wording import MILLION

SOURCES = (
    Category.DRAWN, Category.RELEASED, Category.SALES, *FROM_PARTICIPANTS, Category.REBATE, Category.SUPPORT,
)  # fmt: skip
DUST = 1e-9  # USD million below which a column of payments is the solver's dust and left out


def _header(name: str) -> str:
    return f"{name[0].upper()}{name[1:]} (USD million)"


def sources_and_uses(answer: Answer, view: View) -> pd.DataFrame:
    """The reserve's receipts and payments by period, undiscounted; final headers. Money at the horizon is left out.

    What the reserve both receives and pays under one name has a column on either side.
    """
    calendar = answer.plan.case.calendar
    flows = answer.flows[~answer.flows["at_horizon"]]
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    grids = {}
    for side in ("payee", "payer"):
        own = flows[flows[side] == RESERVE]
        counted = own["amount"].to_numpy(float) * view.factor[own["node"].to_numpy(int)] / MILLION
        grid = own.assign(counted=counted).pivot_table(index="period", columns="category", values="counted", aggfunc="sum")
        grids[side] = grid.reindex(calendar.numbers).fillna(0.0)
    both = set(grids["payee"].columns) & set(grids["payer"].columns)
    totals = {}
    for word, side, done in (("Sources", "payee", "received"), ("Uses", "payer", "paid")):
        grid = grids[side]
        names = [str(name) for name in grid.columns if grid[name].abs().max() > DUST]
        for name in sorted(names, key=lambda n: SOURCES.index(n) if n in SOURCES else len(SOURCES)):
            frame[_header(f"{name}, {done}" if name in both else name)] = grid[name].to_numpy()
        totals[word] = grid.sum(axis=1).to_numpy()
        frame[f"{word} (USD million)"] = totals[word]
    frame["Sources less uses (USD million)"] = totals["Sources"] - totals["Uses"]
    return frame


def balances(answer: Answer) -> pd.DataFrame:
    """Money drawn so far, owed and in cash at the end of each period, expected and on the base path; final headers.

    Drawn so far is without what was repaid in the period of its draw.
    """
    plan = answer.plan
    calendar, tree = plan.case.calendar, plan.tree
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})

    def per_node(name: str) -> FloatArray:
        return np.bincount(plan.cells[name].node, weights=answer.value(name), minlength=tree.size).astype(float)

    held = {"Drawn so far": drawn_so_far(answer).sum(axis=0), "Owed": per_node("debt"), "Cash": per_node("cash")}
    for view in (expected(tree), base_path(tree)):
        for title, amounts in held.items():
            sums = view.sums(amounts, tree.period, calendar.periods)
            frame[f"{title}, {view.name.lower()} (USD million)"] = sums / MILLION
    amount = plan.case["finance"]["amount"].to_numpy(float)
    available = [calendar.in_force(start, None) for start in plan.case["finance"]["available_from"]]
    frame["Available so far (USD million)"] = amount @ np.array(available, dtype=float) / MILLION
    return frame
