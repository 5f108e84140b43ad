"""Whose money: every flow of money the program knows, booked once as a cost and once as an income.

The objective, the reserve's cash and the reported ledgers all come from this one table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.case import Settings
from model.market.mechanisms import settled_mechanisms
from model.program.plan import Plan
from model.tree import IntArray

INDUSTRY, RESERVE, PARTICIPANTS, TREASURY, DUTIES = "industry", "reserve", "participants", "treasury", "duties"
PARTNERS, HOME_PRODUCERS = "partners", "home producers"
OUTSIDE, SHORTAGE, PENALTIES, STOCK_VALUE = "outside", "shortage", "penalties", "stock value"

TAKE_OR_PAY = "take-or-pay"
REIMBURSED = ("reimbursed storage", "reimbursed interest")

NATIONAL = (INDUSTRY, RESERVE, PARTICIPANTS, TREASURY, DUTIES)
LEDGERS = (*NATIONAL, PARTNERS, HOME_PRODUCERS)


@dataclass(frozen=True)
class Booking:
    """One kind of payment: `rate` USD per unit of `variable` from `payer` to `payee`, over the chosen cells.

    `cells` are positions in the variable's cells; without a variable `rate` is USD at each node. Money at the
    horizon is discounted from its end.
    """

    name: str
    payer: str
    payee: str
    variable: str | None
    rate: FloatArray
    node: IntArray
    cells: IntArray
    at_horizon: bool = False


def ledger_weights(settings: Settings) -> dict[str, float]:
    """Weight of each ledger's cost in the objective; shortage, penalties and the stock's value count in full."""
    return {
        INDUSTRY: settings.weight_industry,
        RESERVE: settings.weight_reserve,
        PARTICIPANTS: settings.weight_participants,
        TREASURY: settings.weight_treasury,
        DUTIES: settings.weight_duties,
        PARTNERS: settings.weight_partners,
        HOME_PRODUCERS: settings.weight_partners,
        OUTSIDE: 0.0,
        SHORTAGE: 1.0,
        PENALTIES: 1.0,
        STOCK_VALUE: 1.0,
    }


class _Book:
    """Collects bookings, leaving out those at a rate of nothing."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.bookings: list[Booking] = []

    def add(
        self,
        name: str,
        payer: str,
        payee: str,
        variable: str,
        rate: FloatArray | float,
        where: np.ndarray | None = None,
        at_horizon: bool = False,
    ) -> None:
        cells = self.plan.cells.get(variable)
        if cells is None or not len(cells):
            return
        rates = np.broadcast_to(np.asarray(rate, dtype=float), (len(cells),))
        chosen = np.flatnonzero((rates != 0) if where is None else ((rates != 0) & where))
        if len(chosen):
            self.bookings.append(
                Booking(name, payer, payee, variable, rates[chosen], cells.node[chosen], chosen, at_horizon)
            )

    def add_at_nodes(self, name: str, payer: str, payee: str, amount: FloatArray) -> None:
        """A flow that no decision changes, USD at each node, shape (N,)."""
        nodes = np.flatnonzero(amount)
        if len(nodes):
            self.bookings.append(Booking(name, payer, payee, None, amount[nodes], nodes, nodes))


def _book_orders(book: _Book) -> None:
    """Purchases at what was delivered: price to the producer, freight outside, duties, the traders' fee to partners."""
    plan, steps = book.plan, book.plan.market.steps
    home = plan.market.clubs.number(plan.case.settings.home_country)
    for variable, payer in (("buy", INDUSTRY), ("early", INDUSTRY), ("stockbuy", RESERVE)):
        cells = plan.cells[variable]
        s, n = cells.row, cells.node
        delivered = steps.delivery[s]
        at_home = steps.country[s] == home
        owed = steps.landed(payer).at(s, n)
        paid = owed.price * delivered
        book.add("purchases", payer, PARTNERS, variable, paid, ~at_home)
        book.add("purchases", payer, HOME_PRODUCERS, variable, paid, at_home)
        book.add("freight", payer, OUTSIDE, variable, owed.freight * delivered)
        book.add("duty", payer, DUTIES, variable, owed.duty * delivered)
        book.add("border top-up", payer, DUTIES, variable, owed.top_up * delivered)
        book.add("traders' fee", payer, PARTNERS, variable, paid * owed.fee_share)


