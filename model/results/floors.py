"""The Floors sheet: market against floor, tonnes, premium, duty and top-ups, and the capacity floors keep alive."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.floors import DIFFERENCE
from model.program.bookings import INDUSTRY, RESERVE
from model.results.answer import Answer
from model.results.floor_terms import FloorTerms, find_floor_terms, kept_open_table
from model.results.outcome import Outcome
from model.results.pages import Page, Table
from model.results.paths import View, base_path, expected
from model.results.selection import country_names
from model.results.units import measures
from model.results.wording import MILLION, tonnes, usd

MOST_KEPT_OPEN = 60
NO_AGREEMENT = "none"
VALUE = "Value, expected (USD million)"


def _years(answer: Answer) -> tuple[list[int], FloatArray]:
    """Calendar years of the horizon, and the position of each node's year among them, shape (N,)."""
    by_period = answer.plan.case.calendar.calendar_years
    years = sorted(set(by_period))
    return years, np.array([years.index(year) for year in by_period])[answer.plan.node_period]


def _contract_money(answer: Answer, floor: FloorTerms) -> dict[str, FloatArray]:
    """Take-or-pay for tonnes not taken, rebates received and settlements by the treasury, USD by node (N,)."""
    plan = answer.plan
    steps, size = plan.market.steps, plan.tree.size
    untaken = plan.cells["untaken"]
    owed = answer.value("untaken") * (steps.paid * steps.delivery[:, None])[untaken.row, untaken.node]
    own = (steps.table["contract"] == floor.name).to_numpy()
    take_or_pay = np.bincount(untaken.node, weights=owed * own[untaken.row], minlength=size).astype(float)
    rebates = np.zeros(size)
    for name in ("rebate", "reserve_rebate"):
        cells = plan.cells[name]
        mine = np.array([key[0] == floor.name for key in cells.keys], dtype=bool)
        np.add.at(rebates, cells.node[mine], answer.value(name)[mine])
    settled = np.zeros(size)
    if floor.mechanism == DIFFERENCE:
        settled = (steps.settlement * steps.capacity)[own].sum(axis=0)
    return {"Take-or-pay not taken": take_or_pay, "Rebates": rebates, "Settled by the treasury": settled}


def _mean(values: FloatArray, factor: FloatArray, year: FloatArray, count: int) -> FloatArray:
    """Weighted mean by year; NaN where no node counts."""
    total = np.bincount(year, weights=factor, minlength=count)
    with np.errstate(invalid="ignore"):
        mean: FloatArray = np.bincount(year, weights=values * factor, minlength=count) / np.where(
            total > 0, total, np.nan
        )
    return mean


def _floor_years(answer: Answer, floor: FloorTerms, view: View) -> pd.DataFrame:
    """One floor by calendar year in one view; final headers."""
    plan, orders = answer.plan, answer.orders
    years, year = _years(answer)
    count = len(years)
    step, node = orders["step"].to_numpy(int), orders["node"].to_numpy(int)
    delivered = np.where(floor.covers[step, node], orders["delivered"].to_numpy(float), 0.0)
    lifted = np.where(floor.lifts[step, node], delivered, 0.0)
    premium = floor.premium[step, node] * delivered
    money = _contract_money(answer, floor)
    frame = pd.DataFrame({"Floor": floor.name, "Mechanism": floor.mechanism}, index=range(count))
    frame["Material"], frame["Seller"], frame["Year"] = plan.market.materials[floor.material], floor.seller, years
    phi = floor.price[plan.node_period]
    frame["Floor price (USD/t)"] = _mean(phi, (phi > 0) * plan.tree.weight, year, count)
    word = view.name.lower()

    def of_orders(amount: FloatArray) -> FloatArray:
        return np.bincount(year[node], weights=amount * view.factor[node], minlength=count).astype(float)

    frame[f"Market price, {word} (USD/t)"] = _mean(plan.market.price[floor.material], view.factor, year, count)
    frame[f"Bought from its sellers, {word} (t)"] = of_orders(delivered)
    frame[f"Of these at the floor, {word} (t)"] = of_orders(lifted)
    paid, at_floor = of_orders(np.where(lifted > 0, premium, 0.0)), of_orders(lifted)
    frame[f"Premium at the floor, {word} (USD/t)"] = paid / np.where(at_floor > 0, at_floor, np.nan)
    frame[f"Premium, {word} (USD million)"] = of_orders(premium) / MILLION
    for title, by_node in money.items():
        sums = np.bincount(year, weights=by_node * view.factor, minlength=count)
        frame[f"{title}, {word} (USD million)"] = sums / MILLION
    return frame[frame["Floor price (USD/t)"].notna()]


