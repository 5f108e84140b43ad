"""Chains: materials that processes tie together, from ore to what is made of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.market import Market


@dataclass(frozen=True)
class Chain:
    """Materials in the order in which they are made, what they are made of first, and the processes between them."""

    materials: tuple[int, ...]
    processes: tuple[int, ...]


def find_chains(market: Market) -> list[Chain]:
    """All chains; a material that no process takes or makes is one of its own."""
    processes = market.processes
    size = len(market.materials)
    group = np.arange(size)
    for p in range(processes.size):
        own = np.flatnonzero((processes.inputs[p] > 0) | (processes.outputs[p] > 0))
        group[np.isin(group, group[own])] = group[own].min()
    stage = np.zeros(size, dtype=int)
    for _ in range(processes.size):  # a chain has at most so many stages; in a circle any order is as good
        for p in range(processes.size):
            made = processes.outputs[p] > 0
            stage[made] = np.maximum(stage[made], stage[processes.inputs[p] > 0].max(initial=-1) + 1)
    chains = []
    for first in np.unique(group):
        materials = np.flatnonzero(group == first)
        between = tuple(p for p in range(processes.size) if group[processes.main[p]] == first)
        chains.append(Chain(tuple(materials[np.argsort(stage[materials], kind="stable")].tolist()), between))
    return chains
