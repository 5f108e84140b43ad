"""The Money sheet: whose money, where the reserve's money comes from and goes to, and how it all makes the objective."""

from __future__ import annotations

import pandas as pd

from model.results.facts.participants import participant_charges
from model.results.facts.run import Run
from model.results.money import ledger_tables, tables
from model.results.money.ledgers import bridge, public_cost
from model.results.money.reserve import coverage_by_year, net_position, walking_away
from model.results.money.sentences import fund_sentences, ledger_sentences, money_sentence, public_sentences
from model.results.shown.charges import charges_table
from model.results.shown.pages import Page
from model.results.shown.sentences import Sentence

CHARGES_NOTE = "Base path, undiscounted: storage and interest on loans. More on the Participants sheet."
UNLIMITED = Sentence("The Finance sheet has no rows: the reserve's money is unlimited, and nothing is drawn or owed.")


def page(run: Run) -> Page:
    """The Money sheet."""
    assert run.result is not None
    result = run.result
    with_participants = bool(len(result.data.commitments.tonnes))
    first, second = ledger_sentences(result, bridge(result))
    spent = tables.spending(result)
    shown = [spent, ledger_tables.over_horizon(result), ledger_tables.public(result)]
    charts = [tables.spending_chart(spent), ledger_tables.public_chart(run.data.case.calendar.periods)]
    told = [UNLIMITED]
    if "cash" in run.data.cells:
        position = net_position(result)
        walking = walking_away(result) if with_participants else pd.DataFrame()
        told = fund_sentences(result, position, coverage_by_year(result), walking)
        shown[1:1] = tables.fund_tables(result, position)
        charts[:0] = tables.fund_charts()
    if with_participants:
        title = "The carrying charge of each participant"
        shown.append(charges_table("MoneyParticipants", title, participant_charges(result), CHARGES_NOTE))
        shown.append(tables.buy_back(result))
    shown += [*tables.flow_tables(result), *ledger_tables.all_ledgers(result)]
    sentences = (money_sentence(result), first, *told, *public_sentences(public_cost(result)), second)
    return Page("Money", sentences, tuple(shown), tuple(charts))
