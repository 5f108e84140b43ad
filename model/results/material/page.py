"""The Material sheet: one material by period, on the base path and in one story, both chosen in cells of the sheet."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.calendar import FloatArray
from model.results.data.page import ROWS, TITLE, columns_of
from model.results.facts.data_rows import data_rows
from model.results.facts.material_paths import First, Paths, along, build_paths, first_choice, keys_along
from model.results.facts.run import Run
from model.results.facts.selection import base_nodes
from model.results.material.sentences import EMPTY, TOO_LONG, sentences
from model.results.shown.long_tables import MOST_ROWS
from model.results.shown.lookup import Choice, Lookup, LookupPage, Side, header_of
from model.results.shown.pages import Chart, Page

NAME = "Material"
SHOWN = (
    "demand", "supply", "use", "short", "reserve", "arrival", "release", "sell", "on_loan", "stock", "target", "price",
)  # fmt: skip
ADDED_UP = ("demand", "supply", "use", "short", "reserve", "arrival", "release", "sell")
STOCK, INDUSTRY, SHORT, PRICE = ("stock", "target"), ("demand", "supply"), ("short",), ("price",)


def page(run: Run) -> Page:
    """The Material sheet."""
    assert run.result is not None
    rows = data_rows(run.result)
    if rows.empty or len(rows) > MOST_ROWS:
        return Page(NAME, (EMPTY if rows.empty else TOO_LONG,), ())
    first, paths = first_choice(run), build_paths(run.data.tree)
    found, last = _lookup(run, rows, paths, first), max(base_nodes(run.data.tree))
    base_ends = found.periods[last - 1] if last < len(found.periods) else ""
    return LookupPage(NAME, sentences(found.choices, first, base_ends), (), _charts(found), lookup=found)


def _lookup(run: Run, rows: pd.DataFrame, paths: Paths, first: First) -> Lookup:
    materials = run.data.market.materials
    there = columns_of(rows)
    columns = {name: there[name] for name in SHOWN if name in there}
    figures = {
        name: along(rows, name, paths.every, len(materials), len(paths.stories)) for name in columns
    }  # (1 + P, T, I), the base path first
    order = sorted(range(len(materials)), key=lambda number: (materials[number].casefold(), materials[number]))
    story = Choice("Story", "B5", paths.names, tuple(range(len(paths.names))), first.path) if paths.names else None
    under_way = [paths.stories[number] for number in paths.under_way[first.path]] if story else []
    chosen = [("Base path", "base path", 0, paths.base, False)]
    chosen += [("Story", "story", 1 + first.path, paths.under_way[first.path], True)] if story else []
    return Lookup(
        NAME,
        "By period",
        TITLE,
        ROWS["key"].header,
        tuple(columns.values()),
        tuple(column.header for name, column in columns.items() if name in ADDED_UP),
        {columns[name].header: _largest(figure, name in ADDED_UP) for name, figure in figures.items()},
        tuple(run.data.case.calendar.label(t) for t in run.data.case.calendar.numbers),
        Choice("Material", "B4", tuple(materials[number] for number in order), tuple(order), order.index(first.material)),
        story,
        paths.stories,
        paths.under_way,
        tuple(
            Side(
                title,
                words,
                pd.DataFrame({columns[name].header: figures[name][path, :, first.material] for name in columns}),
                tuple(keys_along(own, first.material, len(materials)).tolist()),
                of_story,
                tuple(under_way) if of_story else (),
            )
            for title, words, path, own, of_story in chosen
        ),
    )


def _largest(figure: FloatArray, added_up: bool) -> float:
    """The largest of figures (1 + P, T, I), or of their sums over the periods."""
    return float((figure.sum(axis=1) if added_up else figure).max(initial=0.0))


def _charts(found: Lookup) -> tuple[Chart, ...]:
    """Stock, what industry needs and gets, what is short, and the price: each on the base path and in the story."""
    by_name: Mapping[str, str] = {name: column.header for name, column in ROWS.items()}
    told = (
        ("line", "Stock of the reserve and target", STOCK, "t"),
        ("line", "Demand and supply of industry", INDUSTRY, "t"),
        ("column", "Short", SHORT, "t"),
        ("line", "Market price", PRICE, "USD/t"),
    )
    charts = []
    for kind, title, names, unit in told:
        headers = [by_name[name] for name in names]
        series = [
            header_of(column, side) for column in found.columns for side in found.sides if column.header in headers
        ]
        if series:
            charts.append(Chart(kind, title, NAME, "Period", tuple(series), unit))
    return tuple(charts)
