"""The Floors sheet: market against floor, tonnes, premium, duty and top-ups, and the capacity floors keep alive."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.mechanisms import settled_mechanisms, settled_plurals
from model.results.facts import floor_effects as effect
from model.results.facts.answer import Answer
from model.results.facts.duties import duties_by_agreement, duties_by_country
from model.results.facts.floor_effects import FloorEffects, find_floor_effects
from model.results.facts.outcome import Outcome
from model.results.facts.paths import View, base_path, expected
from model.results.floors.by_story import OTHERS, by_story
from model.results.floors.kept import kept_open_table, kept_running_table
from model.results.floors.sentences import floor_sentences
from model.results.floors.tables import by_agreement, by_floor, with_meaning
from model.results.shown.pages import Measure, Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION

MOST_KEPT_OPEN = 60
MOST_STORIES = 80
ONCE = (
    "Each amount counts once, under the floor that decides it: of several border floors the highest, for a contract what it "
    "adds to a border floor; a tonne under both counts in both. A contract that names no agreement or country is under "
    "`contracts with offers`."
)
BY_TREASURY = " or a ".join(mechanism.name for mechanism in settled_mechanisms())
WHO_PAYS = (
    "Premium: what buyers pay sellers above the price without the floor; processes beyond toll: what a border floor adds to "
    f"a toll. Treasury: {settled_plurals()}, bought or not; on new capacity: on what projects built. Undiscounted."
)


def _years(answer: Answer) -> tuple[list[int], FloatArray]:
    """Calendar years of the horizon, and the position of each node's year among them, shape (N,)."""
    by_period = answer.plan.case.calendar.calendar_years
    years = sorted(set(by_period))
    return years, np.array([years.index(year) for year in by_period])[answer.plan.node_period]


def _mean(values: FloatArray, factor: FloatArray, year: FloatArray, count: int) -> FloatArray:
    """Weighted mean by year; NaN where no node counts."""
    total = np.bincount(year, weights=factor, minlength=count)
    with np.errstate(invalid="ignore"):
        mean: FloatArray = np.bincount(year, weights=values * factor, minlength=count) / np.where(
            total > 0, total, np.nan
        )
    return mean


def _floor_years(answer: Answer, effects: FloorEffects, f: int, view: View) -> pd.DataFrame:
    """One floor by calendar year in one view; final headers."""
    plan, orders, floor = answer.plan, answer.orders, effects.floors[f]
    years, year = _years(answer)
    count = len(years)
    step, node = orders["step"].to_numpy(int), orders["node"].to_numpy(int)
    delivered = np.where(floor.covers[step, node], orders["delivered"].to_numpy(float), 0.0)
    lifted = np.where(floor.lifts[step, node], delivered, 0.0)
    premium = floor.premium[step, node] * delivered
    done = {name: grid[f] for name, grid in effects.amounts.items()}
    money = {
        "Take-or-pay not taken": done[effect.NOT_TAKEN],
        "Rebates": done[effect.REBATES],
        "Settled by the treasury": done[effect.PAYS] - done[effect.RECEIVES],
    }
    if len(plan.case["projects"]):
        money["Settled on new capacity"] = done[effect.NEW_CAPACITY]
    if len(plan.case["processing"]):
        money["Paid to processes"] = done[effect.TO_PROCESSES]
    frame = pd.DataFrame({"Floor": floor.name, "Mechanism": floor.mechanism.name}, index=range(count))
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


def floors_by_year(answer: Answer, effects: FloorEffects, view: View) -> pd.DataFrame:
    """Every floor in every year it is in force; final headers."""
    frames = [_floor_years(answer, effects, f, view) for f in range(len(effects.floors))]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def page(outcome: Outcome) -> Page:
    """The Floors sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    plan, tree, countries = outcome.plan, outcome.plan.tree, duties_by_country(answer)
    effects = find_floor_effects(answer)
    by_year, on_base = (floors_by_year(answer, effects, view) for view in (expected(tree), base_path(tree)))
    duty_agreements, in_stories = duties_by_agreement(answer), by_story(plan, effects)
    on_sheet = by_floor(plan, effects)
    agreements, each, stories = (
        with_meaning(plan, frame) for frame in (by_agreement(plan, effects), on_sheet, in_stories.head(MOST_STORIES))
    )
    kept, kept_running = kept_open_table(answer), kept_running_table(answer)
    shown, running = kept.head(MOST_KEPT_OPEN), kept_running.head(MOST_KEPT_OPEN)
    duty_note = "Undiscounted, over the horizon, from the orders as placed. Home purchases owe none."
    if len(plan.case["processing"]):
        duty_note += " What processes abroad take or make counts when it enters home, by the country it comes from."
    tables = (
        Table(
            "FloorsAgreements", "What floors do, by agreement and stage", agreements,
            {**measures(agreements), "Floors": Measure.COUNT},
            f"Over the horizon, expected and if no story begins. {ONCE} {WHO_PAYS} Kept alive: what would be shut without "
            "floors, processes by their output; built because bankable: new capacity that no project would add without them.",
        ),
        Table(
            "FloorsStories", "Capacity alive in each story, with and without floors, and what it costs whom", stories,
            measures(stories),
            "Open capacity of sellers and processes under floors, in the period of the story in which floors keep most of it "
            "alive; without floors: prices, costs and restart times as they are, and no floor. Bought of it: delivered from "
            "that capacity wherever it is alive only through floors. The rest is the whole story, from Start to the horizon. "
            f"`{OTHERS}`: where floors keep nothing alive, and what they cost is within a tenth or a million USD of it. "
            f"At most {MOST_STORIES} rows.",
            heat=("Kept alive then (t/yr)",) if len(stories) else (),
        ),
        Table(
            "FloorsEach", "What each floor does, expected", each, measures(each), f"Over the horizon. {ONCE} {WHO_PAYS}",
            money_headers(each),
        ),
        Table(
            "FloorsByYear", "Each floor by calendar year, expected", by_year, measures(by_year),
            "Tonnes are delivered tonnes by the year of the order. The premium is what the seller gets above its price "
            f"without this floor: the buyer pays it, for a {BY_TREASURY} the treasury. A fixed price under the "
            "market has a negative premium. Undiscounted.",
        ),
        Table("FloorsByYearBase", "Each floor by calendar year, if no story begins", on_base, measures(on_base)),
        Table(
            "FloorsKeptOpen", "Capacity kept alive", shown, measures(shown),
            f"Tonnes of steps whose cash cost is above their ask, open only because a floor holds; at most {MOST_KEPT_OPEN} "
            "steps, over the horizon.",
        ),
        Table(
            "FloorsKeptRunning", "Processes kept alive", running, measures(running),
            "Tonnes of main input of processes whose margin at market prices is below what they need, running only because "
            f"a floor holds; at most {MOST_KEPT_OPEN} processes, over the horizon.",
        ),
        Table("FloorsDutyCountries", "Duty and border top-ups by country", countries, measures(countries), duty_note,
            tuple(str(header) for header in countries.columns[1:] if "million" in str(header)),
        ),
        Table(
            "FloorsDutyAgreements", "Duty and border top-ups by agreement of the seller", duty_agreements,
            measures(duty_agreements),
            f"{duty_note} On what members of the agreement sell, of any material; a country in several agreements counts in "
            "each of them.",
        ),
    )  # fmt: skip
    filled = tuple(table for table in tables if len(table.frame))
    told = floor_sentences(plan, effects, on_sheet, (kept["Offer"], kept_running["Process"]), in_stories, countries)
    return Page("Floors", told, filled)
