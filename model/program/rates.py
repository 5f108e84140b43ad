"""What one unit of each variable costs the objective, or the reserve, added up over all bookings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.calendar import FloatArray
from model.program.bookings import PENALTIES, RESERVE, Booking, ledger_weights, present_value
from model.program.categories import Category
from model.program.problem_data import ProblemData


def objective_rates(bookings: list[Booking], data: ProblemData) -> tuple[dict[str, FloatArray], FloatArray]:
    """Discounted and weighted cost of one unit of each variable, by variable over its cells, before node weights.

    The second array holds, by node (N,), what no decision changes.
    """
    weights = ledger_weights(data.case.settings)
    rates = {name: np.zeros(len(cells)) for name, cells in data.cells.items()}
    fixed = np.zeros(data.tree.size)
    for booking in bookings:
        weight = weights[booking.payer] - weights[booking.payee]
        if booking.variable is None:
            fixed += weight * np.bincount(booking.node, booking.rate, data.tree.size) * data.discount
        else:
            rates[booking.variable][booking.cells] += weight * booking.rate * present_value(booking, data)
    return rates, fixed


def penalty_costs(bookings: list[Booking], data: ProblemData) -> dict[str, FloatArray]:
    """What penalties, which nobody pays, make of each variable's coefficient in the objective, USD per unit by cell; only
    variables that have some. What risk counts of them, with Risk on total, is not in it."""
    rates, _ = objective_rates([booking for booking in bookings if booking.payer == PENALTIES], data)
    return {name: rate * data.tree.weight[data.cells[name].node] for name, rate in rates.items() if rate.any()}


def paid_rates(
    bookings: list[Booking], data: ProblemData, sign: Callable[[Booking], float]
) -> dict[str, FloatArray]:
    """Σ sign × π × δ × USD of a unit of each variable, by cell, over the bookings that a decision changes: what a plan
    comes to, expected and discounted, up to what is the same in all."""
    rates = {name: np.zeros(len(cells)) for name, cells in data.cells.items()}
    for booking in bookings:
        if booking.variable is not None and (factor := sign(booking)):
            rates[booking.variable][booking.cells] += factor * booking.rate * present_value(booking, data)
    return {name: rate * data.tree.weight[data.cells[name].node] for name, rate in rates.items() if rate.any()}


def fixed_income(bookings: list[Booking], data: ProblemData) -> FloatArray:
    """What the reserve gets at each node that no decision changes, USD, shape (N,)."""
    income = np.zeros(data.tree.size)
    for booking in bookings:
        if booking.variable is None:
            sign = (booking.payee == RESERVE) - float(booking.payer == RESERVE)
            for node in np.unique(booking.node):
                income[node] += sign * booking.rate[booking.node == node].sum()
    return income


def reserve_rates(bookings: list[Booking], data: ProblemData, counted: tuple[Category, ...] = ()) -> dict[str, FloatArray]:
    """What the reserve pays for one unit of each variable, USD by cell, income negative; only `counted` bookings,
    all where none are named.

    Money at the horizon is no cash of a period and is left out.
    """
    rates = {name: np.zeros(len(cells)) for name, cells in data.cells.items()}
    for booking in bookings:
        if booking.variable is None or booking.at_horizon or (counted and booking.category not in counted):
            continue
        sign = (booking.payer == RESERVE) - float(booking.payee == RESERVE)
        if sign:
            rates[booking.variable][booking.cells] += sign * booking.rate
    return rates
