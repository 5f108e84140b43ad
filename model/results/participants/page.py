"""The Participants sheet: who pays what for which protection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.bookings import PARTICIPANTS, RESERVE
from model.program.categories import TRANCHE_FEES, Category
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.paths import base_path, dearest_story
from model.results.participants.access import access_in_stories, access_sentence, access_table, count_access
from model.results.participants.charges import (
    ALL_KINDS,
    DEAREST,
    KINDS,
    MEAN,
    NAMED,
    PER_VALUE,
    VALUE,
    charge_sentence,
    participant_charges,
    payments_by_year,
)
from model.results.participants.materials import (
    PROTECTION,
    REPURCHASE,
    behind_headers,
    participant_materials,
    participant_protection,
)
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, listed, tonnes, usd
from model.results.tolerances import NOT_COVERED

LEAST = 1.0  # USD of equity paid in from which on it is told
CHARGE_NOTE = (
    "Base path, undiscounted. The carrying charge is the participants' share of storage and of the interest on loans; fees "
    "on loans are the reserve's own. Tonnes of different materials are added up: compare tonnes within a material alone, and "
    "the % of value between participants."
)
BEHIND_NOTE = (
    "Base path. Stock behind a commitment: all of it, or its part where the stock is too small for all commitments."
)
ACCESS_NOTE = (
    "Draws are open in calm times, as long as they can be put back in time. What is released goes to industry, at the price "
    "of all commitments to the material together. Held alone: the discount rate on the base price at the start, and storage."
)
ACCESS_STORIES_NOTE = (
    "Stories in which the material is disrupted, on the first of their dates. Its share of a release is by commitment over "
    "the larger of commitments and target: an attribution, no right."
)
PROTECTION_NOTE = (
    "Shortage avoided is an attribution, no payment and no promise: what the reserve takes off the shortage of the material "
    "in stories, against the same program without the reserve, shared out by commitment over the larger of commitments "
    "and target; cost discounted. What it would buy at the end is a valuation at the contract price."
)


def _unbacked(held: pd.DataFrame) -> list[str]:
    """How much of the commitments has stock behind it at the end of the base path, and for what there is none."""
    worth, last = held["Commitment (t)"] * held["Contract price (USD/t)"], held[behind_headers(held)[-1]]
    if not worth.sum() > 0 or last.isna().all():
        return []
    backed = float((worth * last / held["Commitment (t)"].where(held["Commitment (t)"] > 0)).sum() / worth.sum())
    without = worth[(last < NOT_COVERED * held["Commitment (t)"]) & (worth > 0)].groupby(held["Material"]).sum()
    bare = [str(name) for name in without.sort_values(ascending=False, kind="stable").index]
    none = f", next to none behind those to {listed(bare, NAMED)}" if bare else ""
    return [
        f"At the end of the base path stock stands behind {backed:.0%} of the commitments by value{none}. What loans cost is "
        "shared out by commitment, whatever is held."
    ]


def _draws(answer: Answer) -> list[str]:
    """That draws are open, how much is drawn and why; nothing where no participant may draw."""
    plan, drawable = answer.plan, answer.plan.commitments.drawable
    if not (drawable > 0).any():
        return []
    cells, rate = plan.cells["takeout"], plan.case.settings.discount_rate
    drawn = float(answer.value("takeout") @ base_path(plan.tree).factor[cells.node]) if len(cells) else 0.0
    goods = [plan.market.materials[i] for i in np.unique(plan.commitments.material[drawable > 0])]
    why = (
        f" With a discount rate of {rate:.1%} draws pay by themselves, because a tonne put back later costs less than one "
        "bought now."
        if rate > 0
        else ""
    )
    return [
        f"Tonnes out and not overdue count towards the target: a draw lowers the stock and misses no target.{why} Draws are "
        f"open for {listed(goods, NAMED)}; {tonnes(drawn)} are drawn on the base path."
    ]


def _equity(answer: Answer) -> str:
    """What is paid in and back of equity on the base path, which the participants' ledger counts and their charges do not."""
    flows = answer.flows[~answer.flows["at_horizon"]]
    counted = flows["amount"] * base_path(answer.plan.tree).factor[flows["node"].to_numpy(int)]

    def paid(payer: str, payee: str, names: tuple[str, ...]) -> float:
        own = (flows["payer"] == payer) & (flows["payee"] == payee) & flows["category"].isin(names)
        return float(counted[own].sum())

    paid_in = paid(PARTICIPANTS, RESERVE, (Category.DRAWN,))
    if paid_in < LEAST:
        return ""
    back, returned = (
        paid(RESERVE, PARTICIPANTS, names) for names in ((Category.REPAID,), (Category.INTEREST, *TRANCHE_FEES))
    )
    return (
        f" That is without equity, which their ledger on the Money sheet counts: on the base path {usd(paid_in)} is paid in, "
        f"{usd(back)} paid back, and {usd(returned)} paid on it as interest and fees."
    )


