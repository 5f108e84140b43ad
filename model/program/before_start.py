"""What was begun before Start and is still under way: orders, loans, draws, and what spans that have begun have counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.market import Market
from model.market.before_start import rows_of_past
from model.schema.before_start import ARRIVED, DRAW, HELD, OF_LIMITS, PLACED, REBATE


@dataclass(frozen=True)
class BeforeStart:
    """Arrays by period have T columns; periods before Start are numbered 0, −1, …

    Under way: `reserve` and industry's `home` t by material and period of arrival (I, T), `abroad` t by numbers of material
    and country (T,), `runs` t of main input by process (P, T). By row of the sheet Orders placed: `owing` USD that falls due
    on arrival (R, T), the numbers of its `material` and `country` (−1 where none is named), and whether the reserve owes it
    (`by_reserve`). `goes_on`: whether the plan goes on from an earlier one, as Orders before Start says: then limits
    count what comes out of such runs, and the first period is like any other.
    `drawn` and `owed` USD by tranche (F,). By row of the Participants sheet `on_loan` t (J,) and `draws`: row, period and t.
    By material, NaN where not known (I,): `working` t of industry's own stock, and `most_held` t, what the reserve had at
    the first Start. `arrived` by number of the material: periods and t. `counted` by limit: its amounts by kind, with the
    calendar year of each; `rebates` likewise by contract.
    """

    reserve: FloatArray
    home: FloatArray
    abroad: Mapping[tuple[int, int], FloatArray]
    runs: FloatArray
    owing: FloatArray
    material: list[int]
    country: list[int]
    by_reserve: list[bool]
    goes_on: bool
    drawn: FloatArray
    owed: FloatArray
    on_loan: FloatArray
    draws: tuple[tuple[int, int, float], ...]
    working: FloatArray
    most_held: FloatArray
    arrived: Mapping[int, list[tuple[int, float]]]
    counted: Mapping[str, list[tuple[str, int, float]]]
    rebates: Mapping[str, list[tuple[int, float]]]

    def counted_of(self, limit: str, kind: str, year: int | None) -> float:
        """What a limit has counted before Start of one kind: in that calendar year, or in all."""
        return sum(amount for what, of, amount in self.counted.get(limit, ()) if what == kind and year in (None, of))


def build_before_start(case: Case, market: Market) -> BeforeStart:
    """The sheets Orders placed, Loans drawn and Before Start at work, and what Materials and Participants say of Start.

    What arrives before Start (a day that has passed) counts as arriving in period 1, what arrives after T never.
    """
    calendar, materials = case.calendar, {name: i for i, name in enumerate(market.materials)}
    processes = {name: p for p, name in enumerate(market.processes.names)}
    lands_abroad = dict(zip(market.steps.table["offer"], market.steps.lands_abroad, strict=True))
    orders = case.records("orders_placed")
    shape = (len(materials), calendar.periods)
    reserve, home, runs = np.zeros(shape), np.zeros(shape), np.zeros((len(processes), calendar.periods))
    abroad: dict[tuple[int, int], FloatArray] = {}
    owing = np.zeros((len(orders), calendar.periods))
    replaced = np.zeros(len(materials), dtype=bool)
    for r, row in enumerate(orders):
        i, t = materials[row["material"]], max(calendar.period_of(row["arrives"].start), 1) - 1
        by_reserve, offer = row["for"] == "reserve", row["offer"]
        replaced[i] |= by_reserve
        if t >= calendar.periods or not (by_reserve or case.settings.orders_before_start == PLACED):
            continue
        owing[r, t] = row["still_to_pay"]
        if by_reserve:
            reserve[i, t] += row["tonnes"]
        elif offer in processes:
            runs[processes[offer], t] += row["tonnes"]
        elif lands_abroad.get(offer, False):
            there = abroad.setdefault((i, market.clubs.number(row["country"])), np.zeros(calendar.periods))
            there[t] += row["tonnes"]
        else:
            home[i, t] += row["tonnes"]
    reserve[:, 0] += np.where(replaced, 0.0, case["materials"]["opening_in_transit"].to_numpy(float))
    loans = {row["tranche"]: row for row in case.records("loans_drawn")}
    tranches = [loans.get(name) for name in case["finance"]["tranche"]]
    held = np.full(len(materials), np.nan)
    for row in rows_of_past(case, HELD):
        held[materials[row["material"]]] = row["amount"]
    arrived: dict[int, list[tuple[int, float]]] = {}
    for row in rows_of_past(case, ARRIVED):
        past = (calendar.number_of(row["when"].start), row["amount"])
        arrived.setdefault(materials[row["material"]], []).append(past)
    rebates: dict[str, list[tuple[int, float]]] = {}
    for row in rows_of_past(case, REBATE):
        rebates.setdefault(row["name"], []).append((row["when"].start.year, row["amount"]))
    counted: dict[str, list[tuple[str, int, float]]] = {}
    for kind in OF_LIMITS:
        for row in rows_of_past(case, kind):
            counted.setdefault(row["name"], []).append((kind, row["when"].start.year, row["amount"]))
    return BeforeStart(
        reserve=reserve,
        home=home,
        abroad=abroad,
        runs=runs,
        owing=owing,
        material=[materials[row["material"]] for row in orders],
        country=[market.clubs.number(row["country"]) if row["country"] else -1 for row in orders],
        by_reserve=[row["for"] == "reserve" for row in orders],
        goes_on=case.settings.orders_before_start == PLACED,
        drawn=np.array([row["drawn"] if row else 0.0 for row in tranches], dtype=float),
        owed=np.array([row["owed"] if row else 0.0 for row in tranches], dtype=float),
        on_loan=case["participants"]["on_loan"].to_numpy(float),
        draws=tuple(_draws(case)),
        working=case["materials"]["industrys_stock_at_start"].to_numpy(float),
        most_held=held,
        arrived=arrived,
        counted=counted,
        rebates=rebates,
    )


def _draws(case: Case) -> list[tuple[int, int, float]]:
    """Draws of participants before Start: the row of the Participants sheet, the period and t. Of what is on loan and has a
    date on which it is due, the draw was the deadline before."""
    calendar, found = case.calendar, []
    rows = case.records("participants")
    number = {(row["participant"], row["material"]): j for j, row in enumerate(rows)}
    for past in rows_of_past(case, DRAW):
        j = number[past["name"], past["material"]]
        found.append((j, calendar.number_of(past["when"].start), past["amount"]))
    for j, row in enumerate(rows):
        if row["on_loan"] > 0 and row["due"] is not None:
            due = calendar.number_of(row["due"].start) - max(calendar.down(row["replenish_within"]), 1)
            found.append((j, due, row["on_loan"]))
    return found
