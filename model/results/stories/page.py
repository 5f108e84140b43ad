"""The Stories sheet: what each story costs in shortage, with the reserve and without, and what the reserve protects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer
from model.results.facts.industry_first import reserve_first_sentences
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_sums
from model.results.facts.selection import material_numbers
from model.results.facts.shortage import LEAST, find_shortage
from model.results.shown.pages import Chart, Measure, Page, Table
from model.results.shown.units import measures, money_headers
from model.results.shown.wording import MILLION, tonnes, usd
from model.results.stories.dearer_with_reserve import dearer_sentences
from model.results.stories.shut_capacity import shut_capacity, shut_sentence
from model.tree import story_table

HEAT_MATERIALS = 25
EXPECTED = "Expected over all stories"
COST = "Shortage cost {} reserve (USD million)"
UNIT = "USD million, discounted"
SHUT_NOTE = (
    "Along each whole story, over the horizon: tonnes of every period added up; processes count by what they make, "
    "of what floors keep alive by the output under a floor, as on the Floors sheet. Worth at "
    "base price, undiscounted."
)
DISCOUNTED = "Shortage cost is discounted as in the objective unless the header says otherwise."


def _with_expected(by_story: FloatArray, probability: FloatArray) -> FloatArray:
    """Figures by whole story (L,), and their expected value at the end."""
    return np.append(by_story, probability @ by_story)


def shortage_by_story(outcome: Outcome) -> pd.DataFrame:
    """One row per whole story, the dates of one together, and one for the expected value; final headers."""
    assert outcome.answer is not None
    tree = outcome.plan.tree
    stories = story_sums(tree)
    probability = stories.probability
    frame = pd.DataFrame(
        {
            "Story": [*stories.names, EXPECTED],
            "Probability of the whole story (%)": [*probability, probability.sum()],
        }
    )
    found = find_shortage(outcome.answer)
    apart = find_shortage(outcome.without) if outcome.without is not None else None
    sides = [("with", found)] if apart is None else [("without", apart), ("with", found)]
    for header, attribute, unit in (
        ("Shortage {} reserve (t)", "tonnes", 1.0),
        ("Shortage cost {} reserve, undiscounted (USD million)", "cost", MILLION),
        ("Shortage cost {} reserve (USD million)", "present", MILLION),
    ):
        for word, side in sides:
            total = stories.mean(getattr(side, attribute).sum(axis=0)) / unit
            frame[header.format(word)] = _with_expected(total, probability)
    if apart is not None:
        frame["Protection by the reserve (USD million)"] = (
            frame["Shortage cost without reserve (USD million)"] - frame["Shortage cost with reserve (USD million)"]
        )
    return _worst_first(frame)


def _worst_first(by_story: pd.DataFrame) -> pd.DataFrame:
    """Stories by their shortage cost, the expected value last."""
    cost = [header for header in by_story.columns if header in (COST.format("without"), COST.format("with"))]
    stories = by_story.iloc[:-1].sort_values(cost, ascending=False, kind="stable")
    return pd.concat([stories, by_story.iloc[-1:]], ignore_index=True)


def stories_with_shortage(by_story: pd.DataFrame) -> int:
    """How many stories, which stand first, have a shortage that costs anything, with the reserve or without."""
    cost = [header for header in by_story.columns if header in (COST.format("without"), COST.format("with"))]
    return int((by_story[cost].iloc[:-1].max(axis=1) * MILLION >= LEAST).sum())


def protection_by_material(outcome: Outcome) -> FloatArray:
    """What the reserve takes off the expected discounted shortage cost of each material, USD, (I,); 0 where not known."""
    found = np.zeros(len(outcome.plan.market.materials))
    if outcome.answer is not None and outcome.without is not None:
        saved = find_shortage(outcome.without).present - find_shortage(outcome.answer).present
        tree = outcome.plan.tree
        np.add.at(found, outcome.plan.market.demand.material, saved @ tree.weight[tree.leaves])
    return found


def _by_label(outcome: Outcome, label: str, labels: FloatArray) -> pd.DataFrame:
    """Expected shortage by material or segment, with and without the reserve, the dearest first; final headers."""
    assert outcome.answer is not None
    tree = outcome.plan.tree
    probability = tree.weight[tree.leaves]
    frame = pd.DataFrame({label: labels})
    for word, answer in (("without", outcome.without), ("with", outcome.answer)):
        if answer is None:
            continue
        found = find_shortage(answer)
        frame[f"Expected shortage {word} reserve (t)"] = found.tonnes @ probability
        frame[f"Expected shortage cost {word} reserve, undiscounted (USD million)"] = found.cost @ probability / MILLION
        frame[f"Expected shortage cost {word} reserve (USD million)"] = found.present @ probability / MILLION
    frame = frame.groupby(label, sort=False, as_index=False).sum()
    rank = frame.columns[3]
    if outcome.without is not None:
        frame["Protection by the reserve (USD million)"] = (
            frame["Expected shortage cost without reserve (USD million)"]
            - frame["Expected shortage cost with reserve (USD million)"]
        )
    return frame.sort_values(rank, ascending=False, kind="stable", ignore_index=True)


def _heat(values: FloatArray, names: FloatArray, rows: list[str], stories: list[str]) -> pd.DataFrame:
    """Discounted shortage cost of each material in each whole story, USD million; final headers."""
    headers = [f"{story} (USD million)" for story in stories]
    grid = pd.DataFrame(values, columns=headers).groupby(names).sum().reindex(rows)
    grid = grid.where(grid.abs() >= LEAST, 0.0) / MILLION  # dust would be coloured as a difference
    return grid.rename_axis("Material").reset_index()


def _heat_tables(outcome: Outcome) -> list[Table]:
    assert outcome.answer is not None
    plan = outcome.plan
    stories = story_sums(plan.tree)
    names = np.array(plan.market.materials, dtype=object)[plan.market.demand.material]
    found = stories.mean(find_shortage(outcome.answer).present)
    apart = None if outcome.without is None else stories.mean(find_shortage(outcome.without).present)
    ranked = pd.Series((found if apart is None else apart).max(axis=1, initial=0.0)).groupby(names).sum()
    rows = [str(name) for name in ranked[ranked > 0].sort_values(ascending=False).index[:HEAT_MATERIALS]]
    sides = [("StoriesHeatWith", "Shortage cost by material and whole story, with the reserve", found)]
    if apart is not None:
        sides.insert(0, ("StoriesHeatWithout", "Shortage cost by material and whole story, without the reserve", apart))
        sides.append(("StoriesHeatProtection", "What the reserve protects, by material and whole story", apart - found))
    tables = []
    for name, title, values in sides:
        frame = _heat(values, names, rows, stories.names)
        headers = tuple(str(header) for header in frame.columns[1:])
        note = f"{DISCOUNTED} The {HEAT_MATERIALS} materials with the dearest shortages. {stories.note}".strip()
        tables.append(Table(name, title, frame, dict.fromkeys(headers, Measure.USD_MILLION), note, heat=headers))
    return tables


def short_share(answer: Answer) -> float:
    """Expected shortage as a share of expected demand, both at base price; 0 where there is no demand."""
    plan, table = answer.plan, answer.demand
    material = material_numbers(plan, table["material"])
    price = plan.market.base_price[material, table["period"].to_numpy(int) - 1] * table["weight"]
    wanted = float((table["demand"] * price).sum())
    return float((table["short"] * price).sum()) / wanted if wanted > 0 else 0.0


def _sentences(outcome: Outcome, by_story: pd.DataFrame) -> tuple[str, ...]:
    total, stories = by_story.iloc[-1], story_sums(outcome.plan.tree)
    short, cost = total["Shortage with reserve (t)"], total["Shortage cost with reserve (USD million)"] * MILLION
    worst = by_story.iloc[:-1].sort_values("Shortage cost with reserve (USD million)", ascending=False).iloc[0]
    assert outcome.answer is not None
    by_value = f"Of demand by value {short_share(outcome.answer):.2%} is short."
    told = [f"Expected shortage with the reserve is {tonnes(short)}, which costs {usd(cost)} (discounted). {by_value}"]
    if outcome.without is not None:
        saved = total["Protection by the reserve (USD million)"] * MILLION
        apart = total["Shortage cost without reserve (USD million)"] * MILLION
        change = f"takes {usd(saved)} off" if saved >= 0 else f"adds {usd(-saved)} to"
        told[0] = (
            f"The reserve {change} the expected shortage cost: {usd(cost)} with it, {usd(apart)} without (discounted). Of "
            f"demand by value {short_share(outcome.answer):.2%} is short with it, {short_share(outcome.without):.2%} without."
        )
    else:
        told.append("There is no comparison without the reserve: that program has no solution, so hard rows need it.")
    told.append(
        f"The worst story for shortage cost, with the reserve, is {stories.in_words(worst['Story'])}: "
        f"{tonnes(worst['Shortage with reserve (t)'])}, "
        f"{usd(worst['Shortage cost with reserve (USD million)'] * MILLION)}, "
        f"probability {worst['Probability of the whole story (%)']:.1%}."
    )
    return (*told, *dearer_sentences(outcome), *reserve_first_sentences(outcome))


def page(outcome: Outcome) -> Page:
    """The Stories sheet."""
    assert outcome.answer is not None
    plan = outcome.plan
    facts = story_table(plan.tree).rename(
        columns={
            "story": "Story",
            "parent": "Parent",
            "onset": "Onset",
            "probability": "Probability that it comes (%)",
            "whole": "Probability that it stays whole (%)",
        }
    )
    by_story = shortage_by_story(outcome)
    materials = np.array(plan.market.materials, dtype=object)[plan.market.demand.material]
    by_material = _by_label(outcome, "Material", materials)
    by_segment = _by_label(outcome, "Segment", np.array(plan.market.demand.segment, dtype=object))
    series = tuple(COST.format(word) for word in ("without", "with") if COST.format(word) in by_story)
    drawn = stories_with_shortage(by_story)
    shut, note = shut_capacity(outcome.answer), story_sums(plan.tree).note
    tables = (
        Table("StoriesShortage", "Shortage by whole story", by_story, measures(by_story), f"{DISCOUNTED} {note}".strip()),
        Table("StoriesTree", "The stories", facts, measures(facts)),
        *(
            Table(name, f"Expected shortage by {word}", frame, measures(frame), DISCOUNTED, money_headers(frame))
            for name, word, frame in (
                ("StoriesMaterials", "material", by_material),
                ("StoriesSegments", "segment", by_segment),
            )
        ),
        Table(
            "StoriesShut", "Supply shut by low prices, and kept alive by floors", shut, measures(shut),
            f"{SHUT_NOTE} {note}".strip(),
        ),
        *_heat_tables(outcome),
    )
    chart = Chart("bar", "Shortage cost by story", "StoriesShortage", "Story", series, UNIT, rows=drawn)
    charts = (chart,) if drawn else ()
    return Page(
        "Stories",
        (*_sentences(outcome, by_story), shut_sentence(shut)),
        tuple(table for table in tables if len(table.frame)),
        charts,
    )
