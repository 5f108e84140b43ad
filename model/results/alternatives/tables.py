"""The tables of the Alternatives sheet."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from model.results.facts.alternatives import Alternative, Alternatives, LeastOf, Verdict
from model.results.shown.pages import Column, money, text, tonnes

STANDS = "As it stands"
EVERY = "all together"
WITHIN = Column("Within", unit="% more")
WORDS: Mapping[Verdict, str] = {
    Verdict.MUST: "must be bought in all of them",
    Verdict.PARTLY: "a part must be bought in all of them",
    Verdict.REPLACED: "may be replaced by other sellers now",
    Verdict.LATER: "may wait until later in the year",
    Verdict.LEFT_OUT: "may be left out",
}
PROVEN, SEEN = "proven", "the least that was found"
NOW, FIRST_YEAR = "now", "in the first year, expected"
TOGETHER: Mapping[str, Column] = {
    "within": WITHIN,
    "when": text("Bought"),
    "cost": money("In the plan"),
    "least": money("Least found"),
    "at_least": money("In every plan at least"),
}
MUST: Mapping[str, Column] = {
    "within": WITHIN,
    "material": text("Material"),
    "country": text("From"),
    "tonnes": tonnes("In the plan"),
    "cost": money("In the plan"),
    "least": tonnes("Least"),
    "at_least": tonnes("In every plan at least"),
    "verdict": text("Verdict"),
    "known": text("The least is"),
    "extra": money("Then costs more"),
}
PLANS: Mapping[str, Column] = {
    "within": WITHIN,
    "plan": text("Plan"),
    "extra": money("Costs more"),
    "net_cost": money("Net cost of reserve"),
    "short_with": money("Shortage cost with reserve"),
    "penalties": money("Penalties"),
    "ordered": money("Orders now"),
    "to_concern": money("Of it from entities of concern"),
    "year": money("Orders of the first year, expected"),
    "proven": text("As different as can be"),
}
MATERIALS: Mapping[str, Column] = {
    "within": WITHIN,
    "material": text("Material"),
    "amount": tonnes("In the plan"),
    "least": tonnes("Least in the alternatives"),
    "most": tonnes("Most in the alternatives"),
}
PARTNERS: Mapping[str, Column] = {
    "within": WITHIN,
    "country": text("Partner"),
    "amount": money("In the plan"),
    "least": money("Least in the alternatives"),
    "most": money("Most in the alternatives"),
}
ORDERS: Mapping[str, Column] = {
    "within": WITHIN,
    "plan": text("Plan"),
    "material": text("Material"),
    "country": text("From"),
    "tonnes": tonnes("Ordered now"),
    "cost": money("Ordered now"),
}
CHARTED: Mapping[str, Column] = {
    "material": text("Material"),
    "cost": money("In the plan"),
    "must": money("In every plan at least"),
    "verdict": text("Verdict"),
}


def within(share: float) -> str:
    """`1`: a share in %, as it was typed."""
    return f"{share * 100:g}"


def named(one: Alternative) -> str:
    """`other partners 1`."""
    return f"other {one.direction}s {one.number}" if one.direction else STANDS


def by_material(found: Alternatives) -> pd.DataFrame:
    """What of each material must be bought within the smallest share, the dearest first: USD."""
    own = [one for one in found.least if one.share == found.shares[0] and not one.country]
    rows = [(one.material, one.cost, one.at_least * one.price, WORDS[one.verdict]) for one in own]
    return _dearest_first(pd.DataFrame(rows, columns=list(CHARTED)), "cost")


def together(found: Alternatives) -> pd.DataFrame:
    """The least of all orders together within each share: USD."""
    rows = [
        (within(one.share), FIRST_YEAR if one.first_year else NOW, one.cost, one.least, one.at_least)
        for one in sorted(found.together, key=lambda one: (one.first_year, one.share))
    ]
    return pd.DataFrame(rows, columns=list(TOGETHER))


def must(found: Alternatives, names: Mapping[str, str]) -> pd.DataFrame:
    """The least of each material and order within each share."""

    def line(one: LeastOf) -> dict[str, object]:
        return {
            "within": within(one.share),
            "material": one.material,
            "country": names.get(one.country, one.country) if one.country else EVERY,
            "tonnes": one.tonnes,
            "cost": one.cost,
            "least": one.least,
            "at_least": one.at_least,
            "verdict": WORDS[one.verdict],
            "known": PROVEN if one.known else SEEN,
            "extra": one.extra,
        }

    whole = {one.material: one.cost for one in found.least if not one.country}
    ranked = sorted(found.least, key=lambda one: (one.share, -whole.get(one.material, 0.0), one.country != "", -one.cost))
    return pd.DataFrame([line(one) for one in ranked], columns=list(MUST))


def plans(found: Alternatives, of_concern: Collection[str]) -> pd.DataFrame:
    """The plan as it stands and every alternative: USD; what comes from countries `of_concern` only where there are any."""
    rows = [
        {
            "within": within(one.share) if one.direction else "",
            "plan": named(one),
            **{name: getattr(one, name) for name in ("extra", "net_cost", "short_with", "penalties")},
            "ordered": float(one.orders["cost"].sum()),
            "to_concern": float(one.orders["cost"][one.orders["country"].isin(of_concern)].sum()),
            "year": float(one.year["cost"].sum()),
            "proven": "" if not one.direction else "yes" if one.proven else "perhaps not quite",
        }
        for one in _all(found)
    ]
    table = pd.DataFrame(rows, columns=list(PLANS))
    return table if of_concern else table.drop(columns="to_concern")


def ranges(found: Alternatives, of: str, names: Mapping[str, str]) -> pd.DataFrame:
    """What is ordered now by `material` or `country` in the plan, and least and most in the alternatives of each share."""
    if found.plan is None or not found.found:
        return pd.DataFrame(columns=["within", of, "amount", "least", "most"])
    tables = [found.ranges(of, share).assign(within=within(share)) for share in found.shares]
    table = pd.concat(tables, ignore_index=True)
    return table.assign(**{of: [names.get(name, name) for name in table[of]]})


def orders(found: Alternatives, names: Mapping[str, str]) -> pd.DataFrame:
    """This period's orders of every plan, the dearest first."""
    tables = [
        _dearest_first(one.orders, "cost").assign(within=within(one.share) if one.direction else "", plan=named(one))
        for one in _all(found)
    ]
    table = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(ORDERS))
    return table.assign(country=[names.get(name, name) for name in table["country"]])


def _all(found: Alternatives) -> list[Alternative]:
    ranked = sorted(found.found, key=lambda one: (one.share, one.direction != "partner", one.number))
    return [*([found.plan] if found.plan else []), *ranked]


def _dearest_first(table: pd.DataFrame, cost: str) -> pd.DataFrame:
    return table.sort_values(cost, ascending=False, kind="stable", ignore_index=True)
