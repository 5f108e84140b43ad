"""The public copy of the result: materials, partners, shares and reasons in words, without quantities, prices and money."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pandas as pd

from model.results import buy_list, checks, floors, processing, projects, reserve, sourcing, stories
from model.results.answer import Answer
from model.results.bindings import WORTH_TELLING, binding
from model.results.concern_share import NONE_MARKED, concern_share
from model.results.decision import reserve_orders
from model.results.masking import DECIMALS, NOTE, masked_page, masked_table
from model.results.outcome import Outcome
from model.results.pages import Chart, Measure, Page, Table
from model.results.project_verdicts import Verdicts, find_funding
from model.results.reasons import Reasons
from model.results.reserve_grids import ReserveGrids
from model.results.selection import codes_of_concern, country_names, first_year
from model.results.shadow import all_worth
from model.results.stories import shortage_by_story, stories_with_shortage
from model.results.targets import DUE, END, FELL, LATE, NOT_COVERED, PART, target_status
from model.results.units import measures
from model.results.wording import listed
from model.workbook import Loaded

NAMED = 12  # names in a sentence
PARTNERS = 3  # partners named for a material
DRAWN = 15  # bars of a chart
SHARE, WORTH = "Share of the material's tonnes (%)", "Share of the cost of all (%)"
KINDS = {
    "money": "the reserve's money",
    "limit": "limits",
    "market impact": "the market-impact cap",
    "target": "targets",
    "supply": "offers",
    "storage": "storage",
    "release limit": "release limits",
}


def public_pages(outcome: Outcome, loaded: Loaded) -> list[Page]:
    """Every sheet of the public copy, Summary first. Money, Participants, Sensitivity, and the copy of the inputs are
    not in it."""
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
    share = f"Entities of concern get {concern_share(answer, 1):.1%} of what the reserve pays in {calendar.label(1)}."
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
            told.append(f"The reserve takes {1 - after / before:.0%} off the expected cost of shortage.")
    return told


def _bindings(answer: Answer) -> list[str]:
    """What binds, by name, the kinds in the order in which a planner can act."""
    worth = binding(all_worth(answer))
    told = []
    for kind, phrase in KINDS.items():
        own = worth[(worth["kind"] == kind) & (worth["saves"].abs() >= WORTH_TELLING)]
        ranked = own.reindex(own["one_per_cent"].abs().sort_values(ascending=False, kind="stable").index)
        names = list(dict.fromkeys(ranked["subject"].astype(str)))
        if names:
            told.append(f"{phrase} ({listed(names, PARTNERS)})")
    return [f"What binds: {'; '.join(told)}." if told else "No cell of the workbook binds to speak of."]


def _summary(outcome: Outcome) -> Page:
    answer = outcome.answer
    assert answer is not None
    calendar = answer.plan.case.calendar
    bought = _purchases(answer, first_year(calendar))
    status = target_status(ReserveGrids(answer), answer)
    met = status[["Material", "First due", DUE, END, "Mark"]].sort_values([DUE, END], kind="stable")
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
        (*_decision(answer), *_targets(answer), *_stories(outcome), *_bindings(answer), NOTE),
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
            Chart("column", "Targets least met", "PublicTargets", "Material", (DUE, END), "%", min(DRAWN, len(met))),
        ),
    )


def _buy_list(outcome: Outcome) -> Page:
    """Who is bought from and why, with each partner's share of the material in the period of the order."""
    answer = outcome.answer
    assert answer is not None
    reasons = Reasons(outcome, figures=False)
    tables = []
    for name, title, orders in (
        ("BuyList", "The reserve's orders of this period and the next three", buy_list.reserve_lines(answer)),
        ("BuyListIndustry", "Industry's orders of this period", buy_list.industry_lines(answer)),
    ):
        if orders.empty:
            continue
        shown = buy_list.shown_orders(answer, orders, reasons)
        whole = orders.groupby(["period", "material"])["tonnes"].transform("sum")
        masked = masked_table(Table(name, title, shown.drop(columns="Reason"), measures(shown)))
        frame = masked.frame.copy()
        frame[SHARE] = (orders["tonnes"] / whole).round(DECIMALS[Measure.SHARE]).to_numpy(float)
        frame["Reason"] = shown["Reason"]
        tables.append(Table(name, title, frame, {**masked.measures, SHARE: measures(frame)[SHARE]}))
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
