"""Why a workbook has no plan: numbers of the planner's own that contradict each other, and the least changes that help."""

from __future__ import annotations

from dataclasses import dataclass

SWITCH = "yes/no"


@dataclass(frozen=True)
class HardNumber:
    """A number of the workbook that a plan must keep.

    `sheet` and `column` are field names of the schema, `row` the Excel row (0 on Settings, where `column` is the
    setting). `typed` is held as in the case: shares as fractions. `raised`: whether a larger number asks less.
    `also`: a second column of the row that must change in the same proportion. A setting of yes or no is 1 or 0, in the
    unit `yes/no`.
    """

    sheet: str
    row: int
    column: str
    subject: str
    typed: float
    unit: str
    raised: bool
    also: str = ""

    @property
    def switch(self) -> bool:
        """Whether it can only be yes or no."""
        return self.unit == SWITCH


@dataclass(frozen=True)
class Part:
    """A number's part in a contradiction.

    `enough`: the nearest value that resolves the contradiction with everything else as it is, None if none does.
    `needed` and `reached`: tonnes a target asks for in the period and story that bind (`when`), and tonnes that can be
    there; None where that is not known. `asks_more`: whether a larger number helps, but no value is proposed, because a
    limit then asks for more tonnes too. `mended`: the number after the cheapest change of a contradiction told before,
    which is what counts in this one. `alone`: of a number in several contradictions, the nearest value that resolves all
    of them with everything else as typed; None if none does.
    """

    number: HardNumber
    enough: float | None
    when: str = ""
    needed: float | None = None
    reached: float | None = None
    asks_more: bool = False
    mended: float | None = None
    alone: float | None = None

    @property
    def size(self) -> float:
        """The change as a share of the number typed; infinite where it is no help, or where nothing or 0 is typed."""
        return self._share(self.enough, self.number.typed)

    @property
    def further(self) -> float:
        """The same for what a number that is mended already must give way once more."""
        return self._share(self.enough, self.number.typed if self.mended is None else self.mended)

    @property
    def size_alone(self) -> float:
        """The same for the change that resolves all contradictions."""
        return self._share(self.alone, self.number.typed)

    def _share(self, value: float | None, start: float) -> float:
        if value is None or self.number.typed == 0:
            return float("inf")
        return abs(value - start) / abs(self.number.typed)


@dataclass(frozen=True)
class Contradiction:
    """Numbers that cannot hold together as typed, none of which can be left out; the cheapest change first.

    `together`: whether the cheapest changes of this contradiction and of all that are told with it make a plan possible.
    `covered`: whether those of the others resolve it too. `shared`: numbers outside it that draw on the same means, so that
    its changes must go further than its own rows would ask.
    """

    parts: tuple[Part, ...]
    together: bool = True
    covered: bool = False
    shared: tuple[HardNumber, ...] = ()
