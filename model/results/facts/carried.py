"""Where everything stands at the end of the first period if no story begins: what the next plan starts from.

Rows name things as the sheets of the input workbook do, and `amount` is in their units, exactly: nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from model.market.before_start import rows_of_past
from model.program.bookings import INDUSTRY, RESERVE
from model.program.limit_rows import build_limits
from model.program.open_capacity import capacities, fed_share
from model.results.facts.plan_result import PlanResult
from model.results.facts.purchases import PROCESS_OUTPUT, reserve_purchases
from model.schema.before_start import (
    ARRIVED,
    COUNTED_VALUE,
    DRAW,
    FUNDED,
    HELD,
    LIMITED_TONNES,
    LIMITED_VALUE,
    OPEN_CAPACITY,
    REBATE,
    SHUT,
    UNDISTURBED,
)  # fmt: skip
from model.schema.figures import CASH, DRAWN, ON_LOAN, ORDER, OWED, OWN_STOCK, PLANNED, REFERENCE, STOCK
from model.tolerances import DUST


@dataclass(frozen=True)
class Row:
    """One thing that is carried over. `who` ordered what is under way; `when` is a period as a cell names it; `paid` and
    `to_pay` are USD of an order."""

    what: str
    name: str = ""
    material: str = ""
    country: str = ""
    when: str = ""
    amount: float = 0.0
    who: str = ""
    paid: float = 0.0
    to_pay: float = 0.0


def carried(result: PlanResult) -> list[Row]:
    """All of it, of a plan of several periods; of one with a single period what is left at its end."""
    parts = (_stocks, _under_way, _runs, _money, _participants, _capacity, _shelf, _contracts, _limits, _planned)
    return [row for part in parts for row in part(result)]


def _stocks(result: PlanResult) -> Iterator[Row]:
    data, count = result.data, len(result.data.market.materials)
    stock, own = result.grid("stock", count)[:, 0], result.grid("industry_stock", count)[:, 0]
    keeps = data.material_column("industry_stock") > 0
    held = data.material_column("opening_stock") + data.before.reserve.sum(axis=1)
    known = data.before.most_held
    for i, name in enumerate(data.market.materials):
        yield Row(STOCK, material=name, amount=max(float(stock[i]), 0.0))
        yield Row(REFERENCE, material=name, amount=float(data.market.reference_price[i]))
        if keeps[i]:
            yield Row(OWN_STOCK, material=name, amount=max(float(own[i]), 0.0))
        if data.case.settings.buy_only_commitments:
            yield Row(HELD, material=name, amount=float(held[i] if np.isnan(known[i]) else known[i]))


def _still_placed(result: PlanResult) -> Iterator[Row]:
    """Orders of before Start that arrive later than in the first period."""
    calendar = result.data.case.calendar
    for row in result.data.case.records("orders_placed"):
        counts = row["for"] == RESERVE or result.data.before.goes_on
        if counts and (period := calendar.period_of(row["arrives"].start)) > 1:
            # A time after the plan need not be that of a period: it is left as it was typed.
            when = calendar.name_of(period) if period <= calendar.periods else row["arrives"].text
            yield Row(
                ORDER, row["offer"], row["material"], row["country"], when, row["tonnes"], row["for"], row["paid"],
                row["still_to_pay"],
            )  # fmt: skip


def _under_way(result: PlanResult) -> Iterator[Row]:
    """Orders of both that have not arrived, all steps of one offer together."""
    yield from _still_placed(result)
    orders, calendar = result.orders, result.data.case.calendar
    waiting = orders[(orders["node"] == 0) & (orders["arrives"] > 1)]
    keys = ["buyer", "offer", "material", "country", "arrives"]
    sums = waiting.groupby(keys, sort=False)[["delivered", "cost"]].sum().reset_index()
    for buyer, offer, material, country, arrives, tonnes, cost in sums.itertuples(index=False):
        yield Row(ORDER, offer, material, country, calendar.name_of(int(arrives)), float(tonnes), buyer, float(cost))


def _runs(result: PlanResult) -> Iterator[Row]:
    """What is in processes, by main input."""
    data, processes, calendar = result.data, result.data.market.processes, result.data.case.calendar
    inside: dict[tuple[int, int], float] = {}
    for variable in ("run", "early_run"):
        cells = data.cells[variable]
        values = result.value(variable).tolist()
        for p, key, n, tonnes in zip(cells.row.tolist(), cells.keys, cells.node.tolist(), values, strict=True):
            arrives = key[1] if variable == "early_run" else 1 + int(processes.lead[p])
            if n == 0 and arrives > 1 and tonnes > DUST:
                inside[p, arrives] = inside.get((p, arrives), 0.0) + tonnes
    for (p, arrives), tonnes in inside.items():
        material, country = data.market.materials[processes.main[p]], data.market.clubs.countries[processes.country[p]]
        yield Row(ORDER, processes.names[p], material, country, calendar.name_of(arrives), tonnes, INDUSTRY)


def _money(result: PlanResult) -> Iterator[Row]:
    if "cash" not in result.data.cells:
        return
    finance = result.data.case["finance"]
    yield Row(CASH, amount=max(float(result.value("cash")[0]), 0.0))
    for what, variable in ((DRAWN, "drawn"), (OWED, "debt")):
        for name, amount in zip(finance["tranche"], result.grid(variable, len(finance))[:, 0].tolist(), strict=True):
            yield Row(what, name, amount=max(amount, 0.0))


def _participants(result: PlanResult) -> Iterator[Row]:
    """What is out, and the draws by which it falls due and by which the next ones are limited."""
    data, calendar = result.data, result.data.case.calendar
    on_loan, borrowed = (result.grid(name, len(data.commitments.tonnes))[:, 0] for name in ("on_loan", "borrowed"))
    draws = [*data.before.draws, *((j, 1, float(t)) for j, t in enumerate(borrowed) if t > DUST)]
    for j, name in enumerate(data.commitments.participant):
        material = data.market.materials[data.commitments.material[j]]
        yield Row(ON_LOAN, name, material, amount=max(float(on_loan[j]), 0.0))
        deadline = int(data.commitments.deadline[j])
        for row, when, tonnes in draws:
            if row == j and 2 - when < 2 * deadline:
                yield Row(DRAW, name, material, when=calendar.name_of(when), amount=tonnes)


def _capacity(result: PlanResult) -> Iterator[Row]:
    """Capacity that was funded, and steps that are shut for some time."""
    data, calendar = result.data, result.data.case.calendar
    for past in rows_of_past(data.case, FUNDED):
        yield Row(FUNDED, past["name"], when=past["when"].text, amount=past["amount"])
    for name, built in zip(data.market.projects.names, result.grid("build", len(data.market.projects.names)), strict=True):
        if built[0] > DUST:
            yield Row(FUNDED, name, when=calendar.name_of(1), amount=float(built[0]))
    for name, opens in zip(data.market.steps.names, data.market.steps.reopens.tolist(), strict=True):
        if opens > 2:
            yield Row(SHUT, name, when=calendar.name_of(opens))


def _shelf(result: PlanResult) -> Iterator[Row]:
    """When what has a shelf life arrived; the opening stock, where nothing is known of it, with the first period."""
    data, calendar = result.data, result.data.case.calendar
    arrival = result.grid("arrival", len(data.market.materials))[:, 0]
    kept = (1.0 - data.material_column("holding_loss")) ** calendar.length
    opening = data.material_column("opening_stock") * kept
    for i, months in enumerate(data.material_column("shelf_life").tolist()):
        if np.isnan(months):
            continue
        name, known = data.market.materials[i], data.before.arrived.get(i)
        for when, tonnes in known or ():
            if 2 - when < calendar.down(months):
                yield Row(ARRIVED, material=name, when=calendar.name_of(when), amount=tonnes)
        fresh = float(arrival[i]) + (0.0 if known else float(opening[i]))
        yield Row(ARRIVED, material=name, when=calendar.name_of(1), amount=max(fresh, 0.0))


def _goes_on(result: PlanResult) -> bool:
    """Whether the second period is in the calendar year of the first."""
    return len(set(result.data.case.calendar.calendar_years[:2])) == 1


def _contracts(result: PlanResult) -> Iterator[Row]:
    """What flowed back under contracts in the calendar year that goes on."""
    data, year = result.data, result.data.case.calendar.calendar_years[0]
    if not _goes_on(result):
        return
    count = len(data.market.steps.contracts)
    flowed = sum(result.grid(name, count)[:, 0] for name in ("rebate", "reserve_rebate"))
    for contract, usd in zip(data.market.steps.contracts, np.broadcast_to(flowed, count).tolist(), strict=True):
        before = sum(amount for of, amount in data.before.rebates.get(contract.name, ()) if of == year)
        if usd + before > DUST:
            yield Row(REBATE, contract.name, when=str(year), amount=usd + before)


def _limits(result: PlanResult) -> Iterator[Row]:
    """What limits over a calendar year that goes on, or over the horizon, have counted."""
    data, years = result.data, result.data.case.calendar.calendar_years
    fed = fed_share(data)
    for k, limit in enumerate(build_limits(data)):
        over = limit.row["over"]
        if over == "period" or (over == "year" and not _goes_on(result)):
            continue
        year = years[0] if over == "year" else None
        amounts: dict[str, float] = {}
        named = {LIMITED_VALUE: "limited_value", COUNTED_VALUE: "counted_value", LIMITED_TONNES: "limited_tonnes"}
        for kind, variable in named.items():
            cells = data.cells[variable]
            here = (cells.row == k) & (cells.node == 0)
            amounts[kind] = float(result.value(variable)[here].sum()) if len(cells) else 0.0
        if not np.isnan(limit.row["at_least_tonnes"]) and any(0 in nodes for nodes in limit.windows.values()):
            amounts[OPEN_CAPACITY], amounts[UNDISTURBED] = capacities(limit, data, [0], fed)
        for kind, amount in amounts.items():
            total = amount + data.before.counted_of(limit.name, kind, year)
            if total:
                yield Row(kind, limit.name, when=str(years[0]), amount=total)


def _planned(result: PlanResult) -> Iterator[Row]:
    """What the reserve orders from the second period on, if no story begins."""
    purchases, calendar, tree = reserve_purchases(result), result.data.case.calendar, result.data.tree
    node = purchases["node"].to_numpy(np.int64)
    later = purchases[(tree.story[node] == 0) & (tree.period[node] > 1)]
    keys = ["offer", "material", "country", "period"]
    sums = later.groupby(keys, sort=False)[["tonnes"]].sum().reset_index()
    for offer, material, country, period, tonnes in sums.itertuples(index=False):
        when = calendar.name_of(int(period))
        yield Row(PLANNED, "" if offer == PROCESS_OUTPUT else offer, material, country, when, float(tonnes))