def _book_processing(book: _Book) -> None:
    """Tolls, inputs of runs before Start, shipping, process output bought by the reserve, surplus abroad."""
    plan, processes, places = book.plan, book.plan.market.processes, book.plan.market.places
    home = plan.market.clubs.number(plan.case.settings.home_country)
    run, early = plan.cells["run"], plan.cells["early_run"]
    inputs = processes.inputs @ plan.market.price[:, 0]
    for producers, at_home in ((PARTNERS, False), (HOME_PRODUCERS, True)):
        there = (processes.country == home) == at_home
        book.add("toll", INDUSTRY, producers, "run", processes.toll[run.row, run.node], there[run.row])
        book.add("toll", INDUSTRY, producers, "early_run", processes.toll[early.row, 0], there[early.row])
        book.add("inputs before Start", INDUSTRY, producers, "early_run", inputs[early.row], there[early.row])
    for variable, moves, payer in (("ship", places.ship, INDUSTRY), ("stockship", places.stockship, RESERVE)):
        cells = plan.cells[variable]
        if not len(cells):
            continue
        owed = moves.landed.at(cells.row, cells.node)
        book.add("freight", payer, OUTSIDE, variable, owed.freight)
        book.add("duty", payer, DUTIES, variable, owed.duty)
        book.add("border top-up", payer, DUTIES, variable, owed.top_up)
        if payer == RESERVE:
            book.add("process output", RESERVE, INDUSTRY, variable, owed.price)
    surplus = plan.cells["surplus_abroad"]
    book.add("surplus sold", OUTSIDE, INDUSTRY, "surplus_abroad", plan.surplus_price[surplus.row, surplus.node])


def _book_projects(book: _Book) -> None:
    """The public share of projects, charged while they live, and what the treasury settles on what they add."""
    plan, projects, steps = book.plan, book.plan.market.projects, book.plan.market.steps
    built = plan.cells["built"]
    book.add("project co-funding", TREASURY, OUTSIDE, "built", projects.charge[built.row])
    step = projects.step[built.row, built.node]
    settled = steps.settlement[step, built.node] * projects.adds[built.row, built.node]
    at_home = steps.country[step] == plan.market.clubs.number(plan.case.settings.home_country)
    for mechanism in settled_mechanisms():
        under = (step >= 0) & (steps.table["mechanism"] == mechanism.name).to_numpy()[step]
        book.add(mechanism.name, TREASURY, PARTNERS, "built", settled, under & ~at_home)
        book.add(mechanism.name, TREASURY, HOME_PRODUCERS, "built", settled, under & at_home)


def _book_contracts(book: _Book) -> None:
    """Take-or-pay for tonnes not taken, rebates above the trigger, settlements by the treasury."""
    plan, steps = book.plan, book.plan.market.steps
    home = plan.market.clubs.number(plan.case.settings.home_country)
    cells = plan.cells["untaken"]
    s, n = cells.row, cells.node
    owed = steps.paid[s, n] * steps.delivery[s]
    at_home = steps.country[s] == home
    by_reserve = (steps.table["buyer"] == "reserve").to_numpy()[s]
    for payer, pays in ((INDUSTRY, ~by_reserve), (RESERVE, by_reserve)):
        book.add(TAKE_OR_PAY, payer, PARTNERS, "untaken", owed, pays & ~at_home)
        book.add(TAKE_OR_PAY, payer, HOME_PRODUCERS, "untaken", owed, pays & at_home)
    abroad = set(steps.table["contract"][steps.country != home])
    for variable, payee in (("rebate", INDUSTRY), ("reserve_rebate", RESERVE)):
        foreign = np.array([contract in abroad for contract, _ in plan.cells[variable].keys], dtype=bool)
        book.add("rebate", PARTNERS, payee, variable, 1.0, foreign)
        book.add("rebate", HOME_PRODUCERS, payee, variable, 1.0, ~foreign)
    for mechanism in settled_mechanisms():
        settled = (steps.table["mechanism"] == mechanism.name).to_numpy()
        for producers, own in ((PARTNERS, steps.country != home), (HOME_PRODUCERS, steps.country == home)):
            amount = (steps.settlement * steps.capacity)[settled & own].sum(axis=0)
            book.add_at_nodes(mechanism.name, TREASURY, producers, amount)


def _book_industry(book: _Book) -> None:
    """Recycling, unwanted material, missing working stock, shortage."""
    plan = book.plan
    recycle, surplus, missing = (plan.cells[name] for name in ("recycle", "surplus", "missing"))
    book.add("recycling", INDUSTRY, OUTSIDE, "recycle", plan.material_column("recycling_cost")[recycle.row])
    book.add("surplus sold", OUTSIDE, INDUSTRY, "surplus", plan.surplus_price[surplus.row, surplus.node])
    last = plan.market.base_price[:, -1]
    book.add("missing working stock", INDUSTRY, OUTSIDE, "missing", last[missing.row], at_horizon=True)
    short = plan.cells["short"]
    cost = plan.shortages.cost[short.row, plan.node_period[short.node]]
    book.add("shortage", SHORTAGE, OUTSIDE, "short", cost)


