"""What the reserve and the floors cost the public: the treasury's ledger in its parts, and what duties bring in beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.mechanisms import settled_mechanisms, settled_plurals
from model.program.bookings import DUTIES, TREASURY
from model.results.facts.answer import Answer
from model.results.facts.once import made_once
from model.results.facts.paths import View, base_path, dearest_story, expected
from model.results.money.ledger_tables import AT_END
from model.results.shown.wording import MILLION, usd

LENT, REPAID = "Lent to the reserve (USD million)", "Principal received (USD million)"
GRANTS, SUPPORT = "Grants (USD million)", "Emergency support (USD million)"
SETTLED, PROJECTS = f"Settlements of {settled_plurals()} (USD million)", "Charge of projects (USD million)"
INTEREST, FEES = "Interest received (USD million)", "Fees received (USD million)"
PARTS = (GRANTS, SUPPORT, SETTLED, PROJECTS, INTEREST, FEES)  # what the public pays or earns, lending apart
PUBLIC, TREASURY_NET = "Public cost, lending apart (USD million)", "Treasury's ledger (USD million)"
DUTY, LESS_DUTY = "Duties and border top-ups (USD million)", "Public cost less duties (USD million)"
COUNTED = {
    True: "settlements, projects, grants and emergency support less interest and fees",
    False: "interest and fees less settlements, projects, grants and emergency support",
}  # by whether the public pays
LEAST = 1.0  # USD below which nothing is told
FLOWS = {
    SUPPORT: ("support",),
    SETTLED: tuple(mechanism.name for mechanism in settled_mechanisms()),
    PROJECTS: ("project co-funding",),
    INTEREST: ("interest",),
    FEES: ("upfront fee", "commitment fee"),
    REPAID: ("repayment", "debt left"),
}


def _parts_by_node(answer: Answer) -> dict[str, FloatArray]:
    """Each part at every node, those of the period and those at the horizon apart, USD, receipts negative, (2, N)."""
    plan, flows = answer.plan, answer.flows

    def booked(ledger: str, names: tuple[str, ...] | None = None) -> FloatArray:
        own = flows[((flows["payer"] == ledger) | (flows["payee"] == ledger))]
        own = own if names is None else own[own["name"].isin(names)]
        sign = np.where(own["payer"] == ledger, 1.0, -1.0)
        found = np.zeros((2, plan.tree.size))
        np.add.at(found, (own["at_horizon"].to_numpy(int), own["node"].to_numpy(int)), own["amount"] * sign)
        return found

    grants = np.zeros((2, plan.tree.size))
    if "draw" in plan.cells:
        cells = plan.cells["draw"]
        given = (plan.case["finance"]["kind"] == "grant").to_numpy()[cells.row]
        np.add.at(grants[0], cells.node, answer.value("draw") * given)
    parts = {header: booked(TREASURY, names) for header, names in FLOWS.items()}
    lent = booked(TREASURY, ("draws",)) - grants
    return {LENT: lent, GRANTS: grants, **parts, TREASURY_NET: booked(TREASURY), DUTY: booked(DUTIES)}


def _in_view(answer: Answer, view: View, parts: dict[str, FloatArray]) -> pd.DataFrame:
    calendar, tree = answer.plan.case.calendar, answer.plan.tree
    frame = pd.DataFrame({"Counted": view.name, "Period": [*(calendar.label(t) for t in calendar.numbers), AT_END]})
    amounts = {
        header: np.append(view.sums(now, tree.period, calendar.periods), at_end @ view.factor) / MILLION
        for header, (now, at_end) in parts.items()
    }
    for header in (*PARTS, LENT, REPAID, TREASURY_NET):
        frame[header] = amounts[header]
    frame[PUBLIC] = sum(amounts[header] for header in PARTS)
    frame[DUTY] = amounts[DUTY]
    frame[LESS_DUTY] = frame[PUBLIC] + frame[DUTY]
    return frame


@made_once
def public_cost(answer: Answer) -> pd.DataFrame:
    """The base path first, then expected and the dearest story, by period, undiscounted; receipts negative; final headers."""
    tree, parts = answer.plan.tree, _parts_by_node(answer)
    views = (base_path(tree), expected(tree), dearest_story(answer))
    return pd.concat([_in_view(answer, view, parts) for view in views], ignore_index=True)


def public_sentences(cost: pd.DataFrame) -> list[str]:
    """What the public pays or earns within the horizon on the base path and in the story of the highest cost in all; nothing
    where no public money moves."""
    sums = cost.groupby("Counted", sort=False)[[PUBLIC, DUTY]].sum() * MILLION
    if not (sums.abs() > LEAST).any(axis=None):
        return []

    def paid(amount: float) -> str:
        return f"{'pays' if amount >= 0 else 'earns'} {usd(abs(amount))}"

    base, dearest = sums.iloc[0], sums.iloc[-1]
    story = str(sums.index[-1]).split(": ", 1)[1]
    pays = bool(base[PUBLIC] >= 0)
    then = usd(abs(dearest[PUBLIC])) if pays == (dearest[PUBLIC] >= 0) else paid(dearest[PUBLIC])
    return [
        f"The public {paid(base[PUBLIC])} if no story begins and {then} in the story of the highest total cost ({story}), "
        f"lending apart: {COUNTED[pays]}. Duties bring in {usd(abs(base[DUTY]))} and {usd(abs(dearest[DUTY]))}."
    ]
