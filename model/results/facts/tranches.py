"""Each tranche of the reserve's money by calendar year: drawn, repaid, outstanding, its costs, and what is left to draw."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.plan import Plan
from model.results.facts.answer import Answer
from model.results.facts.paths import View, base_path, expected
from model.results.facts.selection import year_end_periods
from model.results.shown.wording import MILLION

ALL_TRANCHES = "All tranches"
DRAWN, REPAID = "Drawn (USD million)", "Repaid (USD million)"
OUTSTANDING, UNDRAWN = "Outstanding at the year's end (USD million)", "Undrawn at the year's end (USD million)"
INTEREST, UPFRONT, COMMITMENT = (
    "Interest paid (USD million)",
    "Upfront fee paid (USD million)",
    "Commitment fee paid (USD million)",
)
AT_ONCE = "Drawn and repaid within one period (USD million)"
SUMMED = (DRAWN, REPAID, INTEREST, UPFRONT, COMMITMENT, AT_ONCE)  # over the year; the others stand at its end
LEAST = 1.0  # USD drawn and repaid within one period from which on it is told


def drawn_so_far(answer: Answer) -> FloatArray:
    """Drawn since Start at each node, less what was repaid in the period of its draw, USD, by tranche, (F, N)."""
    plan = answer.plan
    net = answer.grid("draw", len(plan.case["finance"])) - answer.repaid_at_once
    path = plan.tree.path
    return np.asarray(np.where(path >= 0, net[:, np.maximum(path, 0)], 0.0).sum(axis=-1))


def _open(plan: Plan) -> FloatArray:
    """What each tranche lends or gives in all, USD, at every node; nothing before Available from, (F, N)."""
    finance, calendar = plan.case["finance"], plan.case.calendar
    available = np.array([calendar.in_force(start, None) for start in finance["available_from"]], dtype=float)
    return np.asarray((finance["amount"].to_numpy(float)[:, None] * available)[:, plan.node_period])


def _by_node(answer: Answer) -> dict[str, FloatArray]:
    """Every column of the table by tranche and node, USD, (F, N)."""
    finance = answer.plan.case["finance"]
    grids = {name: answer.grid(name, len(finance)) for name in ("draw", "drawn", "repay", "debt", "interest")}
    return {
        DRAWN: grids["draw"] - answer.repaid_at_once,
        REPAID: grids["repay"] - answer.repaid_at_once,
        OUTSTANDING: grids["debt"],
        INTEREST: grids["interest"],
        UPFRONT: grids["draw"] * finance["upfront_fee"].to_numpy(float)[:, None],
        COMMITMENT: answer.grid("commitment_fee", len(finance)),
        UNDRAWN: np.maximum(_open(answer.plan) - grids["drawn"], 0.0),
        AT_ONCE: answer.repaid_at_once,
    }


def _in_view(answer: Answer, view: View, grids: dict[str, FloatArray]) -> pd.DataFrame:
    """One row per tranche and year, and where there are several one per year for all of them."""
    tree, calendar = answer.plan.tree, answer.plan.case.calendar
    years, ends = np.array(calendar.calendar_years), np.array(year_end_periods(calendar)) - 1
    names = list(answer.plan.case["finance"]["tranche"])
    shown = [*names, ALL_TRANCHES] if len(names) > 1 else names
    sums: dict[str, FloatArray] = {}
    for header, grid in grids.items():
        by_period = np.array([view.sums(row, tree.period, calendar.periods) for row in grid])
        by_year = (
            np.array([by_period[:, years == years[t]].sum(axis=1) for t in ends]).T
            if header in SUMMED
            else by_period[:, ends]
        )
        sums[header] = np.vstack([by_year, by_year.sum(axis=0)])[: len(shown)] / MILLION
    frame = pd.DataFrame(
        {
            "Counted": view.name,
            "Tranche": np.repeat(np.array(shown, dtype=object), len(ends)),
            "Year": np.tile([str(year) for year in years[ends]], len(shown)),
        }
    )
    return frame.assign(**{header: grid.ravel() for header, grid in sums.items()})


def tranches_by_year(answer: Answer) -> pd.DataFrame:
    """The base path first, then expected, undiscounted; final headers. What is drawn and repaid within one period has a
    column of its own where there is some: it is neither in Drawn nor in Repaid, and is not drawn again."""
    grids, tree = _by_node(answer), answer.plan.tree
    if answer.repaid_at_once.max(initial=0.0) < LEAST:
        del grids[AT_ONCE]
    return pd.concat([_in_view(answer, view, grids) for view in (base_path(tree), expected(tree))], ignore_index=True)
