"""Ad valorem duty and border top-ups on what enters home, by country and by agreement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import INDUSTRY, RESERVE
from model.results.facts.answer import Answer, made_once
from model.results.facts.paths import View, base_path, expected
from model.results.facts.selection import country_names
from model.results.shown.wording import MILLION

NO_AGREEMENT = "none"
VALUE = "Value, expected (USD million)"


@made_once
def entering_goods(answer: Answer) -> pd.DataFrame:
    """Foreign goods that enter home: material, country, its number, contract, period (from 0), node, t, and value, duty,
    waived duty and top-up in USD; one row per order that lands at home, shipment into home and process output bought by
    the reserve."""
    plan, home = answer.plan, answer.plan.case.settings.home_country
    clubs = plan.market.clubs
    landed = answer.orders[answer.orders["lands"] == home]
    moves = [
        table[table["target"] == home].rename(columns={"origin": "country", "tonnes": "delivered", "value": "paid"})
        for table in (
            answer.shipments.assign(buyer=INDUSTRY, contract=""),
            answer.stockships.assign(buyer=RESERVE, contract=""),
        )
    ]
    columns = ["buyer", "material", "country", "contract", "node", "delivered", "paid", "duty", "top_up"]
    orders = pd.concat([one[columns] for one in (landed, *moves) if len(one)] or [landed[columns]], ignore_index=True)
    node = orders["node"].to_numpy(int)
    period = plan.node_period[node]
    country = np.array([clubs.number(code) for code in orders["country"]], dtype=np.int64)
    rates = plan.case["countries"].set_index("country")["duty"]
    ad_valorem = rates.reindex(list(clubs.countries), fill_value=0.0).to_numpy(float)[country]
    owes = (orders["buyer"] == INDUSTRY).to_numpy() | plan.case.settings.reserve_pays_duty
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


def _duty_sums(own: pd.DataFrame, view: View) -> dict[str, float]:
    factor = view.factor[own["node"].to_numpy(int)]
    word = view.name.lower()
    return {
        f"Bought, {word} (t)": float((own["t"] * factor).sum()),
        f"Value, {word} (USD million)": float((own["value"] * factor).sum()) / MILLION,
        f"Ad valorem duty, {word} (USD million)": float((own["duty"] * factor).sum()) / MILLION,
        f"Duty waived, {word} (USD million)": float((own["waived"] * factor).sum()) / MILLION,
        f"Border top-up, {word} (USD million)": float((own["top_up"] * factor).sum()) / MILLION,
    }


def duties_by_country(answer: Answer) -> pd.DataFrame:
    """Ad valorem duty and border top-up over the horizon by country of origin, undiscounted; final headers."""
    views = (expected(answer.plan.tree), base_path(answer.plan.tree))
    names = country_names(answer.plan)
    rows = []
    for country, own in entering_goods(answer).groupby("country", sort=True):
        sums = {header: amount for view in views for header, amount in _duty_sums(own, view).items()}
        rows.append({"Country": names[str(country)], **sums})
    found = pd.DataFrame(rows)
    return found.sort_values(VALUE, ascending=False, kind="stable", ignore_index=True) if rows else found


def duties_by_agreement(answer: Answer) -> pd.DataFrame:
    """The same by agreement, over orders from those who are members then; final headers."""
    clubs = answer.plan.market.clubs
    views = (expected(answer.plan.tree), base_path(answer.plan.tree))
    table = entering_goods(answer)
    number, period = table["number"].to_numpy(int), table["period"].to_numpy(int)
    inside = {name: members[number, period] for name, members in clubs.members.items()}
    outside = ~np.logical_or.reduce([np.zeros(len(table), dtype=bool), *inside.values()])
    rows = []
    for name, chosen in {**inside, NO_AGREEMENT: outside}.items():
        sums = {header: amount for view in views for header, amount in _duty_sums(table[chosen], view).items()}
        rows.append({"Agreement": name, **sums})
    return pd.DataFrame(rows)
