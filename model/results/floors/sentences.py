"""What floors do, in sentences: which of them raise what is paid, who pays how much, and what they keep alive."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.program.plan import Plan
from model.results.facts import floor_effects as effect
from model.results.facts.floor_effects import FloorEffects
from model.results.floors.by_story import story_sentence
from model.results.floors.tables import IN_A_STORY, NOWHERE, ON_BASE, RAISES, SMALLEST
from model.results.shown.wording import MILLION, counted, listed, usd

MONTHS_IN_YEAR = 12
NAMED = 6


def _where(each: pd.DataFrame) -> str:
    """How many floors raise what is paid on the base path, in a story, and nowhere, those named."""
    names = {word: list(each["Floor"][each[RAISES] == word]) for word in (ON_BASE, IN_A_STORY, NOWHERE)}
    on_base = len(names[ON_BASE])
    raising = "raises" if on_base == 1 else "raise"
    told = f"{on_base} of {counted(len(each), 'floor')} {raising} what is paid on the base path"
    if names[IN_A_STORY]:
        told += f", {len(names[IN_A_STORY])} more only in a story"
    if not names[NOWHERE]:
        return f"{told}."
    nowhere = [f"`{name}`" for name in names[NOWHERE]]
    return f"{told}, the others nowhere: {listed(nowhere, NAMED)}."


def _settled(plan: Plan, effects: FloorEffects) -> str:
    """What the treasury settles, on how many tonnes a year, and how much of them buyers take; expected."""
    weight, amounts = plan.tree.weight, effects.amounts
    tonnes_at = amounts[effect.SETTLED].sum(axis=0)
    settled = float(tonnes_at @ weight)
    if settled <= SMALLEST:
        return ""
    net = amounts[effect.PAYS] - amounts[effect.RECEIVES] + amounts[effect.NEW_CAPACITY]
    usual = np.where(amounts[effect.SETTLED] > 0, amounts[effect.UNDER], 0.0).sum(axis=0)
    years = float(weight[tonnes_at > SMALLEST].sum()) * plan.case.calendar.months / MONTHS_IN_YEAR
    paid = float(net.sum(axis=0) @ weight)
    settles = f"pays producers {usd(paid)}" if paid >= 0 else f"receives {usd(-paid)} from producers"
    return (
        f"; the treasury {settles} net in settlements on {settled / years:,.0f} t/yr, of which buyers take "
        f"{float(usual @ weight) / settled:.0%}"
    )


def payers_sentence(plan: Plan, effects: FloorEffects, each: pd.DataFrame) -> str:
    """Who pays how much because of floors, expected over the horizon, undiscounted."""
    premium, to_processes, top_up = (
        float(each[f"{header} (USD million)"].sum()) * MILLION
        for header in ("Premium paid by buyers", "Paid to processes beyond toll", "Border top-up")
    )
    return (
        f"Floors: buyers are expected to pay {usd(premium)} of premium to sellers, {usd(to_processes)} to processes and "
        f"{usd(top_up)} of border top-ups over the horizon (undiscounted){_settled(plan, effects)}."
    )


def floor_sentences(
    plan: Plan,
    effects: FloorEffects,
    each: pd.DataFrame,
    kept: tuple[pd.Series, pd.Series],
    in_stories: pd.DataFrame,
    countries: pd.DataFrame,
) -> tuple[str, ...]:
    """The Floors sheet's sentences; `kept` names the offers and the processes that floors keep alive, the most first."""
    if each.empty:
        told = ["The Floors sheet has no floor in force within the horizon."]
    else:
        told = [_where(each), payers_sentence(plan, effects, each)]
    for names, what in zip(kept, ("supply steps open", "processes running"), strict=True):
        if len(names):
            told.append(
                f"Floors keep {len(names)} {what} somewhere that would be shut without them, most of all {names.iloc[0]}."
            )
    if not in_stories.empty:
        told.append(story_sentence(in_stories))
    if not countries.empty:
        duty = countries["Ad valorem duty, expected (USD million)"].sum() * MILLION
        told.append(f"Buyers are expected to pay {usd(duty)} of ad valorem duty.")
    return tuple(told)
