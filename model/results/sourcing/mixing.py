"""Mixtures of goods, and what they are made of: shares that solve a linear system,

    share = Σ weight × share of what flows in,

loops and all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.linalg import splu

from model.calendar import BoolArray, FloatArray
from model.tolerances import DUST
from model.tree import IntArray

UNKNOWN = ""  # origin of what nothing is known of: made only before Start, or out of stocks alone
MADE, SUPPLIED, POOL, EARLY = "made", "supplied", "pool", "early"
Mixture = tuple[str, str, str]  # kind, material, place


RESOLVED = 1e-12  # of what flows into a mixture: less is no origin of it, and no loop could be solved by it


def _reached(start: FloatArray, flows: csr_array[Any]) -> IntArray:
    """The mixtures that anything of a known origin flows into, straight or through others, by number: `start` (M,) and
    `flows` (M, M) are shares of what flows into each. A loop that nothing flows into has no origin: any shares would solve
    it, and 0 is taken."""
    reached, linked = start > RESOLVED, flows > RESOLVED
    while (more := reached | (linked @ reached)).sum() > reached.sum():
        reached = more
    return np.flatnonzero(reached)


def _solved(start: FloatArray, flows: csr_array[Any], reached: IntArray) -> FloatArray:
    """The shares of each mixture, (M, C + 1), that are those of `start` and of what `flows` in."""
    shares = np.zeros_like(start)
    if len(reached):
        system = csc_array(eye_array(len(reached)) - flows[reached][:, reached])
        shares[reached] = splu(system).solve(start[reached])
    return shares


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
        end = np.array([number[target] for target, _, _, _ in self.links], dtype=np.int64)
        source = np.array([number[origin] for _, origin, _, _ in self.links], dtype=np.int64)
        amounts = np.array([tonnes for _, _, tonnes, _ in self.links], dtype=float)
        untouched_amounts = np.array([0.0 if touches else tonnes for _, _, tonnes, touches in self.links], dtype=float)
        total = into.sum(axis=1) + np.bincount(end, amounts, len(number))
        total[total <= 0] = 1.0
        passed, untouched = (
            csr_array((tonnes / total[end], (end, source)), (len(number), len(number)))
            for tonnes in (amounts, untouched_amounts)
        )
        into /= total[:, None]
        reached = _reached(into.sum(axis=1), passed)
        traced, not_touched = _solved(into, passed, reached), _solved(into * clean, untouched, reached)
        touched: FloatArray = np.clip(traced.sum(axis=1) - not_touched.sum(axis=1), 0.0, 1.0)
        touched[touched < DUST] = 0.0
        traced[:, -1] += np.maximum(1.0 - traced.sum(axis=1), 0.0)
        return number, traced, touched
