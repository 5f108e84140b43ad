"""Whose money: every flow of money the program knows, booked once as a cost and once as an income.

The objective, the reserve's cash and the reported ledgers all come from this one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from model.calendar import FloatArray
from model.case import Settings
from model.market.mechanisms import settled_mechanisms
from model.program.categories import Category
from model.program.problem_data import ProblemData
from model.tree import IntArray

INDUSTRY, RESERVE, PARTICIPANTS, TREASURY, DUTIES = "industry", "reserve", "participants", "treasury", "duties"
PARTNERS, HOME_PRODUCERS = "partners", "home producers"
OUTSIDE, SHORTAGE, PENALTIES, STOCK_VALUE = "outside", "shortage", "penalties", "stock value"

NATIONAL = (INDUSTRY, RESERVE, PARTICIPANTS, TREASURY, DUTIES)
LEDGERS = (*NATIONAL, PARTNERS, HOME_PRODUCERS)


@dataclass(frozen=True)
class Booking:
    """One kind of payment: `rate` USD per unit of `variable` from `payer` to `payee`, over the chosen cells.

    `cells` are positions in the variable's cells. Without a variable, where no decision changes it, `rate` is USD, and
    `cells` are numbers of steps or of rows of the sheets Participants or Orders placed, as `of` says. Money at the
    horizon is discounted from
    its end.
    """

    category: Category
    payer: str
    payee: str
    variable: str | None
    rate: FloatArray
    node: IntArray
    cells: IntArray
    at_horizon: bool = False
    of: Literal["", "steps", "commitments", "orders placed"] = ""


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

    def __init__(self, data: ProblemData) -> None:
        self.data = data
        self.bookings: list[Booking] = []

    def add(
        self,
        category: Category,
        payer: str,
        payee: str,
        variable: str,
        rate: FloatArray | float,
        where: np.ndarray | None = None,
        at_horizon: bool = False,
    ) -> None:
        cells = self.data.cells.get(variable)
        if cells is None or not len(cells):
            return
        rates = np.broadcast_to(np.asarray(rate, dtype=float), (len(cells),))
        chosen = np.flatnonzero((rates != 0) if where is None else ((rates != 0) & where))
        if len(chosen):
            self.bookings.append(
                Booking(category, payer, payee, variable, rates[chosen], cells.node[chosen], chosen, at_horizon)
            )

    def add_settled(self, payer: str, payee: str, steps: IntArray, amount: FloatArray) -> None:
        """Settlements of steps that no decision changes, USD at every node, (steps, N)."""
        row, node = np.nonzero(amount)
        if len(row):
            rates = amount[row, node]
            self.bookings.append(
                Booking(Category.SETTLEMENT, payer, payee, None, rates, node, steps[row], of="steps")
            )

    def add_fees(self, fees: FloatArray) -> None:
        """What participants pay at the root whatever is decided, USD by row of their sheet, (J,)."""
        rows = np.flatnonzero(fees)
        if len(rows):
            parties = (Category.PARTICIPANTS_FEE, PARTICIPANTS, RESERVE)
            self.bookings.append(Booking(*parties, None, fees[rows], np.zeros_like(rows), rows, of="commitments"))


def _book_orders(book: _Book) -> None:
    """Purchases at what was delivered: price to the producer, freight outside, duties, the traders' fee to partners."""
    data, steps = book.data, book.data.market.steps
    home = data.market.clubs.number(data.case.settings.home_country)
    for variable, payer in (("buy", INDUSTRY), ("early", INDUSTRY), ("stockbuy", RESERVE)):
        cells = data.cells[variable]
        s, n = cells.row, cells.node
        delivered = steps.delivery[s]
        at_home = steps.country[s] == home
        owed = steps.landed(payer).at(s, n)
        paid = owed.price * delivered
        book.add(Category.PURCHASES, payer, PARTNERS, variable, paid, ~at_home)
        book.add(Category.PURCHASES, payer, HOME_PRODUCERS, variable, paid, at_home)
        book.add(Category.FREIGHT, payer, OUTSIDE, variable, owed.freight * delivered)
        book.add(Category.DUTY, payer, DUTIES, variable, owed.duty * delivered)
        book.add(Category.TOP_UP, payer, DUTIES, variable, owed.top_up * delivered)
        book.add(Category.TRADERS_FEE, payer, PARTNERS, variable, paid * owed.fee_share)


