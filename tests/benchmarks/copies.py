"""A case with copies of its materials, and of all that is said of them.

Materials that processes tie together are copied together, as a chain. A copy is `Cobalt, copy 2`; so are its offers,
processes, projects, floors and limits called. It has every row of its original; its tonnes and its prices differ from the
original's by a factor each, drawn within 10 %, so that no two materials are alike to the solver. What all materials share,
money and room in storage, grows with their number, and is as scarce as it was.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, islice

import pandas as pd

from model.case import Case
from model.schema import SHEETS, Sheet
from model.schema.kinds import MATERIAL_REFERENCE

APART = 0.1  # how far the figures of a copy lie from those of the original, at most
NAMED = {"floors": "floor", "supply": "offer", "processing": "process", "projects": "project", "limits": "limit"}
"""Sheet -> the column that names its rows."""
ROWS_OF_OTHERS = ("offer", "adds_to")  # columns that name rows which are copied too
TONNES = {
    "materials": ("world_output", "opening_stock", "opening_in_transit", "recyclable", "smallest_order"),
    "floors": ("quantity", "take_or_pay", "yearly_cap"),
    "supply": ("capacity",),
    "processing": ("capacity",),
    "projects": ("max_capacity", "smallest_size"),
    "demand": ("demand",),
    "targets": ("tonnes",),
    "limits": ("at_most_tonnes", "at_least_tonnes"),
    "participants": ("commitment",),
}
MONEY = {
    "materials": ("price", "recycling_cost"),
    "prices": ("price",),
    "floors": ("price", "trigger", "yearly_cap"),
    "supply": ("fixed_price", "cash_cost", "freight"),
    "processing": ("cost", "cash_margin_needed"),
    "projects": ("capital_cost", "incentive_price"),
    "shortage_steps": ("cost_usd",),
    "targets": ("penalty",),
    "participants": ("contract_price",),
}
SHARED = {"storage": "capacity", "finance": "amount"}


def materials_for(case: Case, times: float, seed: int = 1) -> Case:
    """The case with so many `times` its materials, to the nearest chain. ValueError for less than 1."""
    if times < 1:
        raise ValueError("materials can be copied, not left out")
    wanted = round(times * len(case["materials"])) - len(case["materials"])
    chance = random.Random(seed)
    parts: dict[str, list[pd.DataFrame]] = {name: [table] for name, table in case.tables.items()}
    for number in count(2):
        for chain in chains(case):
            if wanted < len(chain) / 2:
                return _with_rows(case, parts)
            wanted -= len(chain)
            factors = chance.uniform(1 - APART, 1 + APART), chance.uniform(1 - APART, 1 + APART)
            for sheet, rows in _copied(case, chain, f", copy {number}", *factors):
                parts[sheet].append(rows)
    raise AssertionError("there is always another copy")


def chains(case: Case) -> list[frozenset[str]]:
    """The materials, together with those that processes tie them to, in the order of the Materials sheet."""
    found = {name: frozenset([name]) for name in case["materials"]["material"]}
    for _, materials in case["processing"].groupby("process")["material"]:
        joined = frozenset().union(*(found[name] for name in materials))
        found |= dict.fromkeys(joined, joined)
    return list(dict.fromkeys(found.values()))


def _copied(
    case: Case, chain: frozenset[str], mark: str, tonnes: float, money: float
) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of every sheet that are about the chain, under the copy's names."""
    names = {name for sheet in ("supply", "processing") for name in _about(case, sheet, chain)[NAMED[sheet]]}
    for sheet in SHEETS:
        rows = _about(case, sheet.field, chain)
        if sheet.field == "projects":
            rows = case["projects"][case["projects"]["adds_to"].isin(names)]
        if rows.empty:
            continue
        columns = [*_material_columns(sheet), *(c.field for c in sheet.columns if c.field in ROWS_OF_OTHERS)]
        renamed = {
            name: rows[name].map(lambda old: f"{old}{mark}" if old in chain | names else old) for name in columns
        }
        if own := NAMED.get(sheet.field):
            renamed[own] = rows[own] + mark
        scaled = {name: rows[name] * tonnes for name in TONNES.get(sheet.field, ())}
        scaled |= {name: scaled.get(name, rows[name]) * money for name in MONEY.get(sheet.field, ())}
        yield sheet.field, rows.assign(**renamed, **scaled)


def _about(case: Case, sheet: str, chain: frozenset[str]) -> pd.DataFrame:
    """The rows of a sheet that name a material of the chain."""
    table = case[sheet]
    columns = _material_columns(next(one for one in SHEETS if one.field == sheet))
    return table[table[columns].isin(chain).any(axis=1)]


def _material_columns(sheet: Sheet) -> list[str]:
    own = [column.field for column in sheet.columns if set(MATERIAL_REFERENCE) & set(column.refers_to)]
    return ["material", *own] if sheet.field == "materials" else own


def _with_rows(case: Case, parts: Mapping[str, list[pd.DataFrame]]) -> Case:
    """The case with the rows that were gathered by sheet, numbered anew, and with more of what materials share."""
    tables = {}
    for name, frames in parts.items():
        table = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        tables[name] = table.assign(row=list(islice(count(2), len(table))))
    times = len(tables["materials"]) / len(case["materials"])
    for sheet, column in SHARED.items():
        tables[sheet] = tables[sheet].assign(**{column: tables[sheet][column] * times})
    budget = case.settings.public_co_funding_budget * times
    return replace(case, settings=replace(case.settings, public_co_funding_budget=budget), tables=tables)
