"""Family 10, money: the reserve's cash, tranches and emergency support at every node."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np

from model.calendar import FloatArray, Span
from model.program.bookings import RESERVE, Booking
from model.program.categories import CARRYING, REIMBURSED, Category
from model.program.cells import Cells, cells_at, cells_where, node_cells
from model.program.declare import add_constraint, group_keys, indexed_set, numbers, plain_set, total_of
from model.program.family import USD, Family, Row, Variable
from model.program.problem_data import ProblemData
from model.program.rates import fixed_income, reserve_rates

RUNNING_COSTS = (*CARRYING, *REIMBURSED)


def _has_money(data: ProblemData) -> bool:
    """Without Finance rows money is unlimited, and has no variables."""
    return not data.case["finance"].empty


def _tranches(data: ProblemData) -> Cells | None:
    return cells_at(list(data.case["finance"]["tranche"]), data.tree.size) if _has_money(data) else None


def _repaid_tranches(data: ProblemData) -> Cells | None:
    finance = data.case["finance"]
    repaid = np.repeat((finance["kind"] != "grant").to_numpy()[:, None], data.tree.size, axis=1)
    return cells_where(list(finance["tranche"]), repaid) if _has_money(data) else None


def _nodes(data: ProblemData) -> Cells | None:
    return node_cells(np.arange(data.tree.size, dtype=np.int64)) if _has_money(data) else None


def repayment_due(data: ProblemData) -> FloatArray:
    """Share of each tranche's draws that is to be repaid by the end of each period, shape (F, T).

    Even from Repay from to Repay by; all at Repay by if that alone is given; nothing within the horizon if blank.
    """
    return _share_due(data, data.case.calendar.ends)


def due_at_start(data: ProblemData) -> FloatArray:
    """The same share at Start, of draws from before it, shape (F,)."""
    return _share_due(data, [data.case.calendar.start])[:, 0]


def _share_due(data: ProblemData, moments: Sequence[datetime]) -> FloatArray:
    """What share of each tranche's draws is to be repaid by each of some moments, shape (F, moments)."""
    due = np.zeros((len(data.case["finance"]), len(moments)))

    def instant(span: Span, last: bool) -> Any:
        return span.start if span.is_day or not last else span.end

    for f, row in enumerate(data.case.records("finance")):
        if row["repay_by"] is None:
            continue
        by = instant(row["repay_by"], last=True)
        begin = by if row["repay_from"] is None else instant(row["repay_from"], last=False)
        for t, end in enumerate(moments):
            if end >= by:
                due[f, t] = 1.0
            elif end > begin:
                due[f, t] = (end - begin) / (by - begin)
    return due


