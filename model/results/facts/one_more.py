"""What a little more of what binds most is really worth: re-solves beside the shadow prices, and how far those hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

HOLDS = 0.01  # by what share a worth may differ from the shadow price that it bears out
NOISE = 1e-9  # of the objective: by less than this two optima cannot be told apart


@dataclass(frozen=True)
class BindingCell:
    """A number of the workbook that binds. `sheet` and `column` are field names, `rows` the Excel rows of the cells, none of
    Settings; `now` what stands there, in the case's units. `kind`, `subject`, `header` and `unit` are those of the
    Sensitivity sheet, and `saves` is what it says that `per` more (in the case's units) saves, USD, the shadow price."""

    kind: str
    subject: str
    sheet: str
    rows: tuple[int, ...]
    column: str
    header: str
    unit: str
    now: float
    per: float
    saves: float

    @property
    def one_per_cent(self) -> float:
        """What 1 % more of it saves at the shadow price, USD: by this unlike cells compare."""
        return self.saves / self.per * self.now * 0.01


@dataclass(frozen=True)
class Step:
    """The plan with a share `step` of the number more, or less: `saves` USD per `per` of it against the plan as it stands
    (more saves, less costs, both told as above 0), `penalty` of that in penalties; `slope` is the shadow price there."""

    step: float
    saves: float
    penalty: float
    slope: float

    @property
    def real(self) -> float:
        """Payments and the cost of shortages, USD per `per`."""
        return self.saves - self.penalty


@dataclass(frozen=True)
class OneMore:
    """A cell with the `steps` that were solved, and `why` the others have no plan, in sentences. `objective`: that of the
    plan as it stands, USD."""

    cell: BindingCell
    steps: tuple[Step, ...]
    objective: float
    why: tuple[str, ...] = ()

    def at(self, step: float) -> Step | None:
        """The plan with this share more; None where there is none."""
        return next((one for one in self.steps if one.step == step), None)

    def bears_out(self, one: Step) -> bool:
        """Whether a step is worth what the shadow price says. The cost of a plan is convex in a number that only bounds
        something, so the shadow price then holds all the way to there."""
        noise = NOISE * abs(self.objective) * self.cell.per / abs(one.step * self.cell.now)
        return bool(abs(one.saves - self.cell.saves) <= max(HOLDS * abs(self.cell.saves), noise))

    def holds(self, sign: int) -> float:
        """The share up to which the shadow price holds at least, among the steps that were solved: 0 where not even the
        smallest bears it out. `sign`: 1 for more, -1 for less."""
        found = 0.0
        for one in self._outward(sign):
            if not self.bears_out(one):
                break
            found = one.step
        return found

    def ends(self, sign: int) -> float:
        """The share beyond which it holds no longer, NaN where it held as far as was solved.

        The lines of the shadow prices here and at the first step that does not bear this one out meet there; what binds
        changes at that point, or before it.
        """
        for one in self._outward(sign):
            if self.bears_out(one):
                continue
            turn = self.cell.saves - one.slope
            share = (one.saves - one.slope) / turn if turn else np.nan
            return one.step * share if 0.0 <= share <= 1.0 else np.nan
        return np.nan

    def _outward(self, sign: int) -> list[Step]:
        return sorted((one for one in self.steps if one.step * sign > 0), key=lambda one: abs(one.step))