def _book_orders_placed(book: _Book) -> None:
    """What buyers owe on arrival for orders from before Start; sellers whose country is not told are foreign."""
    before, period = book.data.before, book.data.node_period
    home = book.data.market.clubs.number(book.data.case.settings.home_country)
    for r, by_reserve, country in zip(range(len(before.owing)), before.by_reserve, before.country, strict=True):
        parties = RESERVE if by_reserve else INDUSTRY, HOME_PRODUCERS if country == home else PARTNERS
        node = np.flatnonzero(before.owing[r, period])
        owing, rows = before.owing[r, period[node]], np.full(len(node), r)
        book.bookings.append(Booking(Category.ORDERED_BEFORE, *parties, None, owing, node, rows, of="orders placed"))


def _book_processing(book: _Book) -> None:
    """Tolls, inputs of runs before Start, shipping, process output bought by the reserve, surplus abroad."""
    data, processes, places = book.data, book.data.market.processes, book.data.market.places
    home = data.market.clubs.number(data.case.settings.home_country)
    run, early = data.cells["run"], data.cells["early_run"]
    inputs = processes.inputs @ data.market.price[:, 0]
    for producers, at_home in ((PARTNERS, False), (HOME_PRODUCERS, True)):
        there = (processes.country == home) == at_home
        book.add(Category.TOLL, INDUSTRY, producers, "run", processes.toll[run.row, run.node], there[run.row])
        book.add(Category.TOLL, INDUSTRY, producers, "early_run", processes.toll[early.row, 0], there[early.row])
        book.add(Category.EARLY_INPUTS, INDUSTRY, producers, "early_run", inputs[early.row], there[early.row])
    for variable, moves, payer in (("ship", places.ship, INDUSTRY), ("stockship", places.stockship, RESERVE)):
        cells = data.cells[variable]
        if not len(cells):
            continue
        owed = moves.landed.at(cells.row, cells.node)
        book.add(Category.FREIGHT, payer, OUTSIDE, variable, owed.freight)
        book.add(Category.DUTY, payer, DUTIES, variable, owed.duty)
        book.add(Category.TOP_UP, payer, DUTIES, variable, owed.top_up)
        if payer == RESERVE:
            book.add(Category.PROCESS_OUTPUT, RESERVE, INDUSTRY, variable, owed.price)
    surplus = data.cells["surplus_abroad"]
    book.add(Category.SURPLUS, OUTSIDE, INDUSTRY, "surplus_abroad", data.surplus_price[surplus.row, surplus.node])


def _book_projects(book: _Book) -> None:
    """The public share of projects, charged while they live, and what the treasury settles on what they add."""
    data, projects, steps = book.data, book.data.market.projects, book.data.market.steps
    built = data.cells["built"]
    book.add(Category.PROJECT, TREASURY, OUTSIDE, "built", projects.charge[built.row])
    step = projects.step[built.row, built.node]
    settled = steps.settlement[step, built.node] * projects.adds[built.row, built.node]
    at_home = steps.country[step] == data.market.clubs.number(data.case.settings.home_country)
    for mechanism in settled_mechanisms():
        under = (step >= 0) & (steps.table["mechanism"] == mechanism.name).to_numpy()[step]
        book.add(Category.SETTLEMENT, TREASURY, PARTNERS, "built", settled, under & ~at_home)
        book.add(Category.SETTLEMENT, TREASURY, HOME_PRODUCERS, "built", settled, under & at_home)


