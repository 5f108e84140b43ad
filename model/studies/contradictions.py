"""Which numbers of a workbook contradict each other, and the least change of each that makes a plan possible."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from model.program.plan import Plan
from model.results.contradiction import Contradiction, HardNumber, Part
from model.solve import LinearProgram, Watch
from model.solve.elastic import TOLERANCE, Elastic
from model.solve.scaling import Scaling
from model.studies.hard_numbers import HardGroup, find_hard_numbers

SUPPLIERS = ("supply", "processing", "projects")
MOST = 10  # contradictions that are told; a workbook with more needs to be looked at as a whole
ROUNDS = 10 * MOST  # of mending, as numbers that share money or room give way a little each in turn
PASSES = 3  # after which the changes of all contradictions are taken as settled
DIGITS = 4  # of a number that is proposed
DUST = 1e-7  # of the number typed: what the solver leaves of nothing
EXACT_DIGITS = 7  # to which the solver knows it


def find_contradictions(
    plan: Plan, program: LinearProgram, scaling: Scaling, refused: bool = True, watch: Watch | None = None
) -> tuple[Contradiction, ...]:
    """The contradictions of a program, at most `MOST`. None where the workbook's own numbers do not explain why the solver
    `refused` the program, or where it has not and there is a plan.

    Each is found with the cheapest changes of those before it made, so the cheapest changes of all together make a plan
    possible, unless there are more contradictions or one that no change of one number resolves; so does any other change
    that is proposed, in the place of the cheapest of its contradiction. Raises OutOfTimeError at the watch's deadline.
    """
    groups = find_hard_numbers(plan, program)
    asking = {k for k, one in enumerate(groups) if not one.number.raised}  # without them doing nothing is a plan
    if not asking:
        return ()
    elastic = Elastic(program, scaling, [one.group for one in groups], watch)
    if elastic.possible(asking) and not refused:
        return ()
    search = _Search(plan, program, groups, elastic)
    search.run()
    return search.told()


class _Search:
    """Mends one contradiction after the other. `steps`: the groups of each contradiction, by the group whose number is
    mended; `aside`: those that no change of one number resolves; `made`: numbers that are not as typed; `resolved`: whether
    nothing else contradicts itself once they are."""

    def __init__(self, plan: Plan, program: LinearProgram, groups: list[HardGroup], elastic: Elastic) -> None:
        self.plan, self.program, self.groups, self.elastic = plan, program, groups, elastic
        self.everyone = set(range(len(groups)))
        self.steps: dict[int, tuple[int, ...]] = {}
        self.aside: list[tuple[int, ...]] = []
        self.made: dict[int, float] = {}
        self.resolved = False

    def run(self) -> None:
        """A number that must give way once more stands with the rows that ask for more, no longer with the first ones."""
        for _ in range(ROUNDS):
            own = self.elastic.irreducible(self.everyone - self._left_aside)
            self.resolved = not own
            if self.resolved or len(self.steps) + len(self.aside) == MOST:
                return
            parts = {k: self._part(k, own, self.everyone - set(own)) for k in own}
            cheapest = min(own, key=lambda k: (parts[k].enough is None, parts[k].further))
            enough = parts[cheapest].enough
            if enough is None:
                self.aside.append(own)
                continue
            if cheapest in self.steps:
                # Numbers that share money or room could give way to each other little by little without end.
                del self.steps[cheapest]
                whole = self._part(cheapest, own, self._left_aside).enough
                enough = enough if whole is None else whole
            self.steps[cheapest] = own
            self._make(cheapest, enough)

    def told(self) -> tuple[Contradiction, ...]:
        """The contradictions in the order in which they are mended, with what each number must be if the cheapest changes of
        the others are made and nothing else is; the cheapest first, which is the one made."""
        told: list[tuple[Part, ...]] = []
        for _ in range(PASSES):
            before = dict(self.made)
            told = [self._settle(mended, own) for mended, own in list(self.steps.items())]
            if self.made == before:
                break
        aside = [tuple(self._part(k, own, self.everyone - set(own)) for k in own) for own in self.aside]
        together = self.elastic.possible(self.everyone, TOLERANCE)
        alone = self._alone() if together else {}
        found = [tuple(replace(part, alone=alone.get(part.number)) for part in parts) for parts in (*told, *aside)]
        return tuple(Contradiction(parts, together) for parts in found if parts)

    def _alone(self) -> dict[HardNumber, float | None]:
        """What numbers that take part in several contradictions would have to be if nothing else is changed."""
        made = dict(self.made)
        for k in made:
            self._make(k, None)
        counts = Counter(k for own in self.steps.values() for k in own)
        shared = tuple(k for k, count in counts.items() if count > 1)
        alone = {self.groups[k].number: self._part(k, shared, set()).enough for k in shared}
        for k, value in made.items():
            self._make(k, value)
        return alone

    def _settle(self, mended: int, own: tuple[int, ...]) -> tuple[Part, ...]:
        """The parts of a contradiction, and the cheapest change made in the place of what was; none where the changes made
        since resolve it too."""
        self._make(mended, None)
        del self.steps[mended]
        others = self._left_aside if self.resolved else self.everyone - set(own)
        parts = {k: self._part(k, own, others) for k in own}
        ranked = sorted(own, key=lambda k: (k in self.steps, parts[k].size, k != mended))
        cheapest = parts[ranked[0]]
        if cheapest.size == 0:
            return ()
        self.steps[ranked[0]] = own
        self._make(ranked[0], cheapest.enough)
        return tuple(parts[k] for k in ranked)

    @property
    def _left_aside(self) -> set[int]:
        return {k for own in self.aside for k in own}

    def _make(self, k: int, value: float | None) -> None:
        """Let a number be this value from now on; None is as typed."""
        typed = self.groups[k].number.typed
        if value is None:
            self.made.pop(k, None)
        else:
            self.made[k] = value
        self.elastic.make(k, abs(self.made.get(k, typed) - typed))

    def _part(self, k: int, own: tuple[int, ...], dropped: set[int]) -> Part:
        """The part of a number in a contradiction of the groups `own`, where the rows of those `dropped` do not count."""
        number, mended = self.groups[k].number, self.made.get(k)
        change = self.elastic.least_change(k, dropped)
        if change is None:
            return Part(number, None, mended=mended)
        exact = number.typed + change.amount if number.raised else number.typed - change.amount
        if exact <= DUST * number.typed:
            exact = 0.0
        needless = change.amount <= DUST * number.typed
        enough = number.typed if needless else towards_plan(exact, up=number.raised)
        constraint, key = self.program.layout.row_key(change.row)
        when = self.plan.tree.labels[key[1]] if isinstance(key, tuple) and constraint != "early_capacity" else ""
        if constraint != "target":
            asks_more = number.sheet in SUPPLIERS and any(self.groups[j].number.column == "at_least_tonnes" for j in own)
            if asks_more:  # the share of a limit's least tonnes that is asked for is the suppliers' open capacity
                return Part(number, None, when, asks_more=True, mended=mended)
            return Part(number, enough, when, mended=mended)
        per_unit = float(self.program.row_lower[change.row]) / number.typed
        needed = per_unit * (number.typed if mended is None else mended)
        return Part(number, enough, when, needed, per_unit * exact, mended=mended)


def towards_plan(value: float, up: bool) -> float:
    """The value with `DIGITS` figures, rounded to the side on which there is a plan."""
    if value == 0:
        return 0.0
    exact = float(f"{value:.{EXACT_DIGITS - 1}e}")
    step = 10.0 ** (np.floor(np.log10(abs(exact))) - DIGITS + 1)
    whole = np.ceil(exact / step - 1e-9) if up else np.floor(exact / step + 1e-9)
    return float(f"{whole * step:.{DIGITS - 1}e}")
