"""What is computed of a base once in each process, however many tasks of a study run there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import TypeVar

from model.solve import Basis, LiveProgram, NamedBasis
from model.stages import Stages
from model.studies.prepared import Prepared, prepare
from model.studies.study import Base

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class _This:
    """A base, known again because it is the same object."""

    base: Base

    def __hash__(self) -> int:
        return id(self.base)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _This) and other.base is self.base


def once(make: Callable[[Base], Made]) -> Callable[[Base], Made]:
    """Keep what a function makes of the last base."""

    @lru_cache(maxsize=1)
    def kept(this: _This) -> Made:
        return make(this.base)

    @wraps(make)
    def made(base: Base) -> Made:
        return kept(_This(base))

    return made


@once
def prepared_of(base: Base) -> Prepared:
    """The program of the base, its inputs and bookings."""
    return prepare(base.case, Stages())


@dataclass(frozen=True)
class ByName:
    """Where the solves of a base ended, without the reserve and with it, by the names of all columns and rows."""

    without: NamedBasis | None
    whole: NamedBasis | None


@once
def by_name(base: Base) -> ByName:
    """Where the base was left, by the names in its program."""
    prepared = prepared_of(base)
    blocks = LiveProgram(prepared.program, prepared.sizes).blocks

    def named(basis: Basis | None) -> NamedBasis | None:
        return None if basis is None else basis.by_name(prepared.program, blocks)

    return ByName(named(base.left.without), named(base.left.whole))
