"""The rule by which national figures become price steps: capacity in t/yr and premium in %."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from model.example.balance import by_material, national_output
from model.example.figures import HOME, UNNAMED, Row, by_key, prices_in, rule, typed
from model.example.licences import EVERY_STEP, last_step
from model.example.sellers import Seller, sellers

TODAY, AS_MUCH_AGAIN, DIVERTED = 1, 2, 3


class Step(NamedTuple):
    """One price step of one seller. `kind` is TODAY, AS_MUCH_AGAIN or DIVERTED."""

    material_id: str
    country: str
    kind: int
    capacity: float
    premium: float
    processor: bool  # no output of its own is published
    source: str


def price_steps(table: pd.DataFrame) -> list[Step]:
    """Every price step, foreign sellers first, by material and seller."""
    materials = by_material(table)
    classes = by_key("market_classes", "market_class")
    foreign = [
        step
        for seller in sellers(table)
        for step in foreign_steps(seller, materials[seller.material_id], classes)
    ]
    return foreign + home_steps(table, classes)


def foreign_steps(seller: Seller, material: Row, classes: dict[Any, Row]) -> list[Step]:
    """Steps of one foreign seller, those too small or closed to US buyers dropped."""
    market = classes[material["market_class"]]
    today = seller.share * material["net_imports_t"]
    most = rule("Offer at most, of national output") * seller.output
    one_step = rule("One step at most, of US consumption") * material["consumption_t"]
    second_premium, third_premium = market["step_2_premium_pct"], market["step_3_premium_pct"]
    processor = False
    if today == 0:
        diverted = min(rule("New seller at most, of national output") * seller.output, one_step)
        offered = [(DIVERTED, diverted, market["new_seller_premium_pct"])]
    elif material["output_table"] == "none":
        # Nothing is known about what the country makes: as much again as today, and no more.
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, today, second_premium)]
    elif math.isnan(seller.output):
        processor = seller.country != UNNAMED
        part = rule("Processor step 2, of today's imports")
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, part * today, third_premium)]
    else:
        second = min(today, most - today)
        third = min(rule("Step 3 at most, of national output") * seller.output, most - today - second, one_step)
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, second, second_premium), (DIVERTED, third, third_premium)]
    # A licence regime that stops at step 2 lets a country that sells nothing today try its one step.
    last = EVERY_STEP if today == 0 else last_step(seller.material_id, seller.country)
    smallest = rule("Smallest step, of US consumption") * material["consumption_t"]
    return [
        Step(
            seller.material_id, seller.country, kind, capacity, own_premium(seller, material, kind, premium), processor,
            seller.import_source,
        )
        for kind, capacity, premium in offered
        if kind <= last and capacity > 0 and (capacity >= smallest or kind == TODAY or today == 0)
    ]


def own_premium(seller: Seller, material: Row, kind: int, premium: float) -> float:
    """A premium over the market price, %. Today's flow of some goods from China has the Chinese price, far below what is
    asked elsewhere; more than that licences let through at the world's price alone."""
    own = prices_in(seller.country, {})
    if kind != TODAY or seller.material_id not in own:
        return premium
    return typed(100 * (own[seller.material_id] / material["price_usd_per_t"] - 1))


def home_steps(table: pd.DataFrame, classes: dict[Any, Row]) -> list[Step]:
    """Home offers: what home sells to home buyers today at market price, then exports dearer, up to what home makes."""
    made = national_output(table)[HOME].reindex(table.index)
    steps = []
    for material_id, material in by_material(table).items():
        # Home offers exist where home sells the form in which the material is bought.
        if material["home_remainder"] == "secondary":
            continue
        premium = classes[material["market_class"]]["home_premium_pct"]
        output, today = float(made[material_id]), material["home_output_t"]
        exported = min(rule("Home step 2 at most, of home output") * output, output - today)
        smallest = rule("Smallest step, of US consumption") * material["consumption_t"]
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, exported, premium)]
        steps += [
            Step(material_id, HOME, kind, capacity, step_premium, False, material["balance_source"])
            for kind, capacity, step_premium in offered
            if capacity > 0 and (kind == TODAY or capacity >= smallest)
        ]
    return steps
