"""Identities between sheets: the same figure reached over two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.program.bookings import DUTIES, INDUSTRY, PARTICIPANTS, RESERVE, SHORTAGE, STOCK_VALUE, TREASURY
from model.program.categories import AT_THE_ORDER, PRINCIPAL, TRANCHE_FEES, Category
from model.results.facts import tranches
from model.results.facts.answer import Answer
from model.results.facts.cost_benefit import discounted
from model.results.facts.duties import duties_by_country
from model.results.facts.industry_first import excess_short
from model.results.facts.outcome import Outcome
from model.results.facts.participants import PAYMENTS, participant_flows
from model.results.facts.paths import expected
from model.results.facts.purchases import reserve_purchases
from model.results.facts.reserve_payments import reserve_payments
from model.results.facts.selection import base_nodes
from model.results.facts.shortage import shortage_by_story
from model.results.money.ledger_tables import (
    NATIONAL_COST,
    bridge,
    ledgers_by_period,
    ledgers_by_story,
    ledgers_by_year,
)
from model.results.money.net_position import AT_TERMINAL, LOANS, net_position
from model.results.money.public_cost import LENT, PUBLIC, REPAID, public_cost
from model.results.money.reserve_money import sources_and_uses
from model.results.participants.charges import ALL_KINDS, MEAN, UPFRONT, participant_charges, payments_by_year
from model.results.shown.wording import MILLION

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Identity:
    """One figure, `first` from one place and `second` from another, in the same unit."""

    name: str
    unit: str
    first: float
    second: float

    @property
    def difference(self) -> float:
        """Relative: |first − second| ÷ (1 + |second|)."""
        return abs(self.first - self.second) / (1.0 + abs(self.second))

    @property
    def passed(self) -> bool:
        return bool(self.difference <= TOLERANCE)


def _orders(answer: Answer, payer: str) -> Identity:
    """Expected cost of a buyer's orders, and of what it buys or ships of goods abroad, in its tables and in its ledger."""
    ships = answer.shipments
    if payer == RESERVE:
        orders, shipped = reserve_purchases(answer), 0.0
    else:
        orders = answer.orders[answer.orders["buyer"] == payer]
        border = ships["freight"] + ships["duty"] + ships["top_up"]
        shipped = float((border * ships["tonnes"] * ships["weight"]).sum())
    flows = answer.flows[(answer.flows["payer"] == payer) & answer.flows["category"].isin(AT_THE_ORDER)]
    where = "Buy list, Sourcing and Processing" if len(answer.plan.case["processing"]) else "Buy list and Sourcing"
    return Identity(
        f"Expected cost of orders for {payer}: orders of {where} = payments on Money",
        "USD million",
        (float((orders["cost"] * orders["weight"]).sum()) + shipped) / MILLION,
        float((flows["amount"] * flows["weight"]).sum()) / MILLION,
    )


def _cash(answer: Answer) -> list[Identity]:
    """What flows into the reserve less what flows out is the change of its cash, expected."""
    if "cash" not in answer.plan.cells:
        return []
    tree = answer.plan.tree
    net = sources_and_uses(answer, expected(tree))["Sources less uses (USD million)"].sum()
    last = answer.value("cash")[tree.leaves] @ tree.weight[tree.leaves]
    change = (last - answer.plan.case.settings.opening_cash) / MILLION
    return [
        Identity(
            "The reserve's cash, expected, on Money: sources less uses = change of its cash from Start to the horizon",
            "USD million",
            float(net),
            float(change),
        )
    ]


