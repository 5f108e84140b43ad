"""How far each cover target is met on the base path: when it first falls due, and at the end."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.carrying import money_used_up
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.results.shown.wording import MILLION, counted, listed, tonnes, usd

NONE = 0.05  # share of a target below which it counts as not covered
NAMED = 10
PARTLY = 3
DUE, END = "Met when first due (%)", "Met at the end (%)"
MISSING = "Missing at the end (USD million)"
OUT = "Out with participants {} (t)"
LEAST_OUT = 1e-6  # tonnes out with participants from which on they are told
NOT_COVERED, PART, FELL = "not covered", "covered in part", "met when due, not at the end"
LATE = "met late"  # at the end, but not when first due


def target_status(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """One row per target owed on the base path, the dearest gap first; final headers. `End`: its last period owed."""
    calendar = answer.plan.case.calendar
    rows = np.flatnonzero(grids.owed.any(axis=1))
    first = grids.owed[rows].argmax(axis=1)
    last = calendar.periods - 1 - grids.owed[rows, ::-1].argmax(axis=1)
    frame = pd.DataFrame(
        {
            "Material": [grids.materials[i] for i in rows.tolist()],
            **grids.whose(rows),
            "First due": [calendar.label(int(t) + 1) for t in first],
        }
    )
    missing = np.maximum(grids.target[rows, last] - grids.counted[rows, last], 0.0)
    for word, share, at in (("when first due", DUE, first), ("at the end", END, last)):
        frame[f"Target {word} (t)"] = grids.target[rows, at]
        frame[f"Stock {word} (t)"] = grids.stock[rows, at]
        if (grids.out[rows, at] > LEAST_OUT).any():
            frame[OUT.format(word)] = grids.out[rows, at]
        frame[share] = np.minimum(grids.counted[rows, at] / grids.target[rows, at], 1.0)
    frame["Missing at the end (t)"] = missing
    frame[MISSING] = missing * grids.price[rows, last] / MILLION
    frame["Mark"] = np.select(
        [
            (frame[DUE] < NONE) & (frame[END] < NONE),
            (frame[DUE] >= MET) & (frame[END] < MET),
            frame[END] < MET,
            frame[DUE] < MET,
        ],
        [NOT_COVERED, FELL, PART, LATE],
        "",
    ).astype(object)
    return frame.sort_values([MISSING, "Material"], ascending=[False, True], ignore_index=True)


def counted_but_out(status: pd.DataFrame) -> list[str]:
    """Which targets count tonnes that participants have out, and how many of those met would not be by the stock alone."""
    told, spared = [], []
    for word, share in (("when first due", DUE), ("at the end", END)):
        out = status.get(OUT.format(word), pd.Series(0.0, index=status.index))
        named = [
            f"{material} ({tonnes(t)})" for material, t in zip(status["Material"], out, strict=True) if t > LEAST_OUT
        ]
        if named:
            told.append(f"{listed(named, PARTLY)} {word}")
        by_stock = status[f"Stock {word} (t)"] >= MET * status[f"Target {word} (t)"]
        spared.append(int(((status[share] >= MET) & ~by_stock).sum()))
    if not told:
        return []
    fewer = [
        f"{number} fewer would be met {word}"
        for number, word in zip(spared, ("when first due", "at the end"), strict=True)
        if number
    ]
    alone = listed(fewer) or "as many would be met"
    return [
        f"Tonnes that participants have drawn and have yet to put back count as held: {'; '.join(told)}. Without them "
        f"{alone}."
    ]


def target_sentences(status: pd.DataFrame, answer: Answer) -> list[str]:
    """How many targets are met, late and missed, which add up to all of them; which have no cover at all, and the money that
    is missing."""
    if status.empty:
        return ["No cover target is owed on the base path."]
    calendar = answer.plan.case.calendar
    met, late = status["Mark"] == "", status["Mark"] == LATE
    missed = len(status) - int(met.sum()) - int(late.sum())
    told = [
        f"Of {counted(len(status), 'cover target')} {met.sum()} {'is' if met.sum() == 1 else 'are'} met (to {MET:.0%} or "
        f"more) when first due and at the end of the horizon, {late.sum()} late (by the end only) and {missed} missed, if no "
        "story begins.",
    ]
    bare = status[status["Mark"] == NOT_COVERED]
    used_up = money_used_up(answer)
    if len(bare):
        cause = f"All money is drawn by {calendar.label(used_up)}: no" if used_up else "No"
        told.append(
            f"{cause} cover (less than {NONE:.0%} of the target) for {len(bare)} of them: "
            f"{listed(list(bare['Material']), NAMED)}. Their missing tonnes would cost "
            f"{usd(float(bare[MISSING].sum()) * MILLION)} at base price."
        )
    for mark, words in ((PART, "covered in part"), (FELL, "met when first due and not at the end")):
        partly = status[status["Mark"] == mark]
        if partly.empty:
            continue
        named = [
            f"{material} ({due:.0%} when due, {at_end:.0%} at the end)"
            for material, due, at_end in zip(partly["Material"], partly[DUE], partly[END], strict=True)
        ]
        told.append(
            f"{len(partly)} of them {'is' if len(partly) == 1 else 'are'} {words}: {listed(named, PARTLY)}; "
            f"{usd(float(partly[MISSING].sum()) * MILLION)} short at the end."
        )
    return told
