"""What the reserve costs and spares by material: expected, discounted, against the same plan without the reserve."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.program.bookings import PENALTIES
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_payments import CARRYING, PURCHASES, SOLD, STOCK_LEFT, reserve_payments
from model.results.facts.run import Run
from model.results.facts.shortage import build_shortage, protection_by_material, shortage_cost
from model.tolerances import DUST, LEAST_USD, TOLD_SHARE

OWN = (PURCHASES, CARRYING, SOLD, STOCK_LEFT)  # kinds of payments that make the net cost


@dataclass(frozen=True)
class CostBenefit:
    """By material, USD (I,), expected and discounted: the reserve's payments by kind `of_material` (receipts negative) and
    `of_none` by name, `opening`, what the opening stock would come to if it were left alone, and the shortage cost `spared`.

    `tied_up`: the stock at base price in the mean of the horizon, expected, USD (I,). `spares`: where the reserve takes
    something off a shortage of the material in a story; `protects`: there, and where it hands any of it out. `short_without`,
    `short_with`: expected shortage cost; NaN where there is no plan without the reserve. `penalties` by name, which the
    objective counts.
    """

    materials: list[str]
    of_material: dict[str, FloatArray]
    of_none: dict[str, float]
    opening: FloatArray
    spared: FloatArray
    tied_up: FloatArray
    spares: BoolArray
    protects: BoolArray
    short_with: float
    short_without: float
    penalties: dict[str, float]

    @property
    def net_cost(self) -> FloatArray:
        """Purchases, storage and handling, less what is sold and what the stock left counts, against leaving alone what was
        there at the start, USD (I,)."""
        return np.asarray(sum(self.of_material[kind] for kind in OWN) - self.opening)

    @property
    def total_cost(self) -> float:
        """Net cost of all materials, USD."""
        return float(self.net_cost.sum())

    @property
    def matters(self) -> BoolArray:
        """Materials that cost or spare anything."""
        costs, spares = np.abs(self.net_cost) >= LEAST_USD, np.abs(self.spared) >= LEAST_USD
        return np.asarray(costs | spares | (self.tied_up >= LEAST_USD))

    @property
    def ratio(self) -> float:
        """Shortage cost spared per USD of net cost; NaN where the reserve costs nothing net, or is not compared."""
        return ratio_of(float(self.spared.sum()), self.total_cost)

    @property
    def ratios(self) -> FloatArray:
        """The same by material, (I,)."""
        pairs = zip(self.spared.tolist(), self.net_cost.tolist(), strict=True)
        return np.array([ratio_of(spared, cost) for spared, cost in pairs])


@dataclass(frozen=True)
class Group:
    """Some of the materials together, USD: their numbers in `rows`, the largest figure first, `net_cost` and its `share` of
    that of all (NaN where that says nothing), and what is `spared`."""

    rows: list[int]
    net_cost: float
    share: float
    spared: float


def group_of(found: CostBenefit, own: BoolArray) -> Group:
    """The chosen materials together."""
    rows = np.flatnonzero(own)
    net, spared = found.net_cost, np.nan_to_num(found.spared)
    ranked = rows[np.argsort(-np.maximum(np.abs(net), np.abs(spared))[rows], kind="stable")]
    cost, whole = float(net[rows].sum()), float(net.sum())
    share = cost / whole if 0 <= cost <= whole and whole >= LEAST_USD else np.nan
    return Group(ranked.tolist(), cost, share, float(spared[rows].sum()))


def worth_of_groups(found: CostBenefit) -> tuple[Group, ...]:
    """Materials that earn their keep (they spare no less than they cost), that spare less, that are handed out and spare
    nothing, and that protect against nothing: all that matter, each in one group."""
    earn = found.matters & (found.spared >= LEAST_USD) & (found.spared >= found.net_cost)
    rest = found.matters & ~earn
    parts = (earn, rest & found.spares, rest & ~found.spares & found.protects, rest & ~found.protects)
    return tuple(group_of(found, own) for own in parts)


def ratio_of(spared: float, cost: float) -> float:
    """Spared ÷ cost, NaN where there is no cost to speak of."""
    return spared / cost if cost >= LEAST_USD else np.nan


def discounted(result: PlanResult, ledgers: tuple[str, ...]) -> float:
    """Σ π × δ × cost of these ledgers together, USD."""
    own = result.ledgers[result.ledgers["ledger"].isin(ledgers)]
    return float((own["present"] * own["weight"]).sum())


def penalties(result: PlanResult) -> dict[str, float]:
    """Σ π × δ × USD of each penalty that the objective counts, by category; 0 where there is none to pay."""
    counted = {str(booking.category) for booking in result.bookings if booking.payer == PENALTIES}
    own = result.ledgers[result.ledgers["ledger"] == PENALTIES]
    sums = (own["present"] * own["weight"]).groupby(own["category"]).sum()
    return {name: float(sums.get(name, 0.0)) for name in sorted(counted)}


def handed_out(result: PlanResult) -> BoolArray:
    """Materials of which anything is released, or drawn by participants, at any node, (I,)."""
    released = result.grid("release", len(result.data.market.materials)) + result.drawn("borrowed")
    return np.asarray((released > DUST).any(axis=1))


def protecting(run: Run) -> BoolArray:
    """Where the reserve spares shortages of a material, or hands any of it out, for what is made of it or in place of dearer
    supply, (I,)."""
    assert run.result is not None
    return sparing(run) | handed_out(run.result)


def sparing(run: Run) -> BoolArray:
    """Where the reserve takes something to speak of off the shortage of a material in a story, (I,). All are, where there is
    no plan to compare with."""
    assert run.result is not None
    size, of = len(run.data.market.materials), run.data.market.demand.material
    if run.without is None:
        return np.ones(size, dtype=bool)
    apart, kept = build_shortage(run.without).present, build_shortage(run.result).present
    without, saved = np.zeros((2, size, apart.shape[1]))
    np.add.at(without, of, apart)
    np.add.at(saved, of, apart - kept)
    most, worst = saved.max(axis=1, initial=0.0), without.max(axis=1, initial=0.0)
    return np.asarray((most >= LEAST_USD) & (most > TOLD_SHARE * worst))


def build_cost_benefit(run: Run) -> CostBenefit:
    """For a solved plan. Without a plan to compare with nothing is known to be spared."""
    result, data = run.result, run.data
    assert result is not None
    own = reserve_payments(result)
    size, h = len(data.market.materials), data.case.calendar.length
    opening, short_without, spared = np.zeros(size), np.nan, np.full(size, np.nan)
    if run.without is not None:
        apart = reserve_payments(run.without).of_material
        opening = np.asarray(sum(apart[kind] for kind in OWN))
        short_without, spared = shortage_cost(run.without), protection_by_material(run)
    worth = result.grid("stock", size) * data.market.base_price[:, data.node_period]
    years = h * data.case.calendar.periods
    return CostBenefit(
        list(data.market.materials),
        own.of_material,
        own.of_none,
        opening,
        spared,
        worth @ data.tree.weight * h / years,
        sparing(run),
        protecting(run),
        shortage_cost(result),
        short_without,
        penalties(result),
    )
