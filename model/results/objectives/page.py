"""The Objectives sheet of a study: a payoff table of the reserve's three objectives."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.objectives import EMERGENCY, MARKET, OBJECTIVES, PARTICIPANTS, Objectives, PutFirst
from model.results.facts.run import Run
from model.results.objectives.sentences import told
from model.results.shown.pages import Chart, Column, Page, make_table, money, text

STANDS = "The plan as it stands"
COLUMNS: Mapping[str, Column] = {
    "first": text("Put first"),
    EMERGENCY: money("Shortage cost (least is best)"),
    MARKET: money("Bought from partners (most is best)"),
    PARTICIPANTS: money("Handed out to participants (most is best)"),
    "extra": money("Costs more"),
    "net_cost": money("Net cost of reserve"),
    "penalties": money("Penalties"),
    "participants_pay": money("Participants pay"),
    "ordered": money("Orders now"),
    "proven": text("Best there is"),
}
CHANGES: Mapping[str, Column] = {
    "first": text("Put first"),
    EMERGENCY: money("Change of shortage cost"),
    MARKET: money("Change of what partners sell"),
    PARTICIPANTS: money("Change of what is handed out"),
    "net_cost": money("Change of net cost"),
}
NOTE = (
    "Each row is a certified plan that may cost so much more and does what it can for one objective; of equally good ones "
    "the cheapest. Shortage cost, net cost, penalties and what participants pay are expected and discounted. {partners} "
    "Handed out: what is released of materials that participants committed to, and what they draw, expected, at contract "
    "price."
)
IN_FLOODS = (
    "Bought from partners: from members of agreements that are no entities of concern, while the material is cheaper than "
    "its base price, expected, at base price."
)
ALWAYS = (
    "Bought from partners: from members of agreements that are no entities of concern, expected, at base price; no story "
    "makes a material of theirs cheaper than its base price."
)
CHANGES_NOTE = "Beside the plan as it stands."


def page(run: Run) -> Page:
    """The Objectives sheet; only where the study ran."""
    found = run.studies.objectives
    assert found is not None
    note = NOTE.format(partners=IN_FLOODS if found.in_floods else ALWAYS)
    changes = _changes(found)
    series = tuple(CHANGES[name].header for name in OBJECTIVES)
    tables = (
        make_table("ObjectivesPayoff", "What each objective comes to where one is put first", _payoff(found), COLUMNS, note),
        make_table("ObjectivesChanges", "What putting it first changes", changes, CHANGES, CHANGES_NOTE),
    )
    title = "What putting one first changes"
    charts = (Chart("column", title, "ObjectivesChanges", CHANGES["first"].header, series, "USD million"),)
    shown = tuple(table for table in tables if len(table.frame))
    return Page("Objectives", told(found), shown, charts if len(changes) else ())


def _payoff(found: Objectives) -> pd.DataFrame:
    plans = [*([found.stands] if found.stands else []), *found.first]
    return pd.DataFrame([_line(one) for one in plans], columns=list(COLUMNS))


def _line(one: PutFirst) -> dict[str, object]:
    return {
        "first": one.first.capitalize() or STANDS,
        **{name: one.of(name) for name in OBJECTIVES},
        **{name: getattr(one, name) for name in ("extra", "net_cost", "penalties", "participants_pay", "ordered")},
        "proven": ("yes" if one.proven else "nearly") if one.first else "",
    }


def _changes(found: Objectives) -> pd.DataFrame:
    rows = [
        {
            "first": one.first.capitalize(),
            **{name: one.of(name) - found.stands.of(name) for name in OBJECTIVES},
            "net_cost": one.net_cost - found.stands.net_cost,
        }
        for one in found.first
        if found.stands
    ]
    return pd.DataFrame(rows, columns=list(CHANGES))
