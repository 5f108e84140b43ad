"""What each what-if changes, in a sentence."""

from __future__ import annotations

import math

import pandas as pd

from model.results.facts.what_if import VariantFigures, WhatIf
from model.results.shown.wording import counted, listed, usd
from model.results.shown.wording import tonnes as in_tonnes

LEAST = 1.0  # USD below which a difference is the solver's dust
RELATIVE = 1e-6  # of a figure, below which too
NAMED = 3  # materials named in a sentence


def told_of(what_if: WhatIf, base: VariantFigures) -> str:
    """`What if X: buys 3.2 million USD more now (…); expected shortage cost falls by …`."""
    if what_if.figures is None:
        return f"What if {what_if.name}: {' '.join(what_if.why)}"
    figures = what_if.figures
    told = [
        _orders(figures, base),
        *_moved("expected shortage cost", figures.short_with, base.short_with),
        *_moved("without the reserve it", figures.short_without, base.short_without),
        *_moved("the reserve's net cost", figures.net_cost, base.net_cost),
        *_moved("the objective", figures.objective, base.objective),
    ]
    return f"What if {what_if.name}: {'; '.join(told)}."


def differs(one: float, other: float) -> bool:
    """Whether two figures, USD, differ by more than the solver's dust."""
    return abs(one - other) >= max(LEAST, RELATIVE * max(abs(one), abs(other)))


def order_changes(figures: VariantFigures, base: VariantFigures) -> pd.DataFrame:
    """Orders now of either plan by material, those that differ most first: tonnes and cost (t, USD), `_base` and `_new`."""
    both = pd.concat([base.orders.add_suffix("_base"), figures.orders.add_suffix("_new")], axis=1).fillna(0.0)
    moved = [differs(new, old) for new, old in zip(both["cost_new"], both["cost_base"], strict=True)]
    by_size = (both["cost_new"] - both["cost_base"]).abs().sort_values(ascending=False, kind="stable").index
    return both.loc[moved].reindex([name for name in by_size if name in both.index[moved]])


def _orders(figures: VariantFigures, base: VariantFigures) -> str:
    changes = order_changes(figures, base)
    if changes.empty:
        return "buys the same now"
    difference = figures.ordered - base.ordered
    more = f"{usd(abs(difference))} {'more' if difference > 0 else 'less'}" if differs(difference, 0.0) else "as much"
    parts = [
        f"{material} {in_tonnes(float(line['tonnes_new']))} for {usd(float(line['cost_new']))} instead of "
        f"{in_tonnes(float(line['tonnes_base']))} for {usd(float(line['cost_base']))}"
        for material, line in changes.head(NAMED).iterrows()
    ]
    rest = len(changes) - NAMED
    others = f", and {counted(rest, 'more material')}" if rest > 0 else ""
    return f"buys {more} now, {usd(figures.ordered)} in all ({listed(parts) if rest <= 0 else ', '.join(parts)}{others})"


def _moved(what: str, new: float, old: float) -> list[str]:
    if math.isnan(new) or math.isnan(old) or not differs(new, old):
        return []
    return [f"{what} {'rises' if new > old else 'falls'} by {usd(abs(new - old))} to {usd(new)}"]


def opening_sentences(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> list[str]:
    """How many were solved, and the one that moves this period's orders most."""
    solved = [one for one in what_ifs if one.figures is not None]
    told = [f"{counted(len(what_ifs), 'what-if')} beside the plan as it stands; {len(solved)} of them {_have(len(solved))}."]
    shifts = {one.name: _shift(one.figures, base) for one in solved if one.figures is not None}
    if shifts and max(shifts.values()) >= LEAST:
        name = max(shifts, key=shifts.__getitem__)
        told.append(f"The one that changes what is bought now most is {name}: by {usd(shifts[name])} in all, up and down.")
    elif shifts:
        told.append("None of them changes what is bought now.")
    return told


def _have(count: int) -> str:
    return "has a plan" if count == 1 else "have a plan"


def _shift(figures: VariantFigures, base: VariantFigures) -> float:
    changes = order_changes(figures, base)
    return float((changes["cost_new"] - changes["cost_base"]).abs().sum())
