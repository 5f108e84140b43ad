"""Which materials earn their keep, and what the reserve spares for what it costs."""

from __future__ import annotations

import numpy as np

from model.results.facts.cost_benefit import CostBenefit, Group, worth_of_groups
from model.results.shown.sentences import NOTHING, Count, Listed, Name, Number, Part, Sentence, Share, Usd
from model.tolerances import LEAST_USD, TOLD_RATIO

NAMED = 6  # materials of a sentence
PENALTIES = {
    "missed target": Sentence("missed targets"),
    "support penalty": Sentence("emergency support"),
    "change of the last plan": Sentence("orders that depart from the last plan"),
}
ONE = (
    Sentence("earns its keep"),
    Sentence("spares less than it costs"),
    Sentence("is released in stories and spares no shortage"),
    Sentence("protects against no story of this workbook"),
)
SEVERAL = (
    Sentence("earn their keep"),
    Sentence("spare less than they cost"),
    Sentence("are released in stories and spare no shortage"),
    Sentence("protect against no story of this workbook"),
)


def sentences(found: CostBenefit) -> tuple[Sentence, ...]:
    """The whole, and which materials earn their keep, which do not, and which protect against nothing."""
    if np.isnan(found.short_without):
        return (worth_sentence(found),)
    groups = zip(worth_of_groups(found), ONE, SEVERAL, strict=True)
    return (
        worth_sentence(found),
        *(_group(found, one, singular, plural) for one, singular, plural in groups if one.rows),
    )


def worth_sentence(found: CostBenefit) -> Sentence:
    """What the reserve spares for what it costs net, their ratio, and in the same breath what of the plan is penalty."""
    return Sentence("{worth}{penalties}.", worth=_worth(found), penalties=_penalties(found))


def _worth(found: CostBenefit) -> Sentence:
    net = Sentence(
        "{net} (purchases, storage and handling less what is sold and what the stock is still worth)",
        net=_net(found.total_cost),
    )
    if np.isnan(found.short_without):
        return Sentence("What the reserve buys has {net}; there is no plan without it to compare with", net=net)
    if max(found.short_without, found.short_with) < LEAST_USD:
        return Sentence("No shortage costs anything, with the reserve or without it; what it buys has {net}", net=net)
    lowers = found.short_without >= found.short_with
    each = Sentence(": each net dollar spares {ratio} dollars of expected loss", ratio=Number(found.ratio, decimals=2))
    return Sentence(
        "The reserve {lowers} the expected cost of shortages from {without} to {kept} for {net}{each}",
        lowers=Sentence("lowers") if lowers else Sentence("raises"), without=Usd(found.short_without),
        kept=Usd(found.short_with), net=net, each=each if lowers and not np.isnan(found.ratio) else NOTHING,
    )


def _net(cost: float) -> Sentence:
    return (
        Sentence("a net cost of {cost}", cost=Usd(cost))
        if cost >= 0
        else Sentence("a net gain of {gain}", gain=Usd(-cost))
    )


def _penalties(found: CostBenefit) -> Part:
    told = [
        Sentence("{amount} for {what}", amount=Usd(amount), what=PENALTIES[name])
        for name, amount in found.penalties.items()
        if amount >= LEAST_USD
    ]
    if not told:
        return NOTHING
    return Sentence("; the plan also counts penalties, which are not money: {penalties}", penalties=Listed(told))


def _group(found: CostBenefit, group: Group, one: Sentence, several: Sentence) -> Sentence:
    return Sentence(
        "{materials} {verb}: {named}; {cost}{share}, {spared} of shortage cost {does}.",
        materials=Count(len(group.rows), "material"), verb=several if len(group.rows) > 1 else one,
        named=Listed([_named(found.materials[i], float(found.ratios[i])) for i in group.rows], NAMED),
        cost=_net(group.net_cost),
        share=NOTHING if np.isnan(group.share) else Sentence(", {share} of that of all", share=Share(group.share)),
        spared=Usd(abs(group.spared)), does=Sentence("spared") if group.spared >= 0 else Sentence("added"),
    )


def _named(material: str, ratio: float) -> Part:
    """`Metal (3.6 x)`."""
    if not ratio >= TOLD_RATIO:
        return Name(material)
    return Sentence("{material} ({ratio} x)", material=Name(material), ratio=Number(ratio, decimals=1))
