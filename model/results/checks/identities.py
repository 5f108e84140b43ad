"""Identities between sheets: the same figure reached from two sources, such as payments and the values of the solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.program.bookings import DUTIES, INDUSTRY, PARTICIPANTS, RESERVE, SHORTAGE, TREASURY
from model.program.categories import AT_THE_ORDER, Category
from model.results.facts.duties import duties_by_country
from model.results.facts.industry_first import excess_short
from model.results.facts.participants import PAYMENTS, paid_by_year, participant_charges, participant_flows
from model.results.facts.paths import base_path, expected, tabulate
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import reserve_purchases
from model.results.facts.run import Run
from model.results.facts.selection import base_nodes, material_numbers
from model.results.facts.shortage import shortage_by_story
from model.results.facts.tranches import tranche_facts
from model.results.money.ledgers import (
    EXPECTED_DISCOUNTED,
    NATIONAL_COST,
    bridge,
    ledgers_by_period,
    ledgers_by_story,
    ledgers_by_year,
    public_cost,
)
from model.results.money.reserve import net_position, sources_and_uses
from model.results.shown.wording import MILLION
from model.tolerances import IDENTITY_TOLERANCE


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
        return bool(self.difference <= IDENTITY_TOLERANCE)


def _money(name: str, first: float, second: float) -> Identity:
    """An identity of sums of money, from USD."""
    return Identity(name, "USD million", float(first) / MILLION, float(second) / MILLION)


def _expected(flows: pd.DataFrame, column: str = "amount") -> float:
    return float((flows[column] * flows["weight"]).sum())


def _orders(result: PlanResult, payer: str) -> Identity:
    """Expected cost of a buyer's orders, and of what it buys or ships of goods abroad, in its tables and in its ledger."""
    ships = result.shipments
    if payer == RESERVE:
        orders, shipped = reserve_purchases(result), 0.0
    else:
        orders = result.orders[result.orders["buyer"] == payer]
        border = ships["freight"] + ships["duty"] + ships["top_up"]
        shipped = float((border * ships["tonnes"] * ships["weight"]).sum())
    where = "Buy list, Sourcing and Processing" if len(result.data.case["processing"]) else "Buy list and Sourcing"
    return _money(
        f"Expected cost of orders for {payer}: orders of {where} = payments on Money",
        _expected(orders, "cost") + shipped,
        float(result.paid(*AT_THE_ORDER, payer=payer) @ result.data.tree.weight),
    )


def _cash(result: PlanResult) -> list[Identity]:
    """What flows into the reserve less what flows out is the change of its cash, expected."""
    if "cash" not in result.data.cells:
        return []
    tree = result.data.tree
    sources, uses = sources_and_uses(result, expected(tree))
    last = result.value("cash")[tree.leaves] @ tree.weight[tree.leaves]
    return [
        _money(
            "The reserve's cash, expected, on Money: sources less uses = change of its cash from Start to the horizon",
            sources.to_numpy().sum() - uses.to_numpy().sum(),
            float(last) - result.data.case.settings.opening_cash,
        )
    ]


def _tranches(result: PlanResult) -> list[Identity]:
    """What is owed, in the solution, was drawn and not repaid, in the payments."""
    if "cash" not in result.data.cells:
        return []
    finance = result.data.case["finance"]
    owing = list(finance["tranche"][finance["kind"] != "grant"])
    facts, amounts = tranche_facts(result), ("outstanding", "drawn", "repaid")
    sums = tabulate(facts, {"tranche": owing, "year": None}, amounts, (expected(result.data.tree),))
    at_end = sums[sums["year"] == sums["year"].max()]
    return [
        _money(
            "Loans and equity outstanding at the horizon, expected, on Money = drawn less repaid over the years",
            at_end["outstanding"].sum(),
            (sums["drawn"] - sums["repaid"]).sum() + result.data.before.owed.sum(),
        )
    ]


def _participants(result: PlanResult) -> list[Identity]:
    """What each participant pays on its own makes what the ledgers say that they pay together: expected, and on the base
    path in its charges."""
    if not len(result.data.case["participants"]):
        return []
    each, tree = participant_flows(result), result.data.tree
    booked = result.flows[(result.flows["payer"] == PARTICIPANTS) & result.flows["category"].isin(PAYMENTS.values())]
    charged, paid = participant_charges(result).iloc[-1], paid_by_year(result)
    years = len(base_nodes(tree)) * result.data.case.calendar.length
    return [
        _money(
            "Expected payments of participants: each one's own added up (Participants) = Money",
            (each[list(PAYMENTS)].sum(axis=1) * each["weight"]).sum(),
            _expected(booked),
        ),
        _money(
            "Participants' fees and carrying charges on the base path, on Participants: by participant = by year",
            charged["fee"] + charged["mean"] * years,
            paid.loc[paid["view"] == base_path(tree).name, "all"].sum(),
        ),
    ]


