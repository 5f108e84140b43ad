"""Every ledger by year, by whole story and by period, how ledgers make the objective, and what it costs the public."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import DUTIES, LEDGERS, NATIONAL, SHORTAGE, STOCK_VALUE, TREASURY, ledger_weights
from model.program.categories import TRANCHE_FEES, Category
from model.results.facts.cost_benefit import penalties
from model.results.facts.paths import View, across, along_paths, base_path, expected, name_of, story_names, tabulate
from model.results.facts.plan_result import PlanResult, dearest_story, made_once
from model.results.facts.shortage import EXPECTED

AT_END = "At the horizon"
NATIONAL_COST = "national cost"
EXPECTED_DISCOUNTED = "Expected, discounted"
COUNTED_AS = {"undiscounted": "amount", "discounted": "present"}
PARTS: dict[str, tuple[Category, ...]] = {
    "support": (Category.SUPPORT,),
    "settled": (Category.SETTLEMENT,),
    "projects": (Category.PROJECT,),
    "interest": (Category.INTEREST,),
    "fees": TRANCHE_FEES,
    "repaid": (Category.REPAID, Category.DEBT_LEFT),
}
COSTS = ("grants", "support", "settled", "projects", "interest", "fees")  # what the public pays or earns, lending apart


def _views(result: PlanResult) -> list[tuple[str, View, str]]:
    """How ledgers are added up: heading, view and the column of the ledger table."""
    tree = result.data.tree
    dearest = dearest_story(result)
    return [
        ("Expected, undiscounted", expected(tree), "amount"),
        (EXPECTED_DISCOUNTED, expected(tree), "present"),
        ("Base path, undiscounted", base_path(tree), "amount"),
        (f"{dearest.name}, undiscounted", dearest, "amount"),
    ]


def _own(result: PlanResult) -> pd.DataFrame:
    """The ledgers with a column for when: the label of the period, or AT_END."""
    calendar = result.data.case.calendar
    labels = np.array([calendar.label(t) for t in calendar.numbers], dtype=object)
    years = np.array(calendar.calendar_years).astype(str).astype(object)
    own = result.ledgers[result.ledgers["ledger"].isin(LEDGERS)]
    period, at_end = own["period"].to_numpy(int) - 1, own["at_horizon"].to_numpy(bool)
    return own.assign(year=np.where(at_end, AT_END, years[period]), when=np.where(at_end, AT_END, labels[period]))


@made_once
def ledgers_by_year(result: PlanResult) -> pd.DataFrame:
    """Cost of each ledger (income negative) by calendar year in each view, USD: `counted`, `year`, the
    ledgers, national cost."""
    own, years = _own(result), dict.fromkeys(map(str, result.data.case.calendar.calendar_years))
    keys = {"year": [*years, AT_END], "ledger": LEDGERS}
    frames = []
    for heading, view, column in _views(result):
        found = across(tabulate(own, keys, (column,), (view,)), "ledger", (column,))
        sums = {ledger: found[name_of(column, ledger)] for ledger in LEDGERS}
        frames.append(pd.DataFrame({"counted": heading, "year": found["year"], **sums}))
    by_year = pd.concat(frames, ignore_index=True)
    return by_year.assign(**{NATIONAL_COST: by_year[list(NATIONAL)].sum(axis=1)})


def ledger_totals(by_year: pd.DataFrame, result: PlanResult) -> pd.DataFrame:
    """Each ledger over the horizon in every view, USD, beside its weight in the objective (as text, "" for all together)."""
    sums = by_year.groupby("counted", sort=False).sum(numeric_only=True).T.rename_axis("ledger").reset_index()
    weights = ledger_weights(result.data.case.settings)
    words = [f"{weights[ledger]:g}" if ledger in weights else "" for ledger in sums["ledger"]]
    sums.insert(1, "weight", words)
    return sums.rename_axis(columns=None)


def bridge(result: PlanResult) -> pd.DataFrame:
    """From national cost to the objective, expected and discounted: `item`, `amount` in USD; last the difference."""
    weights = ledger_weights(result.data.case.settings)
    ledgers = result.ledgers
    cost = (ledgers["present"] * ledgers["weight"]).groupby(ledgers["ledger"]).sum()

    def of(ledger: str) -> float:
        return float(cost.get(ledger, 0.0))

    rows = [(f"Cost of {ledger}", of(ledger)) for ledger in NATIONAL]
    rows.append(("= National cost", sum(amount for _, amount in rows)))
    parts = [
        (
            f"Cost of {ledger}, counted at weight {weights[ledger]:g} instead of {own:g}",
            (weights[ledger] - own) * of(ledger),
        )
        for ledger in LEDGERS
        if weights[ledger] != (own := float(ledger in NATIONAL))
    ]
    parts.append(("Shortage cost", of(SHORTAGE)))
    parts += [(f"Penalty: {name}", amount) for name, amount in penalties(result).items()]
    parts.append(("Value of the stock left at the horizon (negative: worth something)", of(STOCK_VALUE)))
    if result.risk_cost:
        parts.append(("Risk weight × average of the worst stories", result.risk_cost))
    total = rows[-1][1] + sum(amount for _, amount in parts)
    objective = result.solution.objective
    rows += [*parts, ("= Sum of the above", total), ("Objective of the linear program", objective)]
    rows.append(("Difference", total - objective))
    return pd.DataFrame(rows, columns=["item", "amount"])


def _by_node(result: PlanResult, column: str) -> FloatArray:
    """Each ledger's cost and national cost at every node, those of the period and those at the horizon apart, USD,
    (ledgers + 1, 2, N)."""
    own = result.ledgers[result.ledgers["ledger"].isin(LEDGERS)]
    found = np.zeros((len(LEDGERS), 2, result.data.tree.size))
    where = own["ledger"].map({ledger: place for place, ledger in enumerate(LEDGERS)}).to_numpy(int)
    np.add.at(found, (where, own["at_horizon"].to_numpy(int), own["node"].to_numpy(int)), own[column].to_numpy(float))
    national = found[[LEDGERS.index(ledger) for ledger in NATIONAL]].sum(axis=0)
    return np.concatenate([found, national[None]])


def _with_ledgers(frame: pd.DataFrame, costs: FloatArray) -> pd.DataFrame:
    """The frame with a column for each ledger and for national cost, USD, from (ledgers + 1, rows)."""
    return frame.assign(**dict(zip((*LEDGERS, NATIONAL_COST), costs, strict=True)))


def ledgers_by_story(result: PlanResult, word: str) -> pd.DataFrame:
    """Every ledger over the horizon along each whole story, and expected, whatever its weight, USD (un)discounted: `story`,
    `probability`, the ledgers, national cost."""
    tree = result.data.tree
    probability = tree.weight[tree.leaves]
    by_story = along_paths(tree, _by_node(result, COUNTED_AS[word]).sum(axis=1))
    frame = pd.DataFrame({"story": [*story_names(tree), EXPECTED], "probability": [*probability, probability.sum()]})
    return _with_ledgers(frame, np.column_stack([by_story, by_story @ probability]))


def ledgers_by_period(result: PlanResult, word: str) -> pd.DataFrame:
    """Every ledger in each period of each whole story, and at the horizon, whatever its weight, USD (un)discounted: `story`,
    `period`, the ledgers, national cost."""
    tree, calendar = result.data.tree, result.data.case.calendar
    labels = [*(calendar.label(t) for t in calendar.numbers), AT_END]
    by_node, paths = _by_node(result, COUNTED_AS[word]), tree.path[tree.leaves]
    at_end = by_node[:, 1][:, paths].sum(axis=-1, keepdims=True)
    costs = np.concatenate([by_node[:, 0][:, paths], at_end], axis=-1).reshape(len(LEDGERS) + 1, -1)
    stories = {"story": np.repeat(story_names(tree), len(labels)), "period": np.tile(labels, len(tree.leaves))}
    return _with_ledgers(pd.DataFrame(stories), costs)


def _paid_by(result: PlanResult, ledger: str, names: tuple[Category, ...] = ()) -> FloatArray:
    """What a ledger pays less what it gets at each node, in its period, then at the horizon, USD, (2 N,)."""
    sides = [
        result.paid(*names, payer=ledger, at_horizon=at_end) - result.paid(*names, payee=ledger, at_horizon=at_end)
        for at_end in (False, True)
    ]
    return np.concatenate(sides)


@made_once
def public_cost(result: PlanResult) -> pd.DataFrame:
    """The base path first, then expected and the dearest story, by period and at the horizon, USD, undiscounted, receipts
    negative: `view`, `when`; each of COSTS, and `public`, their sum; `lent` and `repaid`; `treasury`, its ledger; `duties`,
    and `less_duties`, the public cost with them."""
    data = result.data
    tree, calendar, kinds = data.tree, data.case.calendar, data.case["finance"]["kind"]
    drawn = result.payments[result.payments["category"] == Category.DRAWN]
    granted = drawn[drawn["tranche"].isin(np.flatnonzero(kinds == "grant"))]
    grants = np.bincount(granted["node"], granted["amount"], 2 * tree.size).astype(float)
    labels = np.array([calendar.label(t) for t in calendar.numbers], dtype=object)
    facts = pd.DataFrame(
        {
            "node": np.tile(np.arange(tree.size), 2),
            "when": np.append(labels[data.node_period], np.full(tree.size, AT_END, dtype=object)),
            "grants": grants,
            **{part: _paid_by(result, TREASURY, names) for part, names in PARTS.items()},
            "lent": _paid_by(result, TREASURY, (Category.DRAWN,)) - grants,
            "treasury": _paid_by(result, TREASURY),
            "duties": _paid_by(result, DUTIES),
        }
    )
    amounts = (*COSTS, "lent", "repaid", "treasury", "duties")
    views = (base_path(tree), expected(tree), dearest_story(result))
    found = tabulate(facts, {"when": [*labels, AT_END]}, amounts, views)
    public = found[list(COSTS)].sum(axis=1)
    return found.assign(public=public, less_duties=public + found["duties"])
