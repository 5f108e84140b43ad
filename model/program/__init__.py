"""The linear program in Pyomo: one file per family of constraints, put together here.

Rules are pure algebra over sets and parameters; what is data is decided before, in the plan.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from model.program.balance import add_balance
from model.program.bookings import Booking, book_everything
from model.program.committed_stock import add_committed_stock
from model.program.demand import add_demand
from model.program.frame import add_frame
from model.program.industry_first import add_industry_first
from model.program.limits import add_limits
from model.program.money import add_money
from model.program.objective import add_objective
from model.program.plan import Plan, make_plan
from model.program.processing import add_processing
from model.program.projects import add_projects
from model.program.reserve import add_reserve
from model.program.supply import add_supply
from model.program.takeouts import add_takeouts
from model.program.targets import add_market_impact, add_targets
from model.program.whole_lots import add_whole_lots


def build_program(plan: Plan, bookings: list[Booking]) -> Any:
    """The Pyomo model of a plan; variables in tonnes and USD, as their docs say."""
    model = pyo.ConcreteModel(name=plan.case.name)
    add_frame(model, plan)
    add_supply(model, plan)
    add_processing(model, plan)
    add_projects(model, plan)
    add_demand(model, plan)
    add_takeouts(model, plan)
    add_reserve(model, plan)
    add_committed_stock(model, plan)
    add_balance(model, plan)
    add_industry_first(model, plan)
    add_targets(model, plan)
    add_market_impact(model, plan)
    add_limits(model, plan)
    add_money(model, plan, bookings)
    add_whole_lots(model, plan)
    add_objective(model, plan, bookings)
    return model


__all__ = ["Booking", "Plan", "book_everything", "build_program", "make_plan"]