def _book_contracts(book: _Book) -> None:
    """Take-or-pay for tonnes not taken, rebates above the trigger, settlements by the treasury."""
    data, steps = book.data, book.data.market.steps
    home = data.market.clubs.number(data.case.settings.home_country)
    cells = data.cells["untaken"]
    s, n = cells.row, cells.node
    owed = steps.paid[s, n] * steps.delivery[s]
    at_home = steps.country[s] == home
    by_reserve = (steps.table["buyer"] == "reserve").to_numpy()[s]
    for payer, pays in ((INDUSTRY, ~by_reserve), (RESERVE, by_reserve)):
        book.add(Category.TAKE_OR_PAY, payer, PARTNERS, "untaken", owed, pays & ~at_home)
        book.add(Category.TAKE_OR_PAY, payer, HOME_PRODUCERS, "untaken", owed, pays & at_home)
    for variable, payee in (("rebate", INDUSTRY), ("reserve_rebate", RESERVE)):
        abroad = set(steps.table["contract"][steps.country != home])
        foreign = np.array([contract in abroad for contract, _ in data.cells[variable].keys], dtype=bool)
        book.add(Category.REBATE, PARTNERS, payee, variable, 1.0, foreign)
        book.add(Category.REBATE, HOME_PRODUCERS, payee, variable, 1.0, ~foreign)
    for mechanism in settled_mechanisms():
        settled = (steps.table["mechanism"] == mechanism.name).to_numpy()
        for producers, own in ((PARTNERS, steps.country != home), (HOME_PRODUCERS, steps.country == home)):
            rows = np.flatnonzero(settled & own)
            book.add_settled(TREASURY, producers, rows, steps.settlement[rows] * steps.capacity[rows])


def _book_industry(book: _Book) -> None:
    """Recycling, unwanted material, missing working stock, shortage."""
    data = book.data
    recycle, surplus, missing = (data.cells[name] for name in ("recycle", "surplus", "industry_stock_short"))
    book.add(Category.RECYCLING, INDUSTRY, OUTSIDE, "recycle", data.material_column("recycling_cost")[recycle.row])
    book.add(Category.SURPLUS, OUTSIDE, INDUSTRY, "surplus", data.surplus_price[surplus.row, surplus.node])
    last = data.market.base_price[:, -1]
    book.add(Category.MISSING_STOCK, INDUSTRY, OUTSIDE, "industry_stock_short", last[missing.row], at_horizon=True)
    short = data.cells["short"]
    cost = data.shortages.cost[short.row, data.node_period[short.node]]
    book.add(Category.SHORTAGE, SHORTAGE, OUTSIDE, "short", cost)


def _book_reserve(book: _Book) -> None:
    """Release, sale, storage, handling, missed targets, changes of the last plan, and what the stock is worth at the end."""
    data = book.data
    price = np.minimum(data.market.price, data.market.base_price[:, data.node_period])
    stock, arrival, release, sell, gap = (data.cells[name] for name in ("stock", "arrival", "release", "sell", "gap"))
    handling_out = data.storage_column("handling_out", 0.0)
    release_price = data.commitments.release_price[release.row, data.node_period[release.node]]
    book.add(Category.RELEASED, INDUSTRY, RESERVE, "release", release_price)
    sale_price = data.material_column("sale_price")[sell.row] * price[sell.row, sell.node]
    book.add(Category.SALES, OUTSIDE, RESERVE, "sell", sale_price)
    storage = data.storage_column("cost", 0.0) * data.case.calendar.length
    book.add(Category.STORAGE, RESERVE, OUTSIDE, "stock", storage[stock.row])
    book.add(Category.HANDLING, RESERVE, OUTSIDE, "arrival", data.storage_column("handling_in", 0.0)[arrival.row])
    book.add(Category.HANDLING, RESERVE, OUTSIDE, "release", handling_out[release.row])
    book.add(Category.HANDLING, RESERVE, OUTSIDE, "sell", handling_out[sell.row])
    owner = data.commitments.material[data.cells["borrowed"].row]
    book.add(Category.HANDLING, RESERVE, OUTSIDE, "borrowed", handling_out[owner])
    book.add(Category.MISSED_TARGET, PENALTIES, OUTSIDE, "gap", data.cover.penalty[gap.row, gap.node])
    for changed in (name for name in ("ordered_more", "ordered_less") if name in data.cells):
        cells = data.cells[changed]
        base = data.market.base_price[cells.row, data.node_period[cells.node]]
        book.add(Category.PLAN_CHANGED, PENALTIES, OUTSIDE, changed, data.case.settings.price_of_change * base)
    at_end = data.tree.period[stock.node] == data.case.calendar.periods
    book.add(Category.STOCK_LEFT, OUTSIDE, STOCK_VALUE, "stock", data.terminal_value[stock.row], at_end, at_horizon=True)