def _add_tranches(m: Any, data: ProblemData) -> None:
    """What is drawn, owed and repaid by tranche."""
    if not _has_money(data):
        return
    finance, calendar, t = data.case["finance"], data.case.calendar, data.node_period
    draw, debt = data.cells["draw"], data.cells["debt"]
    tranches = list(finance["tranche"])
    m.TRANCHES = plain_set(tranches, 1, "tranches of money")
    available = np.array([calendar.in_force(start, None) for start in finance["available_from"]], dtype=bool)
    amount = finance["amount"].to_numpy(float)
    open_fee = [calendar.in_force(a, b) for a, b in zip(finance["available_from"], finance["repay_by"], strict=True)]
    fee = finance["commitment_fee"].to_numpy(float)[:, None] * np.array(open_fee, dtype=bool) * calendar.length
    due = repayment_due(data)
    falling_due = np.diff(due, axis=1, prepend=due_at_start(data)[:, None])
    m.amount_available = numbers(m.DRAW, (amount[:, None] * available)[draw.row, t[draw.node]], "USD")
    m.amount = numbers(m.TRANCHES, amount, "USD")
    m.commitment_rate = numbers(m.DRAW, fee[draw.row, t[draw.node]], "commitment fee × h")
    rate = finance["rate"].to_numpy(float) * calendar.length
    m.interest_rate = numbers(m.TRANCHES, rate, "rate × h")
    m.repaid_share = numbers(m.DEBT, due[debt.row, t[debt.node]], "elapsed share of the repayment span")
    at_root = (draw.node == 0, debt.node == 0)
    drawn, owed = (np.where(root, of[row], 0.0) for root, of, row in zip(
        at_root, (data.before.drawn, data.before.owed), (draw.row, debt.row), strict=True))
    m.drawn_before = numbers(m.DRAW, drawn, "drawn before Start, at the root, USD")
    m.owed_before = numbers(m.DEBT, owed, "owed at Start, at the root, USD")
    m.falling_due = numbers(m.DEBT, falling_due[debt.row, t[debt.node]], "the period's share of repayment")

    def draws_so_far(m: Any, f: str, n: int) -> Any:
        """drawn = drawn before + draw, USD."""
        return m.drawn[f, n] == sum(m.drawn[f, p] for p in m.before[n]) + m.drawn_before[f, n] + m.draw[f, n]

    def draw_limit(m: Any, f: str, n: int) -> Any:
        """drawn ≤ amount available, USD; what is repaid is not drawn again."""
        return m.drawn[f, n] <= m.amount_available[f, n]

    def commitment_fee_owed(m: Any, f: str, n: int) -> Any:
        """commitment_fee = rate × h × (amount − drawn), USD, from Available from until Repay by."""
        return m.commitment_fee[f, n] == m.commitment_rate[f, n] * m.amount[f] - m.commitment_rate[f, n] * m.drawn[f, n]

    def debt_balance(m: Any, f: str, n: int) -> Any:
        """debt = debt before + draw − repay, USD."""
        return m.debt[f, n] == sum(m.debt[f, p] for p in m.before[n]) + m.owed_before[f, n] + m.draw[f, n] - m.repay[f, n]

    def interest_owed(m: Any, f: str, n: int) -> Any:
        """interest = rate × h × (debt before + ½ draw), USD."""
        owed = sum(m.debt[f, p] for p in m.before[n]) + m.owed_before[f, n]
        return m.interest[f, n] == m.interest_rate[f] * (owed + 0.5 * m.draw[f, n])

    def repayment(m: Any, f: str, n: int) -> Any:
        """drawn − debt ≥ elapsed share of [Repay from, Repay by] × drawn, USD: what was repaid so far."""
        return m.drawn[f, n] - m.debt[f, n] >= m.repaid_share[f, n] * m.drawn[f, n]

    add_constraint(m, m.DRAW, draws_so_far)
    add_constraint(m, m.DRAW, draw_limit)
    add_constraint(m, m.DRAW, commitment_fee_owed)
    add_constraint(m, m.DEBT, debt_balance)
    add_constraint(m, m.DEBT, interest_owed)
    add_constraint(m, m.DEBT, repayment)


def _owed_to_contracts(data: ProblemData, bookings: list[Booking]) -> FloatArray:
    """What the reserve owes contracts at each node for the tonnes it is committed to, taken or left, USD, (N,)."""
    cells, owed = data.cells["untaken"], np.zeros(data.tree.size)
    committed = data.market.steps.committed[cells.row, cells.node]
    for booking in bookings:
        if booking.category == Category.TAKE_OR_PAY and booking.payer == RESERVE:
            np.add.at(owed, booking.node, booking.rate * committed[booking.cells])
    return owed


def _add_flows(m: Any, data: ProblemData, bookings: list[Booking]) -> dict[str, list[tuple[Any, Any, Any]]]:
    """For each variable that moves the reserve's cash, which is each that a booking of the reserve's money is of: what one
    unit costs the reserve, in all (`spending`) and in `running` costs, the variable, and its cells at every node."""
    terms: dict[str, list[tuple[Any, Any, Any]]] = {"spending": [], "running": []}
    for kind, counted in (("spending", ()), ("running", RUNNING_COSTS)):
        rates = reserve_rates(bookings, data, counted)
        for name in (name for name, rate in rates.items() if rate.any()):
            cells = data.cells[name]
            moved = np.flatnonzero(rates[name])
            keys = [cells.keys[p] for p in moved.tolist()]
            index = plain_set(keys, cells.dimen, f"cells of {name} with {kind} of the reserve")
            setattr(m, f"{kind.upper()}_{name.upper()}", index)
            setattr(m, f"{kind}_{name}", numbers(index, rates[name][moved], "USD the reserve pays per unit"))
            at_node = group_keys(cells.node[moved].tolist(), keys)
            at = indexed_set(m.NODES, at_node, cells.dimen, f"cells of {name} booked at the node")
            setattr(m, f"{kind}_{name}_at", at)
            terms[kind].append((getattr(m, f"{kind}_{name}"), getattr(m, name), at))
    return terms


