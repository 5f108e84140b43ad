"""The Projects sheet: what capacity is funded, when, what it costs the public, and why the rest is not built."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.answer import Answer
from model.results.bankable import product_and_country, what_would_make_it_bankable
from model.results.duals import duals
from model.results.outcome import Outcome
from model.results.pages import Page, Table
from model.results.selection import base_nodes, country_names
from model.results.units import measures, money_headers
from model.results.wording import MILLION, counted, listed, usd

SMALLEST = 1e-6  # share of the most that can be built below which a build is the solver's dust
LEAST = 1e-6  # USD per t/yr below which a worth is the solver's dust
NAMED = 3
LARGE = 0.1  # share of its Max capacity from which a project counts as built, and not only in small part
LATER = "after the horizon"
BUDGET_BINDS, NOT_BANKABLE, TOO_LATE = "The Public co-funding budget binds", "Not bankable", "Too late"
NOT_WORTH = "Not worth it"


@dataclass(frozen=True)
class Funding:
    """What is funded of one project: t/yr by period of funding. `possible` are the periods from Earliest on from which
    it is ready by T."""

    project: int
    built: dict[int, float]
    possible: list[int]

    @property
    def total(self) -> float:
        return sum(self.built.values())


def find_funding(answer: Answer) -> list[Funding]:
    """What is funded of every project of the Projects sheet, in its order."""
    plan, projects = answer.plan, answer.plan.market.projects
    calendar, base = plan.case.calendar, base_nodes(plan.tree)
    build = answer.grid("build", len(projects.names))
    found = []
    for e, row in enumerate(plan.case.records("projects")):
        first = 1 if row["earliest"] is None else calendar.period_of(row["earliest"].start)
        last = calendar.periods - int(projects.lead[e])
        found.append(
            Funding(
                e,
                {t: float(build[e, n]) for t, n in base.items() if build[e, n] > SMALLEST * projects.most[e]},
                [t for t in base if first <= t <= last],
            )
        )
    return found


class Verdicts:
    """Says in words why each project is built as it is, from its price, its dates and the program's shadow prices."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.plan = answer, answer.plan
        self.projects, self.calendar = answer.plan.market.projects, answer.plan.case.calendar
        # What a USD more of the budget saves, USD; what a t/yr more of each project's maximum saves, USD.
        self.budget = sum(abs(dual) for dual in duals(answer, "public_budget").values())
        self.limit = {str(name): abs(dual) for name, dual in duals(answer, "project_limit").items()}
        self.capital = [float(row["capital_cost"]) for row in answer.plan.case.records("projects")]  # USD per t/yr
        cells = answer.plan.cells["build"]
        loss = answer.solution.reduced_cost("build") if len(cells) else np.zeros(0)
        self.loss: dict[int, float] = {}
        for e, cost in zip(cells.row.tolist(), loss.tolist(), strict=True):
            self.loss[e] = min(cost, self.loss.get(e, np.inf))

    def ready(self, funding: Funding, period: int) -> int:
        return period + int(self.projects.lead[funding.project])

    def best_sale(self, funding: Funding) -> int | None:
        """The period in which it could be ready and sell dearest; of those it is built for where it is built."""
        periods = [self.ready(funding, t) for t in funding.built or funding.possible]
        sold = self.projects.sold_at[funding.project]
        return max(periods, key=lambda t: (sold[t - 1], -t)) if periods else None

    def of(self, funding: Funding) -> str:
        """Why it is built, or not, or no further; one sentence."""
        e = funding.project
        best = self.best_sale(funding)
        if funding.total > 0:
            return self._built(funding)
        if best is None:
            months = int(self.projects.lead[e]) * self.calendar.months
            return f"{TOO_LATE}: with a lead time of {months} months it cannot be ready within the horizon."
        if not self.projects.may_build[e].any():
            sold, needed = self.projects.sold_at[e, best - 1], self.projects.incentive[e]
            ready = [self.ready(funding, t) for t in funding.possible]
            return (
                f"{NOT_BANKABLE}: it needs {needed:,.0f} USD/t and would be sold at {sold:,.0f} USD/t at best, "
                f"ready in {self.calendar.label(best)}.{what_would_make_it_bankable(self.plan, e, ready)}"
            )
        if self.projects.most[e] <= 0:
            return "Its Max capacity is nothing."
        loss = self.loss.get(e, 0.0)
        charged_to_budget = self.budget * self.projects.public[e]
        if charged_to_budget > LEAST and loss - charged_to_budget < -LEAST:
            return f"{BUDGET_BINDS}: {self._worth_of_budget()}."
        if loss <= LEAST:
            return f"{NOT_WORTH}: building it or not comes to the same."
        of_capital = f" ({loss / self.capital[e]:.1%} of its capital)" if self.capital[e] > 0 else ""
        return f"{NOT_WORTH}: a t/yr of it would cost {usd(loss)} more than it saves, discounted{of_capital}."

    def _worth_of_budget(self) -> str:
        return f"a million USD more of it would save {usd(self.budget * MILLION)}"

    def _built(self, funding: Funding) -> str:
        e, name = funding.project, self.projects.names[funding.project]
        if funding.total >= self.projects.most[e] * (1 - SMALLEST):
            gain = self.limit.get(name, 0.0)
            more = f"a t/yr more would save {usd(gain)}, discounted" if gain > LEAST else "more would save nothing"
            return f"Built to its Max capacity; {more}."
        if self.budget * self.projects.public[e] > LEAST:
            return f"Built in part: the Public co-funding budget binds; {self._worth_of_budget()}."
        return "Built in part: more of it would not be worth its cost."


def _capacity_before(answer: Answer, e: int) -> tuple[FloatArray, FloatArray]:
    """What is taken of the offer or process that a project adds to, and what it could give without projects, t (N,)."""
    plan, projects = answer.plan, answer.plan.market.projects
    s, p = int(projects.step[e]), int(projects.process[e])
    if p >= 0:
        return answer.grid("run", plan.market.processes.size)[p], plan.market.processes.capacity[p]
    taken = sum(answer.grid(name, len(plan.market.steps.names))[s] for name in ("buy", "stockbuy"))
    return np.asarray(taken, dtype=np.float64), plan.market.steps.capacity[s]


def output_use(answer: Answer) -> tuple[FloatArray, FloatArray]:
    """Expected tonnes that new capacity of each project could give and that are taken of it over the horizon, (E,).

    Old capacity is used first; projects that add to the same share the rest by what they could give.
    """
    projects, weight = answer.plan.market.projects, answer.plan.tree.weight
    could = answer.grid("built", len(projects.names)) * projects.adds
    used = np.zeros_like(could)
    for e in range(len(projects.names)):
        same = (projects.step == projects.step[e]) & (projects.process == projects.process[e])
        taken, before = _capacity_before(answer, e)
        together = could[same].sum(axis=0)
        share = np.divide(could[e], together, out=np.zeros_like(together), where=together > 0)
        used[e] = np.clip(taken - before, 0.0, together) * share
    return could @ weight, used @ weight


def _span(labels: list[str]) -> str:
    """`2027Q1`, or `2027Q1 … 2028Q3 (6 times)`."""
    return f"{labels[0]} … {labels[-1]} ({len(labels)} times)" if len(labels) > 1 else "".join(labels)


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
    return tuple(told)


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
            "price. Use: old capacity first. Sizes are not whole plants: any part of the Max capacity can be built, in "
            "several fundings. Money undiscounted.",
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
