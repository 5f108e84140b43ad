"""The Money sheet: whose money, where the reserve's money comes from and goes to, and how it all makes the objective."""

from __future__ import annotations

import pandas as pd

from model.results.facts.outcome import Outcome
from model.results.facts.participants import participant_charges
from model.results.money import ledger_tables, tables
from model.results.money.ledgers import bridge, public_cost
from model.results.money.reserve import coverage_by_year, net_position, walking_away
from model.results.money.sentences import fund_sentences, ledger_sentences, money_sentence, public_sentences
from model.results.shown.charges import charges_table
from model.results.shown.pages import Page
from model.results.shown.sentences import Sentence

CHARGES_NOTE = "Base path, undiscounted: storage and interest on loans. More on the Participants sheet."
UNLIMITED = Sentence("The Finance sheet has no rows: the reserve's money is unlimited, and nothing is drawn or owed.")


def page(outcome: Outcome) -> Page:
    """The Money sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    with_participants = bool(len(answer.plan.commitments.tonnes))
    first, second = ledger_sentences(answer, bridge(answer))
    spent = tables.spending(answer)
    shown = [spent, ledger_tables.over_horizon(answer), ledger_tables.public(answer)]
    charts = [tables.spending_chart(spent), ledger_tables.public_chart(outcome.plan.case.calendar.periods)]
    told = [UNLIMITED]
    if "cash" in outcome.plan.cells:
        position = net_position(answer)
        walking = walking_away(answer) if with_participants else pd.DataFrame()
        told = fund_sentences(answer, position, coverage_by_year(answer), walking)
        shown[1:1] = tables.fund_tables(answer, position)
        charts[:0] = tables.fund_charts()
    if with_participants:
        title = "The carrying charge of each participant"
        shown.append(charges_table("MoneyParticipants", title, participant_charges(answer), CHARGES_NOTE))
        shown.append(tables.buy_back(answer))
    shown += [*tables.flow_tables(answer), *ledger_tables.all_ledgers(answer)]
    sentences = (money_sentence(answer), first, *told, *public_sentences(public_cost(answer)), second)
    return Page("Money", sentences, tuple(shown), tuple(charts))