def _add_cash(m: Any, data: ProblemData, bookings: list[Booking]) -> None:
    """Cash never negative on any path."""
    if not _has_money(data):
        return
    flows = _add_flows(m, data, bookings)
    spending, running = flows["spending"], flows["running"]
    given = fixed_income(bookings, data)
    given[0] += data.case.settings.opening_cash
    m.given_cash = numbers(m.NODES, given, "cash before Start, and participants' fees, USD")
    owed = _owed_to_contracts(data, bookings)
    m.owed_to_contracts = numbers(m.NODES, owed, "take-or-pay of committed tonnes, USD")
    m.owing = indexed_set(
        m.NODES, group_keys(data.cells["debt"].node.tolist(), data.cells["debt"].keys), 2, "tranches repaid"
    )

    def cash_balance(m: Any, n: int) -> Any:
        """cash = cash before + participants' fees + draws + support + income − spending − repayments, USD, at every node."""
        return m.cash[n] == sum(m.cash[p] for p in m.before[n]) + m.given_cash[n] - total_of(spending, n)

    def support_limit(m: Any, n: int) -> Any:
        """support ≤ storage + handling + take-or-pay of committed tonnes, taken or left, + interest + fees + repayment
        falling due − what is reimbursed, USD."""
        due = sum(m.falling_due[f, p] * m.drawn[f, p] for f, p in m.owing[n])
        return m.support[n] <= total_of(running, n) + m.owed_to_contracts[n] + due

    add_constraint(m, m.NODES, cash_balance)
    add_constraint(m, m.NODES, support_limit)


TRANCHE = ("tranche", "node")
MONEY = Family(
    "money",
    variables=(
        Variable("draw", TRANCHE, "USD", "drawn from a tranche", "drawn from a tranche", _tranches, "tranches", USD),
        Variable("drawn", TRANCHE, "USD", "drawn from a tranche so far", "drawn from a tranche so far",
                 _tranches, "tranches", USD),
        Variable("commitment_fee", TRANCHE, "USD", "fee on what is not drawn", "commitment fee of a tranche",
                 _tranches, "tranches", USD),
        Variable("repay", TRANCHE, "USD", "repaid to a tranche", "repaid to a tranche",
                 _repaid_tranches, "tranches", USD),
        Variable("debt", TRANCHE, "USD", "owed on a tranche at period end", "owed on a tranche",
                 _repaid_tranches, "tranches", USD),
        Variable("interest", TRANCHE, "USD", "interest on a tranche", "interest on a tranche",
                 _repaid_tranches, "tranches", USD),
        Variable("cash", ("node",), "USD", "the reserve's cash at period end", "cash of the reserve",
                 _nodes, "the reserve", USD),
        Variable("support", ("node",), "USD", "emergency cash from the treasury", "emergency support",
                 _nodes, "the reserve", USD),
    ),
    rows=(
        Row("draws_so_far", TRANCHE, "drawn from a tranche so far"),
        Row("draw_limit", TRANCHE, "Amount of a tranche"),
        Row("commitment_fee_owed", TRANCHE, "commitment fee of a tranche"),
        Row("debt_balance", TRANCHE, "owed on a tranche"),
        Row("interest_owed", TRANCHE, "interest on a tranche"),
        Row("repayment", TRANCHE, "repayment of a tranche"),
        Row("cash_balance", ("node",), "balance of the reserve's cash"),
        Row("support_limit", ("node",), "most emergency support"),
    ),
    add=_add_tranches,
    add_booked=_add_cash,
)  # fmt: skip
