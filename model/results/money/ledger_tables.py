"""Every ledger by calendar year, by whole story and by period, and how ledgers make the objective."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import LEDGERS, NATIONAL, SHORTAGE, STOCK_VALUE, ledger_weights
from model.results.facts.answer import Answer
from model.results.facts.cost_benefit import penalties
from model.results.facts.once import made_once
from model.results.facts.paths import View, along_paths, base_path, dearest_story, expected, story_names
from model.results.facts.shortage import EXPECTED
from model.results.shown.wording import MILLION

NATIONAL_COST = "National cost (USD million)"
AT_END = "At the horizon"
STOCK_LEFT = "Value of the stock left at the horizon (negative: worth something)"


def _header(name: str) -> str:
    return f"{name[0].upper()}{name[1:]} (USD million)"


def _views(answer: Answer) -> list[tuple[str, View, str]]:
    """How ledgers are added up: heading, view and the column of the ledger table."""
    tree = answer.plan.tree
    dearest = dearest_story(answer)
    return [
        ("Expected, undiscounted", expected(tree), "amount"),
        ("Expected, discounted", expected(tree), "present"),
        ("Base path, undiscounted", base_path(tree), "amount"),
        (f"{dearest.name}, undiscounted", dearest, "amount"),
    ]


@made_once
def ledgers_by_year(answer: Answer) -> pd.DataFrame:
    """Cost of each ledger (income negative) by calendar year, in each view; final headers."""
    years = np.array(answer.plan.case.calendar.calendar_years)
    own = answer.ledgers[answer.ledgers["ledger"].isin(LEDGERS)]
    year = years[own["period"].to_numpy(int) - 1].astype(str)
    own = own.assign(year=np.where(own["at_horizon"], AT_END, year))
    order = [*dict.fromkeys(years.astype(str)), AT_END]
    frames = []
    for heading, view, column in _views(answer):
        counted = own[column].to_numpy(float) * view.factor[own["node"].to_numpy(int)] / MILLION
        grid = own.assign(counted=counted).pivot_table(index="year", columns="ledger", values="counted", aggfunc="sum")
        grid = grid.reindex(index=order, columns=list(LEDGERS)).fillna(0.0)
        frame = pd.DataFrame({"Counted": heading, "Year": order})
        for ledger in LEDGERS:
            frame[_header(ledger)] = grid[ledger].to_numpy()
        frame[NATIONAL_COST] = grid[list(NATIONAL)].sum(axis=1).to_numpy()
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def ledger_totals(by_year: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """Each ledger over the horizon in every view, beside its weight in the objective; final headers."""
    sums = by_year.groupby("Counted", sort=False).sum(numeric_only=True).T
    weights = ledger_weights(answer.plan.case.settings)
    frame = pd.DataFrame({"Ledger": [*LEDGERS, "national cost"]})
    frame["Weight in the objective"] = [*(f"{weights[ledger]:g}" for ledger in LEDGERS), ""]
    for heading in sums.columns:
        frame[f"{heading} (USD million)"] = sums[heading].to_numpy()
    return frame


def bridge(answer: Answer) -> pd.DataFrame:
    """From national cost to the objective, expected and discounted; final headers. The last row is the difference."""
    weights = ledger_weights(answer.plan.case.settings)
    ledgers = answer.ledgers
    counted = ledgers.assign(counted=ledgers["present"] * ledgers["weight"])
    cost = counted.groupby("ledger")["counted"].sum()

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
    parts += [(f"Penalty: {name}", amount) for name, amount in penalties(answer).items()]
    parts.append((STOCK_LEFT, of(STOCK_VALUE)))
    if answer.risk_cost:
        parts.append(("Risk weight × average of the worst stories", answer.risk_cost))
    total = rows[-1][1] + sum(amount for _, amount in parts)
    objective = answer.solution.objective
    rows += [*parts, ("= Sum of the above", total), ("Objective of the linear program", objective)]
    rows.append(("Difference", total - objective))
    amounts = np.array([amount for _, amount in rows]) / MILLION
    return pd.DataFrame({"Item": [item for item, _ in rows], "Expected, discounted (USD million)": amounts})


def _by_node(answer: Answer, column: str) -> FloatArray:
    """Each ledger's cost at every node, those of the period and those at the horizon apart, USD, (ledgers, 2, N)."""
    own = answer.ledgers[answer.ledgers["ledger"].isin(LEDGERS)]
    found = np.zeros((len(LEDGERS), 2, answer.plan.tree.size))
    where = own["ledger"].map({ledger: place for place, ledger in enumerate(LEDGERS)}).to_numpy(int)
    np.add.at(found, (where, own["at_horizon"].to_numpy(int), own["node"].to_numpy(int)), own[column].to_numpy(float))
    return found


def _ledger_columns(by_ledger: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
    """Columns of all ledgers and of national cost from figures by word, (ledgers, rows) in USD; final headers."""
    columns = {}
    for word, costs in by_ledger.items():
        for ledger, cost in zip(LEDGERS, costs, strict=True):
            columns[_header(f"{ledger}, {word}")] = cost / MILLION
        national = costs[[LEDGERS.index(ledger) for ledger in NATIONAL]].sum(axis=0)
        columns[_header(f"national cost, {word}")] = national / MILLION
    return columns


def ledgers_by_story(answer: Answer) -> pd.DataFrame:
    """Every ledger over the horizon along each whole story, and expected, whatever its weight; final headers."""
    tree = answer.plan.tree
    probability = tree.weight[tree.leaves]

    def along(column: str) -> FloatArray:
        by_story = along_paths(tree, _by_node(answer, column).sum(axis=1))
        return np.column_stack([by_story, by_story @ probability])

    frame = pd.DataFrame(
        {
            "Story": [*story_names(tree), EXPECTED],
            "Probability of the whole story (%)": [*probability, probability.sum()],
        }
    )
    return frame.assign(**_ledger_columns({"undiscounted": along("amount"), "discounted": along("present")}))


def ledgers_by_period(answer: Answer) -> pd.DataFrame:
    """Every ledger in each period of each whole story, and at the horizon, whatever its weight; final headers."""
    tree, calendar = answer.plan.tree, answer.plan.case.calendar
    labels = [*(calendar.label(t) for t in calendar.numbers), AT_END]

    def cut(column: str) -> FloatArray:
        by_node = _by_node(answer, column)
        paths = tree.path[tree.leaves]
        at_end = by_node[:, 1][:, paths].sum(axis=-1, keepdims=True)
        return np.concatenate([by_node[:, 0][:, paths], at_end], axis=-1).reshape(len(LEDGERS), -1)

    frame = pd.DataFrame(
        {"Story": np.repeat(story_names(tree), len(labels)), "Period": np.tile(labels, len(tree.leaves))}
    )
    return frame.assign(**_ledger_columns({"undiscounted": cut("amount"), "discounted": cut("present")}))
