"""Contracts: which tonnes of an offer are under which floor, cut from its steps before the program sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.market.floors import floor_price
from model.market.mechanisms import MECHANISMS, Mechanism
from model.tree import IntArray, Tree


@dataclass(frozen=True)
class Contract:
    """One Floors row that is a contract.

    `price` φ by period (T,), where `in_force`; `quantity` and `take_or_pay` t/yr (quantity is infinite for one on the
    whole offer); `covered` t/yr cut from each step at each node before capacity
    factors, shape (K, N); `committed` the part of `covered` that is paid for even if not taken; `new` flags where it covers
    what projects build on a step, (K, N).
    """

    name: str
    mechanism: Mechanism
    price: FloatArray
    in_force: BoolArray
    quantity: float
    take_or_pay: float
    trigger: float
    share: float
    yearly_cap: float
    covered: FloatArray
    committed: FloatArray
    new: BoolArray
    row: int

    @property
    def whole_offer(self) -> bool:
        """Whether it covers all of an offer, what is still to be built included: one that the treasury settles, without
        tonnes."""
        return self.mechanism.settled and np.isinf(self.quantity)


def _fill(rates: FloatArray, wanted: float, order: IntArray) -> FloatArray:
    """Take `wanted` from each column of `rates` (K, n), rows in the column's own `order`; what is taken, (K, n)."""
    sorted_rates = np.take_along_axis(rates, order, axis=0)
    before = np.cumsum(sorted_rates, axis=0) - sorted_rates
    taken = np.clip(wanted - before, 0.0, sorted_rates)
    result = np.zeros_like(rates)
    np.put_along_axis(result, order, taken, axis=0)
    return result


def covered_steps(case: Case, clubs: Clubs, row: dict[str, Any]) -> BoolArray:
    """Steps of the Supply sheet a contract covers in each period, shape (K, T)."""
    supply = case["supply"]
    same = (supply["material"] == row["material"]).to_numpy()
    if row["offer"]:
        same = same & (supply["offer"] == row["offer"]).to_numpy()
    place = np.array([clubs.number(c) for c in supply["country"]], dtype=np.int64)
    return same[:, None] & clubs.who(row["agreement_or_country"])[place]


def _contract(row: dict[str, Any], case: Case, shape: tuple[int, ...]) -> Contract:
    """A Floors row with nothing covered yet. A blank Trigger is the floor's price, a blank Take-or-pay the
    Quantity. Beside a mechanism that does not use a Trigger nothing flows back, whatever is typed."""

    def typed(column: str, blank: float) -> float:
        return blank if pd.isna(row[column]) else float(row[column])

    mechanism, quantity = MECHANISMS[row["mechanism"]], typed("quantity", np.inf)
    return Contract(
        name=row["floor"],
        mechanism=mechanism,
        price=floor_price(row, case.calendar),
        in_force=case.calendar.in_force(row["from"], row["to"]),
        quantity=quantity,
        take_or_pay=typed("take_or_pay", quantity) if mechanism.commits else 0.0,
        trigger=typed("trigger", row["price"]) if mechanism.has_trigger else np.inf,
        share=float(row["share_above_trigger"]),
        yearly_cap=typed("yearly_cap", np.inf),
        covered=np.zeros(shape),
        committed=np.zeros(shape),
        new=np.zeros(shape, dtype=bool),
        row=int(row["row"]),
    )


def growing_steps(case: Case) -> BoolArray:
    """Supply rows that projects add to, the first step of their offer, shape (K,)."""
    supply = case["supply"]
    own = supply[supply["offer"].isin(case["projects"]["adds_to"])]
    first = own.sort_values("step", kind="stable").drop_duplicates("offer").index
    return np.isin(np.arange(len(supply)), first)


def cut_contracts(
    case: Case, tree: Tree, clubs: Clubs, rate: FloatArray, ask: FloatArray
) -> tuple[list[Contract], FloatArray]:
    """Cut the contracted tonnes from the steps, highest contract price first, cheapest step first.

    `rate` is typed capacity in t/yr by step and node, `ask` USD/t after border floors, both (K, N).
    Of equals the lower step comes first, then the name. Returns the contracts and what is left uncovered, (K, N). What
    projects build is under the dearest contract in force for the whole offer, whatever the typed tonnes are under.
    """
    left = rate.copy()
    contracts: list[Contract] = []
    covers: list[BoolArray] = []
    for row in case.records("floors"):
        if MECHANISMS[row["mechanism"]].at_border:
            continue
        contracts.append(_contract(row, case, rate.shape))
        covers.append(covered_steps(case, clubs, row) & contracts[-1].in_force[None, :])
    growing = growing_steps(case)
    merit = case["supply"].sort_values(["step", "offer"], kind="stable").index.to_numpy()  # of steps that ask the same
    for t in case.calendar.numbers:
        nodes = np.flatnonzero(tree.period == t)
        free = growing.copy()
        for f in sorted(range(len(contracts)), key=lambda f: (-contracts[f].price[t - 1], contracts[f].name)):
            steps = merit[covers[f][merit, t - 1]]
            block = np.ix_(steps, nodes)
            order = np.argsort(ask[block], axis=0, kind="stable")
            taken = _fill(left[block], contracts[f].quantity, order)
            contracts[f].covered[block] = taken
            contracts[f].committed[block] = _fill(taken, contracts[f].take_or_pay, order)
            left[block] -= taken
            if contracts[f].whole_offer:
                contracts[f].new[np.ix_(free & covers[f][:, t - 1], nodes)] = True
                free &= ~covers[f][:, t - 1]
    return contracts, left
