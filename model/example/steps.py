"""The rule by which national figures become price steps: capacity in t/yr and premium in %."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from model.example.balance import national_output
from model.example.figures import HOME, market_classes, rule
from model.example.sellers import EVERY_STEP, last_step, sellers

TODAY, AS_MUCH_AGAIN, DIVERTED = 1, 2, 3


class Step(NamedTuple):
    """One price step of one seller. `kind` is TODAY, AS_MUCH_AGAIN or DIVERTED."""

    material_id: str
    country: str
    kind: int
    capacity: float
    premium: float
    processor: bool  # sells more than a stated share of its own output, or has none
    import_source: str


def price_steps(table: pd.DataFrame) -> list[Step]:
    """Every price step, foreign sellers first, by material and seller."""
    classes = market_classes()
    foreign = [
        step
        for seller in sellers(table).itertuples()
        for step in foreign_steps(seller, table.loc[seller.material_id], classes)
    ]
    return foreign + home_steps(table, classes)


def foreign_steps(seller: Any, material: pd.Series[Any], classes: pd.DataFrame) -> list[Step]:
    """Steps of one foreign seller, those too small or closed to US buyers dropped."""
    market = classes.loc[material["market_class"]]
    today = seller.share * material["net_imports_t"]
    most = rule("Offer at most, of national output") * seller.output_t
    one_step = rule("One step at most, of US consumption") * material["consumption_t"]
    second_premium, third_premium = market["step_2_premium_pct"], market["step_3_premium_pct"]
    processor = False
    if today == 0:
        diverted = min(rule("New seller at most, of national output") * seller.output_t, one_step)
        offered = [(DIVERTED, diverted, market["new_seller_premium_pct"])]
    elif material["output_table"] == "none":
        # Nothing is known about what the country makes: as much again as today, and no more.
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, today, second_premium)]
    elif not today < most:
        processor = True
        part = rule("Processor step 2, of today's imports")
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, part * today, third_premium)]
    else:
        second = min(today, most - today)
        third = min(rule("Step 3 at most, of national output") * seller.output_t, most - today - second, one_step)
        offered = [(TODAY, today, 0.0), (AS_MUCH_AGAIN, second, second_premium), (DIVERTED, third, third_premium)]
    # A licence regime that stops at step 2 lets a country that sells nothing today try its one step.
    last = EVERY_STEP if today == 0 else last_step(seller.material_id, seller.country_iso3)
    smallest = rule("Smallest step, of US consumption") * material["consumption_t"]
    return [
        Step(seller.material_id, seller.country_iso3, kind, capacity, premium, processor, seller.import_source)
        for kind, capacity, premium in offered
        if kind <= last and capacity > 0 and (capacity >= smallest or kind == TODAY or today == 0)
    ]


def home_steps(table: pd.DataFrame, classes: pd.DataFrame) -> list[Step]:
    """Home offers: what home sells to home buyers today at market price, then exports and idle capacity dearer."""
    made = national_output(table)[HOME].reindex(table.index)
    steps = []
    for material_id, material in table.iterrows():
        # Home offers exist where home sells the form in which the material is bought.
        if material["home_remainder"] == "secondary":
            continue
        today = material["home_output_t"]
        more = rule("Home step 2 at most, of home output") * made[material_id]
        premium = classes.loc[material["market_class"], "home_premium_pct"]
        for kind, capacity, step_premium in ((TODAY, today, 0.0), (AS_MUCH_AGAIN, more, premium)):
            if capacity > 0:
                source = material["balance_source"]
                steps.append(Step(str(material_id), HOME, kind, capacity, step_premium, False, source))
    return steps
