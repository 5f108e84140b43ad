"""The Sensitivity sheet: what a little more of everything is worth, in words and numbers, by worth."""

from __future__ import annotations

import pandas as pd

from model.results.facts.run import Run
from model.results.facts.shadow import all_worth
from model.results.sensitivity.sentences import in_words, top_bindings
from model.results.sensitivity.tables import COUNTRIES, DEMAND, WORTH, by_country, dearest_tonnes, largest
from model.results.shown.pages import Page, make_table
from model.results.stopped_in_words import NO_PRICES

NOTE = (
    "Shadow prices at the optimum, over the whole horizon, discounted and weighted as the objective. They hold for small "
    "changes, until something else binds. Where several plans or prices are equally good (a degenerate program) other shadow "
    "prices are as valid: then the worth of more differs from the cost of less, and a figure may be that of either. With "
    "Industry first the shortages of the plan without the reserve, to which the reserve is held, are taken as they are."
    " A missed target and emergency support count at a penalty, which nobody pays. What a little more saves is shown "
    "in two "
    "parts that add up to it: real (payments, the cost of shortages, the value of stock) and penalty. Where real is below 0, "
    "penalties alone make it pay."
)
NOTES = {
    "process": "In tonnes of main input, with what stories cut and low margins shut. What a home process then adds to "
    "the days of cover of what it uses is deducted.",
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
DEMAND_NOTE = (
    "Means over the horizon, weighted by demand, probability and discount; the highest is over periods and stories."
)


def _told(worth: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table, each in words too."""
    return worth.assign(words=[str(in_words(row)) for _, row in worth.iterrows()])


def page(run: Run) -> Page:
    """The Sensitivity sheet."""
    assert run.result is not None
    if not run.result.solution.priced:
        return Page("Sensitivity", (NO_PRICES,), ())
    worth = all_worth(run.result)
    kinds = (
        make_table(
            *TITLES[kind],
            _told(largest(worth[worth["kind"] == kind], "one_per_cent" if kind in PER_TONNE else "saves")),
            WORTH,
            NOTES.get(kind, ""),
        )
        for kind in TITLES
    )
    title = "What would change the answer: 1 % more of a cell, by worth"
    tables = (
        make_table("SensitivityTop", title, _told(largest(worth, "one_per_cent")), WORTH, NOTE),
        *kinds,
        make_table(
            "SensitivityCountries", "One per cent more capacity of a country", by_country(run.result, worth), COUNTRIES
        ),
        make_table(
            "SensitivityDemand", "What a tonne costs at the margin, against its market price",
            dearest_tonnes(run.result), DEMAND, DEMAND_NOTE,
        ),
    )  # fmt: skip
    return Page(
        "Sensitivity", tuple(top_bindings(run.result)), tuple(table for table in tables if len(table.frame))
    )
