"""Which border floor or membership would make a project bankable."""

from __future__ import annotations

import numpy as np

from model.market.floors import floor_price
from model.market.mechanisms import MECHANISMS
from model.program.plan import Plan
from model.results.facts.selection import country_names


def product_and_country(plan: Plan, e: int) -> tuple[int, int]:
    """What a project's new capacity sells, of a process the output of the highest worth, and the number of its country."""
    market, s, p = plan.market, int(plan.market.projects.supply_row[e]), int(plan.market.projects.process[e])
    if p < 0:
        return int(market.steps.material[s]), int(market.steps.country[s])
    return int(np.argmax(market.processes.outputs[p] * market.price[:, 0])), int(market.processes.country[p])


def what_would_make_it_bankable(plan: Plan, e: int, ready: list[int]) -> str:
    """A sentence, with a blank before it, on the highest border floor on the project's product in the periods in which it
    could be `ready`; "" where there is no floor."""
    clubs, market = plan.market.clubs, plan.market
    material, c = product_and_country(plan, e)
    at, needed = np.array(ready) - 1, float(market.projects.incentive[e])
    own = [row for row in plan.case.records("floors") if MECHANISMS[row["mechanism"]].at_border]
    own = [row for row in own if row["material"] == market.materials[material]]
    heights = [float(floor_price(row, plan.case.calendar)[at].max()) for row in own]
    if not heights or max(heights) <= 0:
        return ""
    best = int(np.argmax(heights))
    row, height, country = own[best], heights[best], country_names(plan)[clubs.countries[c]]
    at_home = c == clubs.number(plan.case.settings.home_country)
    outside = not at_home and not clubs.who(row["agreement_or_country"])[c, at].all()
    terms = []
    if outside:
        terms.append(f"{country} a member of {row['agreement_or_country']}")
    if height < needed * (1 - 1e-12):
        terms.append(f"its border floor (`{row['floor']}`, {height:,.0f} USD/t) at {needed:,.0f} USD/t")
    else:
        terms.append(f"so under its border floor of {height:,.0f} USD/t (`{row['floor']}`)")
    return f" Bankable with {' and '.join(terms)}."
