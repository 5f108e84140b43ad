"""What is computed of a base once in each process, however many tasks of a study run there."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from hashlib import blake2b
from typing import TypeVar

from model.solve import Basis, LiveProgram, NamedBasis
from model.stages import Stages
from model.studies.prepared import Prepared, prepare
from model.studies.study import Base
from model.studies.time_left import stages_of_task
from model.studies.without_reserve import close_reserve, put_industry_first

Made = TypeVar("Made")


def once(make: Callable[[Base], Made]) -> Callable[[Base], Made]:
    """Keep what a function makes of the last base: of the same object, or of a copy of it that came from another process."""
    known: dict[bytes, tuple[Base, Made]] = {}

    @wraps(make)
    def made(base: Base) -> Made:
        for kept, found in known.values():
            if kept is base:
                return found
        key = blake2b(pickle.dumps(base), digest_size=16).digest()
        found = known[key][1] if key in known else make(base)
        known.clear()
        known[key] = base, found
        return found

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
    without, whole = _live(base), _live(base)
    data = prepared_of(base).data
    close_reserve(without, data)
    if base.short_without is not None:
        put_industry_first(whole, data, base.short_without)
    return ByName(_named(base.left.without, without), _named(base.left.whole, whole))


def _live(base: Base) -> LiveProgram:
    prepared = prepared_of(base)
    return LiveProgram(prepared.program, prepared.sizes, watch=stages_of_task().watch)


def _named(basis: Basis | None, live: LiveProgram) -> NamedBasis | None:
    """A basis of a live program by name, with the values at it."""
    if basis is None:
        return None
    live.start_from(basis)
    return replace(basis.by_name(live.program, live.blocks), values=live.vertex())
