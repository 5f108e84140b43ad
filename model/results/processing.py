"""The Processing sheet: what processes take and make, what is shipped between places, and what nobody wants."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.answer import Answer
from model.results.movements import process_flows
from model.results.outcome import Outcome
from model.results.pages import Page, Table
from model.results.paths import View, base_path, expected
from model.results.purchases import process_purchases
from model.results.selection import codes_of_concern, country_names
from model.results.units import measures, money_headers
from model.results.wording import MILLION, listed, tonnes, usd

BEFORE = "before Start"
FULL = 1 - 1e-6  # share of the capacity from which a process counts as full
SMALLEST = 1e-6  # tonnes below which a row is the solver's dust
NAMED = 3
USED = "Utilisation, base path (%)"


def _views(answer: Answer) -> tuple[View, View]:
    return base_path(answer.plan.tree), expected(answer.plan.tree)


def capacity_with_projects(answer: Answer) -> FloatArray:
    """What each process can take at every node with what projects added to it, t of main input, (P, N)."""
    processes, projects = answer.plan.market.processes, answer.plan.market.projects
    built = answer.grid("built", len(projects.names)) * projects.adds
    capacity = processes.capacity.copy()
    on_process = projects.process >= 0
    np.add.at(capacity, projects.process[on_process], built[on_process])
    return capacity


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    """part ÷ whole, NaN where there is nothing of the whole."""
    found: FloatArray = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def _year_columns(
    answer: Answer, process: int, run: FloatArray, capacity: FloatArray, of_year: FloatArray
) -> dict[str, object]:
    """One process in one calendar year: `run` and `capacity` in t of main input, `of_year` flags its nodes, all (N,)."""
    processes = answer.plan.market.processes
    toll, shut = run * processes.toll[process], processes.shut[process].astype(float)
    undisturbed, factor = processes.undisturbed[process], processes.factor[process]
    found: dict[str, object] = {}
    for view in _views(answer):
        counts, word = view.factor * of_year, view.name.lower()
        found[f"Tonnes in, {word} (t)"] = float(run @ counts)
        found[f"Capacity, {word} (t)"] = float(capacity @ counts)
        found[f"Utilisation, {word} (%)"] = float(_ratio(run @ counts, capacity @ counts))
        found[f"Toll, {word} (USD million)"] = float(toll @ counts) / MILLION
        open_time = processes.in_force[process] * counts
        found[f"Time shut by its margin, {word} (%)"] = float(_ratio(shut @ open_time, open_time.sum()))
    counts = _views(answer)[1].factor * of_year
    lost = (undisturbed * (1.0 - factor)) @ counts
    found["Capacity lost to stories, expected (%)"] = float(_ratio(lost, undisturbed @ counts))
    return found


def runs_by_year(answer: Answer) -> pd.DataFrame:
    """One row per process and calendar year it is in force, and one for what it took in before Start; final headers."""
    plan = answer.plan
    processes, calendar = plan.market.processes, plan.case.calendar
    years = np.array(calendar.calendar_years)[plan.node_period]
    names = country_names(plan)
    run, capacity = answer.grid("run", processes.size), capacity_with_projects(answer)
    early = plan.cells["early_run"]
    before, room = (
        np.bincount(early.row, weights=amount, minlength=processes.size)
        for amount in (answer.value("early_run"), processes.early_capacity[early.row])
    )
    rows: list[dict[str, object]] = []
    figures: dict[str, object]
    for p, process in enumerate(processes.names):
        facts: dict[str, object] = {
            "Process": process,
            "Country": names[plan.market.clubs.countries[processes.country[p]]],
            "Main input": plan.market.materials[processes.main[p]],
        }
        if room[p] > 0:
            toll = before[p] * processes.toll[p, 0] / MILLION
            figures = {"Year": BEFORE}
            for view in _views(answer):
                word = view.name.lower()
                figures[f"Tonnes in, {word} (t)"] = before[p]
                figures[f"Capacity, {word} (t)"] = room[p]
                figures[f"Utilisation, {word} (%)"] = before[p] / room[p]
                figures[f"Toll, {word} (USD million)"] = toll
            rows.append({**facts, **figures})
        for year in sorted({int(year) for year in years[processes.in_force[p]]}):
            figures = _year_columns(answer, p, run[p], capacity[p], (years == year).astype(float))
            rows.append({**facts, "Year": str(year), **figures})
    return pd.DataFrame(rows)


def _by_year(table: pd.DataFrame, keys: Mapping[str, str], amounts: Mapping[str, str], answer: Answer) -> pd.DataFrame:
    """Columns of a table with `node` added up by calendar year and other keys, in both views.

    `keys` and `amounts` are columns by header, the amounts' headers with `{}` for the view; rows of nothing are left out.
    """
    years = np.array(answer.plan.case.calendar.calendar_years)[answer.plan.node_period]
    node = table["node"].to_numpy(int)
    frame = pd.DataFrame({header: table[column].to_numpy(object) for header, column in keys.items()})
    frame["Year"] = years[node]
    headers = []
    for header, column in amounts.items():
        for view in _views(answer):
            name = header.format(view.name.lower())
            scale = MILLION if header.endswith("(USD million)") else 1.0
            frame[name] = table[column].to_numpy(float) * view.factor[node] / scale
            headers.append(name)
    found = frame.groupby([*keys, "Year"], sort=False, as_index=False)[headers].sum()
    found = found[found[headers[:2]].abs().max(axis=1) > SMALLEST]
    return found.sort_values([*keys, "Year"], kind="stable", ignore_index=True)


def materials_by_year(answer: Answer) -> pd.DataFrame:
    """What each process takes in and makes from Start on, by material and calendar year; final headers."""
    names = country_names(answer.plan)
    flows = process_flows(answer)
    flows = flows.assign(place=flows["place"].map(names), role=np.where(flows["role"] == "input", "in", "out"))
    keys = {"Process": "process", "Country": "place", "Role": "role", "Material": "material"}
    return _by_year(flows, keys, {"Tonnes, {} (t)": "tonnes"}, answer)


def shipments_by_year(answer: Answer) -> pd.DataFrame:
    """What industry moves between places, by material, origin, target and calendar year; final headers."""
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
    return _by_year(ships, keys, amounts, answer)


def reserve_by_year(answer: Answer) -> pd.DataFrame:
    """Process output the reserve buys from industry, by material, country and calendar year; final headers."""
    names = country_names(answer.plan)
    taken = process_purchases(answer)
    taken = taken.assign(place=taken["country"].map(names), price=taken["paid"] * taken["tonnes"])
    amounts = {
        "Tonnes, {} (t)": "tonnes",
        "Paid to industry, {} (USD million)": "price",
        "Landed cost, {} (USD million)": "cost",
    }
    return _by_year(taken, {"Material": "material", "From": "place"}, amounts, answer)


def unwanted_by_year(answer: Answer) -> pd.DataFrame:
    """Material that nobody takes, at home and abroad, by calendar year; final headers."""
    plan, home = answer.plan, answer.plan.case.settings.home_country
    row, node = np.nonzero(surplus := answer.grid("surplus", len(plan.market.materials)))
    goods = np.array(plan.market.materials, dtype=object)
    at_home = pd.DataFrame({"material": goods[row], "place": home, "node": node, "tonnes": surplus[row, node]})
    both = pd.concat([part for part in (at_home, answer.surplus_abroad) if len(part)] or [at_home], ignore_index=True)
    both["place"] = both["place"].map(country_names(plan))
    return _by_year(both, {"Material": "material", "Where": "place"}, {"Tonnes, {} (t)": "tonnes"}, answer)


def _full_sentence(runs: pd.DataFrame) -> str:
    """Which processes run at full capacity on the base path, and when."""
    full = runs[runs[USED] >= FULL]
    if full.empty:
        return "No process runs at full capacity on the base path."
    told = [f"{process} ({', '.join(own['Year'])})" for process, own in full.groupby("Process", sort=False)]
    return f"At full capacity on the base path: {'; '.join(told)}."


def _concern_sentence(answer: Answer) -> str:
    """What is shipped out of entities of concern on the base path, over the horizon."""
    base = base_path(answer.plan.tree).factor
    ships = answer.shipments[lambda table: base[table["node"].to_numpy(int)] > 0]
    concern = codes_of_concern(answer.plan)
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
    hit = runs[runs["Capacity lost to stories, expected (%)"] > 0]
    if len(hit):
        worst = hit.sort_values("Capacity lost to stories, expected (%)", ascending=False, kind="stable").iloc[0]
        share = f"{worst['Capacity lost to stories, expected (%)']:.1%}"
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
    runs, unwanted = runs_by_year(answer), unwanted_by_year(answer)
    listed_tables = (
        (
            "ProcessingRuns", "Processes by calendar year", runs, (USED, "Capacity lost to stories, expected (%)"),
            "Tonnes of main input. Capacity: what is in force, not shut and not cut, with what projects added; only runs "
            f"whose output still arrives within the horizon count. `{BEFORE}`: runs whose output arrives from Start on. "
            "Toll: with what a border floor adds to it, undiscounted.",
        ),
        (
            "ProcessingMaterials", "What processes take in and make", materials_by_year(answer), (),
            f"From Start on. What comes out of runs {BEFORE} is made here; what went into them is not.",
        ),
        (
            "ProcessingShipments", "What industry ships between places", shipments_by_year(answer), (),
            "Goods of processes abroad and for them. Freight, duty and border top-up are paid here, on top of what the "
            "goods cost where they come from; duty and top-up are owed on entering home. Undiscounted.",
        ),
        (
            "ProcessingReserve", "Process output bought by the reserve", reserve_by_year(answer), (),
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
