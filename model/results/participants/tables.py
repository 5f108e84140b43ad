"""The tables of the Participants sheet."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.calendar import Calendar
from model.program.categories import Category
from model.results.facts.participants import paid_by_year, participant_charges
from model.results.facts.paths import base_path, expected
from model.results.facts.plan_result import PlanResult, dearest_story
from model.results.facts.run import Run
from model.results.participants.commitments import backing, protection, stock_behind
from model.results.shown.charges import charges_table
from model.results.shown.pages import (
    Chart,
    Column,
    Measure,
    Table,
    days,
    in_views,
    make_table,
    money,
    price,
    share,
    sums_of_money,
    text,
    tonnes,
)
from model.tree import IntArray

CHARGE_NOTE = (
    "Base path, undiscounted. The carrying charge is the participants' share of storage and of the interest on loans; fees "
    "on loans are the reserve's own. Tonnes of different materials are added up: compare tonnes within a material alone, and "
    "the % of value between participants."
)
BEHIND_NOTE = (
    "Base path. Stock behind a commitment: all of it, or its part where the stock is too small for all commitments."
)
ACCESS_NOTE = (
    "Draws are open in calm times, as long as they can be returned in time. What is released goes to industry, at the "
    "price "
    "of all commitments to the material together. Held alone: the discount rate on the base price at the start, and storage."
)
ACCESS_STORIES_NOTE = (
    "Stories in which the material is disrupted, on the first of their dates. Its share of a release is by commitment over "
    "the larger of commitments and target: an attribution, not a right."
)
PROTECTION_NOTE = (
    "Shortage avoided is an attribution, not a payment or a promise: what the reserve takes off the shortage of the "
    "material "
    "in stories, against the same program without the reserve, shared out by commitment over the larger of commitments "
    "and target; cost discounted. What it would buy at the end is a valuation at the contract price."
)
NEVER = "never"
NAMES = {"participant": text("Participant"), "material": text("Material")}
COMMITTED = {**NAMES, "tonnes": tonnes("Commitment")}
ACCESS = {
    **COMMITTED,
    "drawable": tonnes("May draw at once"),
    "months": Column("To be returned within", unit="months"),
    "open": text("Draws open, base path"),
    "price": price("Price of a release at the start"),
    "shared": Column("Carrying charge of the commitment per year", Measure.USD),
    "alone": Column("The same tonnes held alone, per year", Measure.USD),
    "ratio": share("Shared, of held alone"),
}
IN_STORIES = {
    **NAMES,
    "story": text("Story"),
    "disrupted": text("Disrupted"),
    "released": text("Released"),
    "share": tonnes("Its share of what is released"),
    "price": price("Price of it"),
    "open": text("Draws open"),
    "drawn": tonnes("Drawn"),
}
KINDS = {
    Category.PARTICIPANTS_FEE: money("Upfront fee"),
    Category.STORAGE_REIMBURSED: money("Storage"),
    Category.INTEREST_REIMBURSED: money("Interest"),
}


def spans(calendar: Calendar, periods: IntArray) -> str:
    """`2027Q1 to 2027Q3; 2028Q2`: periods (1…T, rising) with runs drawn together; `never` where there are none."""
    if not len(periods):
        return NEVER
    runs = np.split(periods, np.flatnonzero(np.diff(periods) > 1) + 1)
    label = calendar.label
    return "; ".join(
        label(int(run[0])) if len(run) == 1 else f"{label(int(run[0]))} to {label(int(run[-1]))}" for run in runs
    )


def _in_spans(facts: pd.DataFrame, names: tuple[str, ...], calendar: Calendar) -> pd.DataFrame:
    """Facts with these columns of periods in words."""
    if facts.empty:
        return facts
    return facts.assign(**{name: [spans(calendar, periods) for periods in facts[name]] for name in names})


def _protection(run: Run) -> Table:
    """What each draws, would buy at the end, and is spared."""
    views = (base_path(run.data.tree), expected(run.data.tree))
    columns = {
        **COMMITTED,
        **in_views({"borrowed": tonnes("Drawn")}, views),
        **in_views({"returned": tonnes("Returned")}, views),
        "out_at_most": tonnes("On loan at most, base path"),
        "out_at_end": tonnes("On loan at the end, expected"),
        "bought": tonnes("Would buy at the end, expected"),
        "pays": money("Would buy at the end, expected"),
        "avoided": tonnes("Shortage avoided in stories, attributed, expected"),
        "saved": money("Shortage cost avoided in stories, attributed, expected"),
    }
    title = "What each draws, would buy at the end, and is spared"
    totals = sums_of_money(columns)
    return make_table("ParticipantsProtection", title, protection(run), columns, PROTECTION_NOTE, totals=totals)


def _behind(result: PlanResult) -> Table:
    """What each commits to, and the stock behind it."""
    columns: Mapping[str, Column] = {
        **COMMITTED,
        "days": days("Of all demand"),
        "price": price("Contract price"),
        "start": price("Base price at the start"),
        "end": price("Base price at the end"),
        "storage": share("Storage that participants pay"),
        **{label: tonnes(f"Stock behind it at the end of {label}") for label in stock_behind(result)},
    }
    title, links = "What each commits to, and the stock behind it", {"material": "Reserve"}
    return make_table("ParticipantsMaterials", title, backing(result), columns, BEHIND_NOTE, links=links)


def _years(result: PlanResult) -> Table:
    """What all participants pay by year."""
    paid, dearest = paid_by_year(result), dearest_story(result).name
    on_base = paid[paid["view"] == base_path(result.data.tree).name]
    facts = on_base.assign(dearest=paid.loc[paid["view"] == dearest, "all"].to_numpy())
    columns = {
        "year": text("Year"),
        **{str(category): column for category, column in KINDS.items()},
        "all": money("All"),
        "dearest": money("All, story of highest total cost"),
    }
    title, note = "What all participants pay by year", f"Undiscounted. {dearest}."
    return make_table("ParticipantsYears", title, facts, columns, note, totals=sums_of_money(columns))


def all_tables(run: Run, access: pd.DataFrame, in_stories: pd.DataFrame) -> tuple[Table, ...]:
    """Those that have rows."""
    assert run.result is not None
    result, calendar = run.result, run.data.case.calendar
    stories = _in_spans(in_stories, ("disrupted", "released", "open"), calendar)
    tables = (
        charges_table("ParticipantsCharges", "What each participant pays", participant_charges(result), CHARGE_NOTE),
        _behind(result),
        make_table(
            "ParticipantsAccess", "What each may draw, when, and against holding it alone",
            _in_spans(access, ("open",), calendar), ACCESS, ACCESS_NOTE,
        ),
        make_table(
            "ParticipantsStories", "What each has of the reserve in which story", stories, IN_STORIES,
            ACCESS_STORIES_NOTE, links={"story": "Stories"},
        ),
        _protection(run),
        _years(result),
    )  # fmt: skip
    return tuple(table for table in tables if len(table.frame))


def chart() -> Chart:
    """What all of them pay on the base path."""
    series = tuple(column.header for column in KINDS.values())
    title = "What participants pay, base path"
    return Chart("stacked column", title, "ParticipantsYears", "Year", series, "USD million")
