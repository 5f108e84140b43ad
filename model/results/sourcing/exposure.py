"""Which materials hang on entities of concern, and which on few countries, in sentences."""

from __future__ import annotations

import pandas as pd

from model.results.shown.wording import counted, listed

QUARTER, HALF = 0.25, 0.5
CONCENTRATED = 5_000  # HHI above which a material counts as highly concentrated
NAMED = 5


def _most(shares: pd.Series, least: float) -> tuple[int, str]:
    """How many shares are `least` or more, and the largest of them by material: `A (95%), B (60%) and 3 more`."""
    worst = shares[shares >= least].sort_values(ascending=False, kind="stable")
    return len(worst), listed([f"{material} ({share:.0%})" for material, share in worst.items()], NAMED)


def offers_sentences(concern: pd.Series, index: pd.Series) -> list[str]:
    """On the entity-of-concern share and the HHI of what is ordered, both by material."""
    count, named = _most(concern, QUARTER)
    told = [f"Entities of concern supply a quarter or more of {count} materials: {named}."] if count else []
    concentrated = int((index > CONCENTRATED).sum())
    return [*told, f"{concentrated} of {len(index)} materials are highly concentrated (HHI above {CONCENTRATED:,})."]


def chain_sentences(last: pd.Series, index: pd.Series, touched: pd.Series) -> list[str]:
    """On what reached home: the share last worked in entities of concern, the HHI of the countries that last worked it, and
    the share that touched an entity of concern at any stage, all by material."""
    told = []
    reached = f"{counted(len(index), 'material')} that reached home"
    count, named = _most(touched, HALF)
    if count:
        told.append(f"Half or more of {count} of {reached} touched an entity of concern at any stage: {named}.")
    count, named = _most(last, QUARTER)
    if count:
        told.append(f"A quarter or more of {count} of {reached} was last worked in an entity of concern: {named}.")
    told.append(
        f"{int((index > CONCENTRATED).sum())} of {reached} are highly concentrated by the "
        f"country that last worked them (HHI above {CONCENTRATED:,})."
    )
    return told