def _book_reserve(book: _Book) -> None:
    """Release, sale, storage, handling, missed targets, and what the stock is worth at the end."""
    plan = book.plan
    price = np.minimum(plan.market.price, plan.market.base_price[:, plan.node_period])
    stock, arrival, release, sell, gap = (plan.cells[name] for name in ("stock", "arrival", "release", "sell", "gap"))
    handling_out = plan.storage_column("handling_out", 0.0)
    release_price = plan.commitments.release_price[release.row, plan.node_period[release.node]]
    book.add("released material", INDUSTRY, RESERVE, "release", release_price)
    book.add(
        "sales", OUTSIDE, RESERVE, "sell", plan.material_column("sale_price")[sell.row] * price[sell.row, sell.node]
    )
    storage = plan.storage_column("cost", 0.0) * plan.case.calendar.length
    book.add("storage", RESERVE, OUTSIDE, "stock", storage[stock.row])
    book.add("handling", RESERVE, OUTSIDE, "arrival", plan.storage_column("handling_in", 0.0)[arrival.row])
    book.add("handling", RESERVE, OUTSIDE, "release", handling_out[release.row])
    book.add("handling", RESERVE, OUTSIDE, "sell", handling_out[sell.row])
    owner = plan.commitments.material[plan.cells["takeout"].row]
    book.add("handling", RESERVE, OUTSIDE, "takeout", handling_out[owner])
    book.add("missed target", PENALTIES, OUTSIDE, "gap", plan.cover.penalty[gap.row, gap.node])
    at_end = plan.tree.period[stock.node] == plan.case.calendar.periods
    book.add("stock left", OUTSIDE, STOCK_VALUE, "stock", plan.terminal_value[stock.row], at_end, at_horizon=True)


def _book_participants(book: _Book) -> None:
    """What participants pay: to the reserve the fee at the root and their share of carrying its stock; at T the tonnes out.

    They reimburse storage and the interest on loans, which is what their stock costs to carry; handling and fees are the
    reserve's own.
    Tonnes out at T have yet to be bought, as industry's missing working stock has: nobody at home receives the charge. They
    would be worth the terminal value in stock, so only what they cost beyond it is charged.
    """
    plan, commitments = book.plan, book.plan.commitments
    fees = np.zeros(plan.tree.size)
    fees[0] = commitments.fee.sum()
    book.add_at_nodes("participants' fee", PARTICIPANTS, RESERVE, fees)
    storage = plan.storage_column("cost", 0.0) * plan.case.calendar.length * commitments.storage_share
    book.add(REIMBURSED[0], PARTICIPANTS, RESERVE, "stock", storage[plan.cells["stock"].row])
    outstanding = plan.cells["outstanding"]
    at_end = plan.tree.period[outstanding.node] == plan.case.calendar.periods
    charge = (plan.market.base_price[:, -1] - plan.terminal_value)[commitments.material[outstanding.row]]
    book.add("tonnes out", PARTICIPANTS, OUTSIDE, "outstanding", charge, at_end, at_horizon=True)
    if "cash" in plan.cells:
        loan = (plan.case["finance"]["kind"] == "loan").to_numpy()
        on_loans = loan[plan.cells["interest"].row]
        book.add(REIMBURSED[1], PARTICIPANTS, RESERVE, "interest", commitments.loan_share, on_loans)


def _book_money(book: _Book) -> None:
    """Draws, repayment, interest and fees between the reserve and those who fund it; emergency support."""
    plan = book.plan
    if "cash" not in plan.cells:
        return
    kind = plan.case["finance"]["kind"].to_numpy(object)
    upfront = plan.case["finance"]["upfront_fee"].to_numpy(float)
    draw, debt, repay = plan.cells["draw"], plan.cells["debt"], plan.cells["repay"]
    for funder, equity in ((PARTICIPANTS, True), (TREASURY, False)):
        drawn = (kind[draw.row] == "equity") == equity
        owing = (kind[repay.row] == "equity") == equity
        book.add("draws", funder, RESERVE, "draw", 1.0, drawn)
        book.add("upfront fee", RESERVE, funder, "draw", upfront[draw.row], drawn)
        book.add("commitment fee", RESERVE, funder, "commitment_fee", 1.0, drawn)
        book.add("repayment", RESERVE, funder, "repay", 1.0, owing)
        book.add("interest", RESERVE, funder, "interest", 1.0, owing)
    left = (kind[debt.row] == "loan") & (plan.tree.period[debt.node] == plan.case.calendar.periods)
    book.add("debt left", RESERVE, TREASURY, "debt", 1.0, left, at_horizon=True)
    book.add("support", TREASURY, RESERVE, "support", 1.0)
    book.add("support penalty", PENALTIES, OUTSIDE, "support", plan.case.settings.support_penalty)


def book_everything(plan: Plan) -> list[Booking]:
    """All bookings of a plan."""
    book = _Book(plan)
    supply = (_book_orders, _book_processing, _book_projects, _book_contracts)
    for write in (*supply, _book_industry, _book_reserve, _book_participants, _book_money):
        write(book)
    return book.bookings


def present_value(booking: Booking, plan: Plan) -> FloatArray:
    """Discount factor of each of a booking's cells: the horizon's, or that of its node's period."""
    if booking.at_horizon:
        return np.full(len(booking.rate), plan.horizon_discount)
    return plan.discount[booking.node]
