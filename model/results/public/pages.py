"""The public copy of the result: materials, partners, shares and reasons in words, without quantities, prices and money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from model.results.buy_list.reasons import Reasons
from model.results.buy_list.tables import ORDERS, floor_in_force, industry_lines, named, reserve_lines
from model.results.checks import page as checks
from model.results.facts.decision import concern_share, orders_now, reserve_orders
from model.results.facts.paths import name_of
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.run import Run
from model.results.facts.selection import country_names, first_year
from model.results.facts.shortage import WITHOUT, shortage_by_story, stories_with_shortage, worst_story
from model.results.facts.targets import BARE, FELL, LATE, PART, target_status
from model.results.floors import page as floors
from model.results.processing import page as processing
from model.results.projects import page as projects
from model.results.projects.sentences import TO_THE_PUBLIC
from model.results.projects.verdicts import build_verdicts
from model.results.public.reasons import to_the_public
from model.results.reserve import page as reserve
from model.results.reserve.sentences import NO_TARGET
from model.results.reserve.tables import TARGETS as ALL_TARGETS
from model.results.reserve.tables import targets
from model.results.shown.long_tables import with_data_apart
from model.results.shown.masking import DECIMALS, SHARE, WORTH, masked_page, masked_table, public_sentences
from model.results.shown.pages import Chart, Column, Measure, Page, Table, make_table, share, text
from model.results.shown.sentences import (
    NO_SHORTAGE,
    NONE_MARKED,
    NOTHING,
    Day,
    Joined,
    Name,
    Number,
    Sentence,
    Share,
    names,
)
from model.results.sourcing import page as sourcing
from model.results.stories import page as stories
from model.workbook import Loaded

NAMED = 12  # names in a sentence
PARTNERS = 3  # partners named for a material
DRAWN = 15  # bars of a chart
OFFER = ["period", "material", "country", "offer", "arrives"]  # what makes orders one to the public
PARTS = (
    (0.95, Sentence("nearly all")),
    (2 / 3, Sentence("more than two thirds")),
    (1 / 3, Sentence("one to two thirds")),
    (0.05, Sentence("less than a third")),
)
PURCHASES: Mapping[str, Column] = {
    "material": text("Material"),
    "partner": text("Partner"),
    "tonnes": share("Share of the material's tonnes"),
    "cost": share("Share of the cost of all"),
}
PARTNER_SHARES = {name: PURCHASES[name] for name in ("partner", "cost")}
TARGETS: Mapping[str, Column] = {name: ALL_TARGETS[name] for name in ("material", "first due", "mark")}


def public_pages(run: Run, loaded: Loaded) -> list[Page]:
    """Every sheet of the public copy, Summary first. Cost and benefit, Money, Participants, Sensitivity, Data, and the
    copy of the inputs are not in it; of a long table the whole is, masked as its page is."""
    assert run.result is not None
    result, tables = run.result, run.data.case.tables
    status = target_status(ReserveGrids(result), result)
    pages = [_summary(run), _buy_list(run), masked_page(reserve.page(run), *_targets(status))]
    pages.append(masked_page(sourcing.page(run)))
    pages += [masked_page(processing.page(run))] if len(tables["processing"]) else []
    pages += [masked_page(floors.page(run)), masked_page(stories.page(run), *_stories(run))]
    pages += [_projects(run)] if len(tables["projects"]) else []
    return with_data_apart([*pages, _checks(run, loaded)])


def _shares(result: PlanResult, last: int) -> pd.DataFrame:
    """The reserve's purchases up to period `last` of the base path by `material` and `partner`, the dearest first, each as a
    share of the material's `tonnes` and of all `cost`."""
    orders = reserve_orders(result, last)
    sums = orders.groupby(["material", "country"], as_index=False)[["tonnes", "cost"]].sum()
    by_material = sums.groupby("material")["cost"].transform("sum")
    sums = sums.assign(order=by_material).sort_values(["order", "tonnes"], ascending=False, kind="stable")
    names = country_names(result.data)
    return sums.assign(
        partner=[names[str(code)] for code in sums["country"]],
        tonnes=sums["tonnes"] / sums.groupby("material")["tonnes"].transform("sum"),
        cost=sums["cost"] / sums["cost"].sum(),
    )


def _decision(result: PlanResult) -> list[Sentence]:
    """What to order this period and by when, and from whom."""
    period = Name(result.data.case.calendar.label(1))
    now, bought = orders_now(result), _shares(result, 1)
    if bought.empty:
        return [Sentence("Buy now: nothing. The reserve orders nothing in {period}.", period=period)]
    told = [
        Sentence("{material} (from {partners})", material=Name(str(goods)), partners=names(own["partner"], PARTNERS))
        for goods, own in bought.groupby("material", sort=False)
    ]
    rest = Sentence("and {rest} more", rest=Number(len(told) - NAMED, known=True)) if len(told) > NAMED else NOTHING
    return [
        Sentence("Buy now, by {day}: {lines}.", day=Day(now.by), lines=Joined([*told[:NAMED], rest], "; ")),
        Sentence(
            "Entities of concern get {share} of what the reserve pays in {period}.",
            share=Share(concern_share(result, 1), known=True),  # of what the reserve itself buys, as in the tables
            period=period,
        )
        if now.to_concern is not None
        else NONE_MARKED,
    ]


def _targets(status: pd.DataFrame) -> list[Sentence]:
    """Which cover targets are met, partly met, or not covered."""
    if status.empty:
        return [NO_TARGET]
    told = [
        Sentence("{mark}: {materials}", mark=Name(mark or "met"), materials=names(own["material"], NAMED))
        for mark in ("", LATE, FELL, PART, BARE)
        if len(own := status[status["mark"] == mark])
    ]
    return [Sentence("Cover targets, if no story begins: {targets}.", targets=Joined(told, "; "))]


