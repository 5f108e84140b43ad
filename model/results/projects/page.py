"""The Projects sheet: what capacity is funded, when, what it costs the public, and why the rest is not built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer
from model.results.facts.new_capacity import new_capacity
from model.results.facts.outcome import Outcome
from model.results.facts.selection import country_names
from model.results.projects.bankable import product_and_country
from model.results.projects.verdicts import BUDGET_BINDS, NOT_BANKABLE, NOT_WORTH, TOO_LATE, Verdicts, find_funding
from model.results.shown.pages import Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, counted, listed, usd

NAMED = 3
LARGE = 0.1  # share of its Max capacity from which a project counts as built, and not only in small part
LATER = "after the horizon"


def _capacity_before(answer: Answer, e: int) -> tuple[FloatArray, FloatArray]:
    """What is taken of the offer or process that a project adds to, and what it could give without projects, t (N,)."""
    plan, projects = answer.plan, answer.plan.market.projects
    p, joined = int(projects.process[e]), (projects.step[e], np.arange(plan.tree.size))
    if p >= 0:
        return answer.grid("run", plan.market.processes.size)[p], plan.market.processes.capacity[p]
    taken = sum(answer.grid(name, len(plan.market.steps.names))[joined] for name in ("buy", "stockbuy"))
    return np.asarray(taken, dtype=np.float64), plan.market.steps.capacity[joined]


def output_use(answer: Answer) -> tuple[FloatArray, FloatArray]:
    """Expected tonnes that new capacity of each project could give and that are taken of it over the horizon, (E,).

    Old capacity is used first; projects that add to the same share the rest by what they could give.
    """
    projects, weight = answer.plan.market.projects, answer.plan.tree.weight
    could = new_capacity(answer)
    used = np.zeros_like(could)
    for e in range(len(projects.names)):
        same = (projects.supply_row == projects.supply_row[e]) & (projects.process == projects.process[e])
        taken, before = _capacity_before(answer, e)
        together = could[same].sum(axis=0)
        share = np.divide(could[e], together, out=np.zeros_like(together), where=together > 0)
        used[e] = np.clip(taken - before, 0.0, together) * share
    return could @ weight, used @ weight


def _span(labels: list[str]) -> str:
    """`2027Q1`, `2027Q1 and 2027Q3`, or `2027Q1 to 2028Q3 (6 times)`."""
    return f"{labels[0]} to {labels[-1]} ({len(labels)} times)" if len(labels) > 2 else listed(labels)


def projects_table(answer: Answer) -> pd.DataFrame:
    """One row per project of the input; final headers."""
    plan, projects = answer.plan, answer.plan.market.projects
    calendar, names, verdicts = plan.case.calendar, country_names(plan), Verdicts(answer)
    charged = answer.grid("built", len(projects.names)) * projects.charge[:, None] @ plan.tree.weight
    could, used = output_use(answer)
    rows = []
    for funding, row in zip(find_funding(answer), plan.case.records("projects"), strict=True):
        e, best, built = funding.project, verdicts.best_sale(funding), funding.total
        of_process, (_, country) = projects.process[e] >= 0, product_and_country(plan, e)
        rows.append(
            {
                "Project": projects.names[e],
                "Adds to": row["adds_to"],
                "Kind": "process" if of_process else "offer",
                "Country": names[plan.market.clubs.countries[country]],
                "Max capacity (t/yr)": projects.most[e],
                "Built (t/yr)": built,
                "Funded in": _span([calendar.label(t) for t in funding.built]),
                "Ready in": _span([calendar.label(verdicts.ready(funding, t)) for t in funding.built]),
                "Why": verdicts.of(funding),
                "Capital (USD million)": built * row["capital_cost"] / MILLION,
                "Public money (USD million)": built * projects.public[e] / MILLION,
                "Charge per year (USD million)": built * projects.charge[e] / calendar.length / MILLION,
                "Charged within the horizon, expected (USD million)": charged[e] / MILLION,
                "Could give within the horizon, expected (t)": could[e],
                "Of it used, expected (t)": used[e],
                "Use, expected (%)": used[e] / could[e] if could[e] > 0 else np.nan,
                "Incentive price (USD/t)": projects.incentive[e] if projects.incentive[e] > 0 else np.nan,
                "Would be sold at, when ready (USD/t)": np.nan if best is None else projects.sold_at[e, best - 1],
            }
        )
    return pd.DataFrame(rows)


def funding_table(answer: Answer) -> pd.DataFrame:
    """One row per project and period of funding; final headers. Empty where nothing is built."""
    projects, calendar = answer.plan.market.projects, answer.plan.case.calendar
    rows = []
    for funding in find_funding(answer):
        e = funding.project
        for period, built in funding.built.items():
            ready = period + int(projects.lead[e])
            last = ready + int(projects.life[e]) - 1
            rows.append(
                {
                    "Project": projects.names[e],
                    "Funded in": calendar.label(period),
                    "Ready in": calendar.label(ready),
                    "Last period of its life": calendar.label(last) if last <= calendar.periods else LATER,
                    "Built (t/yr)": built,
                    "Public money (USD million)": built * projects.public[e] / MILLION,
                    "Charge per year (USD million)": built * projects.charge[e] / calendar.length / MILLION,
                }
            )
    return pd.DataFrame(rows)


def built_in_short(shown: pd.DataFrame) -> str:
    """How many projects of the table are built, and for how much public money."""
    built = int((shown["Built (t/yr)"] > 0).sum())
    public = usd(float(shown["Public money (USD million)"].sum()) * MILLION)
    return f"Projects: {built} of {len(shown)} are built at least in part, for {public} of public money."


def _sentences(answer: Answer, shown: pd.DataFrame) -> tuple[str, ...]:
    built = shown[shown["Built (t/yr)"] > 0].sort_values("Public money (USD million)", ascending=False, kind="stable")
    told = []
    if built.empty:
        told.append(f"None of the {counted(len(shown), 'project')} is built.")
    else:
        large = built["Built (t/yr)"] >= LARGE * built["Max capacity (t/yr)"]
        columns = ["Project", "Built (t/yr)", "Max capacity (t/yr)", "Funded in", "Ready in"]
        named = [
            f"{name} ({amount:,.0f} of {most:,.0f} t/yr, funded in {when}, ready in {ready})"
            for name, amount, most, when, ready in built.loc[large, columns].itertuples(index=False)
        ]
        are, their = ("is", "its") if large.sum() == 1 else ("are", "their")
        count = f"{large.sum()} of {counted(len(shown), 'project')} {are} built to a tenth or more of {their} size"
        parts = [f"{count}: {listed(named, NAMED)}" if named else count]
        if not large.all():
            parts.append(f"{int((~large).sum())} in small part only: {listed(list(built['Project'][~large]), NAMED)}")
        told.append(
            f"{'; '.join(parts)}. They take "
            f"{usd(built['Public money (USD million)'].sum() * MILLION)} of public money, charged to the treasury at "
            f"{usd(built['Charge per year (USD million)'].sum() * MILLION)} a year when all are ready."
        )
    budget = answer.plan.case.settings.public_co_funding_budget
    if np.isfinite(budget):
        spent = shown["Public money (USD million)"].sum() * MILLION
        told.append(f"The Public co-funding budget is {usd(budget)}; {usd(spent)} of it is used.")
    left = shown[shown["Built (t/yr)"] <= 0]
    for word in (BUDGET_BINDS, NOT_BANKABLE, TOO_LATE, NOT_WORTH):
        own = left[left["Why"].str.startswith(word)]
        if len(own) == 1:
            told.append(f"{own['Project'].iloc[0]} is not built. {own['Why'].iloc[0]}")
        elif len(own):
            told.append(f"Not built: {listed(list(own['Project']), NAMED)}. {word}; the table says more of each.")
    return (*told, built_in_short(shown))


def page(outcome: Outcome) -> Page:
    """The Projects sheet, for a case with projects."""
    assert outcome.answer is not None
    answer = outcome.answer
    shown, funding = projects_table(answer), funding_table(answer)
    tables = (
        (
            "ProjectsAll", "Every project", shown, ("Use, expected (%)",),
            "Funding is decided in the base story. Public money: the public share of the capital, charged to the treasury "
            "as a yearly annuity from when it is ready to the end of its life; the private share comes back through the "
            "price. Use: old capacity first, of what still arrives within the horizon. Sizes are not whole plants: any part "
            "of the Max capacity can be built, in several fundings. Money undiscounted.",
        ),
        ("ProjectsFunding", "What is funded when", funding, (), "One row per project and period of funding."),
    )  # fmt: skip
    return Page(
        "Projects",
        _sentences(answer, shown),
        tuple(
            Table(name, title, frame, measures(frame), note, money_headers(frame), heat)
            for name, title, frame, heat, note in tables
            if len(frame)
        ),
    )
