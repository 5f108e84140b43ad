"""The public copy of the result: materials, partners, shares and reasons in words, without quantities, prices and money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from model.results.buy_list import page as buy_list
from model.results.buy_list.decision import reserve_orders
from model.results.checks import page as checks
from model.results.facts.answer import Answer
from model.results.facts.concern_share import NONE_MARKED, concern_share
from model.results.facts.outcome import Outcome
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.selection import codes_of_concern, country_names, first_year
from model.results.facts.targets import FELL, LATE, NOT_COVERED, PART, target_status
from model.results.floors import page as floors
from model.results.processing import page as processing
from model.results.projects import page as projects
from model.results.projects.verdicts import Verdicts, find_funding
from model.results.public.reasons import PublicReasons
from model.results.reserve import page as reserve
from model.results.shown.masking import DECIMALS, NOTE, SHARE, WORTH, masked_page, masked_table
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import listed
from model.results.sourcing import page as sourcing
from model.results.stories import page as stories
from model.results.stories.page import shortage_by_story, stories_with_shortage
from model.workbook import Loaded

NAMED = 12  # names in a sentence
PARTNERS = 3  # partners named for a material
DRAWN = 15  # bars of a chart
PARTS = (
    (0.95, "nearly all"),
    (2 / 3, "more than two thirds"),
    (1 / 3, "one to two thirds"),
    (0.05, "less than a third"),
)


def public_pages(outcome: Outcome, loaded: Loaded) -> list[Page]:
    """Every sheet of the public copy, Summary first. Cost and benefit, Money, Participants, Sensitivity, and the
    copy of the inputs are not in it."""
    assert outcome.answer is not None
    answer, tables = outcome.answer, outcome.plan.case.tables
    pages = [_summary(outcome), _buy_list(outcome), masked_page(reserve.page(outcome), *_targets(answer))]
    pages.append(masked_page(sourcing.page(outcome)))
    pages += [masked_page(processing.page(outcome))] if len(tables["processing"]) else []
    pages += [masked_page(floors.page(outcome)), masked_page(stories.page(outcome), *_stories(outcome))]
    pages += [_projects(outcome)] if len(tables["projects"]) else []
    return [*pages, _checks(outcome, loaded)]


def _purchases(answer: Answer, last: int) -> pd.DataFrame:
    """The reserve's purchases up to period `last` of the base path by material and partner, the dearest first, as shares;
    final headers."""
    orders = reserve_orders(answer, last)
    sums = orders.groupby(["material", "country"], as_index=False)[["tonnes", "cost"]].sum()
    by_material = sums.groupby("material")["cost"].transform("sum")
    sums = sums.assign(order=by_material).sort_values(["order", "tonnes"], ascending=False, kind="stable")
    names = country_names(answer.plan)
    return pd.DataFrame(
        {
            "Material": sums["material"],
            "Partner": [names[str(code)] for code in sums["country"]],
            SHARE: sums["tonnes"] / sums.groupby("material")["tonnes"].transform("sum"),
            WORTH: sums["cost"] / sums["cost"].sum(),
        }
    ).reset_index(drop=True)


def _decision(answer: Answer) -> list[str]:
    """What to order this period and by when, and from whom."""
    calendar = answer.plan.case.calendar
    now = _purchases(answer, 1)
    if now.empty:
        return [f"Buy now: nothing. The reserve orders nothing in {calendar.label(1)}."]
    by = calendar.ends[0] - timedelta(days=1)
    told = [
        f"{material} (from {listed(list(own['Partner']), PARTNERS)})"
        for material, own in now.groupby("Material", sort=False)
    ]
    more = f"; and {len(told) - NAMED} more" if len(told) > NAMED else ""
    share = f"Entities of concern get {concern_share(answer, 1):.0%} of what the reserve pays in {calendar.label(1)}."
    return [
        f"Buy now, by {by.day} {by:%B %Y}: {'; '.join(told[:NAMED])}{more}.",
        share if codes_of_concern(answer.plan) else NONE_MARKED,
    ]


def _targets(answer: Answer) -> list[str]:
    """Which cover targets are met, partly met, or not covered."""
    status = target_status(ReserveGrids(answer), answer)
    if status.empty:
        return ["No cover target is owed on the base path."]
    marks = (("", "met"), (LATE, LATE), (FELL, FELL), (PART, PART), (NOT_COVERED, NOT_COVERED))
    told = [
        f"{word}: {listed(list(own['Material']), NAMED)}"
        for mark, word in marks
        if len(own := status[status["Mark"] == mark])
    ]
    return [f"Cover targets, if no story begins: {'; '.join(told)}."]


def _how_much(share: float) -> str:
    """A share in words: its figure would tell what is saved, as what shortages cost without the reserve can be estimated."""
    return next((words for least, words in PARTS if share >= least), "nothing to speak of")


def _stories(outcome: Outcome) -> list[str]:
    """The worst story, by name."""
    by_story = shortage_by_story(outcome)
    if not stories_with_shortage(by_story):
        return ["No story brings a shortage that costs anything."]
    cost = by_story.iloc[:-1].sort_values("Shortage cost with reserve (USD million)", ascending=False, kind="stable")
    worst = cost.iloc[0]
    probability = f"{worst['Probability of the whole story (%)']:.1%}"
    told = [f"The worst story for shortage with the reserve is {worst['Story']}, probability {probability}."]
    if outcome.without is not None:
        total = by_story.iloc[-1]
        before, after = (float(total[f"Shortage cost {word} reserve (USD million)"]) for word in ("without", "with"))
        if before > 0:
            told.append(f"The reserve takes {_how_much(1 - after / before)} off the expected cost of shortage.")
    return told


def _summary(outcome: Outcome) -> Page:
    answer = outcome.answer
    assert answer is not None
    calendar = answer.plan.case.calendar
    bought = _purchases(answer, first_year(calendar))
    status = target_status(ReserveGrids(answer), answer)
    met = status[["Material", "First due", "Mark"]].sort_values("Material", kind="stable")
    partners = bought.groupby("Partner", sort=False)[WORTH].sum().sort_values(ascending=False, kind="stable")
    by_partner = pd.DataFrame({"Partner": list(partners.index), WORTH: partners.to_numpy()})
    span = f"{calendar.label(1)} to {calendar.label(first_year(calendar))}, if no story begins"
    frames = (
        ("PublicPurchases", f"The reserve's purchases, {span}", bought),
        ("PublicPartners", f"Partners, {span}", by_partner),
        ("PublicTargets", "Cover targets (base path)", met),
    )
    tables = tuple(
        masked_table(Table(name, title, frame, measures(frame))) for name, title, frame in frames if len(frame)
    )
    return Page(
        "Summary",
        (*_decision(answer), *_targets(answer), *_stories(outcome), NOTE),
        tables,
        (
            Chart(
                "bar",
                "Partners by share of cost",
                "PublicPartners",
                "Partner",
                (WORTH,),
                "%",
                min(DRAWN, len(partners)),
            ),
        ),
    )


def _by_offer(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders of all steps and contracts of an offer in one row, the reason that of the cheapest: an order of a later step
    would tell that all of the earlier ones is bought."""
    keys = ["period", "material", "country", "offer", "arrives"]
    sums = orders.groupby(keys, sort=False)[["tonnes", "cost"]].sum()
    cheapest = orders.sort_values("landed", kind="stable").drop_duplicates(keys).set_index(keys).reindex(sums.index)
    return cheapest.assign(**sums, name=sums.index.get_level_values("offer")).reset_index()


