"""Places: which offers land abroad, where material can be, and what moving it costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.market.conditions import Conditions
from model.market.effects import in_scope
from model.market.landed import Landed, border_costs, country_freights
from model.market.processes import Processes
from model.market.steps import Steps
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Moves:
    """Goods that may move from one place to another: shipments of industry, or process output bought by the reserve.

    `material`, `origin` and `target` (country numbers) of each route (R,); `landed` USD/t at every node (R, N): its price is
    what the goods are worth, max(m, φ of the origin); duty and top-up are due on entering home.
    """

    material: IntArray
    origin: IntArray
    target: IntArray
    landed: Landed


@dataclass(frozen=True)
class Places:
    """`abroad` are the pairs of material and foreign country with a balance of their own; `ship` the routes of industry,
    `stockship` those of the reserve."""

    abroad: list[tuple[int, int]]
    ship: Moves
    stockship: Moves


def _offer_freights(case: Case, clubs: Clubs) -> dict[tuple[int, int], float]:
    """Freight typed with offers, by material and country; one figure for each pair."""
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    return {
        (materials[row["material"]], clubs.number(row["country"])): row["freight"]
        for row in case.records("supply")
        if not np.isnan(row["freight"])
    }


def _counted(case: Case) -> BoolArray:
    """Materials that a limit on industry's goods counts on their way home, whether anybody there uses them or not, (I,)."""
    counted = np.zeros(len(case["materials"]), dtype=bool)
    for row in case.records("limits"):
        if row["for"] != "reserve":
            counted |= in_scope(case, row["scope"])
    return counted


def _at_home(case: Case, makes: BoolArray, eaten: BoolArray, made: BoolArray) -> tuple[BoolArray, BoolArray]:
    """Materials that somebody at home has a use for, and those that can be at home and leave it again, each (I,).

    `makes` (P, I) flags outputs of processes, `eaten` and `made` (I,) inputs and outputs of home's. A route without a
    use or a source would only be a column that stays 0.
    """
    materials, supply = case["materials"], case["supply"]
    names = materials["material"]
    at_home = supply["country"] == case.settings.home_country
    wanted, counted = names.isin(case["demand"]["material"]).to_numpy(), _counted(case)
    # The reserve may buy what is offered to it and what any process makes, and release it at home.
    offered = names.isin(supply["material"][at_home | (supply["for"] != "industry")]).to_numpy()
    own = (materials[["opening_stock", "opening_in_transit", "recyclable"]].to_numpy(float) > 0).any(axis=1)
    own = own | names.isin(case["orders_placed"]["material"]).to_numpy()
    kept = wanted & (materials["industry_stock"].to_numpy(float) > 0)
    return wanted | eaten | counted, offered | own | kept | made | makes.any(axis=0) | counted


def build_places(
    case: Case,
    tree: Tree,
    clubs: Clubs,
    conditions: Conditions,
    processes: Processes,
    price: FloatArray,
    floors: tuple[FloatArray, FloatArray],
    steps: Steps,
) -> Places:
    """Places and routes of a case with processes; without processes everything lands at home and nothing moves.

    `price` is m (I, N); `floors` those inside and outside the clubs (I, C, T).
    """
    home = clubs.number(case.settings.home_country)
    eats, makes = processes.inputs > 0, processes.outputs > 0
    foreign = processes.country != home
    eaten_abroad = eats[foreign].any(axis=0)
    lands_abroad = steps.lands_abroad

    landing = np.column_stack([steps.material[lands_abroad], steps.country[lands_abroad]])
    there: set[tuple[int, int]] = {(i, c) for i, c in landing.tolist()}
    sources = set(there)
    eaters: set[tuple[int, int]] = set()
    for p in np.flatnonzero(foreign):
        made = {(int(i), int(processes.country[p])) for i in np.flatnonzero(makes[p])}
        eaten = {(int(i), int(processes.country[p])) for i in np.flatnonzero(eats[p])}
        sources |= made
        eaters |= eaten
        there |= made | eaten
    used, found = _at_home(case, makes, eats[~foreign].any(axis=0), makes[~foreign].any(axis=0))
    at_home = {(int(i), home) for i in np.flatnonzero(eaten_abroad & found)}
    routes = [
        (i, c, d)
        for i, c in sorted(sources | at_home)
        for d in sorted({d for j, d in eaters if j == i} | ({home} if used[i] else set()))
        if c != d
    ]
    for_sale = makes & processes.for_reserve[:, None]
    bought = sorted({(int(i), int(processes.country[p]), home) for p, i in np.argwhere(for_sale).tolist()})

    def moves(listed: list[tuple[int, int, int]], pays_duty: bool) -> Moves:
        material, origin, target = (np.array([r[k] for r in listed], dtype=np.int64) for k in range(3))
        period = tree.period - 1
        inside, outside = (f[material, origin][:, period] if listed else np.zeros((0, tree.size)) for f in floors)
        value = np.maximum(price[material], inside)
        duty, top_up = border_costs(case, clubs, tree, value, outside, origin, pays_duty)
        enters = (target == home)[:, None]
        end = np.where(origin == home, target, origin)
        typed = _offer_freights(case, clubs)
        by_country = country_freights(case, clubs)
        pairs = zip(material.tolist(), end.tolist(), strict=True)
        rate = np.array([typed.get(pair, by_country[pair[1]]) for pair in pairs], dtype=float)
        freight = rate[:, None] * conditions.freight[conditions.pairs(material, end)]
        stays = (origin == target)[:, None]
        landed = Landed(
            value, np.where(stays, 0.0, freight), np.where(enters, duty, 0.0), np.where(enters, top_up, 0.0)
        )
        return Moves(material, origin, target, landed)

    return Places(sorted(there), moves(routes, pays_duty=True), moves(bought, case.settings.reserve_pays_duty))
