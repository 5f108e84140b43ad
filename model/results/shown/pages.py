"""What a sheet of the result workbook holds, before it is Excel: sentences, tables and charts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
import pandas as pd
from pandas.api.types import is_float_dtype

from model.results.shown.sentences import Sentence
from model.results.tolerances import DUST


class Measure(Enum):
    """What the numbers of a column are, and so how they are shown. The unit itself stands in the header."""

    TEXT = "text"
    COUNT = "count"
    TONNES = "tonnes"
    USD = "USD"
    USD_MILLION = "USD million"
    PRICE = "USD per tonne"
    SHARE = "share"  # held as a fraction, shown as %
    DAYS = "days"
    INDEX = "index"  # HHI and the like, no unit
    SCIENTIFIC = "scientific"


def without_dust(frame: pd.DataFrame, measures: Mapping[str, Measure]) -> pd.DataFrame:
    """The frame with 0 for what a solver leaves of nothing; errors of checks are told as they are."""
    exact = (Measure.TEXT, Measure.SCIENTIFIC)
    settled = {}
    for header, kind in frame.dtypes.items():
        if measures.get(str(header), Measure.TEXT) not in exact and is_float_dtype(kind):
            values = frame[header].to_numpy()
            settled[str(header)] = np.where(np.abs(values) <= DUST, 0.0, values)  # blanks are NaN and stay so
    return frame.assign(**settled)


@dataclass(frozen=True)
class Table:
    """One table: `frame` has final headers (with units) and final numbers.

    `name` is its Excel name, unique in the workbook. `measures` by header; TEXT where not given. `totals` are headers
    that get a total row; `heat` headers coloured by value; `flags` headers whose text marks trouble. `links` leads
    from the texts of a column to the sheet of that title.
    """

    name: str
    title: str
    frame: pd.DataFrame
    measures: Mapping[str, Measure] = field(default_factory=dict)
    note: str = ""
    totals: tuple[str, ...] = ()
    heat: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", without_dust(self.frame, self.measures))


@dataclass(frozen=True)
class Chart:
    """A native chart over a table of the same page: `kind` is line, column, stacked column or bar.

    `rows`: only so many of the table's first rows are drawn; None draws all. `marked` series have a look of their own, the
    same on every chart: entities of concern.
    """

    kind: str
    title: str
    table: str
    categories: str
    series: tuple[str, ...]
    unit: str
    rows: int | None = None
    marked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure told in large type: what it is, its value, how it is shown, and its unit in words."""

    label: str
    value: float
    measure: Measure
    unit: str


@dataclass(frozen=True)
class Page:
    """One sheet: its title, the sentences at its top (first the one that matters most), tables and charts, and `figures` in
    large type between sentences and charts."""

    title: str
    sentences: tuple[Sentence | str, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences as the planner reads them."""
        return tuple(map(str, self.sentences))
