"""The Summary sheet: the decision in a page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import RESERVE
from model.results.answer import Answer
from model.results.buy_list import SMALLEST
from model.results.pages import Chart, Page, Table
from model.results.paths import expected
from model.results.reserve import ReserveGrids, cover_against_target
from model.results.selection import base_nodes, country_names, first_year, material_numbers, milestones
from model.results.sensitivity import top_bindings
from model.results.stories import shortage_by_story
from model.results.units import measures
from model.results.wording import MILLION, tonnes, usd
from model.studies.main_job import Outcome

TOP = 12  # materials
PARTNERS = 6  # countries with a colour of their own
NAMED = 4  # materials named in a sentence
OTHERS = "All others (USD million)"
COST = "Shortage cost {} reserve (USD million)"


def reserve_orders(answer: Answer, last: int) -> pd.DataFrame:
    """The reserve's orders from Start to the period `last` of the base path."""
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    orders = answer.orders
    return orders[(orders["buyer"] == RESERVE) & orders["node"].isin(nodes) & (orders["tonnes"] > SMALLEST)]


def purchases(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """The reserve's purchases by material, the dearest first, and partner: landed cost; final headers."""
    place = orders["country"].map(country_names(answer.plan))
    cost = orders.pivot_table(index="material", columns=place, values="cost", aggfunc="sum", fill_value=0.0)
    cost = cost.loc[cost.sum(axis=1).sort_values(ascending=False, kind="stable").index[:TOP]] / MILLION
    ranked = list(cost.sum().sort_values(ascending=False, kind="stable").index)
    frame = pd.DataFrame({"Material": list(cost.index)})
    frame["Tonnes (t)"] = orders.groupby("material")["tonnes"].sum().reindex(cost.index).to_numpy(float)
    for name in ranked[:PARTNERS]:
        frame[f"{name} (USD million)"] = cost[name].to_numpy()
    if len(ranked) > PARTNERS:
        frame[OTHERS] = cost[ranked[PARTNERS:]].sum(axis=1).to_numpy()
    frame["All partners (USD million)"] = cost.sum(axis=1).to_numpy()
    return frame


def money(answer: Answer) -> pd.DataFrame:
    """Expected draws and spending of the reserve by period, undiscounted; final headers."""
    calendar = answer.plan.case.calendar
    flows = answer.flows[~answer.flows["at_horizon"]]
    counted = flows["amount"] * expected(answer.plan.tree).factor[flows["node"].to_numpy(int)] / MILLION

    def by_period(chosen: pd.Series) -> np.ndarray:
        sums = counted[chosen].groupby(flows.loc[chosen, "period"]).sum()
        return sums.reindex(calendar.numbers).fillna(0.0).to_numpy()

    pays = flows["payer"] == RESERVE
    bought = pays & flows["name"].isin(["purchases", "freight", "duty", "border top-up", "traders' fee"])
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    if "draw" in answer.plan.cells:
        frame["Drawn, expected (USD million)"] = by_period((flows["payee"] == RESERVE) & (flows["name"] == "draws"))
    frame["Spent on purchases, expected (USD million)"] = by_period(bought)
    frame["Other payments, expected (USD million)"] = by_period(pays & ~bought)
    return frame


def _largest(answer: Answer, orders: pd.DataFrame) -> str:
    """`Antimony (376 t from Bolivia, United States; 33.4 million USD), …`: the dearest purchases."""
    names = country_names(answer.plan)
    told = []
    cost = orders.groupby("material")["cost"].sum().sort_values(ascending=False, kind="stable")
    for material, amount in cost.head(NAMED).items():
        own = orders[orders["material"] == material]
        partners = own.groupby("country")["tonnes"].sum().sort_values(ascending=False, kind="stable").index
        places = ", ".join(names[code] for code in partners[:3]) + (" and others" if len(partners) > 3 else "")
        told.append(f"{material} ({tonnes(own['tonnes'].sum())} from {places}; {usd(float(amount))})")
    rest = f" and {len(cost) - NAMED} more" if len(cost) > NAMED else ""
    return "; ".join(told) + rest


def _decision(answer: Answer, now: pd.DataFrame, year: pd.DataFrame) -> list[str]:
    calendar = answer.plan.case.calendar
    period = calendar.label(1)
    if now.empty:
        told = [f"Order nothing for the reserve in {period}."]
    else:
        told = [
            f"Order {tonnes(now['tonnes'].sum())} of {now['material'].nunique()} materials for the reserve in {period}, "
            f"{usd(now['cost'].sum())} landed: {_largest(answer, now)}."
        ]
    span = f"{period} to {calendar.label(first_year(calendar))}"
    if len(year):
        told.append(
            f"Over the first year ({span}, if no story begins) it orders {year['material'].nunique()} materials for "
            f"{usd(year['cost'].sum())}."
        )
    return told


def _money(answer: Answer, spending: pd.DataFrame) -> str:
    spent = float(spending["Spent on purchases, expected (USD million)"].sum()) * MILLION
    if "draw" not in answer.plan.cells:
        return f"Over the horizon the reserve is expected to spend {usd(spent)} on purchases; its money is not limited."
    drawn = spending["Drawn, expected (USD million)"] * MILLION
    now, total = usd(float(drawn.iloc[0])), usd(float(drawn.sum()))
    amount = usd(float(answer.plan.case["finance"]["amount"].sum()))
    return (
        f"It draws {now} now and is expected to draw {total} of {amount} over the horizon, "
        f"and to spend {usd(spent)} on purchases."
    )


def _cover(answer: Answer) -> str:
    grids, calendar = ReserveGrids(answer), answer.plan.case.calendar
    told = []
    for t in milestones(answer.plan):
        met, owed = grids.targets_met(t)
        value = float(np.nansum(grids.stock[:, t - 1] * grids.price[:, t - 1]))
        state = f"{met} of {owed} cover targets met" if owed else "no target owed yet"
        told.append(f"{usd(value)} at the end of {calendar.label(t)}, {state}")
    return f"Without a disruption the reserve holds material worth {'; '.join(told)}."


def _short_share(answer: Answer) -> float:
    """Expected shortage as a share of expected demand, both at base price; 0 where there is no demand."""
    plan, table = answer.plan, answer.demand
    material = material_numbers(plan, table["material"])
    price = plan.market.base_price[material, table["period"].to_numpy(int) - 1] * table["weight"]
    wanted = float((table["demand"] * price).sum())
    return float((table["short"] * price).sum()) / wanted if wanted > 0 else 0.0


def _shortage(outcome: Outcome, by_story: pd.DataFrame) -> list[str]:
    """Expected shortage with and without the reserve, and the worst story."""
    answer = outcome.answer
    assert answer is not None
    total = by_story.iloc[-1]

    def side(word: str, from_answer: Answer) -> str:
        short, cost = float(total[f"Shortage {word} reserve (t)"]), float(total[COST.format(word)]) * MILLION
        return f"{tonnes(short)} ({_short_share(from_answer):.2%} of demand by value), {usd(cost)}"

    told = f"Expected shortage over the horizon is {side('with', answer)} with the reserve"
    if outcome.without is not None:
        told += f", and {side('without', outcome.without)} without it"
    worst = by_story.iloc[:-1].sort_values(COST.format("with"), ascending=False, kind="stable").iloc[0]
    cost = float(worst[COST.format("with")]) * MILLION
    if cost < 1.0:
        return [f"{told}.", "No story brings a shortage that costs anything."]
    apart = (
        f" ({usd(float(worst[COST.format('without')]) * MILLION)} without the reserve)"
        if outcome.without is not None
        else ""
    )
    return [
        f"{told} (cost discounted).",
        f"The worst story is {worst['Story']}, probability {worst['Probability of the whole story (%)']:.1%}: "
        f"shortages worth {usd(cost)}{apart}.",
    ]


def page(outcome: Outcome) -> Page:
    """The Summary sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    calendar = answer.plan.case.calendar
    year = reserve_orders(answer, first_year(calendar))
    now = year[year["period"] == 1]
    by_story, spending = shortage_by_story(outcome), money(answer)
    cover = cover_against_target(ReserveGrids(answer), answer)
    bought = purchases(answer, year)
    bindings = pd.DataFrame({"What a little more would be worth": top_bindings(outcome)})
    warning = () if outcome.optimal else ("THIS RESULT IS NOT CERTIFIED. Do not use it; see the Checks sheet.",)
    sides = tuple(COST.format(word) for word in ("without", "with") if COST.format(word) in by_story)
    stories = by_story[["Story", "Probability of the whole story (%)", *sides]]
    partners = tuple(str(header) for header in bought.columns[2:-1])
    amounts = tuple(str(header) for header in spending.columns[1:])
    days = tuple(str(header) for header in cover.columns[1:])
    return Page(
        "Summary",
        (
            *warning,
            *_decision(answer, now, year),
            _money(answer, spending),
            _cover(answer),
            *_shortage(outcome, by_story),
            *(f"What binds: {text}" for text in bindings.iloc[:3, 0]),
        ),
        (
            Table("SummaryBinds", "What binds, and what it is worth", bindings, note="More on the Sensitivity sheet."),
            Table(
                "SummaryPurchases",
                "The reserve's purchases of the first year, the dearest materials",
                bought,
                measures(bought),
                "Orders on the base path, landed cost.",
                tuple(str(header) for header in bought.columns[2:]),
                links={"Material": "Buy list"},
            ),
            Table(
                "SummaryCover",
                "Cover against target",
                cover,
                measures(cover),
                "Base path.",
                links={"Material": "Reserve"},
            ),
            Table(
                "SummaryStories",
                "Shortage cost by whole story",
                stories,
                measures(stories),
                "Discounted.",
                links={"Story": "Stories"},
            ),
            Table("SummaryMoney", "The reserve's money by period", spending, measures(spending), totals=amounts),
        ),
        (
            Chart(
                "stacked column",
                "Reserve purchases of the first year",
                "SummaryPurchases",
                "Material",
                partners,
                "USD million",
            ),
            Chart("column", "Cover against target", "SummaryCover", "Material", days, "days of demand"),
            Chart("bar", "Shortage cost by story", "SummaryStories", "Story", sides, "USD million, discounted"),
            Chart("column", "The reserve's money", "SummaryMoney", "Period", amounts, "USD million"),
        ),
    )