def _floors_of(answer: Answer, orders: pd.DataFrame, told: pd.DataFrame) -> list[str]:
    """The floors and contracts of every row of `told`, which adds `orders` up by offer, without figures."""
    keys = ["period", "material", "country", "offer", "arrives"]
    named = orders[keys].assign(words=buy_list.floor_in_force(answer, orders, figures=False))
    words = (
        named[named["words"] != ""].groupby(keys, sort=False)["words"].agg(lambda own: "; ".join(dict.fromkeys(own)))
    )
    return [str(words.get(key, "")) for key in told[keys].itertuples(index=False, name=None)]


def _buy_list(outcome: Outcome) -> Page:
    """Who is bought from and why, for the reserve with each offer's share of what it orders of the material in the period.

    Industry's shares are not told: what it orders in all is known, as it is about what is wanted.
    """
    answer = outcome.answer
    assert answer is not None
    reasons = PublicReasons(outcome)
    tables = []
    for name, title, orders, has_share in (
        ("BuyList", "The reserve's orders of this period and the next three", buy_list.reserve_lines(answer), True),
        ("BuyListIndustry", "Industry's orders of this period", buy_list.industry_lines(answer), False),
    ):
        if orders.empty:
            continue
        merged = _by_offer(orders)
        shown = buy_list.shown_orders(answer, merged, reasons)
        masked = masked_table(Table(name, title, shown.drop(columns="Reason"), measures(shown)))
        frame = masked.frame.assign(**{"Floor or contract in force": _floors_of(answer, orders, merged)})
        if has_share:
            whole = merged.groupby(["period", "material"])["tonnes"].transform("sum")
            frame[SHARE] = (merged["tonnes"] / whole).round(DECIMALS).to_numpy(float)
        frame["Reason"] = shown["Reason"]
        tables.append(
            Table(name, title, frame, {**masked.measures, **measures(frame[[SHARE]] if has_share else frame[[]])})
        )
    return Page("Buy list", (*_decision(answer), NOTE), tuple(tables))


def _projects(outcome: Outcome) -> Page:
    """What is funded when, and why the rest is not, told without figures."""
    answer = outcome.answer
    assert answer is not None
    page, verdicts = masked_page(projects.page(outcome)), Verdicts(answer, figures=False)
    why = [verdicts.of(funding) for funding in find_funding(answer)]
    tables = (
        replace(table, frame=table.frame.assign(Why=why)) if table.name == "ProjectsAll" else table
        for table in page.tables
    )
    return replace(page, tables=tuple(tables))


def _checks(outcome: Outcome, loaded: Loaded) -> Page:
    """What was checked and whether it passed, without the figures and the names of rows."""
    page = masked_page(checks.page(outcome, loaded, {}))
    kept = tuple(table for table in page.tables if table.name == "ChecksFigures")
    told = "The answer is optimal: no plan costs less. It is proven, and added up again from what is reported."
    return Page(page.title, (told, NOTE), kept)
