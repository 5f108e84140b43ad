"""The hub: every family of constraints in the order of the program's rows, and what is read from their declarations."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pyomo.environ as pyo

from model.calendar import FloatArray
from model.case import Case
from model.market import Market
from model.program.balance import BALANCE
from model.program.before_start import build_before_start
from model.program.bookings import Booking
from model.program.borrowing import BORROWING
from model.program.cells import Cells
from model.program.commitments import build_commitments
from model.program.committed_stock import COMMITTED_STOCK
from model.program.cover import build_cover
from model.program.declare import add_variable
from model.program.demand import DEMAND
from model.program.family import Family, Row, Variable
from model.program.frame import add_frame
from model.program.industry_first import INDUSTRY_FIRST
from model.program.limits import LIMITS
from model.program.market_impact import MARKET_IMPACT
from model.program.money import MONEY
from model.program.objective import OBJECTIVE
from model.program.plan_changes import PLAN_CHANGES
from model.program.problem_data import ProblemData
from model.program.processing import PROCESSING
from model.program.projects import PROJECTS
from model.program.release_rule import build_release_rule
from model.program.reserve import STOCK
from model.program.shortages import build_shortages
from model.program.supply import SUPPLY
from model.program.targets import TARGETS
from model.program.whole_lots import WHOLE_LOTS
from model.tree import Tree

FAMILIES: tuple[Family, ...] = (
    SUPPLY,
    PROCESSING,
    PROJECTS,
    DEMAND,
    BORROWING,
    STOCK,
    COMMITTED_STOCK,
    BALANCE,
    INDUSTRY_FIRST,
    TARGETS,
    MARKET_IMPACT,
    LIMITS,
    MONEY,
    PLAN_CHANGES,
    WHOLE_LOTS,
    OBJECTIVE,
)
VARIABLES: dict[str, Variable] = {one.name: one for one in chain(*(family.variables for family in FAMILIES))}
ROWS: dict[str, Row] = {one.name: one for one in chain(*(family.rows for family in FAMILIES))}


def capacity_rows(of: str) -> tuple[str, ...]:
    """Names of the rows that hold what can be ordered from a "step", or put through a "process": one for each and node."""
    return tuple(row.name for row in ROWS.values() if row.capacity_of == of)


def decided_by(whom: str) -> tuple[str, ...]:
    """Names of the variables that are the decision of a ledger, such as the reserve's."""
    return tuple(variable.name for variable in VARIABLES.values() if variable.decided_by == whom)


def missing(data: ProblemData) -> tuple[str, ...]:
    """Names of the plan's variables that count what is wanting."""
    return tuple(name for name in data.cells if VARIABLES[name].missing)


def asked_of(whom: str) -> tuple[str, ...]:
    """Names of the rows that ask a least amount of a ledger, such as the reserve's, or of THE_LIMITS."""
    return tuple(row.name for row in ROWS.values() if row.asked_of == whom)


def make_problem_data(case: Case, tree: Tree, market: Market) -> ProblemData:
    """The program's inputs from a checked case, with the cells of every variable there is."""
    years = case.calendar.years_to_middle[tree.period - 1]
    rate = 1.0 + case.settings.discount_rate
    cover = build_cover(case, tree, market)
    cells: dict[str, Cells] = {}
    data = ProblemData(
        case=case,
        tree=tree,
        market=market,
        discount=rate**-years,
        horizon_discount=rate**-case.calendar.horizon_years,
        before=build_before_start(case, market),
        cover=cover,
        commitments=build_commitments(case, market, cover),
        release=build_release_rule(case, tree, market.disrupted),
        shortages=build_shortages(case, market),
        cells=cells,
    )
    for name, variable in VARIABLES.items():
        found = variable.cells(data)
        if found is not None:
            cells[name] = found
    return data


def build_program(data: ProblemData, bookings: list[Booking]) -> Any:
    """The Pyomo model of a plan; variables in tonnes and USD, as their docs say."""
    model = pyo.ConcreteModel(name=data.case.name)
    add_frame(model, data)
    for name, cells in data.cells.items():
        variable = VARIABLES[name]
        add_variable(model, name, cells, variable.doc, pyo.Reals if variable.free else pyo.NonNegativeReals)
    for family in FAMILIES:
        if family.add is not None:
            family.add(model, data)
        if family.add_booked is not None:
            family.add_booked(model, data, bookings)
    return model


def variable_sizes(data: ProblemData) -> dict[str, FloatArray | float]:
    """Typical size of each variable of the program, in its own unit, by cell or for all cells alike."""
    return {name: VARIABLES[name].sizes(data, cells) for name, cells in data.cells.items()}
