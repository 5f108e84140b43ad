"""The small case of one loss: a material and its chain, along the plan's base path, until one country stops for a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from model.case import Case, make_table
from model.market.effects import in_scope
from model.onsets import Onsets
from model.schema import SHEETS

LOSS = "loss"  # the story's name
MONTHS = 12  # from Start to the loss, and how long it lasts
OF_ITS_OWN = ("limits", "shortage_steps", "projects", "processing", "stories", "effects")
LEFT_OUT = ("targets", "finance", "participants", "what_ifs", "studies")


def chain_of(case: Case, material: str) -> set[str]:
    """The materials that processes connect with one, itself included."""
    processing = case["processing"]
    recipes = [set(rows) for _, rows in processing.groupby("process")["material"]]
    chain, before = {material}, 0
    while len(chain) > before:
        before = len(chain)
        chain = chain.union(*(recipe for recipe in recipes if recipe & chain))
    return chain


def loss_case(case: Case, material: str, country: str, period: int, lost: float = 1.0) -> Case:
    """The chain of a material alone, in which all supply and processing of it in a country stops for certain from a period;
    or a share of it, `lost`, which may be nothing.

    Nothing ties it to other materials: no money, no participants, no limit that reaches beyond the chain. What the reserve
    must do counts no more: no targets, no limits on it, and none that ask for a least amount. Every project may be built,
    as what is built before is given.
    """
    chain = chain_of(case, material)
    tables = {name: _of_chain(name, table, chain) for name, table in case.tables.items()}
    tables["processing"] = case["processing"][case["processing"]["material"].isin(chain)]
    named = {*tables["supply"]["offer"], *tables["processing"]["process"]}
    tables["projects"] = case["projects"][case["projects"]["adds_to"].isin(named)].assign(incentive_price=np.nan)
    tables["limits"] = _limits(case, chain)
    onset = case.calendar.parse(period)
    assert onset is not None
    story = {"story": LOSS, "probability": 1.0, "onset": Onsets((onset,))}
    effect = {
        "story": LOSS, "kind": "supply loss", "country_or_agreement": country, "material_or_group": material,
        "change": lost, "lasts": float(MONTHS),
    }  # fmt: skip
    tables |= {"stories": _table("stories", story), "effects": _table("effects", effect)}
    settings = replace(
        case.settings, risk_weight=0.0, industry_first=False, public_co_funding_budget=np.nan, buy_only_commitments=False
    )
    return replace(case, settings=settings, tables={name: table.reset_index(drop=True) for name, table in tables.items()})


def _of_chain(name: str, table: pd.DataFrame, chain: Collection[str]) -> pd.DataFrame:
    if name in LEFT_OUT:
        return table.iloc[:0]
    if name in OF_ITS_OWN or "material" not in table:
        return table
    return table[table["material"].isin(chain)]


def _limits(case: Case, chain: Collection[str]) -> pd.DataFrame:
    """Limits on industry alone that reach no further than the chain, without what they ask for at least."""
    table = case["limits"]
    inside = case["materials"]["material"].isin(chain).to_numpy()
    own = [
        row["for"] == "industry" and not (in_scope(case, row["scope"]) & ~inside).any() for row in case.records("limits")
    ]
    return table[np.array(own, dtype=bool)].assign(at_least_share=np.nan, at_least_tonnes=np.nan)


def _table(field: str, row: dict[str, Any]) -> pd.DataFrame:
    return make_table(next(sheet for sheet in SHEETS if sheet.field == field), [row])