def floors_by_year(answer: Answer, view: View) -> pd.DataFrame:
    """Every floor in every year it is in force; final headers."""
    frames = [_floor_years(answer, floor, view) for floor in find_floor_terms(answer.plan)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _duties(answer: Answer) -> pd.DataFrame:
    """Foreign goods that enter home with duty, top-up, waived duty in USD and their period's membership; one row per
    order that lands at home, shipment into home and process output bought by the reserve."""
    plan, home = answer.plan, answer.plan.case.settings.home_country
    clubs = plan.market.clubs
    landed = answer.orders[answer.orders["lands"] == home]
    moves = [
        table[table["target"] == home].rename(columns={"origin": "country", "tonnes": "delivered", "value": "paid"})
        for table in (answer.shipments.assign(buyer=INDUSTRY), answer.stockships.assign(buyer=RESERVE))
    ]
    columns = ["buyer", "country", "node", "delivered", "paid", "duty", "top_up"]
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
            "country": orders["country"],
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
    for country, own in _duties(answer).groupby("country", sort=True):
        sums = {header: amount for view in views for header, amount in _duty_sums(own, view).items()}
        rows.append({"Country": names[str(country)], **sums})
    found = pd.DataFrame(rows)
    return found.sort_values(VALUE, ascending=False, kind="stable", ignore_index=True) if rows else found


def duties_by_agreement(answer: Answer) -> pd.DataFrame:
    """The same by agreement, over orders from those who are members then; final headers."""
    clubs = answer.plan.market.clubs
    views = (expected(answer.plan.tree), base_path(answer.plan.tree))
    table = _duties(answer)
    number, period = table["number"].to_numpy(int), table["period"].to_numpy(int)
    inside = {name: members[number, period] for name, members in clubs.members.items()}
    outside = ~np.logical_or.reduce([np.zeros(len(table), dtype=bool), *inside.values()])
    rows = []
    for name, chosen in {**inside, NO_AGREEMENT: outside}.items():
        sums = {header: amount for view in views for header, amount in _duty_sums(table[chosen], view).items()}
        rows.append({"Agreement": name, **sums})
    return pd.DataFrame(rows)


def _ordered(answer: Answer) -> FloatArray:
    """Tonnes ordered from each step at each node, by all buyers, shape (S, N)."""
    found = np.zeros(answer.plan.market.steps.capacity.shape)
    for name in ("buy", "stockbuy"):
        cells = answer.plan.cells[name]
        np.add.at(found, (cells.row, cells.node), answer.value(name))
    return found


def _bought_at_a_floor(answer: Answer) -> float:
    """Tonnes expected to be bought where some floor lifts the price, each counted once."""
    orders = answer.orders
    lifts = [floor.lifts for floor in find_floor_terms(answer.plan)]
    any_floor = np.logical_or.reduce([np.zeros_like(answer.plan.market.steps.shut), *lifts])
    lifted = any_floor[orders["step"].to_numpy(int), orders["node"].to_numpy(int)]
    return float((orders["delivered"] * orders["weight"])[lifted].sum())


def _sentences(by_year: pd.DataFrame, at_floor: float, kept: pd.DataFrame, countries: pd.DataFrame) -> tuple[str, ...]:
    if by_year.empty:
        told = ["The Floors sheet has no floor in force within the horizon."]
    else:
        paid = by_year["Premium, expected (USD million)"].sum() * MILLION
        told = [
            f"{by_year['Floor'].nunique()} floors are in force; {tonnes(at_floor)} are expected to be bought where a floor "
            f"lifts the price, at a premium of {usd(paid)} over the horizon (undiscounted)."
        ]
    if not kept.empty:
        told.append(
            f"Floors keep {len(kept)} supply steps open somewhere: {tonnes(kept['Kept open, expected (t)'].sum())} expected "
            f"over the horizon that would be shut without them, most of it {kept['Offer'].iloc[0]}."
        )
    if not countries.empty:
        duty = countries["Ad valorem duty, expected (USD million)"].sum() * MILLION
        top_up = countries["Border top-up, expected (USD million)"].sum() * MILLION
        told.append(f"Buyers are expected to pay {usd(duty)} of ad valorem duty and {usd(top_up)} of border top-ups.")
    return tuple(told)


def page(outcome: Outcome) -> Page:
    """The Floors sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    tree, countries = outcome.plan.tree, duties_by_country(answer)
    by_year, on_base = (floors_by_year(answer, view) for view in (expected(tree), base_path(tree)))
    agreements = duties_by_agreement(answer)
    kept = kept_open_table(outcome.plan, _ordered(answer))
    shown = kept.head(MOST_KEPT_OPEN)
    duty_note = "Undiscounted, over the horizon, from the orders as placed. Home purchases owe none."
    if len(answer.plan.case["processing"]):
        duty_note += " What processes abroad take or make counts when it enters home, by the country it comes from."
    tables = (
        Table(
            "FloorsByYear", "Each floor by calendar year, expected", by_year, measures(by_year),
            "Tonnes are delivered tonnes by the year of the order. The premium is what the seller gets above its price "
            "without this floor: the buyer pays it, for a contract for difference the treasury. A fixed price under the "
            "market has a negative premium. Undiscounted.",
        ),
        Table("FloorsByYearBase", "Each floor by calendar year, if no story begins", on_base, measures(on_base)),
        Table(
            "FloorsKeptOpen", "Capacity kept alive", shown, measures(shown),
            f"Tonnes of steps whose cash cost is above their ask, open only because a floor holds; at most {MOST_KEPT_OPEN} "
            "steps, over the horizon.",
        ),
        Table("FloorsDutyCountries", "Duty and border top-ups by country", countries, measures(countries), duty_note,
            tuple(str(header) for header in countries.columns[1:] if "million" in str(header)),
        ),
        Table(
            "FloorsDutyAgreements", "Duty and border top-ups by agreement", agreements, measures(agreements),
            f"{duty_note} A country in several agreements counts in each of them.",
        ),
    )  # fmt: skip
    filled = tuple(table for table in tables if len(table.frame))
    return Page("Floors", _sentences(by_year, _bought_at_a_floor(answer), kept, countries), filled)
