"""The Processing sheet: what processes take and make, what is shipped between places, and what nobody wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.movements import process_flows
from model.results.facts.outcome import Outcome
from model.results.facts.paths import base_path
from model.results.facts.purchases import process_purchases
from model.results.facts.selection import codes_of_concern, country_names
from model.results.processing.runs import BEFORE, LOST, USED, runs_by_year, runs_table, views
from model.results.shown.pages import Page, Table
from model.results.shown.phrases import NONE_MARKED
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, listed, tonnes, usd

FULL = 1 - 1e-6  # share of the capacity from which a process counts as full
SMALLEST = 1e-6  # tonnes below which a row is the solver's dust
LEAST = 1.0  # tonnes over the horizon below which a flow is left out
NAMED = 3


def _over_the_horizon(
    table: pd.DataFrame, keys: Mapping[str, str], amounts: Mapping[str, str], answer: Answer, least: float = SMALLEST
) -> pd.DataFrame:
    """Columns of a table with `node` and `tonnes` added up by keys: tonnes in each calendar year of the base path, and
    every amount over the horizon in both views.

    `keys` and `amounts` are columns by header, the amounts' headers with `{}` for the view, tonnes first; rows of less than
    `least` tonnes are left out.
    """
    years = np.array(answer.plan.case.calendar.calendar_years)[answer.plan.node_period]
    node = table["node"].to_numpy(int)
    frame = pd.DataFrame({header: table[column].to_numpy(object) for header, column in keys.items()})
    on_base = table["tonnes"].to_numpy(float) * views(answer)[0].factor[node]
    for year in sorted(set(years.tolist())):
        frame[f"{year}, base path (t)"] = np.where(years[node] == year, on_base, 0.0)
    totals = []
    for header, column in amounts.items():
        scale = MILLION if header.endswith("(USD million)") else 1.0
        for view in views(answer):
            totals.append(header.format(view.name.lower()))
            frame[totals[-1]] = table[column].to_numpy(float) * view.factor[node] / scale
    found = frame.groupby(list(keys), sort=False, as_index=False).sum()
    found = found[found[totals[:2]].max(axis=1) >= least]
    return found.sort_values(list(keys), kind="stable", ignore_index=True)


def materials_table(answer: Answer) -> pd.DataFrame:
    """What each process of several inputs or outputs takes in and makes from Start on, by material; final headers."""
    names, processes = country_names(answer.plan), answer.plan.market.processes
    several = ((processes.inputs > 0).sum(axis=1) > 1) | ((processes.outputs > 0).sum(axis=1) > 1)
    flows = process_flows(answer)
    flows = flows[flows["process"].isin([name for name, joint in zip(processes.names, several, strict=True) if joint])]
    flows = flows.assign(place=flows["place"].map(names), role=np.where(flows["role"] == "input", "in", "out"))
    keys = {"Process": "process", "Country": "place", "Role": "role", "Material": "material"}
    return _over_the_horizon(flows, keys, {"Tonnes, {} (t)": "tonnes"}, answer, LEAST)


def shipments_table(answer: Answer) -> pd.DataFrame:
    """What industry moves between places, by material, origin and target; final headers."""
    names, concern = country_names(answer.plan), codes_of_concern(answer.plan)
    ships = answer.shipments
    ships = ships.assign(
        concern=np.where(ships["origin"].isin(concern), "yes", ""),
        origin=ships["origin"].map(names),
        target=ships["target"].map(names),
        **{cost: ships[cost] * ships["tonnes"] for cost in ("freight", "duty", "top_up")},
    )
    keys = {"Material": "material", "From": "origin", "To": "target", "From an entity of concern": "concern"}
    costs = {"Freight": "freight", "Duty": "duty", "Border top-up": "top_up"}
    amounts = {"Tonnes, {} (t)": "tonnes", **{f"{cost}, {{}} (USD million)": column for cost, column in costs.items()}}
    return _over_the_horizon(ships, keys, amounts, answer, LEAST)


def reserve_table(answer: Answer) -> pd.DataFrame:
    """Process output the reserve buys from industry, by material and country; final headers."""
    names = country_names(answer.plan)
    taken = process_purchases(answer)
    taken = taken.assign(place=taken["country"].map(names), price=taken["paid"] * taken["tonnes"])
    amounts = {
        "Tonnes, {} (t)": "tonnes",
        "Paid to industry, {} (USD million)": "price",
        "Landed cost, {} (USD million)": "cost",
    }
    return _over_the_horizon(taken, {"Material": "material", "From": "place"}, amounts, answer)


def unwanted_table(answer: Answer) -> pd.DataFrame:
    """Material that nobody takes, at home and abroad; final headers."""
    plan, home = answer.plan, answer.plan.case.settings.home_country
    row, node = np.nonzero(surplus := answer.grid("surplus", len(plan.market.materials)))
    goods = np.array(plan.market.materials, dtype=object)
    at_home = pd.DataFrame({"material": goods[row], "place": home, "node": node, "tonnes": surplus[row, node]})
    both = pd.concat([part for part in (at_home, answer.surplus_abroad) if len(part)] or [at_home], ignore_index=True)
    both["place"] = both["place"].map(country_names(plan))
    return _over_the_horizon(both, {"Material": "material", "Where": "place"}, {"Tonnes, {} (t)": "tonnes"}, answer)


def _full_sentence(runs: pd.DataFrame) -> str:
    """Which processes run at full capacity on the base path, and when."""
    full = runs[runs[USED] >= FULL]
    if full.empty:
        return "No process runs at full capacity on the base path."
    told = [f"{process} ({', '.join(own['Year'])})" for process, own in full.groupby("Process", sort=False)]
    rest = f"; and {len(told) - NAMED} more" if len(told) > NAMED else ""
    return f"At full capacity on the base path: {'; '.join(told[:NAMED])}{rest}."


def _concern_sentence(answer: Answer) -> str:
    """What is shipped out of entities of concern on the base path, over the horizon."""
    base = base_path(answer.plan.tree).factor
    ships = answer.shipments[lambda table: base[table["node"].to_numpy(int)] > 0]
    concern = codes_of_concern(answer.plan)
    if not concern:
        return str(NONE_MARKED)
    own = ships[ships["origin"].isin(concern)]
    if own.empty:
        return "Industry ships nothing from entities of concern on the base path."
    names = country_names(answer.plan)
    line = own["material"].astype(str) + " from " + own["origin"].map(names) + " to " + own["target"].map(names)
    moved = own.assign(worth=own["tonnes"] * own["value"]).groupby(line)[["tonnes", "worth"]].sum()
    moved = moved.sort_values("worth", ascending=False, kind="stable")
    told = [f"{tonnes(t)} of {name}" for name, t in zip(moved.index, moved["tonnes"], strict=True)]
    return f"From entities of concern industry ships on the base path, over the horizon, {listed(told, NAMED)}."


def _sentences(answer: Answer, runs: pd.DataFrame, unwanted: pd.DataFrame) -> tuple[str, ...]:
    if runs.empty:
        return ("No process of the Processing sheet is in force within the horizon.",)
    told = [_full_sentence(runs), _concern_sentence(answer)]
    shut = runs[runs["Time shut by its margin, base path (%)"] > 0]
    if len(shut):
        named = [f"{name} ({', '.join(own['Year'])})" for name, own in shut.groupby("Process", sort=False)]
        told.append(
            f"Shut on the base path because the margin is too low, at least part of the time: {'; '.join(named)}."
        )
    hit = runs[runs[LOST] > 0]
    if len(hit):
        worst = hit.sort_values(LOST, ascending=False, kind="stable").iloc[0]
        share = f"{worst[LOST]:.1%}"
        told.append(
            f"Stories take most from {worst['Process']}: they are expected to take {share} of it in {worst['Year']}."
        )
    taken = process_purchases(answer)
    if len(taken):
        bought = float((taken["tonnes"] * taken["weight"]).sum()), float((taken["cost"] * taken["weight"]).sum())
        told.append(
            f"The reserve is expected to buy {tonnes(bought[0])} of process output over the horizon for {usd(bought[1])} "
            "landed."
        )
    left = unwanted.groupby("Material")["Tonnes, expected (t)"].sum().sort_values(ascending=False, kind="stable")
    if len(left):
        named = [f"{tonnes(float(amount))} of {material}" for material, amount in left.items()]
        told.append(f"Nobody takes, expected over the horizon: {listed(named, NAMED)}.")
    return tuple(told)


def page(outcome: Outcome) -> Page:
    """The Processing sheet, for a case with processes."""
    assert outcome.answer is not None
    answer = outcome.answer
    runs, unwanted = runs_by_year(answer), unwanted_table(answer)
    shown = runs_table(answer, runs) if len(runs) else runs
    listed_tables = (
        (
            "ProcessingRuns", "Processes", shown, (*(h for h in map(str, shown.columns) if h.startswith("Use")), LOST),
            "Tonnes of main input, from Start on. Use: of the capacity that is in force, not shut and not cut, with what "
            f"projects added; only runs whose output still arrives within the horizon count. `{BEFORE}`: runs whose output "
            "arrives from Start on. Toll: with what a border floor adds to it, undiscounted.",
        ),
        (
            "ProcessingMaterials", "What processes of several inputs or outputs take and make", materials_table(answer), (),
            f"From Start on; flows below {LEAST:.0f} t over the horizon are left out. What comes out of runs {BEFORE} is "
            "made here; what went into them is not.",
        ),
        (
            "ProcessingShipments", "What industry ships between places", shipments_table(answer), (),
            f"Goods of processes abroad and for them; what is below {LEAST:.0f} t over the horizon is left out. Freight, "
            "duty and border top-up are paid here, on top of what the goods cost where they come from; duty and top-up are "
            "owed on entering home. Undiscounted.",
        ),
        (
            "ProcessingReserve", "Process output bought by the reserve", reserve_table(answer), (),
            "At the higher of market and floor, paid to industry; landed cost adds freight, duty and border top-up. "
            "The purchases of this period and the next three are on the Buy list.",
        ),
        (
            "ProcessingUnwanted", "Material that nobody takes", unwanted, (),
            "Joint products, and what was bought and is not needed. Sold at the Surplus price of the Settings sheet.",
        ),
    )  # fmt: skip
    tables = tuple(
        Table(
            name, title, frame, measures(frame), note,
            money_headers(frame), heat,
        )
        for name, title, frame, heat, note in listed_tables
        if len(frame)
    )  # fmt: skip
    return Page("Processing", _sentences(answer, runs, unwanted), tables)
