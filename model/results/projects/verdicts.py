"""Why each project is built as it is, or not built, and what is funded of it when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.results.facts.answer import Answer
from model.results.facts.duals import whole_duals
from model.results.facts.selection import base_nodes
from model.results.projects.bankable import what_would_make_it_bankable
from model.results.shown.wording import MILLION, usd

SMALLEST = 1e-6  # share of the most that can be built below which a build is the solver's dust
LEAST = 1e-6  # USD per t/yr below which a worth is the solver's dust
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
    """Says in words why each project is built as it is, from its price, its dates and the program's shadow prices.
    `figures`: whether the words may tell figures."""

    def __init__(self, answer: Answer, figures: bool = True) -> None:
        self.answer, self.plan, self.figures = answer, answer.plan, figures
        self.projects, self.calendar = answer.plan.market.projects, answer.plan.case.calendar
        # What a USD more of the budget saves, USD; what a t/yr more of each project's maximum saves, USD.
        sizes = whole_duals(answer).size_by_key
        self.budget = sum(sizes("public_budget").values())
        self.limit = {str(name): size for name, size in sizes("project_limit").items()}
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
            return f"{TOO_LATE}: {self._told(f'with a lead time of {months} months ')}it cannot be ready within the horizon."
        if not self.projects.may_build[e].any():
            return self._not_bankable(funding, best)
        if self.projects.most[e] <= 0:
            return "Its Max capacity is nothing."
        loss = self.loss.get(e, 0.0)
        charged_to_budget = self.budget * self.projects.public[e]
        if charged_to_budget > LEAST and loss - charged_to_budget < -LEAST:
            return f"{BUDGET_BINDS}{self._worth_of_budget(':')}." if self.figures else "Not funded within the horizon."
        if loss <= LEAST:
            return f"{NOT_WORTH}: building it or not comes to the same."
        of_capital = f" ({loss / self.capital[e]:.1%} of its capital)" if self.capital[e] > 0 else ""
        cost = self._told(f"a t/yr of it would cost {usd(loss)} more than it saves, discounted{of_capital}")
        return f"{NOT_WORTH}: {cost or 'it would cost more than it saves'}."

    def _told(self, figure: str) -> str:
        """A part of a sentence that holds figures, "" where they are not to be told."""
        return figure if self.figures else ""

    def _not_bankable(self, funding: Funding, best: int) -> str:
        """What it needs, what it would be sold at, and what would close the gap; `best` is its dearest period."""
        if not self.figures:
            return f"{NOT_BANKABLE}: it needs a higher price than it would be sold at."
        e = funding.project
        sold, needed = self.projects.sold_at[e, best - 1], self.projects.incentive[e]
        ready = [self.ready(funding, t) for t in funding.possible]
        return (
            f"{NOT_BANKABLE}: it needs {needed:,.0f} USD/t and would be sold at {sold:,.0f} USD/t at best, "
            f"ready in {self.calendar.label(best)}.{what_would_make_it_bankable(self.plan, e, ready)}"
        )

    def _worth_of_budget(self, joint: str) -> str:
        return f"{joint} a million USD more of it would save {usd(self.budget * MILLION)}"

    def _built(self, funding: Funding) -> str:
        if not self.figures:
            return "Built, wholly or in part: it is worth its cost."  # which of the two would tell how much
        e, name = funding.project, self.projects.names[funding.project]
        if funding.total >= self.projects.most[e] * (1 - SMALLEST):
            gain = self.limit.get(name, 0.0)
            saved = f"a t/yr more would save {usd(gain)}, discounted" if gain > LEAST else "more would save nothing"
            return f"Built to its Max capacity; {saved}."
        if self.budget * self.projects.public[e] > LEAST:
            return f"Built in part: the Public co-funding budget binds{self._worth_of_budget(';')}."
        return "Built in part: more of it would not be worth its cost."
