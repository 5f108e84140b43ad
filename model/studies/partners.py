"""The study of partners: every country that is invited or announced joins its agreement, and every member leaves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import Booking, book_everything, ledger_weights, present_value
from model.program.categories import Category
from model.program.families import VARIABLES
from model.program.problem_data import ProblemData
from model.results.facts.nation import cost_to_the_nation
from model.results.facts.partners import NOTHING, Partners, PartnerWorth, Reason
from model.results.facts.values import subjects_of_rows
from model.results.facts.variant_figures import from_plain, shift, to_plain, variant_figures
from model.schema.studies import PARTNERS
from model.studies.membership import Partner, changes_of, find_partners, same_limits, same_program, touches
from model.studies.near import solve_near
from model.studies.of_base import prepared_of
from model.studies.prepared import data_of
from model.studies.study import Base, Outcome, Plain, Task
from model.values import names_in

NAMED = 2  # materials by which a membership is explained


@dataclass(frozen=True)
class PartnersStudy:
    """Whom to sign next. Of each agreement under Over, blank for all."""

    kind: str = PARTNERS

    def tasks(self, base: Base) -> Sequence[Task]:
        """One for each membership that may make a difference; of the others it is known that they make none."""
        return [
            Task(name_of(partner, base), worth_of_membership, (partner.agreement, partner.country))
            for partner in _partners(base)
            if touches(base.case, partner)
        ]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Partners:
        """The memberships by what they are worth, and those that are worth nothing."""
        found = []
        for partner in _partners(base):
            outcome = outcomes.get(name_of(partner, base)) if touches(base.case, partner) else Outcome({"same": True})
            found.append(_worth(partner, base, outcome or Outcome(why=("it was not solved.",))))
        return Partners(tuple(sorted(found, key=lambda one: -one.worth if one.worth == one.worth else np.inf)))


def _partners(base: Base) -> list[Partner]:
    rows = [row for row in base.case.records("studies") if row["study"] == PARTNERS and row["on"]]
    if any(not names_in(row["over"]) for row in rows):
        return find_partners(base.case)
    return find_partners(base.case, (name for row in rows for name in names_in(row["over"])))


def name_of(partner: Partner, base: Base) -> str:
    """How the task is called."""
    return f"{partner.agreement}: {partner.country} {'joins' if partner.joins else 'leaves'}"


def worth_of_membership(base: Base, agreement: str, country: str) -> Plain:
    """The figures of the plan if the country joined, or left; `same` where the program would be the same."""
    partner = next(one for one in find_partners(base.case, [agreement]) if one.country == country)
    changes = changes_of(partner, base.case)
    prepared = prepared_of(base)
    other = data_of(base.case.with_changes(changes))
    if same_program(prepared.data, other):
        return {"same": True}
    run = solve_near(base, changes, across=not same_limits(prepared.data, other))
    assert run.result is not None
    values = {name: run.result.value(name) for name in run.data.cells}
    before = by_material(prepared.data, prepared.bookings, base.values)
    after = by_material(run.data, book_everything(run.data), values)
    return {
        "same": False,
        "figures": to_plain(variant_figures(run)),
        "reasons": _reasons(prepared.data, run.data, before, after),
    }


def by_material(
    data: ProblemData, bookings: Sequence[Booking], values: Mapping[str, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """What the objective counts of each material, expected and discounted, USD, (I,) each: its shortages, and all else."""
    weights, subjects = ledger_weights(data.case.settings), subjects_of_rows(data)
    short, other = np.zeros((2, len(data.market.materials)))
    for booking in bookings:
        if booking.variable is None or not len(values.get(booking.variable, ())):
            continue
        subject = subjects[VARIABLES[booking.variable].rows_are]
        if "material" not in subject:
            continue
        material = subject["material"][data.cells[booking.variable].row[booking.cells]]
        counted = weights[booking.payer] - weights[booking.payee]
        amount = booking.rate * values[booking.variable][booking.cells] * present_value(booking, data)
        amount *= data.tree.weight[booking.node] * counted
        into = short if booking.category is Category.SHORTAGE else other
        np.add.at(into, material, amount)
    return short, other


def _reasons(
    before: ProblemData, after: ProblemData, cost: tuple[FloatArray, FloatArray], then: tuple[FloatArray, FloatArray]
) -> list[dict[str, Any]]:
    """The materials whose cost changes most, those first that change most: by how much their shortages and their supply cost
    more, USD, and how much more capacity is open, t/yr in the mean over stories and periods."""
    short, supply = then[0] - cost[0], then[1] - cost[1]
    opened = open_capacity(after) - open_capacity(before)
    order = np.argsort(-np.abs(short + supply), kind="stable")[:NAMED].tolist()
    return [
        {
            "material": before.market.materials[i],
            "short": float(short[i]),
            "supply": float(supply[i]),
            "opened": float(opened[i]),
        }
        for i in order
    ]


def open_capacity(data: ProblemData) -> FloatArray:
    """Capacity of offers, and of processes by what they make, t/yr by material in the mean over stories and periods, (I,)."""
    steps, processes = data.market.steps, data.market.processes
    years = data.case.calendar.length * data.case.calendar.periods
    found = np.zeros(len(data.market.materials))
    np.add.at(found, steps.material, steps.capacity @ data.tree.weight / years)
    return found + processes.outputs.T @ (processes.capacity @ data.tree.weight / years)


def _worth(partner: Partner, base: Base, outcome: Outcome) -> PartnerWorth:
    """What a membership is worth: what it saves if the country joins, or what leaving would cost."""
    where = (partner.agreement, partner.country, partner.joins)
    if outcome.found is None:
        return PartnerWorth(*where, why=outcome.why)
    if outcome.found["same"]:
        return PartnerWorth(*where, False, *NOTHING)
    with_it, without = from_plain(outcome.found["figures"]), base.figures
    if not partner.joins:
        with_it, without = without, with_it
    settings = base.case.settings
    sign = 1.0 if partner.joins else -1.0
    return PartnerWorth(
        *where,
        True,
        worth=without.objective - with_it.objective,
        short=without.short_with - with_it.short_with,
        short_without=without.short_without - with_it.short_without,
        penalties=without.penalties - with_it.penalties,
        duties=with_it.ledgers["duties"] - without.ledgers["duties"],
        nation=cost_to_the_nation(without, settings) - cost_to_the_nation(with_it, settings),
        moved=shift(with_it, without),
        reasons=tuple(
            Reason(one["material"], -sign * one["short"], -sign * one["supply"], sign * one["opened"])
            for one in outcome.found["reasons"]
        ),
    )
