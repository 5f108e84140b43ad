"""What is ordered, and what is moved between places, read back from a solution: one row per order or move."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.values import TINY, Values


def find_orders(values: Values) -> pd.DataFrame:
    """Every order that is placed: buyer, variable, step facts, node, tonnes ordered and delivered, prices in USD/t.

    `paid` goes to the producer; `landed` is what the buyer pays in all per delivered tonne; `cost` USD. What lands
    abroad (`lands`) pays no freight or duty with the order, but when it is shipped.
    `arrives` is the period of arrival. Orders before Start have node 0 and `before_start` set.
    """
    plan = values.plan
    steps = plan.market.steps
    table = steps.table
    abroad, home = plan.market.places.lands_abroad, plan.market.clubs.number(plan.case.settings.home_country)
    frames = []
    for variable, buyer in (("buy", "industry"), ("early", "industry"), ("stockbuy", "reserve")):
        cells, tonnes = plan.cells[variable], values.value(variable)
        at = np.flatnonzero(tonnes > TINY)
        s, n = cells.row[at], cells.node[at]
        reserve = buyer == "reserve"
        duty = (steps.reserve_duty if reserve else steps.duty)[s, n]
        top_up = (steps.reserve_top_up if reserve else steps.top_up)[s, n]
        fee = steps.paid[s, n] * (plan.case.settings.traders_fee if reserve else 0.0)
        delivered = tonnes[at] * steps.delivery[s]
        # What lands abroad pays freight and duty when it is shipped.
        freight, duty, top_up = (
            np.where(abroad[s] & (not reserve), 0.0, part) for part in (steps.freight[s, n], duty, top_up)
        )
        landed = steps.paid[s, n] + freight + duty + top_up + fee
        early = variable == "early"
        arrives = (
            np.array([cells.keys[q][1] for q in at.tolist()]) if early else plan.tree.period[n] + steps.lead[s]
        )
        frames.append(
            pd.DataFrame(
                {
                    "variable": variable,
                    "buyer": buyer,
                    "before_start": early,
                    "step": s,
                    "name": table["name"].to_numpy(object)[s],
                    "offer": table["offer"].to_numpy(object)[s],
                    "number": table["number"].to_numpy()[s],
                    "contract": table["contract"].to_numpy(object)[s],
                    "mechanism": table["mechanism"].to_numpy(object)[s],
                    "material": np.array(plan.market.materials, dtype=object)[steps.material[s]],
                    "country": np.array(plan.market.clubs.countries, dtype=object)[steps.country[s]],
                    "lands": np.array(plan.market.clubs.countries, dtype=object)[
                        np.where(abroad[s] & ~reserve, steps.country[s], home)
                    ],
                    "node": n,
                    "period": plan.tree.period[n],
                    "weight": plan.tree.weight[n],
                    "arrives": arrives.astype(int),
                    "tonnes": tonnes[at],
                    "delivered": delivered,
                    "market": plan.market.price[steps.material[s], n],
                    "ask": steps.ask[s, n],
                    "paid": steps.paid[s, n],
                    "freight": freight,
                    "duty": duty,
                    "top_up": top_up,
                    "traders_fee": fee,
                    "landed": landed,
                    "cost": landed * delivered,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def find_moves(values: Values, variable: str) -> pd.DataFrame:
    """What is moved between places: material, origin, target, node, tonnes; value and costs in USD/t."""
    plan = values.plan
    moves = plan.market.places.ship if variable == "ship" else plan.market.places.stockship
    cells, tonnes = plan.cells[variable], values.value(variable)
    at = np.flatnonzero(tonnes > TINY)
    r, n = cells.row[at], cells.node[at]
    goods = np.array(plan.market.materials, dtype=object)
    countries = np.array(plan.market.clubs.countries, dtype=object)
    return pd.DataFrame(
        {
            "material": goods[moves.material[r]],
            "origin": countries[moves.origin[r]],
            "target": countries[moves.target[r]],
            "node": n,
            "period": plan.tree.period[n],
            "weight": plan.tree.weight[n],
            "tonnes": tonnes[at],
            "value": moves.value[r, n],
            "freight": moves.freight[r, n],
            "duty": moves.duty[r, n],
            "top_up": moves.top_up[r, n],
        }
    )
