"""Every point of a sweep, as a list, and of a grid also as a square."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.changes import Axis
from model.excel.words import in_full
from model.results.facts.sweep import Sweep, SweptPoint
from model.results.shown.pages import Column, Measure, days, money, text
from model.results.shown.sentences import Name, Number, Part, Price, Sentence, Share, Tonnes, Usd
from model.schema import Kind

MEASURES = {"t": Measure.TONNES, "USD": Measure.USD, "USD/t": Measure.PRICE}
SHORT_WITH, NET_COST = money("Shortage cost with reserve"), money("Net cost of reserve")
FIGURES: Mapping[str, Column] = {
    "money": money("Money of the reserve"),
    "short_with": SHORT_WITH,
    "short_without": money("Shortage cost without"),
    "spared": money("Spared"),
    "net_cost": NET_COST,
    "spent": money("Spent on purchases"),
    "left": money("Left undrawn"),
    "penalties": money("Penalties"),
    "objective": money("Objective"),
    "cover": days("Cover at the end"),
    "capacity": Column("Partner capacity open at the end", Measure.USD_MILLION, "USD million/yr"),
}
OWN = ("money", "capacity")  # figures of a point that are not of its plan's VariantFigures
WHY = text("Why there is no plan")
AXES = ("first", "second")


def axis_column(axis: Axis) -> Column:
    """The column of what a sweep varies, in its unit."""
    if axis.multiples:
        return Column(axis.over, Measure.INDEX)
    declared = axis.change(0.0).declared
    if declared.kind is Kind.PERCENT:
        return Column(axis.over, Measure.SHARE)
    unit = declared.bracket.split(";")[0]
    label = axis.over.replace(f" ({declared.bracket})", "")
    return Column(label, MEASURES.get(unit, Measure.TEXT), unit)


def point_text(axis: Axis, value: float) -> Part:
    """A value of an axis as a planner says it: `x 0.5`, `5%`, `12.0 billion USD`."""
    if axis.multiples:
        return Sentence("x {times}", times=Number(value, decimals=None, known=True))
    column = axis_column(axis)
    told: dict[Measure, Part] = {
        Measure.SHARE: Share(value, decimals=1, known=True),
        Measure.USD: Usd(value, known=True),
        Measure.PRICE: Price(value, known=True),
        Measure.TONNES: Tonnes(value, known=True),
    }
    return told.get(column.measure) or Name(" ".join(filter(None, (in_full(value), column.unit))))


def columns(sweep: Sweep) -> dict[str, Column]:
    """The columns of all points."""
    own = {name: axis_column(axis) for name, axis in zip(AXES, sweep.axes, strict=False)}
    return {**own, **FIGURES, "why": WHY}


def points(sweep: Sweep) -> pd.DataFrame:
    """One row for each point, blank where there is no plan: values in fixed units or factors, USD, days, USD/yr. A column of
    which nothing is known is left out."""
    rows = [
        {**dict(zip(AXES, point.values, strict=False)), **_figures(point), "why": " ".join(point.why)}
        for point in sweep.points
    ]
    table = pd.DataFrame(rows)
    unknown = [name for name in FIGURES if table[name].isna().all()]
    return table.drop(columns=[*unknown, *([] if table["why"].any() else ["why"])])


def _figures(point: SweptPoint) -> dict[str, float]:
    if point.figures is None:
        return dict.fromkeys(FIGURES, np.nan)
    found = {name: float(getattr(point.figures, name)) for name in FIGURES if name not in OWN}
    return {**found, "money": point.money, "capacity": point.capacity_value}


def square(sweep: Sweep, figure: str) -> tuple[pd.DataFrame, dict[str, Column]]:
    """A figure of a grid, USD: a row for each value of the first axis, a column for each of the second; and the columns."""
    values = {point.values: np.nan if point.figures is None else getattr(point.figures, figure) for point in sweep.points}
    downwards, across = (sorted({point[axis] for point in values}) for axis in (0, 1))
    second = sweep.axes[1]
    names = [f"second {number}" for number in range(len(across))]
    table = pd.DataFrame([[values[one, other] for other in across] for one in downwards], columns=names, dtype=float)
    columns = {name: money(f"{second.over} {point_text(second, one)}") for name, one in zip(names, across, strict=True)}
    return table.assign(first=downwards), {"first": axis_column(sweep.axes[0]), **columns}


def capacities(sweep: Sweep) -> pd.DataFrame:
    """Partner capacity of the materials of which it differs between points: `material`, the values of the axes, `tonnes`
    t/yr, `value` USD/yr."""
    rows = [
        {"material": name, **dict(zip(AXES, point.values, strict=False)), "tonnes": tonnes, "value": value}
        for point in sweep.solved
        for name, (tonnes, value) in (point.capacity or {}).items()
    ]
    table = pd.DataFrame(rows, columns=["material", *AXES[: len(sweep.axes)], "tonnes", "value"])
    largest = table.groupby("material")["tonnes"].transform("max")
    differs = largest - table.groupby("material")["tonnes"].transform("min") > 1e-6 * largest
    return table[differs].sort_values(["material", *AXES[: len(sweep.axes)]], kind="stable")