def _tranches(answer: Answer) -> list[Identity]:
    """What each tranche gives and takes, added up, is what the reserve gets and pays; and what is owed was drawn and not
    repaid."""
    if "cash" not in answer.plan.cells:
        return []
    finance = answer.plan.case["finance"]
    rows = tranches.tranches_by_year(answer)
    rows = rows[(rows["Counted"] == expected(answer.plan.tree).name) & rows["Tranche"].isin(finance["tranche"])]
    owing = rows[rows["Tranche"].isin(finance["tranche"][finance["kind"] != "grant"])]
    flows = answer.flows[~answer.flows["at_horizon"]]
    own = flows[flows["category"].isin((*PRINCIPAL, Category.INTEREST, *TRANCHE_FEES))]
    paid = (own["payer"] == RESERVE).astype(float) - (own["payee"] == RESERVE)
    costs = [tranches.REPAID, tranches.INTEREST, tranches.UPFRONT, tranches.COMMITMENT]
    return [
        Identity(
            "Repayments, interest and fees less draws, expected, on Money: by tranche and year = the reserve's payments",
            "USD million",
            float((rows[costs].sum(axis=1) - rows[tranches.DRAWN]).sum()),
            float((paid * own["amount"] * own["weight"]).sum()) / MILLION,
        ),
        Identity(
            "Loans and equity outstanding at the horizon, expected, on Money = drawn less repaid over the years",
            "USD million",
            float(owing.groupby("Tranche")[tranches.OUTSTANDING].last().sum()),
            float((owing[tranches.DRAWN] - owing[tranches.REPAID]).sum()),
        ),
    ]


def _participants(answer: Answer) -> list[Identity]:
    """What each participant pays on its own makes what the ledgers say that they pay together, expected."""
    if not len(answer.plan.case["participants"]):
        return []
    each, flows = participant_flows(answer), answer.flows
    names = list(PAYMENTS.values())
    together = flows[(flows["payer"] == PARTICIPANTS) & flows["category"].isin(names)]
    return [
        Identity(
            "Expected payments of participants: each one's own added up (Participants) = Money",
            "USD million",
            float((each[list(PAYMENTS)].sum(axis=1) * each["weight"]).sum()) / MILLION,
            float((together["amount"] * together["weight"]).sum()) / MILLION,
        )
    ]


def _charges(answer: Answer) -> list[Identity]:
    """What participants pay on the base path: each one's charges, and all of them by year."""
    if not len(answer.plan.case["participants"]):
        return []
    every, tree = participant_charges(answer).iloc[-1], answer.plan.tree
    years = len(base_nodes(tree)) * answer.plan.case.calendar.length
    by_year = float(payments_by_year(answer)[ALL_KINDS].sum())
    return [
        Identity(
            "Participants' fees and carrying charges on the base path, on Participants: by participant = by year",
            "USD million",
            float(every[UPFRONT] + every[MEAN] * years),
            by_year,
        )
    ]


def _public(answer: Answer) -> list[Identity]:
    """What the public pays in its parts, lending and principal included, is the treasury's ledger, expected."""
    cost = public_cost(answer)
    own = cost[cost["Counted"] == expected(answer.plan.tree).name]
    treasury = answer.ledgers[answer.ledgers["ledger"] == TREASURY]
    return [
        Identity(
            "Public cost, lending and principal, expected, on Money = the treasury's ledger",
            "USD million",
            float(own[[PUBLIC, LENT, REPAID]].to_numpy(float).sum()),
            float((treasury["amount"] * treasury["weight"]).sum()) / MILLION,
        )
    ]


def _horizon(answer: Answer) -> list[Identity]:
    """What is owed and owned at the horizon, expected, is what the ledgers and the objective count."""
    if "cash" not in answer.plan.cells:
        return []
    last, flows = net_position(answer).iloc[-1], answer.flows

    def booked(name: str, column: str) -> float:
        own = flows[(flows["category"] == name) & flows["at_horizon"]]
        return float((own[column] * own["weight"]).sum()) / MILLION

    return [
        Identity(
            "Loans owed at the horizon, expected, on Money = debt left in the ledgers",
            "USD million",
            last[LOANS],
            booked("debt left", "amount"),
        ),
        Identity(
            "Stock at terminal value, expected and discounted, on Money = stock left in the ledgers",
            "USD million",
            last[AT_TERMINAL] * answer.plan.horizon_discount,
            booked("stock left", "present"),
        ),
    ]


