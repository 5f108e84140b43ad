"""The tables of the Floors sheet."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.market.mechanisms import MECHANISMS, Kind, settled_mechanisms, settled_plurals
from model.program.problem_data import ProblemData
from model.results.facts import floor_effects as effect
from model.results.facts.duties import duties_by_agreement
from model.results.facts.floor_capacity import BANKABLE, BOUGHT, KEPT
from model.results.facts.floor_effects import FloorEffects
from model.results.facts.paths import View, base_path, expected
from model.results.facts.plan_result import PlanResult
from model.results.floors.sums import OTHERS, by_agreement, by_year
from model.results.shown.pages import (
    A_YEAR,
    Column,
    Measure,
    Table,
    in_views,
    make_table,
    money,
    price,
    sums_of_money,
    text,
    tonnes,
)

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
AGREEMENT_NOTE = (
    f"Over the horizon, expected and if no story begins. {ONCE} {WHO_PAYS} Kept alive: what would be shut without floors, "
    "processes by their output; built because bankable: new capacity that no project would add without them."
)
STORY_NOTE = (
    "Open capacity of sellers and processes under floors, in the period of the story in which floors keep most of it alive; "
    "without floors: prices, costs and restart times as they are, and no floor. Bought of it: delivered from that capacity "
    "wherever it is alive only through floors. The rest is the whole story, from Start to the horizon. "
    f"`{OTHERS}`: where floors keep nothing alive, and what they cost is within a tenth or a million USD of it. At most "
    f"{MOST_STORIES} rows."
)
YEAR_NOTE = (
    "Tonnes are delivered tonnes by the year of the order. The premium is what the seller gets above its price without this "
    f"floor: the buyer pays it, for a {BY_TREASURY} the treasury. A fixed price under the market has a negative premium. "
    "Undiscounted."
)
OPEN_NOTE = (
    "Tonnes of steps whose cash cost is above their ask, open only because a floor holds; at most "
    f"{MOST_KEPT_OPEN} steps, over the horizon."
)
RUNNING_NOTE = (
    "Tonnes of main input of processes whose margin at market prices is below what they need, running only because a floor "
    f"holds; at most {MOST_KEPT_OPEN} processes, over the horizon."
)
MONEY = {
    effect.PREMIUM: money("Premium paid by buyers"),
    effect.TO_PROCESSES: money("Paid to processes beyond toll"),
    # Not what members of the agreement owe: outsiders who sell the same material pay most of it.
    effect.DUTY: money("Ad valorem duty on the floor's material from anywhere"),
    effect.TOP_UP: money("Border top-up"),
    effect.PAYS: money("Treasury pays"),
    effect.RECEIVES: money("Treasury receives"),
    effect.NEW_CAPACITY: money("Treasury pays on new capacity"),
    effect.REBATES: money("Rebates to buyers"),
    effect.NOT_TAKEN: money("Take-or-pay not taken"),
}
TONNES = {
    effect.UNDER: tonnes("Under the floor"),
    effect.AT_FLOOR: tonnes("Of these at the floor"),
    effect.TOPPED_UP: tonnes("Topped up at the border"),
    effect.SETTLED: tonnes("Settled with the treasury"),
}
ALIVE = {KEPT: tonnes("Kept alive"), BOUGHT: tonnes("Bought of it"), BANKABLE: tonnes("Built because bankable")}
NEEDS: dict[str, set[Kind | str]] = {  # what says nothing without some kind of floor, or without rows on another sheet
    effect.TOPPED_UP: {Kind.BORDER},
    effect.TO_PROCESSES: {Kind.BORDER, "processing"},
    effect.TOP_UP: {Kind.BORDER},
    effect.SETTLED: {Kind.SETTLED},
    effect.PAYS: {Kind.SETTLED},
    effect.RECEIVES: {Kind.SETTLED},
    effect.NEW_CAPACITY: {Kind.SETTLED, "projects"},
    effect.REBATES: {Kind.OFFTAKE},
    effect.NOT_TAKEN: {Kind.OFFTAKE},
    BANKABLE: {"projects"},
}
AGREEMENT, STAGE = text("Agreement"), text("Stage")
AGREEMENTS = {
    "agreement": AGREEMENT, "stage": STAGE, "view": text("Counted"), "floors": Column("Floors", Measure.COUNT, ""),
    **TONNES, **MONEY, **ALIVE,
}  # fmt: skip
EACH = {
    "name": text("Floor"), "mechanism": text("Mechanism"), "agreement": AGREEMENT, "material": text("Material"),
    "stage": STAGE, "raises": text("Raises what is paid"), **TONNES, **MONEY, **ALIVE,
}  # fmt: skip
STORIES = {
    "story": text("Story"), "agreement": AGREEMENT, "stage": STAGE, "when": text("When most is kept alive"),
    "with": tonnes("Open then, with floors", A_YEAR), "without": tonnes("Open then, without floors", A_YEAR),
    "peak": tonnes("Kept alive then", A_YEAR), **ALIVE, **MONEY,
}  # fmt: skip
KEPT_OPEN = {
    "name": text("Offer"), "material": text("Material"), "country": text("Country"), "floors": text("Floor"),
    "cash_cost": price("Cash cost"), "ask": price("Lowest ask while kept open"),
    "expected": tonnes("Kept open, expected"), "on_base": tonnes("Kept open, base path"),
    "most": tonnes("Most kept open in a period"), "where": text("Where that is"),
    "taken": tonnes("Ordered of it by us, expected"),
}  # fmt: skip
KEPT_RUNNING = {
    "name": text("Process"), "material": text("Main input"), "country": text("Country"), "floors": text("Floor"),
    "margin": price("Cash margin needed"),
    "expected": tonnes("Kept running, expected"), "on_base": tonnes("Kept running, base path"),
    "most": tonnes("Most kept running in a period"), "where": text("Where that is"),
    "taken": tonnes("Run of it for us, expected"),
}  # fmt: skip
ENTERING = {
    "t": tonnes("Bought"), "value": money("Value"), "duty": money("Ad valorem duty"), "waived": money("Duty waived"),
    "top_up": money("Border top-up"),
}  # fmt: skip


def with_meaning(data: ProblemData, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The columns without those for what the workbook has not got."""
    there: set[Kind | str] = {MECHANISMS[name].kind for name in data.case["floors"]["mechanism"]}
    there |= {sheet for sheet in ("processing", "projects") if len(data.case[sheet])}
    return {name: column for name, column in columns.items() if NEEDS.get(name, set()) <= there}


