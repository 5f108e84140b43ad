"""Which numbers of a workbook contradict each other, and the least change of each that makes a plan possible."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from model.program import ROWS
from model.program.problem_data import ProblemData
from model.results.facts.contradiction import Contradiction, HardNumber, Part
from model.solve import LinearProgram, Watch
from model.solve.elastic import TOLERANCE, Elastic
from model.solve.scaling import Scaling
from model.studies.conditions import Conditions
from model.studies.hard_numbers import HardGroup, find_hard_numbers
from model.tolerances import OF_A_ROW

SUPPLIERS = ("supply", "processing", "projects")
MOST = 10  # contradictions that are told; a workbook with more needs to be looked at as a whole
ROUNDS = 10 * MOST  # of mending, as numbers that share money or room give way a little each in turn
PASSES = 3  # after which the changes of all contradictions are taken as settled
DIGITS = 4  # of a number that is proposed
EXACT_DIGITS = 7  # to which the solver knows it


def find_contradictions(
    data: ProblemData, program: LinearProgram, scaling: Scaling, refused: bool = True, watch: Watch | None = None
) -> tuple[Contradiction, ...]:
    """The contradictions of a program, at most `MOST`. None where the workbook's own numbers do not explain why the solver
    `refused` the program, or where it has not and there is a plan.

    Each is irreducible: its rows as typed cannot hold together, and without any one of them they can. The cheapest changes
    of all together make a plan possible, unless there are more contradictions or one that no change of one number resolves;
    so does any other change that is proposed, in the place of the cheapest of its contradiction. Raises OutOfTimeError at the
    watch's deadline.
    """
    groups = find_hard_numbers(data, program)
    # Without them doing nothing, as far as the reserve goes, is a plan.
    asking = {k for k, one in enumerate(groups) if not (one.number.raised or one.number.switch)}
    if not asking:
        return ()
    elastic = Elastic(program, scaling, [one.group for one in groups], watch)
    if elastic.possible(asking) and not refused:
        return ()
    search = _Search(data, program, groups, elastic)
    search.run()
    return search.told()


@dataclass(eq=False)
class _Step:
    """A contradiction and what is done about it: the groups of `own`, irreducible as typed; the number of group `mended`
    gets `value`, nothing while it is None. `shared`: other groups that draw on the same means once all changes are made.
    `covered`: whether the changes of those that are not covered resolve it too."""

    own: tuple[int, ...]
    mended: int
    value: float | None
    shared: set[int] = field(default_factory=set)
    covered: bool = False


class _Search:
    """Mends one contradiction after the other. `steps`: the contradictions that a change of one number resolves; `aside`:
    those that none does; `resolved`: whether nothing else contradicts itself once all changes are made."""

    def __init__(self, data: ProblemData, program: LinearProgram, groups: list[HardGroup], elastic: Elastic) -> None:
        self.data, self.program, self.groups, self.elastic = data, program, groups, elastic
        self.conditions = Conditions(data, program.nonzeros)
        self.everyone = set(range(len(groups)))
        self.steps: list[_Step] = []
        self.aside: list[tuple[int, ...]] = []
        self.made: dict[int, float] = {}
        self.resolved = False

    def run(self) -> None:
        """Find contradictions until their changes make a plan possible, then those that overlap with them.

        A set that contradicts itself only since numbers were changed is one already found, as typed: its change must go
        further, as others draw on the same means.
        """
        for _ in range(ROUNDS):
            own = self.elastic.irreducible(self.everyone - self._left_aside)
            self.resolved = not own
            if self.resolved or self._full:
                break
            typed = self._as_typed(own)
            step = next((step for step in self.steps if step.own == typed), None)
            if step is None:
                self._add(typed)
            else:
                self._give_further(step, own)
        if self.resolved:
            for step in self.steps:  # grows meanwhile
                self._add_overlaps(step)

    @property
    def _full(self) -> bool:
        return len(self.steps) + len(self.aside) >= MOST

    @property
    def _left_aside(self) -> set[int]:
        return {k for own in self.aside for k in own}

    def _as_typed(self, own: tuple[int, ...]) -> tuple[int, ...]:
        """What of a set that contradicts itself does so already, and irreducibly, with every number as typed."""
        with self._unmade(self.made):
            return self.elastic.irreducible(own) or own

    def _add(self, own: tuple[int, ...], mended: int | None = None) -> None:
        """One more contradiction, resolved by its cheapest change, or by that of `mended` if it is any help."""
        with self._unmade(self.made):
            parts = {k: self._part(k, own, self.everyone - set(own)) for k in own}
        cheapest = min(own, key=lambda k: (parts[k].enough is None, k != mended, parts[k].size))
        if parts[cheapest].enough is None:
            self.aside.append(own)
        else:
            self.steps.append(_Step(own, cheapest, parts[cheapest].enough))
            self._apply()

    def _give_further(self, step: _Step, own: tuple[int, ...]) -> None:
        """Let a contradiction's change be large enough for the rows of `own` that draw on the same means.

        Numbers that share money or room could give way to each other little by little without end: so it is made large
        enough for the whole workbook, where that is possible.
        """
        step.shared |= set(own) - set(step.own)
        for k in sorted(step.own, key=lambda k: k != step.mended):
            whole = self._part(k, own, self._left_aside).enough
            enough = self._part(k, own, self.everyone - set(own)).enough if whole is None else whole
            if enough is not None:
                step.mended, step.value = k, enough
                self._apply()
                return
        self.steps.remove(step)
        self.aside.append(step.own)
        self._apply()

    def _add_overlaps(self, step: _Step) -> None:
        """Contradictions of the number that a step mends with other rows, which its change resolves as well: whoever changes
        another row of the step meets them."""
        k, left_out = step.mended, set(step.own) - {step.mended}
        while not self._full:
            with self._unmade({k}):
                own = self.elastic.irreducible(self.everyone - self._left_aside - left_out)
            typed = self._as_typed(own) if own else ()
            if not set(typed) - {k} - left_out:
                return
            if typed not in [one.own for one in self.steps]:
                self._add(typed, mended=k)
            left_out |= set(typed) - {k}

    def told(self) -> tuple[Contradiction, ...]:
        """The contradictions in the order in which they are mended, with what each number must be if the cheapest changes of
        the others are made and nothing else is; the cheapest first, which is the one made."""
        told: list[Contradiction] = []
        for _ in range(PASSES):
            before = dict(self.made)
            told = [self._settle(step) for step in self.steps]
            if self.made == before:
                break
        told = [self._with_conditions(one, step) for one, step in zip(told, self.steps, strict=True)]
        for own in self.aside:
            told.append(Contradiction(tuple(self._part(k, own, self.everyone - set(own)) for k in own)))
        together = self.elastic.possible(self.everyone, TOLERANCE)
        alone = self._alone(told) if together else {}
        return tuple(
            replace(
                one,
                parts=tuple(replace(part, alone=alone.get(part.number)) for part in one.parts),
                together=together,
            )
            for one in told
        )

    def _alone(self, told: Sequence[Contradiction]) -> dict[HardNumber, float | None]:
        """What numbers that take part in several contradictions would have to be if nothing else is changed, unless that is
        the change of one of them already."""
        counts = Counter(k for step in self.steps for k in step.own)
        shared = tuple(k for k, count in counts.items() if count > 1)
        proposed = {(part.number, part.enough) for one in told for part in one.parts[:1]}
        with self._unmade(self.made):
            alone = {self.groups[k].number: self._part(k, shared, set()).enough for k in shared}
        return {number: enough for number, enough in alone.items() if (number, enough) not in proposed}

    def _settle(self, step: _Step) -> Contradiction:
        """A contradiction as it is told, and the cheapest change made in the place of what was."""
        step.value = None
        others = self._left_aside if self.resolved else self.everyone - set(step.own)
        self._apply(but=[one for one in self.steps if one.covered])
        step.covered = not self.elastic.participants(self.everyone - others)
        self._apply()
        if step.covered:  # so it is told as it stands by itself
            with self._unmade(self.made):
                parts = {k: self._part(k, step.own, self.everyone - set(step.own)) for k in step.own}
        else:
            if not self.elastic.participants(self.everyone - others):  # as a covered one proposes the same
                self._apply(but=[one for one in self.steps if one.covered])
            parts = {k: self._part(k, step.own, others) for k in step.own}
        ranked = sorted(
            step.own, key=lambda k: (k in self.made and k != step.mended, parts[k].size, k != step.mended)
        )
        cheapest = parts[ranked[0]]
        if cheapest.enough is not None:
            step.mended, step.value = ranked[0], cheapest.enough
        if cheapest.mended is not None and cheapest.needed is not None:
            cheapest = replace(cheapest, needed=cheapest.needed * cheapest.number.typed / cheapest.mended)
        parts[ranked[0]] = replace(cheapest, mended=None)  # what it is changed to here counts, from what is typed
        self._apply()
        shared = tuple(self.groups[k].number for k in sorted(step.shared))
        return Contradiction(tuple(parts[k] for k in ranked), covered=step.covered, shared=shared)

    def _with_conditions(self, one: Contradiction, step: _Step) -> Contradiction:
        """A contradiction with the lead times and shelf lives that belong to it. They are never the change that is made."""
        own = frozenset(part.number for part in one.parts)
        conditions = self.conditions.behind(own)
        if not conditions:
            return one
        value, step.value = step.value, None
        self._apply()
        held, made = own, {}
        if self.resolved and not one.covered:
            held = frozenset(self.groups[k].number for k in self.everyone - self._left_aside)
            made = {self.groups[k].number: value for k, value in self.made.items()}
        parts = [self.conditions.part(number, held, made) for number in conditions]
        step.value = value
        self._apply()
        return replace(one, parts=(*one.parts, *sorted(parts, key=lambda part: part.size)))

    def _apply(self, but: Sequence[_Step] = ()) -> None:
        """Let every number be what the steps, some apart, make of it; the largest change of several."""
        made: dict[int, float] = {}
        for step in self.steps:
            if step.value is not None and step not in but:
                furthest = max if self.groups[step.mended].number.raised else min
                made[step.mended] = furthest(step.value, made.get(step.mended, step.value))
        for k in {*self.made, *made}:
            self._make(k, made.get(k))

    @contextmanager
    def _unmade(self, numbers: Iterable[int]) -> Iterator[None]:
        """These numbers are as typed inside."""
        before = {k: self.made[k] for k in numbers if k in self.made}
        for k in before:
            self._make(k, None)
        try:
            yield
        finally:
            for k, value in before.items():
                self._make(k, value)

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
        if number.switch:
            return Part(number, 0.0, mended=mended)
        exact = number.typed + change.amount if number.raised else number.typed - change.amount
        if exact <= OF_A_ROW * number.typed:
            exact = 0.0
        needless = change.amount <= OF_A_ROW * number.typed
        enough = number.typed if needless else towards_plan(exact, up=number.raised)
        constraint, key = self.program.layout.row_key(change.row)
        at_node = isinstance(key, tuple) and ROWS[constraint].index[-1] == "node"
        when = self.data.tree.labels[key[-1]] if at_node else ""
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
