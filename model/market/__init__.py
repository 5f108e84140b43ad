"""Numbers computed before the program: prices, floors, duties, supply response, capacity factors, demand."""

from __future__ import annotations

from dataclasses import dataclass, replace

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs, find_clubs
from model.market.demand import Demand, find_demand
from model.market.disruption import find_disrupted
from model.market.effects import Effect, find_effects
from model.market.floors import border_floors
from model.market.places import Places, find_places
from model.market.prices import base_price, market_price
from model.market.processes import Processes, find_processes
from model.market.projects import Projects, find_projects
from model.market.steps import Steps, find_steps
from model.tree import Tree


@dataclass(frozen=True)
class Market:
    """Everything the program takes as given.

    Arrays: `base_price` b (I, T), `price` m (I, N), border `floors` inside and outside the clubs (I, C, T), USD/t;
    `disrupted` (I, N).
    """

    materials: tuple[str, ...]
    clubs: Clubs
    effects: list[Effect]
    base_price: FloatArray
    price: FloatArray
    floors: tuple[FloatArray, FloatArray]
    demand: Demand
    steps: Steps
    processes: Processes
    places: Places
    projects: Projects
    disrupted: BoolArray


def build_market(case: Case, tree: Tree) -> Market:
    """Prices, supply steps, demand and disruption of a checked case at every node of its tree."""
    clubs = find_clubs(case)
    effects = find_effects(case, tree, clubs)
    base = base_price(case)
    price = market_price(base, effects, tree)
    demand = find_demand(case, tree, effects)
    floors = border_floors(case, clubs)
    steps = find_steps(case, tree, clubs, effects, price, floors)
    processes = find_processes(case, tree, clubs, effects, price, floors[0])
    places = find_places(case, tree, clubs, effects, processes, price, floors, steps.material, steps.country)
    projects = find_projects(case, tree, clubs, steps, processes, price, floors[0])
    lasts = case.settings.disrupted_until_delivered
    disrupted = find_disrupted(effects, steps, processes, demand, tree, len(base), lasts)
    names = tuple(case["materials"]["material"])
    return Market(names, clubs, effects, base, price, floors, demand, steps, processes, places, projects, disrupted)


def market_without_floors(case: Case, tree: Tree) -> Market:
    """The market at the same nodes with an empty Floors sheet: what would be shut, and not bankable, if no floor held."""
    return build_market(replace(case, tables={**case.tables, "floors": case["floors"].iloc[:0]}), tree)