def _public(result: PlanResult) -> Identity:
    """What the public pays in its parts, lending and principal included, is the treasury's ledger, expected."""
    cost = public_cost(result)
    own = cost[cost["view"] == expected(result.data.tree).name]
    return _money(
        "Public cost, lending and principal, expected, on Money = the treasury's ledger",
        own[["public", "lent", "repaid"]].to_numpy(float).sum(),
        _expected(result.ledgers[result.ledgers["ledger"] == TREASURY]),
    )


def _horizon(result: PlanResult) -> list[Identity]:
    """What is owed and owned at the horizon in the solution, expected, is what the ledgers and the objective count."""
    if "cash" not in result.data.cells:
        return []
    last, flows = net_position(result).iloc[-1], result.flows
    left = flows[flows["at_horizon"]]
    return [
        _money(
            "Loans owed at the horizon, expected, on Money = debt left in the ledgers",
            last["loans"],
            _expected(left[left["category"] == Category.DEBT_LEFT]),
        ),
        _money(
            "Stock at terminal value, expected and discounted, on Money = stock left in the ledgers",
            last["terminal"] * result.data.horizon_discount,
            _expected(left[left["category"] == Category.STOCK_LEFT], "present"),
        ),
    ]


def _stories(result: PlanResult) -> Identity:
    """Ledgers by story and period, each story at its probability, against the ledgers by year."""
    by_period, by_year = ledgers_by_period(result, "discounted"), ledgers_by_year(result)
    probability = ledgers_by_story(result, "discounted").set_index("story")["probability"]
    return _money(
        "Expected, discounted national cost on Money: ledgers by story and period = ledgers by calendar year",
        (by_period[NATIONAL_COST] * by_period["story"].map(probability)).sum(),
        by_year.loc[by_year["counted"] == EXPECTED_DISCOUNTED, NATIONAL_COST].sum(),
    )


def _by_material(result: PlanResult) -> Identity:
    """What the reserve pays with its orders of each material, by what its payments are for, and by its orders."""
    data, paid = result.data, result.payments
    own = paid[(paid["payer"] == RESERVE).to_numpy() & paid["category"].isin(AT_THE_ORDER).to_numpy()]
    orders, size = reserve_purchases(result), len(data.market.materials)
    booked = np.bincount(own["material"], own["amount"] * own["weight"], size)
    ordered = np.bincount(material_numbers(data, orders["material"]), orders["cost"] * orders["weight"], size)
    worst = int(np.argmax(np.abs(booked - ordered)))
    return _money(
        "Expected cost of the reserve's orders, of the material where it differs most: payments by material = orders of "
        "Buy list",
        booked[worst],
        ordered[worst],
    )


def build_identities(run: Run) -> list[Identity]:
    """All of them, for the answer with the reserve."""
    assert run.result is not None
    result, tree = run.result, run.data.tree
    shortage = shortage_by_story(run).iloc[-1].to_dict()  # expected
    flows, demand = result.flows, result.demand
    entering = duties_by_country(result)
    step = bridge(result).set_index("item")["amount"]
    weights = np.bincount(tree.period - 1, weights=tree.weight)
    return [
        _orders(result, RESERVE),
        _orders(result, INDUSTRY),
        _by_material(result),
        _money(
            "Expected, discounted shortage cost: Stories = Money",
            shortage["present, with"],
            _expected(flows[flows["payer"] == SHORTAGE], "present"),
        ),
        Identity(
            "Expected shortage: each whole story at its probability (Stories) = demand not met in every period and story",
            "t",
            float(shortage["short, with"]),
            float((demand["short"] * demand["weight"]).sum()),
        ),
        _money(
            "Expected duty and border top-ups: Floors = Money",
            entering[["duty, Expected", "top_up, Expected"]].to_numpy(float).sum(),
            _expected(flows[flows["payee"] == DUTIES]),
        ),
        _money(
            "From national cost to the objective on Money: sum of its lines = objective of the program",
            step["= Sum of the above"],
            result.solution.objective,
        ),
        *_cash(result),
        *_tranches(result),
        *_participants(result),
        _public(result),
        *_horizon(result),
        _stories(result),
        Identity(
            "Industry first: cost of shortage with the reserve less that without, as a share of going without all, at most",
            "share",
            excess_short(run),
            0.0,
        ),
        Identity("Probabilities of all stories in a period = 1, in the period farthest from it", "share",
                 float(weights[np.argmax(np.abs(weights - 1.0))]), 1.0),
    ]  # fmt: skip
