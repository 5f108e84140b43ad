"""What the Money sheet says: what is paid and from what, what is owed and covered, what carrying and the public cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.funds import fund_facts
from model.results.facts.paths import base_path, name_of
from model.results.facts.plan_result import PlanResult
from model.results.facts.tranches import owed_at_the_end
from model.results.money.reserve import WAYS, InShort, build_in_short, find_sales, sold_to_carry
from model.results.shown.sentences import (
    NOTHING,
    Cased,
    Count,
    Joined,
    Listed,
    Name,
    Number,
    Part,
    Sentence,
    Share,
    Usd,
    names,
    owed,
)
from model.tolerances import LEAST_USD, TOLD_SHARE

NAMED = 3  # materials
FUNDING = {"reimbursed": "is reimbursed by participants", "from_draws": "is drawn from the tranches",
           "from_other": "comes from other income and cash", "from_sales": "comes from stock sold off"}  # fmt: skip
STOCK_AT = dict(zip(WAYS, ("terminal value", "base price", "repurchase price"), strict=True))


def _amount(value: float) -> Part:
    return Usd(value) if value >= LEAST_USD else Name("nothing")


def _now(result: PlanResult, found: InShort) -> Sentence:
    """What the reserve pays in the first period, and where that comes from."""
    label = Name(result.data.case.calendar.label(1))
    if found.paid_now < LEAST_USD and found.drawn_now < LEAST_USD:
        return Sentence("in {label} the reserve pays and draws nothing.", label=label)
    told = [
        Sentence("{amount} from {source}", amount=Usd(amount), source=Name(words))
        for words, amount in found.others.items()
        if amount >= max(TOLD_SHARE * found.paid_now, LEAST_USD)
    ]
    return Sentence(
        "in {label} the reserve pays {paid}; it draws {drawn}{others}.",
        label=label, paid=_amount(found.paid_now), drawn=_amount(found.drawn_now),
        others=Sentence(" and has {told}", told=Listed(told)) if told else NOTHING,
    )


def money_sentence(result: PlanResult) -> Sentence:
    """Now, and expected over the horizon."""
    found = build_in_short(result)
    if found.drawn is None:
        return Sentence(
            "Over the horizon the reserve is expected to spend {spent} on purchases; its money is not limited.",
            spent=Usd(found.spent),
        )
    left = Sentence("; {left} is left in cash at the horizon", left=Usd(found.left))
    return Sentence(
        "Money: {now} Over the horizon it is expected to draw {drawn} of {amount}, to spend {spent} on purchases, and to owe "
        "{owed} at its end{left}.",
        now=_now(result, found), drawn=Usd(found.drawn), amount=Usd(found.amount), spent=Usd(found.spent),
        owed=owed(owed_at_the_end(result)),
        left=left if found.left >= max(TOLD_SHARE * found.drawn, LEAST_USD) else NOTHING,
    )


def ledger_sentences(result: PlanResult, bridge: pd.DataFrame) -> tuple[Sentence, Sentence]:
    """What stands between national cost and the objective; and how ledgers are signed."""
    step = dict(zip(bridge["item"], bridge["amount"], strict=True))
    left = next(amount for item, amount in step.items() if item.startswith("Value of the stock left"))
    first = Sentence(
        "National cost (industry, reserve, participants, treasury, duties) is {national} expected and discounted. The "
        "objective is {objective}: it also counts shortages ({shortage}), penalties for missed targets ({missed}) and the "
        "value of the stock left at the horizon ({left}), which nobody pays or gets within it.",
        national=Usd(step["= National cost"]), objective=Usd(result.solution.objective),
        shortage=Usd(step["Shortage cost"]), missed=Usd(step.get("Penalty: missed target", 0.0)), left=Usd(left),
    )
    return first, Sentence(
        "Costs are positive, income is negative. Every payment is booked once as a cost and once as an income."
    )


def fund_sentences(
    result: PlanResult, position: pd.DataFrame, coverage: pd.DataFrame, walking: pd.DataFrame
) -> list[Sentence]:
    """What is drawn and owed, what covers the interest, what carrying costs, and the net position, for a plan whose money is
    limited; `walking` is empty where there are no participants."""
    tree, found = result.data.tree, build_in_short(result)
    assert found.drawn is not None
    told = [
        Sentence(
            "The reserve is expected to draw {drawn} of {amount} and to owe {owed} at the horizon.",
            drawn=Usd(found.drawn), amount=Usd(found.available), owed=owed(owed_at_the_end(result)),
        )
    ]  # fmt: skip
    at_once = float(result.repaid_at_once.sum(axis=0) @ tree.weight)
    if at_once >= LEAST_USD:
        apart = Sentence(
            "Besides that, {amount} is expected to be drawn and repaid within one period. It buys nothing, and cannot "
            "be "
            "drawn again.",
            amount=Usd(at_once),
        )
        told.append(apart)
    facts = fund_facts(result)
    interest, income = (float(facts[name] @ base_path(tree).factor) for name in ("interest", "covering"))
    if interest > 0:
        covered = Sentence(
            "On the base path the interest on loans is {interest}; participants, releases and stock sold to carry the rest "
            "bring in {income}, {times} times as much.",
            interest=Usd(interest), income=Usd(income), times=Number(income / interest, decimals=2),
        )  # fmt: skip
        told.append(covered)
    told += [*carrying_sentences(result), *sale_sentences(result), net_sentence(position, result)]
    rest = [coverage_sentence(coverage), sale_sentence(position), walking_sentence(walking) if len(walking) else NOTHING]
    return [*told, *(sentence for sentence in rest if sentence)]


def carrying_sentences(result: PlanResult) -> list[Sentence]:
    """What carrying the stock costs on the base path, and whether stock has to be sold for it."""
    if "cash" not in result.data.cells:
        return []
    sums = {name: float(fund_facts(result)[name] @ base_path(result.data.tree).factor) for name in ("carrying", *FUNDING)}
    if sums["carrying"] < LEAST_USD:
        return []
    parts = [
        Sentence("{amount} {words}", amount=Usd(sums[name]), words=Name(words))
        for name, words in FUNDING.items()
        if sums[name] >= LEAST_USD
    ]
    found = sold_to_carry(result)
    told = Sentence(
        "If no story begins, carrying the stock costs {cost} of interest, fees, storage and handling over the horizon: "
        "{parts}.{end}",
        cost=Usd(sums["carrying"]), parts=Listed(parts),
        end=NOTHING if found.periods else Sentence(" No stock is sold to pay that."),
    )
    if not found.periods:
        return [told]
    sold = Sentence(
        "The stock sold off for it, {when}, is {goods} worth {worth} at base price.",
        when=_when(found.periods), goods=names(found.sold, NAMED), worth=Usd(found.given_up),
    )  # fmt: skip
    return [told, sold]


def _when(periods: list[str]) -> Sentence:
    """`from 2027Q1 to 2028Q3`, or `in 2027Q1`."""
    if periods[0] == periods[-1]:
        return Sentence("in {first}", first=Name(periods[0]))
    return Sentence("from {first} to {last}", first=Name(periods[0]), last=Name(periods[-1]))


def _tranche(result: PlanResult, f: int) -> Part:
    """`EXIM loan (Repay by 2029)`."""
    row = result.data.case.records("finance")[f]
    tranche, by = Name(row["tranche"]), row["repay_by"]
    return tranche if by is None else Sentence("{tranche} (Repay by {by})", tranche=tranche, by=Name(by.text))


def sale_sentences(result: PlanResult, least_share: float = 0.0) -> list[Sentence]:
    """When stock is sold, of what, for how much and what for; nothing where money is unlimited, or where no more is sold
    than `least_share` of what purchases take."""
    if "cash" not in result.data.cells:
        return []
    found, calendar = find_sales(result), result.data.case.calendar
    if not found.selling or found.proceeds.sum() <= least_share * found.spent.sum():
        return []
    ranked = [i for i in np.argsort(-found.sold, kind="stable").tolist() if found.sold[i] >= LEAST_USD]
    repaid, bought, other = found.uses
    uses = [(Sentence("to repay {tranche}", tranche=_tranche(result, f)), amount) for f, amount in enumerate(repaid)]
    uses += [(Sentence("into purchases"), bought), (Sentence("to other payments and cash"), other)]
    told = [(words, amount) for words, amount in uses if amount >= LEAST_USD]
    goes = [Sentence("{amount} goes {use}", amount=Usd(amount), use=words) for words, amount in told]
    alone = Sentence("which goes {use}", use=told[0][0]) if len(told) == 1 else None
    return [
        Sentence(
            "{when}, if no story begins, the reserve sells {goods} worth {worth} at base price for {proceeds}, {uses}.",
            when=Cased(_when([calendar.label(t + 1) for t in found.selling])),
            goods=names([result.data.market.materials[i] for i in ranked], NAMED), worth=Usd(float(found.sold.sum())),
            proceeds=Usd(float(found.proceeds[found.selling].sum())),
            uses=alone or Sentence("of which {goes}", goes=Listed(goes)),
        )
    ]


def net_sentence(position: pd.DataFrame, result: PlanResult) -> Sentence:
    """What is owed and owned at the horizon, expected."""
    row = position.iloc[-1]
    net = [
        Sentence("{net} with the stock at {way}", net=Usd(float(row[name_of("net", way)])), way=Name(words))
        for way, words in STOCK_AT.items()
    ]
    return Sentence(
        "At the horizon the reserve is expected to owe {owed}, and to hold {cash} in cash and stock worth {stock} at base "
        "price. Net of the loans that is {net}.",
        owed=owed(owed_at_the_end(result)), cash=Usd(row["cash"]), stock=Usd(row["base"]), net=Joined(net, ", "),
    )


def sale_sentence(position: pd.DataFrame) -> Sentence:
    """What is owed against what the stock would fetch, expected; nothing where nothing is owed."""
    row = position.iloc[-1]
    if np.isnan(row["cover"]):
        return NOTHING
    thin = position.iloc[:-1].sort_values("cover", kind="stable").iloc[0]
    room = float(row["room"])
    if room < 0:
        falls = Sentence("; the loans are not covered")
    elif np.isnan(room):
        falls = NOTHING
    else:
        falls = Sentence("; sale prices may fall by {room} before the loans are not covered", room=Share(room))
    return Sentence(
        "Sold off at once at the horizon, at the Sale price, the stock is expected to fetch {fetched}: with the cash {cover} "
        "times the loans owed, {thin} times in the thinnest story ({story}){falls}.",
        fetched=Usd(row["fetched"]), cover=Number(row["cover"], decimals=2), thin=Number(thin["cover"], decimals=2),
        story=Name(str(thin["story"])), falls=falls,
    )


def coverage_sentence(coverage: pd.DataFrame) -> Sentence:
    """In how many years of the base path income covers what is due, and the worst; nothing where nothing ever is."""
    own = coverage[(coverage["view"] == coverage["view"].iloc[0]) & coverage["cover"].notna()]
    if own.empty:
        return NOTHING
    worst = own.sort_values("cover", kind="stable").iloc[0]
    return Sentence(
        "Interest and repayment fall due in {years} of the base path, and income from participants and releases covers them "
        "in {covered}; the least is {cover} times the {due} due in {year} ({with_sales} with stock sold).",
        years=Count(len(own), "year"), covered=Number(int((own["cover"] >= 1.0).sum())),
        cover=Number(worst["cover"], decimals=2), due=Usd(float(worst["interest"] + worst["due"])),
        year=Name(str(worst["year"])), with_sales=Number(worst["with_sales"], decimals=2),
    )


def walking_sentence(walking: pd.DataFrame) -> Sentence:
    """From which fall of prices buy-back is worth less than walking away, and for how many commitments it is already."""
    single, every = walking.iloc[:-1], walking.iloc[-1]
    fall, already = float(every["fall"]), int((single["fall"] < 0).sum())
    if np.isnan(fall):
        return NOTHING
    now = Sentence(
        "; for {already} of {all} it is at the prices of this workbook", already=Number(already), all=Number(len(single))
    )
    if fall < 0:
        return Sentence(
            "Buying back at contract prices costs participants more than the market at the horizon, by {more} of its price "
            "in all{now}: only what they signed keeps them.",
            more=Share(-fall), now=now if already else NOTHING,
        )
    words = Sentence("A fall of all prices by more than {fall}", fall=Share(fall))
    return Sentence(
        "{fall} at the horizon makes buy-back at contract prices worth less to participants than walking away{now}.",
        fall=words if fall >= 0.005 else Sentence("Any fall of prices"), now=now if already else NOTHING,
    )


def public_sentences(cost: pd.DataFrame) -> list[Sentence]:
    """What the public pays or earns within the horizon on the base path and in the story of the highest cost in all; nothing
    where no public money moves."""
    sums = cost.groupby("view", sort=False)[["public", "duties"]].sum()
    if not (sums.abs() > LEAST_USD).any(axis=None):
        return []
    base, dearest = sums.iloc[0], sums.iloc[-1]
    pays = bool(base["public"] >= 0)
    counted = "settlements, projects, grants and emergency support less interest and fees"
    if not pays:
        counted = "interest and fees less settlements, projects, grants and emergency support"
    then = Usd(abs(dearest["public"])) if pays == (dearest["public"] >= 0) else _pays(dearest["public"])
    return [
        Sentence(
            "The public {base} if no story begins and {then} in the story of the highest total cost ({story}), without "
            "lending: {counted}. Duties bring in {duties} and {duties_then}.",
            base=_pays(base["public"]), then=then, story=Name(str(sums.index[-1]).split(": ", 1)[1]),
            counted=Name(counted), duties=Usd(abs(base["duties"])), duties_then=Usd(abs(dearest["duties"])),
        )
    ]


def _pays(amount: float) -> Sentence:
    words = Name("pays" if amount >= 0 else "earns")
    return Sentence("{pays} {amount}", pays=words, amount=Usd(abs(amount)))
