"""What the effects of many histories make of prices, supply, processes, demand and freight, all of them at once.

The arithmetic is that of the tree (model.market.effects, model.market.conditions): factors multiply, ramps are averaged over
the period. Arrays run over periods and histories, (T, H), and are kept only of what an effect hits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, Calendar, FloatArray
from model.market.effects import area_under_strength, select_materials
from model.market.recipes import build_recipes
from model.program.problem_data import ProblemData
from model.simulation.histories import Histories, StoryRate, between
from model.tree import IntArray

Hits = tuple[tuple[int, FloatArray], ...]
"""Numbers of what is hit, each with the periods in which its country is, 1 or 0, (T, 1)."""


@dataclass(frozen=True)
class EffectRow:
    """A row of the Effects sheet: its `story`, `kind`, times in months and `change` with their ranges, and what it hits:
    pairs of material and country (as model.market.conditions numbers them), processes, materials by price, and pairs of
    material and segment by demand."""

    story: int
    kind: str
    change: float
    mild: float
    severe: float
    starts: float
    lasts: float
    shortest: float
    longest: float
    recovers: float
    supply: Hits = ()
    processes: Hits = ()
    prices: tuple[int, ...] = ()
    demand: tuple[int, ...] = ()

    def changes(self, severity: FloatArray) -> FloatArray:
        """The full change at these quantiles of severity, (H,)."""
        return between(self.mild, self.change, self.severe, severity)

    def strength(self, onset: IntArray, length: FloatArray, calendar: Calendar) -> FloatArray:
        """Share of the full change in force, averaged over each period, (T, H), after `onset` (H,), at these quantiles of
        `length`."""
        months = calendar.months
        lasts: float | FloatArray = self.lasts
        if self.shortest != self.longest:
            lasts = between(self.shortest, self.lasts, self.longest, length)
        since = np.maximum(np.arange(calendar.periods + 1)[:, None] - (onset - 1.0), 0.0) * months
        area = area_under_strength(since, self.starts, lasts, self.recovers)
        return np.where(onset > 0, np.diff(area, axis=0) / months, 0.0)


@dataclass(frozen=True)
class Force:
    """Factors by number of what is hit, 1 elsewhere, each (T, H): `price` of materials; `left` by losses and `gained` of
    pairs of material and country; `freight` of these pairs; `run_left` and `run_gained` of processes; `demand` of pairs of
    material and segment. Where materials are `disrupted` (I, T, H)."""

    price: Mapping[int, FloatArray]
    left: Mapping[int, FloatArray]
    gained: Mapping[int, FloatArray]
    freight: Mapping[int, FloatArray]
    run_left: Mapping[int, FloatArray]
    run_gained: Mapping[int, FloatArray]
    demand: Mapping[int, FloatArray]
    disrupted: BoolArray


class Effects:
    """The Effects sheet of a plan, ready for histories."""

    def __init__(self, data: ProblemData, rates: Sequence[StoryRate]) -> None:
        self.data = data
        market, steps = data.market, data.market.steps
        self._material, self._country = np.nonzero(market.conditions.pair >= 0)
        self._recipes = build_recipes(data.case, market.clubs)
        self._lead = np.zeros(len(self._material), dtype=np.int64)  # of the slowest seller of a pair
        pairs = market.conditions.pairs(steps.material, steps.country)
        np.maximum.at(self._lead, pairs, steps.lead)
        self._sells = np.zeros(len(self._material), dtype=bool)
        self._sells[pairs] = True
        number = {rate.name: w for w, rate in enumerate(rates)}
        self.typed = [row for row in data.case.records("effects") if row["story"] in number]
        self.rows = [self._row(row, number[row["story"]]) for row in self.typed]

    def _row(self, row: Mapping[str, Any], story: int) -> EffectRow:
        data, demand = self.data, self.data.market.demand
        materials = select_materials(data.case, row["material_or_group"], row["stage"])
        where = data.market.clubs.who(row["country_or_agreement"])
        kind, change = row["kind"], float(row["change"])
        lasts = np.inf if np.isnan(row["lasts"]) else float(row["lasts"])
        makes = np.asarray((self._recipes.outputs[:, materials] > 0).any(axis=1))
        trades = kind in ("supply loss", "supply gain", "freight")
        runs = kind in ("supply loss", "supply gain", "process loss")
        own = np.array([g == row["segment"] or not row["segment"] for g in demand.segment], dtype=bool)
        return EffectRow(
            story, kind, change, *(_range(row["change_from"], row["change_to"], change) if change else (0.0, 0.0)),
            float(row["starts_after"]), lasts, *_range(row["lasts_from"], row["lasts_to"], lasts),
            float(row["recovers_over"]),
            _hit(materials[self._material], self._country, where) if trades else (),
            _hit(makes, self._recipes.country, where) if runs else (),
            tuple(np.flatnonzero(materials).tolist()) if kind == "price" else (),
            tuple(np.flatnonzero(materials[demand.material] & own).tolist()) if kind == "demand" else (),
        )  # fmt: skip

    def of(self, histories: Histories) -> Force:
        """What the histories make of the market."""
        calendar = self.data.case.calendar
        shape = (calendar.periods, len(histories))
        found: dict[str, dict[int, FloatArray]] = defaultdict(lambda: defaultdict(lambda: np.ones(shape)))
        disrupted = np.zeros((len(self.data.market.materials), *shape), dtype=bool)
        for row in self.rows:
            onset = histories.onset[:, row.story]
            if not onset.any():
                continue
            strength = row.strength(onset, histories.length[:, row.story], calendar)
            change = row.changes(histories.severity[:, row.story])
            if row.kind in ("supply loss", "process loss"):
                by = np.maximum(1.0 - np.abs(change) * strength, 0.0)
                for name, hits in (("left", row.supply), ("run_left", row.processes)):
                    for k, here in hits:
                        found[name][k] *= np.where(here, by, 1.0)
                continue
            by = np.maximum(1.0 + change * strength, 0.0)
            freight = row.kind == "freight"
            for name, hits in (("freight" if freight else "gained", row.supply), ("run_gained", row.processes)):
                for k, here in hits:
                    found[name][k] *= np.where(here, by, 1.0)
            for i in row.prices:
                found["price"][i] *= by
            for d in row.demand:
                found["demand"][d] *= by
                if row.change > 0:
                    disrupted[self.data.market.demand.material[d]] |= strength > 0
        self._spread(disrupted, found["left"], found["run_left"])
        names = ("price", "left", "gained", "freight", "run_left", "run_gained", "demand")
        return Force(**{name: dict(found[name]) for name in names}, disrupted=disrupted)

    def _spread(
        self, disrupted: BoolArray, left: Mapping[int, FloatArray], run_left: Mapping[int, FloatArray]
    ) -> None:
        """Mark where materials are disrupted, as in the tree (model.market.disruption), beside where their demand is
        raised, (I, T, H)."""
        processes = self.data.market.processes
        until = self.data.case.settings.disrupted_until_delivered
        for k, factor in left.items():
            if self._sells[k]:
                disrupted[self._material[k]] |= _missing(factor < 1.0, int(self._lead[k]) if until else 0)
        for p, factor in run_left.items():
            missing = _missing(factor < 1.0, int(processes.lead[p]) if until else 0)
            disrupted[processes.outputs[p] > 0] |= missing
        for _ in range(processes.size):  # news travels down one stage at a time; a chain has at most so many
            before = disrupted.sum()
            for p in range(processes.size):
                disrupted[processes.outputs[p] > 0] |= disrupted[processes.inputs[p] > 0].any(axis=0)
            if disrupted.sum() == before:
                break


def _range(low: float, high: float, typed: float) -> tuple[float, float]:
    """Both ends of a range, the typed figure for those that are blank."""
    return typed if np.isnan(low) else float(low), typed if np.isnan(high) else float(high)


def _hit(chosen: BoolArray, country: np.ndarray, where: BoolArray) -> Hits:
    """The chosen rows whose country belongs to those hit at any time, with the periods."""
    return tuple(
        (int(k), where[country[k]][:, None].astype(float)) for k in np.flatnonzero(chosen & where[country].any(axis=1))
    )


def _missing(cut: BoolArray, lead: int) -> BoolArray:
    """Where goods are missing, (T, H): while their seller is cut, and for his lead time after."""
    missing = cut.copy()
    for back in range(1, min(lead, len(cut) - 1) + 1):
        missing[back:] |= cut[:-back]
    return missing