def _how_much(share: float) -> Sentence:
    """A share in words: its figure would tell what is saved, as what shortages cost without the reserve can be estimated."""
    return next((words for least, words in PARTS if share >= least), Sentence("nothing to speak of"))


def _stories(run: Run) -> list[Sentence]:
    """The worst story, by name."""
    by_story = shortage_by_story(run)
    if not stories_with_shortage(by_story):
        return [NO_SHORTAGE]
    worst, total = worst_story(by_story), by_story.iloc[-1]
    told = [
        Sentence(
            "The worst story for shortage with the reserve is {story}, probability {probability}.",
            story=Name(worst["story"]), probability=Share(worst["probability"], decimals=1, known=True),
        )
    ]
    if "protection" in total and total[name_of("present", WITHOUT)] > 0:
        part = _how_much(total["protection"] / total[name_of("present", WITHOUT)])
        told.append(Sentence("The reserve takes {part} off the expected cost of shortage.", part=part))
    return told


def _summary(run: Run) -> Page:
    result = run.result
    assert result is not None
    calendar = result.data.case.calendar
    bought = _shares(result, first_year(calendar))
    status = target_status(ReserveGrids(result), result)
    partners = bought.groupby("partner", sort=False)["cost"].sum().sort_values(ascending=False, kind="stable")
    span = f"{calendar.label(1)} to {calendar.label(first_year(calendar))}, if no story begins"
    tables = (
        make_table("PublicPurchases", f"The reserve's purchases, {span}", bought, PURCHASES),
        make_table("PublicPartners", f"Partners, {span}", partners.reset_index(), PARTNER_SHARES),
        make_table(
            "PublicTargets", "Cover targets (base path)",
            targets(status, result).sort_values("material", kind="stable"), TARGETS,
        ),
    )  # fmt: skip
    return Page(
        "Summary",
        public_sentences(*_decision(result), *_targets(status), *_stories(run)),
        tuple(masked_table(table) for table in tables if len(table.frame)),
        (
            Chart(
                "bar", "Partners by share of cost", "PublicPartners", "Partner", (WORTH,), "%", min(DRAWN, len(partners))
            ),
        ),
    )  # fmt: skip


def _by_offer(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders of all steps and contracts of an offer in one row, the reason that of the cheapest: an order of a later step
    would tell that all of the earlier ones is bought."""
    sums = orders.groupby(OFFER, sort=False)[["tonnes", "cost"]].sum()
    cheapest = orders.sort_values("landed", kind="stable").drop_duplicates(OFFER).set_index(OFFER).reindex(sums.index)
    return cheapest.assign(**sums, name=sums.index.get_level_values("offer")).reset_index()


def _floors_of(result: PlanResult, orders: pd.DataFrame, told: pd.DataFrame) -> list[str]:
    """The floors and contracts of every row of `told`, which adds `orders` up by offer, without figures."""
    named = orders[OFFER].assign(words=list(map(str, floor_in_force(result, orders, prices=False))))
    words = (
        named[named["words"] != ""].groupby(OFFER, sort=False)["words"].agg(lambda own: "; ".join(dict.fromkeys(own)))
    )
    return [str(words.get(key, "")) for key in told[OFFER].itertuples(index=False, name=None)]


def _buy_list(run: Run) -> Page:
    """Who is bought from and why, for the reserve with each offer's share of what it orders of the material in the period.

    Industry's shares are not told: what it orders in all is known, as it is about what is wanted.
    """
    result = run.result
    assert result is not None
    reasons = Reasons(run)
    tables = []
    for name, title, orders, has_share in (
        ("BuyList", "The reserve's orders of this period and the next three", reserve_lines(result), True),
        ("BuyListIndustry", "Industry's orders of this period", industry_lines(result), False),
    ):
        if orders.empty:
            continue
        merged = _by_offer(orders)
        masked = masked_table(make_table(name, title, named(result, merged), ORDERS))
        # These are told without figures.
        added: dict[str, Any] = {
            ORDERS["floor"].header: _floors_of(result, orders, merged),
            **({SHARE: _of_the_material(merged)} if has_share else {}),
            ORDERS["reason"].header: [
                str(to_the_public(reasons.of(order)).public()) for order in merged.to_dict("records")
            ],
        }
        shares = {SHARE: Measure.SHARE} if has_share else {}
        tables.append(Table(name, title, masked.frame.assign(**added), {**masked.measures, **shares}))
    return Page("Buy list", public_sentences(*_decision(result)), tuple(tables))


def _of_the_material(orders: pd.DataFrame) -> pd.Series:
    """Each order as a share of what is ordered of the material in the period."""
    return (orders["tonnes"] / orders.groupby(["period", "material"])["tonnes"].transform("sum")).round(DECIMALS)


def _projects(run: Run) -> Page:
    """What is funded when, and why the rest is not, told without figures."""
    result = run.result
    assert result is not None
    page, why = masked_page(projects.page(run)), [str(TO_THE_PUBLIC[one.kind]) for one in build_verdicts(result)]
    tables = (
        replace(table, frame=table.frame.assign(Why=why)) if table.name == "ProjectsAll" else table
        for table in page.tables
    )
    return replace(page, tables=tuple(tables))


def _checks(run: Run, loaded: Loaded) -> Page:
    """What was checked and whether it passed, without the figures and the names of rows."""
    page = masked_page(checks.page(run, loaded, {}))
    kept = tuple(table for table in page.tables if table.name == "ChecksFigures")
    told = Sentence(
        "The answer is optimal: no plan costs less. It is proven, and added up again from what is reported."
    )
    return Page(page.title, public_sentences(told), kept)
