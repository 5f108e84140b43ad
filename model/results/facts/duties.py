"""Ad valorem duty and border top-ups on what enters home, by country and by agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import INDUSTRY, RESERVE
from model.results.facts.paths import across, base_path, expected, name_of, tabulate
from model.results.facts.plan_result import PlanResult, made_once
from model.results.facts.selection import country_names

NO_AGREEMENT = "none"
AMOUNTS = ("t", "value", "duty", "waived", "top_up")


@made_once
def entering_goods(result: PlanResult) -> pd.DataFrame:
    """Foreign goods that enter home: material, country, its number, contract, period (from 0), node, t, and value, duty,
    waived duty and top-up in USD; one row per order that lands at home, shipment into home and process output bought by
    the reserve."""
    data, home = result.data, result.data.case.settings.home_country
    clubs = data.market.clubs
    landed = result.orders[result.orders["lands"] == home]
    moves = [
        table[table["target"] == home].rename(columns={"origin": "country", "tonnes": "delivered", "value": "paid"})
        for table in (
            result.shipments.assign(buyer=INDUSTRY, contract=""),
            result.stockships.assign(buyer=RESERVE, contract=""),
        )
    ]
    columns = ["buyer", "material", "country", "contract", "node", "delivered", "paid", "duty", "top_up"]
    orders = pd.concat([one[columns] for one in (landed, *moves) if len(one)] or [landed[columns]], ignore_index=True)
    node = orders["node"].to_numpy(int)
    period = data.node_period[node]
    country = pd.Index(clubs.countries).get_indexer(pd.Index(orders["country"])).astype(np.int64)
    rates = data.case["countries"].set_index("country")["duty"]
    ad_valorem = rates.reindex(list(clubs.countries), fill_value=0.0).to_numpy(float)[country]
    owes = (orders["buyer"] == INDUSTRY).to_numpy() | data.case.settings.reserve_pays_duty
    delivered, paid = orders["delivered"].to_numpy(float), orders["paid"].to_numpy(float)
    frame = pd.DataFrame(
        {
            "material": orders["material"],
            "country": orders["country"],
            "contract": orders["contract"],
            "number": country,
            "period": period,
            "node": node,
            "t": delivered,
            "value": paid * delivered,
            "duty": orders["duty"] * delivered,
            "waived": np.where(owes, ad_valorem * clubs.waiver[country, period] * paid * delivered, 0.0),
            "top_up": orders["top_up"] * delivered,
        }
    )
    return frame[country != clubs.number(home)]


def duties_by_country(result: PlanResult) -> pd.DataFrame:
    """What enters home over the horizon by `country` of origin (its name), the largest value first: each of AMOUNTS, expected
    and on the base path (`duty, Expected`), undiscounted."""
    goods, names = entering_goods(result), country_names(result.data)
    found = _in_views(goods, {"country": sorted(goods["country"].unique())}, result)
    found["country"] = found["country"].map(names)
    return found.sort_values(name_of("value", "Expected"), ascending=False, kind="stable", ignore_index=True)


def duties_by_agreement(result: PlanResult) -> pd.DataFrame:
    """The same by `agreement`, over goods from those who are members then."""
    goods, clubs = entering_goods(result), result.data.market.clubs
    number, period = goods["number"].to_numpy(int), goods["period"].to_numpy(int)
    inside = {name: members[number, period] for name, members in clubs.members.items()}
    outside = ~np.logical_or.reduce([np.zeros(len(goods), dtype=bool), *inside.values()])
    of_each = [goods[own].assign(agreement=name) for name, own in {**inside, NO_AGREEMENT: outside}.items()]
    return _in_views(pd.concat(of_each, ignore_index=True), {"agreement": [*inside, NO_AGREEMENT]}, result)


def _in_views(goods: pd.DataFrame, keys: dict[str, list[str]], result: PlanResult) -> pd.DataFrame:
    views = (expected(result.data.tree), base_path(result.data.tree))
    columns = [*keys, *(name_of(amount, view.name) for view in views for amount in AMOUNTS)]
    return across(tabulate(goods, keys, AMOUNTS, views), "view", AMOUNTS).reindex(columns=columns)