def _stories(answer: Answer) -> Identity:
    """Ledgers by story and period, each story at its probability, against the ledgers by year."""
    by_period, by_year = ledgers_by_period(answer), ledgers_by_year(answer)
    probability = ledgers_by_story(answer).set_index("Story")["Probability of the whole story (%)"]
    counted = by_period["National cost, discounted (USD million)"] * by_period["Story"].map(probability)
    return Identity(
        "Expected, discounted national cost on Money: ledgers by story and period = ledgers by calendar year",
        "USD million",
        float(counted.sum()),
        float(by_year.loc[by_year["Counted"] == "Expected, discounted", NATIONAL_COST].sum()),
    )


def _by_material(answer: Answer) -> Identity:
    """The reserve's payments by material, and those that belong to none, against its ledger."""
    return Identity(
        "The reserve's payments by material, and those of none (Cost and benefit) = its ledger less the value of stock left",
        "USD million",
        reserve_payments(answer).total / MILLION,
        discounted(answer, (RESERVE, STOCK_VALUE)) / MILLION,
    )


def find_identities(outcome: Outcome) -> list[Identity]:
    """All of them, for the answer with the reserve."""
    assert outcome.answer is not None
    answer, tree = outcome.answer, outcome.plan.tree
    shortage = shortage_by_story(outcome).iloc[-1].to_dict()  # expected
    flows = answer.flows
    short = flows[flows["payer"] == SHORTAGE]
    duty = flows[flows["payee"] == DUTIES]
    on_floors = duties_by_country(answer).reindex(
        columns=["Ad valorem duty, expected (USD million)", "Border top-up, expected (USD million)"]
    )
    steps = bridge(answer).set_index("Item")["Expected, discounted (USD million)"]
    by_year = ledgers_by_year(answer)
    national = by_year[by_year["Counted"] == "Expected, discounted"]["National cost (USD million)"].sum()
    totals = answer.ledgers
    booked = float((totals["amount"] * totals["weight"]).sum()) / MILLION
    weights = np.bincount(tree.period - 1, weights=tree.weight)
    demand = answer.demand
    return [
        _orders(answer, RESERVE),
        _orders(answer, INDUSTRY),
        Identity(
            "Expected, discounted shortage cost: Stories = Money",
            "USD million",
            float(shortage["present, with"]) / MILLION,
            float((short["present"] * short["weight"]).sum()) / MILLION,
        ),
        Identity(
            "Expected shortage: each whole story at its probability (Stories) = demand not met in every period and story",
            "t",
            float(shortage["short, with"]),
            float((demand["short"] * demand["weight"]).sum()),
        ),
        Identity(
            "Expected duty and border top-ups: Floors = Money",
            "USD million",
            float(on_floors.to_numpy(float).sum()),
            float((duty["amount"] * duty["weight"]).sum()) / MILLION,
        ),
        Identity(
            "Expected, discounted national cost on Money: ledgers by calendar year = from national cost to the objective",
            "USD million",
            float(national),
            float(steps["= National cost"]),
        ),
        Identity(
            "From national cost to the objective on Money: sum of its lines = objective of the program",
            "USD million",
            float(steps["= Sum of the above"]),
            answer.solution.objective / MILLION,
        ),
        _by_material(answer),
        *_cash(answer),
        *_tranches(answer),
        *_participants(answer),
        *_charges(answer),
        *_public(answer),
        *_horizon(answer),
        _stories(answer),
        Identity(
            "Industry first: cost of shortage with the reserve less that without, as a share of going without all, at most",
            "share",
            excess_short(outcome),
            0.0,
        ),
        Identity("Every payment is a cost of one and an income of another: all ledgers = 0", "USD million", booked, 0.0),
        Identity("Probabilities of all stories in a period = 1, in the period farthest from it", "share",
                 float(weights[np.argmax(np.abs(weights - 1.0))]), 1.0),
    ]  # fmt: skip
