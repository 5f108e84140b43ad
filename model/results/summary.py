"""The Summary sheet: the decision in a page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import RESERVE
from model.results.answer import Answer
from model.results.bindings import WORTH_TELLING, top_bindings
from model.results.carrying import carrying_sentences
from model.results.cover_bought import cover_bought, cover_sentences
from model.results.dearer_with_reserve import dearer_in_short
from model.results.decision import decision_sentences, reserve_orders
from model.results.floors_and_projects import floors_and_projects
from model.results.money_in_short import money_sentence
from model.results.outcome import Outcome
from model.results.pages import Chart, Page, Table
from model.results.participant_charges import charge_sentence, participant_charges
from model.results.paths import expected, story_sums
from model.results.public_cost import public_cost, public_sentences
from model.results.purchases import AT_THE_ORDER
from model.results.reserve import cover_against_target
from model.results.reserve_grids import ReserveGrids
from model.results.selection import country_names, first_year, material_numbers
from model.results.shortage import LEAST
from model.results.stock_sold import sale_sentences
from model.results.stories import COST, UNIT, shortage_by_story, stories_with_shortage
from model.results.targets import target_sentences, target_status
from model.results.units import measures
from model.results.wording import MILLION, counted, usd

TOP = 12  # materials
PARTNERS = 6  # countries with a colour of their own
OTHERS = "All others (USD million)"
LEAST_SOLD = 0.01  # share of what purchases take, below which stock sold for other ends stands on the Money sheet alone


def purchases(answer: Answer, orders: pd.DataFrame) -> pd.DataFrame:
    """The reserve's purchases by material, the dearest first, and partner: landed cost; final headers."""
    place = orders["country"].map(country_names(answer.plan))
    cost = orders.pivot_table(index="material", columns=place, values="cost", aggfunc="sum", fill_value=0.0)
    cost = cost.loc[cost.sum(axis=1).sort_values(ascending=False, kind="stable").index] / MILLION
    cost["tonnes"] = orders.groupby("material")["tonnes"].sum()
    rest = cost.iloc[TOP:]
    cost = cost.iloc[:TOP].copy()
    if len(rest):
        together = rest.sum()
        together["tonnes"] = rest["tonnes"].iloc[0] if len(rest) == 1 else np.nan  # of different materials
        cost.loc[counted(len(rest), "other material")] = together
    amounts = cost.pop("tonnes").to_numpy(float)
    ranked = list(cost.sum().sort_values(ascending=False, kind="stable").index)
    frame = pd.DataFrame({"Material": list(cost.index), "Tonnes (t)": amounts})
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
    bought = pays & flows["name"].isin(AT_THE_ORDER)
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    if "draw" in answer.plan.cells:
        frame["Drawn, expected (USD million)"] = by_period((flows["payee"] == RESERVE) & (flows["name"] == "draws"))
    frame["Spent on purchases, expected (USD million)"] = by_period(bought)
    frame["Other payments, expected (USD million)"] = by_period(pays & ~bought)
    return frame


def _cover(answer: Answer) -> list[str]:
    grids = ReserveGrids(answer)
    return [
        *target_sentences(target_status(grids, answer), answer),
        *cover_sentences(cover_bought(grids, answer), answer, counts=False),
    ]


def _payers(answer: Answer) -> list[str]:
    """What participants and the public pay."""
    charges = [charge_sentence(participant_charges(answer))] if len(answer.plan.commitments.tonnes) else []
    return [*charges, *public_sentences(public_cost(answer))]


def _short_share(answer: Answer) -> float:
    """Expected shortage as a share of expected demand, both at base price; 0 where there is no demand."""
    plan, table = answer.plan, answer.demand
    material = material_numbers(plan, table["material"])
    price = plan.market.base_price[material, table["period"].to_numpy(int) - 1] * table["weight"]
    wanted = float((table["demand"] * price).sum())
    return float((table["short"] * price).sum()) / wanted if wanted > 0 else 0.0


def _shortage(outcome: Outcome, by_story: pd.DataFrame) -> list[str]:
    """Expected shortage with and without the reserve, and the story in which it costs most."""
    answer = outcome.answer
    assert answer is not None
    total = by_story.iloc[-1]

    def side(word: str, from_answer: Answer) -> str:
        cost = float(total[COST.format(word)]) * MILLION
        return f"{usd(cost)} ({_short_share(from_answer):.2%} of demand by value)"

    told = f"Expected shortage over the horizon costs {side('with', answer)} with the reserve"
    if outcome.without is not None:
        told += f", and {side('without', outcome.without)} without it"
    worst = by_story.iloc[:-1].sort_values(COST.format("with"), ascending=False, kind="stable").iloc[0]
    cost = float(worst[COST.format("with")]) * MILLION
    if cost < LEAST:
        return [f"{told}. No story brings a shortage that costs anything."]
    apart = (
        f" ({usd(float(worst[COST.format('without')]) * MILLION)} without the reserve)"
        if outcome.without is not None
        else ""
    )
    return [
        f"{told} (cost discounted). The worst story for shortage cost is "
        f"{story_sums(answer.plan.tree).in_words(worst['Story'])}, "
        f"probability {worst['Probability of the whole story (%)']:.1%}: shortages worth {usd(cost)}{apart}."
    ]


def page(outcome: Outcome) -> Page:
    """The Summary sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    calendar = answer.plan.case.calendar
    year = reserve_orders(answer, first_year(calendar))
    by_story, spending = shortage_by_story(outcome), money(answer)
    cover = cover_against_target(ReserveGrids(answer), outcome)
    sides = tuple(COST.format(word) for word in ("without", "with") if COST.format(word) in by_story)
    drawn = stories_with_shortage(by_story)
    by_cost = Chart("bar", "Shortage cost by story", "SummaryStories", "Story", sides, UNIT, rows=drawn)
    shortage_chart = (by_cost,) if drawn else ()
    bought = purchases(answer, year)
    warning = () if outcome.optimal else ("THIS RESULT IS NOT CERTIFIED. Do not use it; see the Checks sheet.",)
    stories = by_story[["Story", "Probability of the whole story (%)", *sides]]
    partners = tuple(str(header) for header in bought.columns[2:-1])
    amounts = tuple(str(header) for header in spending.columns[1:])
    days = tuple(str(header) for header in cover.columns[1:])
    return Page(
        "Summary",
        (
            *warning,
            *decision_sentences(answer),
            *_cover(answer),
            *_shortage(outcome, by_story),
            *dearer_in_short(outcome),
            money_sentence(answer),
            *carrying_sentences(answer)[:1],  # what is sold off for it stands on the Money sheet
            *sale_sentences(answer, LEAST_SOLD),
            *_payers(answer),
            *floors_and_projects(answer),
            "What binds, and what a little more of it would be worth (more on the Sensitivity sheet):",
            *top_bindings(answer, WORTH_TELLING),
        ),
        (
            Table(
                "SummaryPurchases",
                "The reserve's purchases of the first year",
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
                f"Discounted. {story_sums(answer.plan.tree).note}".strip(),
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
            *shortage_chart,
            Chart("column", "The reserve's money", "SummaryMoney", "Period", amounts, "USD million"),
        ),
    )
