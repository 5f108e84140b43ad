"""A table that looks up rows of a Data sheet by what is chosen in cells with drop-down lists, before it is Excel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from model.results.shown.pages import Column, Page
from model.tree import IntArray


@dataclass(frozen=True)
class Choice:
    """A cell with a drop-down list: the `label` beside it, the `names` it offers, the number that stands for each, counted
    from 0, and which of the names is `chosen` first."""

    label: str
    cell: str
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    chosen: int


@dataclass(frozen=True)
class Side:
    """One block of columns, before anybody has chosen otherwise: `values` (T, C) under the headers of the lookup's columns,
    and the `keys` of their rows (T,). `of_story`: of the chosen story, with the names of what is `under_way` in it."""

    title: str
    words: str
    values: pd.DataFrame
    keys: tuple[int, ...]
    of_story: bool = False
    under_way: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lookup:
    """A table by period of what the table `source` says in its `columns`, in blocks of columns for each of `sides`.

    A row of the source is found by the number in its column `key`: (story × materials + material) × periods + period,
    stories and materials from 0, periods from 1. `stories` are the names by number, first that of all stories together, then
    that of the base path; `under_way` (P, T) says which of them tells of each path that `story` offers. `totals`: headers of
    what is added up. `largest`: by header, the largest figure of any choice, its total among them.
    """

    name: str
    title: str
    source: str
    key: str
    columns: tuple[Column, ...]
    totals: tuple[str, ...]
    largest: Mapping[str, float]
    periods: tuple[str, ...]
    material: Choice
    story: Choice | None
    stories: tuple[str, ...]
    under_way: IntArray
    sides: tuple[Side, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The cells to choose in."""
        return (self.material,) if self.story is None else (self.material, self.story)


@dataclass(frozen=True)
class LookupPage(Page):
    """A sheet whose one table follows what is chosen there. Its charts draw the `header_of` the table's columns."""

    lookup: Lookup = field(kw_only=True)


def header_of(column: Column, side: Side) -> str:
    """What a column is called in charts: `Stock, base path (t)`."""
    return column.of(side.words).header