def _book_participants(book: _Book) -> None:
    """What participants pay: to the reserve the fee at the root and their share of carrying its stock; at T the tonnes out.

    They reimburse storage and the interest on loans, which is what their stock costs to carry; handling and fees are the
    reserve's own.
    Tonnes out at T have yet to be bought, as industry's missing working stock has: nobody at home receives the charge. They
    would be worth the terminal value in stock, so only what they cost beyond it is charged.
    """
    data, commitments = book.data, book.data.commitments
    book.add_fees(commitments.fee)
    storage = data.storage_column("cost", 0.0) * data.case.calendar.length * commitments.storage_share
    book.add(Category.STORAGE_REIMBURSED, PARTICIPANTS, RESERVE, "stock", storage[data.cells["stock"].row])
    on_loan = data.cells["on_loan"]
    at_end = data.tree.period[on_loan.node] == data.case.calendar.periods
    charge = (data.market.base_price[:, -1] - data.terminal_value)[commitments.material[on_loan.row]]
    book.add(Category.TONNES_OUT, PARTICIPANTS, OUTSIDE, "on_loan", charge, at_end, at_horizon=True)
    if "cash" in data.cells:
        loan = (data.case["finance"]["kind"] == "loan").to_numpy()
        on_loans = loan[data.cells["interest"].row]
        book.add(Category.INTEREST_REIMBURSED, PARTICIPANTS, RESERVE, "interest", commitments.loan_share, on_loans)


def _book_money(book: _Book) -> None:
    """Draws, repayment, interest and fees between the reserve and those who fund it; emergency support."""
    data = book.data
    if "cash" not in data.cells:
        return
    kind = data.case["finance"]["kind"].to_numpy(object)
    upfront = data.case["finance"]["upfront_fee"].to_numpy(float)
    draw, debt, repay = data.cells["draw"], data.cells["debt"], data.cells["repay"]
    for funder, equity in ((PARTICIPANTS, True), (TREASURY, False)):
        drawn = (kind[draw.row] == "equity") == equity
        owing = (kind[repay.row] == "equity") == equity
        book.add(Category.DRAWN, funder, RESERVE, "draw", 1.0, drawn)
        book.add(Category.UPFRONT_FEE, RESERVE, funder, "draw", upfront[draw.row], drawn)
        book.add(Category.COMMITMENT_FEE, RESERVE, funder, "commitment_fee", 1.0, drawn)
        book.add(Category.REPAID, RESERVE, funder, "repay", 1.0, owing)
        book.add(Category.INTEREST, RESERVE, funder, "interest", 1.0, owing)
    left = (kind[debt.row] == "loan") & (data.tree.period[debt.node] == data.case.calendar.periods)
    book.add(Category.DEBT_LEFT, RESERVE, TREASURY, "debt", 1.0, left, at_horizon=True)
    book.add(Category.SUPPORT, TREASURY, RESERVE, "support", 1.0)
    book.add(Category.SUPPORT_PENALTY, PENALTIES, OUTSIDE, "support", data.case.settings.support_penalty)


def book_everything(data: ProblemData) -> list[Booking]:
    """All bookings of a plan."""
    book = _Book(data)
    supply = (_book_orders, _book_orders_placed, _book_processing, _book_projects, _book_contracts)
    for write in (*supply, _book_industry, _book_reserve, _book_participants, _book_money):
        write(book)
    return book.bookings


def present_value(booking: Booking, data: ProblemData) -> FloatArray:
    """Discount factor of each of a booking's cells: the horizon's, or that of its node's period."""
    if booking.at_horizon:
        return np.full(len(booking.rate), data.horizon_discount)
    return data.discount[booking.node]
