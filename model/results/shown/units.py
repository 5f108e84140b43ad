"""What the numbers of a column are, read from the unit at the end of its header."""

from __future__ import annotations

import re

import pandas as pd

from model.results.shown.pages import Measure

UNITS = {
    "t": Measure.TONNES,
    "t/yr": Measure.TONNES,
    "USD": Measure.USD,
    "USD million": Measure.USD_MILLION,
    "USD/t": Measure.PRICE,
    "%": Measure.SHARE,
    "x": Measure.INDEX,
    "days": Measure.DAYS,
    "relative": Measure.SCIENTIFIC,
}


def measures(frame: pd.DataFrame) -> dict[str, Measure]:
    """Measure of every column whose header ends in a known unit, such as `Stock (t)`."""
    found = {}
    for header in frame.columns:
        unit = re.search(r"\(([^()]*)\)$", str(header))
        if unit and unit[1] in UNITS:
            found[str(header)] = UNITS[unit[1]]
    return found


def money_headers(frame: pd.DataFrame) -> tuple[str, ...]:
    """Headers of sums of money, which a total row adds up."""
    return tuple(header for header in map(str, frame.columns) if header.endswith("(USD million)"))
