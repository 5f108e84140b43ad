"""What each what-if changes, in a sentence."""

from __future__ import annotations

import math

from model.results.facts.variant_figures import order_changes, shift
from model.results.facts.what_if import VariantFigures, WhatIf, differs
from model.results.shown.sentences import NOTHING, Count, Joined, Listed, Name, Number, Sentence, Tonnes, Usd
from model.solve import Status
from model.tolerances import LEAST_USD

NAMED = 3  # materials named in a sentence


def told_of(what_if: WhatIf, base: VariantFigures) -> Sentence:
    """`What if X: buys 3.2 million USD more now (…); expected shortage cost falls by …`."""
    name, figures = Name(what_if.name), what_if.figures
    if figures is None:
        return Sentence("What if {name}: {why}", name=name, why=Joined([Name(why) for why in what_if.why]))
    return Sentence(
        "What if {name}: {changes}.",
        name=name,
        changes=Joined(
            [
                _orders(figures, base),
                _moved(Sentence("expected shortage cost"), figures.short_with, base.short_with),
                _moved(Sentence("without the reserve it"), figures.short_without, base.short_without),
                _moved(Sentence("the reserve's net cost"), figures.net_cost, base.net_cost),
                _moved(Sentence("the objective"), figures.objective, base.objective),
            ],
            "; ",
        ),
    )


def _orders(figures: VariantFigures, base: VariantFigures) -> Sentence:
    changes = order_changes(figures, base)
    if changes.empty:
        return Sentence("buys the same now")
    difference = figures.ordered - base.ordered
    more = Sentence("more") if difference > 0 else Sentence("less")
    parts = [
        Sentence(
            "{material} {tonnes} for {cost} instead of {tonnes_before} for {cost_before}",
            material=Name(str(material)), tonnes=Tonnes(float(line["tonnes_new"])), cost=Usd(float(line["cost_new"])),
            tonnes_before=Tonnes(float(line["tonnes_base"])), cost_before=Usd(float(line["cost_base"])),
        )
        for material, line in changes.head(NAMED).iterrows()
    ]
    rest = len(changes) - NAMED
    others = Sentence("and {others}", others=Count(rest, "more material"))
    return Sentence(
        "buys {more} now, {cost} in all ({parts})",
        more=Sentence("{difference} {more}", difference=Usd(abs(difference)), more=more)
        if differs(difference, 0.0)
        else Sentence("as much"),
        cost=Usd(figures.ordered), parts=Joined([*parts, others], ", ") if rest > 0 else Listed(parts),
    )


def _moved(what: Sentence, new: float, old: float) -> Sentence:
    if math.isnan(new) or math.isnan(old) or not differs(new, old):
        return NOTHING
    return Sentence(
        "{what} {moves} by {change} to {new}",
        what=what, moves=Sentence("rises") if new > old else Sentence("falls"), change=Usd(abs(new - old)),
        new=Usd(new),
    )


def opening_sentences(what_ifs: tuple[WhatIf, ...], base: VariantFigures) -> list[Sentence]:
    """How many were solved, and the one that moves this period's orders most."""
    shifts = {one.name: shift(one.figures, base) for one in what_ifs if one.figures is not None}
    late = sum(one.status == Status.LIMIT.value for one in what_ifs)
    told = [
        Sentence(
            "{what_ifs} beside the plan as it stands; {solved} of them {have} a plan{late}.",
            what_ifs=Count(len(what_ifs), "what-if"), solved=Number(len(shifts)),
            have=Sentence("has") if len(shifts) == 1 else Sentence("have"),
            late=Sentence("; the time limit left no time for {late} of them", late=Number(late)) if late else NOTHING,
        )
    ]
    if shifts and max(shifts.values()) >= LEAST_USD:
        name = max(shifts, key=shifts.__getitem__)
        told.append(
            Sentence(
                "The one that changes what is bought now most is {name}: by {cost} in all, up and down.",
                name=Name(name), cost=Usd(shifts[name]),
            )
        )
    elif shifts:
        told.append(Sentence("None of them changes what is bought now."))
    return told
