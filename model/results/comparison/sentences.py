"""What differs between two results, in sentences: the finding first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd

from model.results.figures.page import NET_COST, PERIOD, SHORT_WITH, SHORT_WITHOUT
from model.results.shown.sentences import Count, Listed, Name, Part, Sentence, Tonnes, Usd, names
from model.schema.figures import FIGURE
from model.tolerances import LEAST_USD, SAME_FIGURE
from model.workbook.differences import Difference
from model.workbook.result_book import ResultBook

NAMED = 5  # sheets or materials named


def sentences(
    a: ResultBook, b: ResultBook, differences: Sequence[Difference], figures: pd.DataFrame, orders: pd.DataFrame
) -> Iterator[Sentence]:
    """The orders now, which file is which, what the orders protect, and what differs in the inputs."""
    changed = orders[_differs(orders["cost_a"], orders["cost_b"])]
    moved = figures[_differs(figures["a"], figures["b"])]
    named = Sentence("A is {a}, B is {b}.", a=Name(a.path.name), b=Name(b.path.name))
    if not len(changed) and not len(moved) and not differences:
        yield Sentence("The two results are the same: inputs, orders now, money and protection.")
        yield named
        return
    yield _orders(orders, changed)
    yield named
    periods = [next((row["when"] for row in book.of(FIGURE) if row["name"] == PERIOD), "") for book in (a, b)]
    if periods[0] != periods[1]:
        yield Sentence(
            "They start at different times: orders now are those of {a} in A and of {b} in B, and costs count from the start "
            "of each on.",
            a=Name(periods[0]), b=Name(periods[1]),
        )  # fmt: skip
    yield _protection(figures)
    yield _inputs(differences)


def _differs(one: pd.Series, other: pd.Series) -> pd.Series:
    """Where two columns of figures differ by more than the solver's dust, or where one has none."""
    size = pd.concat([one.abs(), other.abs()], axis=1).max(axis=1)
    return ((one - other).abs() > (size * SAME_FIGURE).clip(lower=LEAST_USD / 1000)) | (one.isna() != other.isna())


def _orders(orders: pd.DataFrame, changed: pd.DataFrame) -> Sentence:
    a, b = float(orders["cost_a"].sum()), float(orders["cost_b"].sum())
    if not len(changed):
        return Sentence("Both order the same now, for {cost}.", cost=Usd(a))
    shown = changed.head(NAMED)
    told = [
        Sentence("{material} ({a} in A, {b} in B)", material=Name(str(name)), a=Tonnes(in_a), b=Tonnes(in_b))
        for name, in_a, in_b in zip(shown["material"], shown["tonnes_a"], shown["tonnes_b"], strict=True)
    ]
    more = Count(len(changed) - NAMED, "other material") if len(changed) > NAMED else None
    return Sentence(
        "Now A orders for {a} and B for {b}. The orders of {materials} differ.",
        a=Usd(a), b=Usd(b), materials=Listed([*told, *([more] if more else [])]),
    )  # fmt: skip


def _protection(figures: pd.DataFrame) -> Sentence:
    """What both spare of the expected shortage cost, and their net cost."""
    known = figures.set_index("name")
    told: list[Part] = []
    for side in ("a", "b"):
        value = {name: float(known[side].get(name, float("nan"))) for name in (SHORT_WITHOUT, SHORT_WITH, NET_COST)}
        saves = value[SHORT_WITHOUT] - value[SHORT_WITH]
        net, name = Usd(value[NET_COST]), Name(side.upper())
        told.append(
            Sentence(
                "has a net cost of {net} in {side}, where there is no plan without it to tell what it spares",
                net=net, side=name,
            )
            if math.isnan(saves)
            else Sentence(
                "spares {spared} of expected shortage cost at a net cost of {net} in {side}",
                spared=Usd(saves), net=net, side=name,
            )
        )  # fmt: skip
    return Sentence("The reserve {both}.", both=Listed(told))


def _inputs(differences: Sequence[Difference]) -> Sentence:
    if not differences:
        return Sentence("Their inputs are the same.")
    sheets = names(dict.fromkeys(one.sheet for one in differences), NAMED)
    return Sentence(
        "Their inputs differ in {places}, on {sheets}; they are listed below.",
        places=Count(len(differences), "place"), sheets=sheets,
    )  # fmt: skip
