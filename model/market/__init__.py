"""Numbers computed before the program: prices, floors, duties, supply response, capacity factors, demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs, build_clubs
from model.market.conditions import Conditions, build_conditions
from model.market.demand import Demand, build_demand
from model.market.disruption import build_disrupted
from model.market.effects import Effect
from model.market.floors import border_floors
from model.market.places import Places, build_places
from model.market.prices import base_price, market_price, reference_price
from model.market.processes import Processes, build_processes
from model.market.projects import Projects, build_projects
from model.market.recipes import build_recipes
from model.market.steps import Steps, build_steps
from model.tree import Tree


@dataclass(frozen=True)
class Market:
    """Everything the program takes as given; `conditions` are the stories' effects, evaluated once for all that follows.

    Arrays: `base_price` b (I, T), `reference_price` the price of before Start (I,), `price` m (I, N), border `floors`
    inside and outside the clubs (I, C, T), USD/t;
    `disrupted` (I, N).
    """

    materials: tuple[str, ...]
    clubs: Clubs
    conditions: Conditions
    base_price: FloatArray
    reference_price: FloatArray
    price: FloatArray
    floors: tuple[FloatArray, FloatArray]
    demand: Demand
    steps: Steps
    processes: Processes
    places: Places
    projects: Projects
    disrupted: BoolArray


def build_market(case: Case, tree: Tree, effects: Sequence[Effect] | None = None) -> Market:
    """Prices, supply steps, demand and disruption of a checked case at every node of its tree, where these `effects` are in
    force, by default those of its stories."""
    clubs = build_clubs(case)
    conditions = build_conditions(case, tree, clubs, build_recipes(case, clubs), effects)
    return market_under(conditions, case, tree, clubs)


def market_under(conditions: Conditions, case: Case, tree: Tree, clubs: Clubs) -> Market:
    """The market of a case whose stories make these conditions."""
    base = base_price(case)
    reference = reference_price(case, base)
    price = market_price(base, conditions.price, tree)
    demand = build_demand(case, tree, conditions.demand)
    floors = border_floors(case, clubs)
    recipes = build_recipes(case, clubs)
    steps = build_steps(case, tree, clubs, recipes, conditions, price, floors)
    processes = build_processes(case, tree, recipes, conditions, price, floors[0])
    places = build_places(case, tree, clubs, conditions, processes, price, floors, steps)
    projects = build_projects(case, tree, clubs, steps, processes, price, reference, floors[0])
    disrupted = build_disrupted(
        conditions.demand_raised, steps, processes, tree, case.settings.disrupted_until_delivered
    )
    names = tuple(case["materials"]["material"])
    return Market(
        names, clubs, conditions, base, reference, price, floors, demand, steps, processes, places, projects, disrupted
    )


def market_without_floors(market: Market, case: Case, tree: Tree) -> Market:
    """The market at the same nodes with an empty Floors sheet: what would be shut, and not bankable, if no floor held."""
    bare = replace(case, tables={**case.tables, "floors": case["floors"].iloc[:0]})
    return market_under(market.conditions, bare, tree, market.clubs)
