"""Which numbers of a workbook contradict each other, and the least change of each that makes a plan possible."""

from __future__ import annotations

import numpy as np

from model.program.plan import Plan
from model.results.contradiction import Contradiction, Part
from model.solve import LinearProgram
from model.solve.elastic import Change, Elastic
from model.solve.scaling import Scaling
from model.studies.hard_numbers import HardGroup, find_hard_numbers

MOST = 10  # contradictions that are told; a workbook with more needs to be looked at as a whole
SUPPLIERS = ("supply", "processing", "projects")
DIGITS = 4  # of a number that is proposed
DUST = 1e-7  # of the number typed: what the solver leaves of nothing
EXACT_DIGITS = 7  # to which the solver knows it


def find_contradictions(
    plan: Plan, program: LinearProgram, scaling: Scaling, refused: bool = True
) -> tuple[Contradiction, ...]:
    """The contradictions of a program, at most `MOST`; no number takes part in two of them. None where the workbook's own
    numbers do not explain why the solver `refused` the program, or where it has not and there is a plan.

    The changes of each are found with the cheapest change of those before it made, and the numbers of those behind it left
    aside: so the cheapest changes of all together make a plan possible.
    """
    groups = find_hard_numbers(plan, program)
    asking = {k for k, one in enumerate(groups) if not one.number.raised}  # without them doing nothing is a plan
    if not asking:
        return ()
    elastic = Elastic(program, scaling, [one.group for one in groups])
    if elastic.possible(asking) and not refused:
        return ()
    left = set(range(len(groups)))
    found: list[tuple[int, ...]] = []
    while len(found) < MOST and (own := elastic.irreducible(left)):
        found.append(own)
        left -= set(own)
    told = []
    for place, own in enumerate(found):
        behind = {k for other in found[place + 1 :] for k in other}
        shrinks = any(groups[k].number.column == "at_least_tonnes" for k in own)  # with the suppliers' open capacity
        by_number = {k: _part(groups[k], elastic.least_change(k, behind), plan, program, shrinks) for k in own}
        ranked = sorted(own, key=lambda k: by_number[k].size)
        told.append(Contradiction(tuple(by_number[k] for k in ranked)))
        cheapest = by_number[ranked[0]]
        if cheapest.enough is not None:
            elastic.make(ranked[0], abs(cheapest.enough - cheapest.number.typed))
    return tuple(told)


def _part(one: HardGroup, change: Change | None, plan: Plan, program: LinearProgram, shrinks: bool) -> Part:
    number = one.number
    if change is None:
        return Part(number, None)
    exact = number.typed + change.amount if number.raised else number.typed - change.amount
    if exact <= DUST * number.typed:
        exact = 0.0
    enough = towards_plan(exact, up=number.raised)
    constraint, key = program.layout.row_key(change.row)
    when = plan.tree.labels[key[1]] if isinstance(key, tuple) and constraint != "early_capacity" else ""
    if constraint != "target":
        return Part(number, enough, when, about=shrinks and number.sheet in SUPPLIERS)
    needed = float(program.row_lower[change.row])
    return Part(number, enough, when, needed, needed * exact / number.typed)


def towards_plan(value: float, up: bool) -> float:
    """The value with `DIGITS` figures, rounded to the side on which there is a plan."""
    if value == 0:
        return 0.0
    exact = float(f"{value:.{EXACT_DIGITS - 1}e}")
    step = 10.0 ** (np.floor(np.log10(abs(exact))) - DIGITS + 1)
    whole = np.ceil(exact / step - 1e-9) if up else np.floor(exact / step + 1e-9)
    return float(f"{whole * step:.{DIGITS - 1}e}")
