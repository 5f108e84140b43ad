"""Every loss, that which costs most first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.largest_supplier import LargestLost
from model.results.shown.pages import Column, days, money, share, text, tonnes

LOSSES: Mapping[str, Column] = {
    "material": text("Material"),
    "supplier": text("Supplier lost"),
    "share": share("Its share of capacity"),
    "cost_with": money("Shortage cost with reserve"),
    "cost_without": money("Shortage cost without reserve"),
    "spared": money("Spared by the reserve"),
    "short_of": text("Most missed"),
    "tonnes_with": tonnes("Short of it with reserve"),
    "tonnes_without": tonnes("Short of it without reserve"),
    "days_without": days("All met without reserve for"),
    "days_with": days("All met with reserve for"),
    "why": text("Not known because"),
}
NUMBERS = ("share", "cost_with", "cost_without", "spared", "tonnes_with", "tonnes_without", "days_without", "days_with")


def losses(found: LargestLost, countries: Mapping[str, str]) -> pd.DataFrame:
    """One row for each material, USD, t and days; days are blank where all can be met to the end of the plan."""
    rows = [
        {
            **{name: getattr(one, name) for name in LOSSES if name not in ("supplier", "why")},
            "supplier": countries.get(one.country, one.country),
            "why": " ".join(one.why),
        }
        for one in found.losses
    ]
    table = pd.DataFrame(rows, columns=list(LOSSES)).astype(dict.fromkeys(NUMBERS, float))
    return table.replace(np.inf, np.nan)
