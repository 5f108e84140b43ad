"""Mixtures of goods, and what they are made of: shares that solve a linear system,

    share = Σ weight × share of what flows in,

loops and all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.tolerances import DUST

UNKNOWN = ""  # origin of what nothing is known of: made only before Start, or out of stocks alone
MADE, SUPPLIED, POOL, EARLY = "made", "supplied", "pool", "early"
Mixture = tuple[str, str, str]  # kind, material, place


@dataclass
class Mixing:
    """What flows into each mixture, tonnes: `origins` straight from a country, `links` from another mixture.

    A link through a process in an entity of concern leaves nothing untouched by one.
    """

    origins: list[tuple[Mixture, str, float]] = field(default_factory=list)
    links: list[tuple[Mixture, Mixture, float, bool]] = field(default_factory=list)

    def shares(self, countries: list[str], of_concern: BoolArray) -> tuple[dict[Mixture, int], FloatArray, FloatArray]:
        """Number of each mixture; its shares by country of feed, UNKNOWN last, (M, C + 1); and the share that touched
        an entity of concern at any stage, (M,)."""
        named = [target for target, _, _ in self.origins]
        named += [end for target, source, _, _ in self.links for end in (target, source)]
        number = {mixture: m for m, mixture in enumerate(dict.fromkeys(named))}
        label = {country: c for c, country in enumerate([*countries, UNKNOWN])}
        clean = np.append(~of_concern, True)
        into = np.zeros((len(number), len(label)))
        for target, country, amount in self.origins:
            into[number[target], label[country]] += amount
        passed, untouched = np.zeros((2, len(number), len(number)))
        for target, source, amount, touches in self.links:
            passed[number[target], number[source]] += amount
            untouched[number[target], number[source]] += 0.0 if touches else amount
        total = into.sum(axis=1) + passed.sum(axis=1)
        total[total <= 0] = 1.0
        # A loop that nothing flows into has no origin: of all solutions the smallest, 0, is taken.
        traced, not_touched = (
            np.linalg.lstsq(np.eye(len(number)) - flows / total[:, None], start / total[:, None])[0]
            for flows, start in ((passed, into), (untouched, into * clean))
        )
        touched: FloatArray = np.clip(traced.sum(axis=1) - not_touched.sum(axis=1), 0.0, 1.0)
        touched[touched < DUST] = 0.0
        traced[:, -1] += np.maximum(1.0 - traced.sum(axis=1), 0.0)
        return number, traced, touched
