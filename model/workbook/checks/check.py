"""How a check is declared: beside it stand the sheets it needs and the cells it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from model.excel.problems import Problems, Warnings
from model.workbook.draft import Draft

Finds = Callable[[Draft, Problems], None]
Doubts = Callable[[Draft, Warnings], None]
Cells = Mapping[str, set[str]]  # names of columns by sheet, both by field name

# Cells that several checks rest on: what is traded, what is wanted, and what targets ask for beyond it.
TRADED: Cells = {"supply": {"material", "country"}, "processing": {"process", "material", "country", "role"}}
WANTED: Cells = {"demand": {"material", "segment", "demand"}}
ASKED: Cells = {**WANTED, "targets": {"material", "days_of_cover", "tonnes"}}
OPENING: Cells = {"materials": {"opening_stock", "opening_in_transit"}}


@dataclass(frozen=True)
class Check:
    """A check that passes over what would only follow from a mistake that is reported already.

    `needs` are sheets from whose missing rows it draws conclusions: wrong ones where they are missing by mistake.
    `rests_on` are cells whose values it takes for known: where one of them cannot be read, that alone is told.
    `only_warns`: nothing it finds keeps a workbook from being used.
    """

    finds: Finds
    needs: tuple[str, ...]
    rests_on: Cells
    only_warns: bool = False

    def __call__(self, draft: Draft, problems: Problems) -> None:
        """Report what is found, unless it could be wrong."""
        if not draft.incomplete(*self.needs) and not draft.unreadable(self.rests_on):
            self.finds(draft, problems)


def check(*, needs: tuple[str, ...] = (), rests_on: Cells | None = None) -> Callable[[Finds], Check]:
    """Declare a function to be a check; it is run in the place of its file in `run.SUBJECTS`, in the order of the file."""
    return lambda finds: Check(finds, needs, rests_on or {})


def doubt(*, needs: tuple[str, ...] = (), rests_on: Cells | None = None) -> Callable[[Doubts], Check]:
    """Declare a function to be a check that only warns; otherwise as `check`."""
    return lambda finds: Check(finds, needs, rests_on or {}, only_warns=True)
