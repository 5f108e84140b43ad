"""The Sensitivity sheet: what a little more of everything is worth, in words and numbers, by worth."""

from __future__ import annotations

import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.selection import country_names
from model.results.sensitivity.shadow import all_worth, demand_values
from model.results.shown.pages import Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION, usd
from model.results.summary.bindings import LEAST, top_bindings

TOP = 40  # rows of a table
NOTE = (
    "Shadow prices at the optimum, over the whole horizon, discounted and weighted as the objective. They hold for small "
    "changes, until something else binds. Where several plans or prices are equally good (a degenerate program) other shadow "
    "prices are as valid: then the worth of more differs from the cost of less, and a figure may be that of either. With "
    "Industry first the shortages of the plan without the reserve, to which the reserve is held, are taken as they are."
)
PARTS_NOTE = (
    " A missed target and emergency support count at a penalty, which nobody pays. What a little more saves is told in two "
    "parts that add up to it: real (payments, the cost of shortages, the value of stock) and penalty. Where real is below 0, "
    "penalties alone make it pay."
)
REAL, PENALTY = "Of it real (USD)", "Of it penalty (USD)"
NOTES = {
    "process": "In tonnes of main input, with what stories cut and low margins shut. What a home process then adds to "
    "the days of cover of what it eats is taken off.",
    "co-funding": "Funding is decided in the base story; the Projects sheet says which projects the budget keeps back.",
    "project": "Only what is built to its Max capacity gains; the Projects sheet says why the others are not.",
}
TITLES = {
    "money": ("SensitivityMoney", "A million dollars more for the reserve"),
    "supply": ("SensitivitySupply", "A tonne a year more of a partner's capacity"),
    "process": ("SensitivityProcesses", "A tonne a year more of a process's capacity, in main input"),
    "co-funding": ("SensitivityCoFunding", "A million dollars more of the Public co-funding budget"),
    "project": ("SensitivityProjects", "A tonne a year more of a project's Max capacity"),
    "limit": ("SensitivityLimits", "A point, or a tonne, more of each limit"),
    "target": ("SensitivityTargets", "A day more of cover, or a tonne where tonnes decide"),
    "storage": ("SensitivityStorage", "A tonne more room in each storage class"),
    "release limit": ("SensitivityRelease", "A point more of each release limit"),
    "market impact": ("SensitivityImpact", "A point more of the market-impact cap, by material"),
}
PER_TONNE = ("supply", "process", "project")  # of unlike materials, which compare only by what a per cent is worth

AMOUNTS = {
    "%": "A percentage point more",
    "USD": "A million USD more",
    "days": "A day more",
    "t/yr": "A tonne per year more",
    "t": "A tonne more",
}
SUBJECTS = {
    "money": "of {subject}",
    "supply": "of offer {subject}",
    "process": "of process {subject}",
    "co-funding": "of the {subject}",
    "project": "of the most that project {subject} can build",
    "limit": "in {column} of limit {subject}",
    "target": "of the target for {subject}",
    "storage": "of room in {subject}",
    "release limit": "of the release limit of {subject}",
    "market impact": "of the market-impact cap for {subject}",
}


def sentence(row: pd.Series) -> str:
    """`A tonne per year more of offer Chile from CHL saves 1,234 USD over the horizon.`"""
    what = SUBJECTS[row["kind"]].format(subject=row["subject"], column=row["column"])
    verb = "saves" if row["saves"] >= 0 else "costs"
    return f"{AMOUNTS[row['unit']]} {what} {verb} {usd(abs(row['saves']))} over the horizon."


def _ranked(worth: pd.DataFrame, by: str) -> pd.DataFrame:
    """The rows that matter, the largest first."""
    moved = worth[worth[by].abs() >= LEAST]
    return moved.reindex(moved[by].abs().sort_values(ascending=False, kind="stable").index[:TOP])


def _shown(ranked: pd.DataFrame) -> pd.DataFrame:
    """Final headers."""
    return pd.DataFrame(
        {
            "In words": [sentence(row) for _, row in ranked.iterrows()],
            "Sheet": ranked["sheet"],
            "Row": ranked["row"].map(lambda row: f"{int(row)}" if row else ""),
            "Column": ranked["column"],
            "What": ranked["subject"],
            "Saves (USD)": ranked["saves"].astype(float),
            REAL: ranked["real"].astype(float),
            PENALTY: ranked["penalty_saves"].astype(float),
            "1 % more of the cell saves (USD)": ranked["one_per_cent"].astype(float),
        }
    ).reset_index(drop=True)


def _by_country(answer: Answer, worth: pd.DataFrame) -> pd.DataFrame:
    """What one per cent more capacity of all offers of a country saves; final headers."""
    own = worth[worth["kind"] == "supply"]
    country = answer.plan.case["supply"]["country"].to_numpy(object)
    sums = own["one_per_cent"].groupby(country).sum().sort_values(ascending=False, kind="stable")
    sums = sums[sums.abs() >= LEAST].head(TOP)
    names = country_names(answer.plan)
    return pd.DataFrame(
        {"Country": [names[code] for code in sums.index], "1 % more of all its capacity saves (USD)": sums.to_numpy()}
    )


def _demand_table(answer: Answer) -> pd.DataFrame:
    values = demand_values(answer).sort_values("scarcity", ascending=False, kind="stable").head(TOP)
    return pd.DataFrame(
        {
            "Material": values["material"],
            "Worth of a tonne at home (USD/t)": values["marginal"],
            "Market price (USD/t)": values["market"],
            "Highest worth (USD/t)": values["highest"],
            "Where it is highest": values["where"],
            "Scarcity: worth above market × demand (USD million)": values["scarcity"] / MILLION,
        }
    ).reset_index(drop=True)


def page(outcome: Outcome) -> Page:
    """The Sensitivity sheet."""
    assert outcome.answer is not None
    worth = all_worth(outcome.answer)
    top = _shown(_ranked(worth, "one_per_cent"))
    title, note = "What would change the answer: 1 % more of a cell, by worth", NOTE + PARTS_NOTE
    tables = [Table("SensitivityTop", title, top, measures(top), note)]
    for kind, (name, title) in TITLES.items():
        shown = _shown(_ranked(worth[worth["kind"] == kind], "one_per_cent" if kind in PER_TONNE else "saves"))
        tables.append(Table(name, title, shown, measures(shown), NOTES.get(kind, "")))
    countries = _by_country(outcome.answer, worth)
    title = "One per cent more capacity of a country"
    tables.append(Table("SensitivityCountries", title, countries, measures(countries)))
    demand = _demand_table(outcome.answer)
    note = "Means over the horizon, weighted by demand, probability and discount; the highest is over periods and stories."
    title = "What a tonne costs at the margin, against its market price"
    tables.append(Table("SensitivityDemand", title, demand, measures(demand), note))
    return Page(
        "Sensitivity", tuple(top_bindings(outcome.answer)), tuple(table for table in tables if len(table.frame))
    )
