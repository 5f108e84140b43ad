"""What the reserve and every floor is worth, by whose money; and the capacity that would close."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.program.bookings import LEDGERS, NATIONAL
from model.results.facts.worth_of_floors import FloorWorth, WorthOfFloors
from model.results.facts.worth_of_reserve import WorthOfReserve
from model.results.shown.pages import A_YEAR, Column, Measure, money, text, tonnes

RESERVE: Mapping[str, Column] = {"what": text("What"), "saved": money("Saved by the reserve")}
FLOORS: Mapping[str, Column] = {
    "floor": text("Floor"),
    "nation": money("Worth to the nation"),
    "worth": money("Worth as the plan counts it"),
    "short": money("Shortage cost spared, with reserve"),
    "short_without": money("Shortage cost spared, without reserve"),
    "penalties": money("Penalties avoided"),
    "value": Column("Capacity kept open", Measure.USD_MILLION, "USD million a year"),
    **{name: money(f"Saved by {name}") for name in LEDGERS},
    "projects": text("Projects that need it"),
    "why": text("Not known because"),
}
KEPT: Mapping[str, Column] = {
    "floor": text("Floor"),
    "material": text("Material"),
    "mean": tonnes("Would close, in the mean", A_YEAR),
    "most": tonnes("Would close, at the most", A_YEAR),
    "value": Column("Worth of the mean", Measure.USD_MILLION, "USD million a year"),
    "sellers": text("Whose"),
}
TOGETHER = "All together"
NUMBERS = ("nation", "worth", "short", "short_without", "penalties", "value", *LEDGERS)


def of_reserve(found: WorthOfReserve) -> pd.DataFrame:
    """By ledger, shortages and stock, USD; then the nation in all."""
    parts = [(name.capitalize(), found.ledgers[name]) for name in NATIONAL]
    rows = [
        *parts,
        ("Shortages", found.short),
        ("Stock left at the end", found.stock),
        ("The nation in all", found.nation),
        *((name.capitalize(), found.ledgers[name]) for name in LEDGERS if name not in NATIONAL),
    ]
    return pd.DataFrame(rows, columns=list(RESERVE))


def of_floors(found: WorthOfFloors) -> pd.DataFrame:
    """One row for all together, then one for each floor, the one worth most to the nation first, USD."""
    ranked = sorted(found.floors, key=lambda one: -one.nation if one.nation == one.nation else float("inf"))
    rows = [_row(one, one.name) for one in ranked]
    if found.together is not None:
        rows.insert(0, _row(found.together, TOGETHER))
    return pd.DataFrame(rows, columns=list(FLOORS)).astype(dict.fromkeys(NUMBERS, float))


def _row(one: FloorWorth, name: str) -> dict[str, object]:
    figures = {key: getattr(one, key) for key in ("nation", "worth", "short", "short_without", "penalties")}
    return {
        "floor": name,
        **figures,
        "value": float("nan") if one.why else one.value_kept,
        **one.ledgers,
        "projects": ", ".join(one.projects),
        "why": " ".join(one.why),
    }


def kept(found: WorthOfFloors) -> pd.DataFrame:
    """Capacity that would close, by floor and material: t/yr, USD a year."""
    floors = [*([] if found.together is None else [(TOGETHER, found.together)]), *((one.name, one) for one in found.floors)]
    rows = [
        {
            "floor": name, "material": one.material, "mean": one.mean, "most": one.most, "value": one.value,
            "sellers": ", ".join(one.sellers),
        }
        for name, floor in floors
        for one in floor.kept
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(KEPT)).astype(dict.fromkeys(("mean", "most", "value"), float))