def _years(result: PlanResult, effects: FloorEffects, view: View) -> tuple[pd.DataFrame, dict[str, Column]]:
    """Each floor by calendar year in a view, and the columns."""
    data, word = result.data, view.name.lower()
    amounts = {
        effect.NOT_TAKEN: money("Take-or-pay not taken"),
        effect.REBATES: money("Rebates"),
        "settled": money("Settled by the treasury"),
        **({effect.NEW_CAPACITY: money("Settled on new capacity")} if len(data.case["projects"]) else {}),
        **({effect.TO_PROCESSES: money("Paid to processes")} if len(data.case["processing"]) else {}),
    }
    in_view = {
        "market": price("Market price"), "bought": tonnes("Bought from its sellers"),
        "lifted": tonnes("Of these at the floor"), "per_tonne": price("Premium at the floor"), "paid": money("Premium"),
        **amounts,
    }  # fmt: skip
    columns = {
        "name": text("Floor"), "mechanism": text("Mechanism"), "material": text("Material"), "seller": text("Seller"),
        "year": text("Year"), "floor": price("Floor price"),
        **{name: column.of(word) for name, column in in_view.items()},
    }  # fmt: skip
    return by_year(result, effects, view), columns


def all_tables(
    result: PlanResult,
    effects: FloorEffects,
    each: pd.DataFrame,
    in_stories: pd.DataFrame,
    kept: tuple[pd.DataFrame, pd.DataFrame],
    entering: pd.DataFrame,
) -> tuple[Table, ...]:
    """Those that have rows, from the sums over floors, stories, what is kept open and running, and what enters by country."""
    data, views = result.data, (expected(result.data.tree), base_path(result.data.tree))
    duty_note = "Undiscounted, over the horizon, from the orders as placed. Home purchases pay none."
    if len(data.case["processing"]):
        duty_note += " What processes abroad take or make counts when it enters home, by the country it comes from."
    of_country = {"country": text("Country"), **in_views(ENTERING, views)}
    of_agreement = {"agreement": AGREEMENT, **in_views(ENTERING, views)}
    tables = (
        make_table(
            "FloorsAgreements", "What floors do, by agreement and stage", by_agreement(data, effects),
            with_meaning(data, AGREEMENTS), AGREEMENT_NOTE,
        ),
        make_table(
            "FloorsStories", "Capacity alive in each story, with and without floors, and what it costs whom",
            in_stories.head(MOST_STORIES), with_meaning(data, STORIES), STORY_NOTE, heat=("peak",),
        ),
        make_table(
            "FloorsEach", "What each floor does, expected", each, columns := with_meaning(data, EACH),
            f"Over the horizon. {ONCE} {WHO_PAYS}", totals=sums_of_money(columns),
        ),
        make_table(
            "FloorsByYear", "Each floor by calendar year, expected", *_years(result, effects, views[0]), YEAR_NOTE
        ),
        make_table(
            "FloorsByYearBase", "Each floor by calendar year, if no story begins", *_years(result, effects, views[1])
        ),
        make_table("FloorsKeptOpen", "Capacity kept alive", kept[0].head(MOST_KEPT_OPEN), KEPT_OPEN, OPEN_NOTE),
        make_table("FloorsKeptRunning", "Processes kept alive", kept[1].head(MOST_KEPT_OPEN), KEPT_RUNNING, RUNNING_NOTE),
        make_table(
            "FloorsDutyCountries", "Duty and border top-ups by country", entering, of_country, duty_note,
            totals=sums_of_money(of_country),
        ),
        make_table(
            "FloorsDutyAgreements", "Duty and border top-ups by agreement of the seller", duties_by_agreement(result),
            of_agreement,
            f"{duty_note} On what members of the agreement sell, of any material; a country in several agreements counts in "
            "each of them.",
        ),
    )  # fmt: skip
    return tuple(table for table in tables if len(table.frame))