def _sentences(
    outcome: Outcome, charges: pd.DataFrame, held: pd.DataFrame, spared: pd.DataFrame, paid: pd.DataFrame
) -> tuple[str, ...]:
    answer = outcome.answer
    assert answer is not None
    single = charges.iloc[:-1]
    dearest = single.sort_values(MEAN, kind="stable").iloc[-1]
    every = charges.iloc[-1]
    told = [charge_sentence(charges)]
    if dearest[MEAN] > 0 and dearest[VALUE] > 0:
        told.append(
            f"The largest charge is that of {dearest['Participant']}: {usd(dearest[MEAN] * MILLION)} a year, "
            f"{dearest[PER_VALUE]:.1%} of the value it commits to. The dearest year for all is {every['Dearest year']}: "
            f"{usd(every[DEAREST] * MILLION)}."
        )
    story = dearest_story(answer).name.split(": ", 1)[1]
    told.append(
        f"Over the horizon they pay {usd(paid[ALL_KINDS].sum() * MILLION)} on the base path and "
        f"{usd(paid.iloc[:, -1].sum() * MILLION)} in the story of the highest total cost ({story}).{_equity(answer)}"
    )
    told += _unbacked(held)
    if outcome.without is not None:
        told.append(
            f"The reserve spares them shortages in stories worth {usd(spared[PROTECTION].sum() * MILLION)} (expected, "
            "discounted), as far as protection is attributed by commitment."
        )
    told.append(access_sentence(count_access(access_table(answer), access_in_stories(answer))))
    return (*told, *_draws(answer))


def page(outcome: Outcome) -> Page:
    """The Participants sheet, for a case with participants."""
    assert outcome.answer is not None
    answer = outcome.answer
    charges, paid = participant_charges(answer), payments_by_year(answer)
    access, in_stories = access_table(answer), access_in_stories(answer)
    held, spared = participant_materials(answer), participant_protection(outcome)
    series = tuple(f"{word} (USD million)" for word in KINDS.values())
    tables = (
        Table("ParticipantsCharges", "What each participant pays", charges, measures(charges), CHARGE_NOTE),
        Table(
            "ParticipantsMaterials", "What each commits to, and the stock behind it", held, measures(held), BEHIND_NOTE,
            links={"Material": "Reserve"},
        ),
        Table(
            "ParticipantsAccess", "What each may draw, when, and against holding it alone", access, measures(access),
            ACCESS_NOTE,
        ),
        Table(
            "ParticipantsStories", "What each has of the reserve in which story", in_stories, measures(in_stories),
            ACCESS_STORIES_NOTE, links={"Story": "Stories"},
        ),
        Table(
            "ParticipantsProtection", "What each draws, would buy at the end, and is spared", spared, measures(spared),
            PROTECTION_NOTE, (REPURCHASE, PROTECTION),
        ),
        Table(
            "ParticipantsYears", "What all participants pay by year", paid, measures(paid),
            f"Undiscounted. {dearest_story(answer).name}.", money_headers(paid),
        ),
    )  # fmt: skip
    chart = Chart(
        "stacked column", "What participants pay, base path", "ParticipantsYears", "Year", series, "USD million"
    )
    shown = tuple(table for table in tables if len(table.frame))
    return Page("Participants", _sentences(outcome, charges, held, spared, paid), shown, (chart,))
