"""Every project with what is built of it, what it costs and how it is used, and what is funded when."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.new_capacity import new_capacity
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import country_names
from model.results.projects.sentences import in_words
from model.results.projects.verdicts import best_sale, build_funding, build_verdicts, product_and_country, ready
from model.results.shown.pages import A_YEAR, Column, money, price, share, text, tonnes
from model.results.shown.wording import listed

LATER = "after the horizon"
PROJECTS: Mapping[str, Column] = {
    "project": text("Project"),
    "adds to": text("Adds to"),
    "kind": text("Kind"),
    "country": text("Country"),
    "most": tonnes("Max capacity", A_YEAR),
    "built": tonnes("Built", A_YEAR),
    "funded": text("Funded in"),
    "ready": text("Ready in"),
    "why": text("Why"),
    "capital": money("Capital"),
    "public": money("Public money"),
    "charge": money("Charge per year"),
    "charged": money("Charged within the horizon, expected"),
    "could": tonnes("Could give within the horizon, expected"),
    "used": tonnes("Of which used, expected"),
    "use": share("Use, expected"),
    "incentive": price("Incentive price"),
    "sold": price("Would be sold at, when ready"),
}
FUNDING: Mapping[str, Column] = {
    "project": text("Project"),
    "funded": text("Funded in"),
    "ready": text("Ready in"),
    "last": text("Last period of its life"),
    "built": tonnes("Built", A_YEAR),
    "public": money("Public money"),
    "charge": money("Charge per year"),
}


def _capacity_before(result: PlanResult, e: int) -> tuple[FloatArray, FloatArray]:
    """What is taken of the offer or process that a project adds to, and what it could give without projects, t (N,)."""
    data, projects = result.data, result.data.market.projects
    p, joined = int(projects.process[e]), (projects.step[e], np.arange(data.tree.size))
    if p >= 0:
        return result.grid("run", data.market.processes.size)[p], data.market.processes.capacity[p]
    taken = sum(result.grid(name, len(data.market.steps.names))[joined] for name in ("buy", "stockbuy"))
    return np.asarray(taken, dtype=np.float64), data.market.steps.capacity[joined]


def output_use(result: PlanResult) -> tuple[FloatArray, FloatArray]:
    """Expected tonnes that new capacity of each project could give and that are taken of it over the horizon, (E,).

    Old capacity is used first; projects that add to the same share the rest by what they could give.
    """
    projects, weight = result.data.market.projects, result.data.tree.weight
    could = new_capacity(result)
    used = np.zeros_like(could)
    for e in range(len(projects.names)):
        same = (projects.supply_row == projects.supply_row[e]) & (projects.process == projects.process[e])
        taken, before = _capacity_before(result, e)
        together = could[same].sum(axis=0)
        part = np.divide(could[e], together, out=np.zeros_like(together), where=together > 0)
        used[e] = np.clip(taken - before, 0.0, together) * part
    return could @ weight, used @ weight


def _span(labels: list[str]) -> str:
    """`2027Q1`, `2027Q1 and 2027Q3`, or `2027Q1 to 2028Q3 (6 times)`."""
    return f"{labels[0]} to {labels[-1]} ({len(labels)} times)" if len(labels) > 2 else listed(labels)


def projects_table(result: PlanResult) -> pd.DataFrame:
    """One row per project of the input: t/yr, t, USD and USD/t; `verdict` is why in words, of the kind `kind of why`."""
    data, projects = result.data, result.data.market.projects
    calendar, names = data.case.calendar, country_names(data)
    charged = result.grid("built", len(projects.names)) * projects.charge[:, None] @ data.tree.weight
    could, used = output_use(result)
    rows = []
    for funding, verdict, row in zip(
        build_funding(result), build_verdicts(result), data.case.records("projects"), strict=True
    ):
        e, best, built = funding.project, best_sale(data, funding), funding.total
        told = in_words(verdict)
        rows.append(
            {
                "project": projects.names[e],
                "adds to": row["adds_to"],
                "kind": "process" if projects.process[e] >= 0 else "offer",
                "country": names[data.market.clubs.countries[product_and_country(data, e)[1]]],
                "most": projects.most[e],
                "built": built,
                "funded": _span([calendar.label(t) for t in funding.built]),
                "ready": _span([calendar.label(ready(data, funding, t)) for t in funding.built]),
                "why": str(told),
                "capital": built * row["capital_cost"],
                "public": built * projects.public[e],
                "charge": built * projects.charge[e] / calendar.length,
                "charged": charged[e],
                "could": could[e],
                "used": used[e],
                "use": used[e] / could[e] if could[e] > 0 else np.nan,
                "incentive": projects.incentive[e] if projects.incentive[e] > 0 else np.nan,
                "sold": np.nan if best is None else projects.sold_at[e, best - 1],
                "verdict": told,
                "kind of why": verdict.kind,
            }
        )
    return pd.DataFrame(rows)


def funding_table(result: PlanResult) -> pd.DataFrame:
    """One row per project and period of funding: t/yr and USD. Empty where nothing is built."""
    projects, calendar = result.data.market.projects, result.data.case.calendar
    rows = []
    for funding in build_funding(result):
        e = funding.project
        for period, built in funding.built.items():
            first = ready(result.data, funding, period)
            last = first + int(projects.life[e]) - 1
            rows.append(
                {
                    "project": projects.names[e],
                    "funded": calendar.label(period),
                    "ready": calendar.label(first),
                    "last": calendar.label(last) if last <= calendar.periods else LATER,
                    "built": built,
                    "public": built * projects.public[e],
                    "charge": built * projects.charge[e] / calendar.length,
                }
            )
    return pd.DataFrame(rows)
