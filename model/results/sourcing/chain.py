"""Where what reaches home was last worked and where its feed was mined: the first year's flows, traced through the chain.

Goods mix in proportion at each place. Four kinds of mixtures, each with shares by the country where its feed was mined:

    made      outputs of the processes at a place: each is a mixture of its process's inputs, by their value at base price
              (joint outputs share it)
    supplied  what offers and processes deliver at a place, less what the reserve takes over: what may be shipped on
    pool      what processes at a place eat: what is not shipped on, what is shipped in, and at home what is recycled
    early     what a process that does not run in the first year made of feed nobody knows

What was made before Start has the inputs of the first year, where its process runs in it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import BoolArray, FloatArray
from model.program.bookings import INDUSTRY
from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import base_nodes, first_year, material_numbers
from model.results.sourcing.mixing import EARLY, MADE, POOL, SUPPLIED, UNKNOWN, Mixing
from model.tolerances import DUST


@dataclass(frozen=True)
class FirstYear:
    """Flows of the first year on the base path that the tracing needs, tonnes.

    `ordered` what is ordered from Start on and lands at home; `landed` what arrives for industry anywhere, early orders
    too; `ships`; `taken`, process output the reserve buys. By process: `made`, main input whose output appears, and `ran`,
    whether it runs in the first year, (P,); `worth`, what `made` would be worth as a tonne of each material per tonne,
    and `eaten`, each input, USD at base price (P, I). `recycled` by material (I,).
    """

    ordered: pd.DataFrame
    landed: pd.DataFrame
    ships: pd.DataFrame
    taken: pd.DataFrame
    made: FloatArray
    worth: FloatArray
    ran: BoolArray
    eaten: FloatArray
    recycled: FloatArray


def _first_year(result: PlanResult) -> FirstYear:
    data, home = result.data, result.data.case.settings.home_country
    processes, prices = data.market.processes, data.market.base_price
    year = first_year(data.case.calendar)
    nodes = np.array([n for t, n in base_nodes(data.tree).items() if t <= year], dtype=np.int64)
    at = data.node_period[nodes]
    orders = result.orders[result.orders["node"].isin(nodes)]
    ordered = orders[~orders["before_start"] & (orders["lands"] == home)]
    made, run = (result.grid(name, processes.size)[:, nodes] for name in ("run_completed", "run"))
    return FirstYear(
        ordered=_valued(ordered, result),
        landed=orders[(orders["buyer"] == INDUSTRY) & (orders["arrives"] <= year)],
        ships=_valued(result.shipments[result.shipments["node"].isin(nodes)], result),
        taken=_valued(result.stockships[result.stockships["node"].isin(nodes)], result),
        made=made.sum(axis=1),
        worth=made @ prices[:, at].T,
        ran=run.sum(axis=1) > DUST,
        eaten=processes.inputs * (run @ prices[:, at].T),
        recycled=result.grid("recycle", len(prices))[:, nodes].sum(axis=1),
    )


def _valued(flows: pd.DataFrame, result: PlanResult) -> pd.DataFrame:
    """Flows with `worth`, USD at base price."""
    price = result.data.market.base_price[
        material_numbers(result.data, flows["material"]), flows["period"].to_numpy(int) - 1
    ]
    return flows.assign(worth=flows["tonnes"].to_numpy(float) * price)


def _sums(flows: pd.DataFrame, keys: list[str], amount: str) -> dict[tuple[str, ...], float]:
    """Tonnes by keys, always tuples."""
    return {key: float(t) for key, t in flows.groupby(keys)[amount].sum().items()}  # type: ignore[misc]


def _mixing(result: PlanResult, year: FirstYear) -> Mixing:
    """Everything that flows into each mixture."""
    data, home = result.data, result.data.case.settings.home_country
    processes, clubs, goods = data.market.processes, data.market.clubs, data.market.materials
    found = Mixing()
    made: dict[tuple[str, str], float] = {}
    for p in np.flatnonzero(year.made > 0).tolist():
        place, eaten = clubs.countries[processes.country[p]], year.eaten[p]
        concern = bool(clubs.of_concern[processes.country[p]])
        parts = eaten / eaten.sum() if eaten.sum() > 0 else processes.inputs[p] / processes.inputs[p].sum()
        for i in np.flatnonzero(processes.outputs[p]).tolist():
            amount, target = processes.outputs[p, i] * year.made[p], (MADE, goods[i], place)
            made[goods[i], place] = made.get((goods[i], place), 0.0) + amount
            if year.ran[p]:
                found.links += [
                    (target, (POOL, goods[j], place), amount * parts[j], concern)
                    for j in np.flatnonzero(parts).tolist()
                ]
            else:
                before = (EARLY, goods[i], place)
                found.origins.append((before, UNKNOWN, amount))
                found.links.append((target, before, amount, concern))
    taken = _sums(year.taken, ["material", "origin"], "tonnes")
    shipped_out = _sums(year.ships, ["material", "origin"], "tonnes")
    supplied: dict[tuple[str, str], float] = {}
    for (material, place, seller), amount in _sums(year.landed, ["material", "lands", "country"], "delivered").items():
        supplied[material, place] = supplied.get((material, place), 0.0) + amount
        found.origins.append(((SUPPLIED, material, place), seller, amount))
    for corner, amount in made.items():
        left = max(amount - taken.get(corner, 0.0), 0.0)
        supplied[corner] = supplied.get(corner, 0.0) + left
        found.links.append(((SUPPLIED, *corner), (MADE, *corner), left, False))
    for (material, place), amount in supplied.items():
        out = 0.0 if place == home else shipped_out.get((material, place), 0.0)
        kept = max(amount - out, 0.0)
        found.links.append(((POOL, material, place), (SUPPLIED, material, place), kept, False))
    for (material, origin, end), amount in _sums(year.ships, ["material", "origin", "target"], "tonnes").items():
        source = (POOL if origin == home else SUPPLIED, material, origin)
        found.links.append(((POOL, material, end), source, amount, False))
    found.origins += [
        ((POOL, goods[i], home), home, float(year.recycled[i])) for i in np.flatnonzero(year.recycled > DUST).tolist()
    ]
    return found


def _reached_home(result: PlanResult, year: FirstYear) -> pd.DataFrame:
    """What reached home: material, `last` country that worked it, mixture it is (none for an offer), tonnes, worth USD."""
    data, home = result.data, result.data.case.settings.home_country
    processes, goods = data.market.processes, data.market.materials
    keys, amounts = ["material", "last"], ["tonnes", "worth"]
    columns = [*keys, *amounts]
    bought = year.ordered.rename(columns={"country": "last"})[columns].assign(kind="")
    shipped = year.ships[year.ships["target"] == home].rename(columns={"origin": "last"})[columns].assign(kind=SUPPLIED)
    taken = year.taken[year.taken["origin"] != home].rename(columns={"origin": "last"})[columns].assign(kind=MADE)
    made_at_home = pd.DataFrame(
        [
            (goods[i], home, processes.outputs[p, i] * year.made[p], processes.outputs[p, i] * year.worth[p, i], MADE)
            for p in np.flatnonzero(processes.country == data.market.clubs.number(home)).tolist()
            for i in np.flatnonzero(processes.outputs[p]).tolist()
        ],
        columns=[*columns, "kind"],
    )
    parts = [part for part in (bought, shipped, taken, made_at_home) if len(part)] or [bought]
    found = pd.concat(parts, ignore_index=True).groupby([*keys, "kind"], as_index=False, sort=False)[amounts].sum()
    return found[found["tonnes"] > DUST].reset_index(drop=True)


def _wanted_at_home(result: PlanResult) -> BoolArray:
    """Materials that home or the reserve asks for, or that a process at home eats, (I,); all others only pass."""
    data = result.data
    processes, rows = data.market.processes, len(data.market.materials)
    at_home = processes.country == data.market.clubs.number(data.case.settings.home_country)
    asked = (data.market.demand.yearly_by_material(rows) > 0).any(axis=1) | (data.cover.required > 0).any(axis=1)
    held = (result.grid("stock", rows) > DUST).any(axis=1)
    wanted: BoolArray = asked | held | (processes.inputs[at_home] > 0).any(axis=0)
    return wanted


def trace(result: PlanResult) -> pd.DataFrame:
    """What reached home, and is wanted there, in the first year on the base path: material, `last` country that worked it,
    `origin` of its feed (UNKNOWN where not known), tonnes, `touched` tonnes that were in an entity of concern at any stage,
    worth and worth touched (USD at base price)."""
    clubs, year = result.data.market.clubs, _first_year(result)
    countries = list(clubs.countries)
    number, shares, touched = _mixing(result, year).shares(countries, clubs.of_concern)
    labels = [*countries, UNKNOWN]
    rows = []
    reached = _reached_home(result, year)
    wanted = _wanted_at_home(result)[material_numbers(result.data, reached["material"])]
    for lot in reached[wanted].to_dict("records"):
        last = countries.index(lot["last"])
        # What was last worked in an entity of concern has touched one, whatever is known of its feed.
        by_origin, any_stage = np.eye(len(labels))[last], float(clubs.of_concern[last])
        if lot["kind"]:
            # Of what is there by the solver's tolerance alone nothing is known, not even that it was made.
            m = number.get((lot["kind"], lot["material"], lot["last"]))
            by_origin = np.eye(len(labels))[-1] if m is None else shares[m]
            any_stage = any_stage if m is None else max(touched[m], any_stage)
        for c in np.flatnonzero(by_origin > DUST).tolist():
            part = by_origin[c] / by_origin[by_origin > DUST].sum()
            rows.append(
                {
                    "material": lot["material"],
                    "last": lot["last"],
                    "origin": labels[c],
                    "tonnes": lot["tonnes"] * part,
                    "touched": lot["tonnes"] * part * any_stage,
                    "worth": lot["worth"] * part,
                    "worth_touched": lot["worth"] * part * any_stage,
                }
            )
    columns = ["material", "last", "origin", "tonnes", "touched", "worth", "worth_touched"]
    return pd.DataFrame(rows, columns=columns).groupby(columns[:3], as_index=False, sort=False).sum()
