"""Why a workbook has no plan, in the planner's words: sheet, cell and number of all that contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from model.case import Case
from model.results.facts.contradiction import SWITCH, Contradiction, HardNumber, Part
from model.results.shown.wording import listed, tonnes
from model.schema import SETTINGS, SHEETS, Column
from model.solve import Conflict
from model.workbook import Places, Problem

DEFECT = "No number of the workbook explains it. Please report this with the workbook: it is a defect of the program."
AGAIN = (
    "The cheapest changes of all together make a plan possible; any other change can take the place of the cheapest "
    "one of "
    "its contradiction, as long as the cheapest of all others are made."
)
MORE = "There may be more: make the cheapest change of each, and run again."
ALONE = "No change of one of these rows alone is enough: change two, or set a hard target to no, and run again."
CONDITIONS = ("lead_time", "shelf_life")  # whose least changes are whole periods
IN_SHORT = 3  # of them in one sentence
NAMED = 12  # rows of a contradiction that are told on the screen


def _column(number: HardNumber, name: str) -> Column:
    if number.row == 0:
        return next(column for column in SETTINGS if column.field == name)
    return next(sheet for sheet in SHEETS if sheet.field == number.sheet).column(name)


def _amount(value: float, unit: str) -> str:
    if unit == SWITCH:
        return "yes" if value else "no"
    return f"{100 * value:,.6g} %" if unit == "%" else f"{value:,.10g} {unit}"


def _percentage(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:.1g}"


def _enough(part: Part) -> str:
    """The value that is enough, "" where none is."""
    if part.enough is None:
        return ""
    return _amount(part.enough, part.number.unit)


def _where(number: HardNumber, places: Places) -> str:
    return " ".join(part for part in places.at(number.sheet, number.column, number.row) if part)


def _said(number: HardNumber, case: Case) -> str:
    """What the planner asks with the number."""
    amount, name = _amount(number.typed, number.unit), number.subject
    if number.column == "lead_time":
        kind = {"supply": "Offer", "processing": "Process", "projects": "Project"}[number.sheet]
        return f"{kind} `{name}` has a lead time of {amount}"
    if number.column == "shelf_life":
        return f"`{name}` has a shelf life of {amount}"
    if number.sheet == "targets":
        row = next(row for row in case.records("targets") if row["row"] == number.row)
        by = f" by {row['by'].text}" if row["by"] is not None else ""
        return f"Hard target of {amount} of {name}{by}"
    if number.sheet == "limits":
        return f"Limit `{name}` asks for at {'most' if number.raised else 'least'} {amount}"
    if number.switch:
        return f"{_column(number, number.column).name} does not let the reserve make any material shorter than without it"
    phrases = {
        "storage": f"Storage class `{name}` holds at most {amount}",
        "finance": f"Tranche `{name}` gives at most {amount}",
        "supply": f"Offer `{name}` has a capacity of {amount}",
        "processing": f"Process `{name}` has a capacity of {amount}",
        "participants": f"Under Buy only commitments, commitment `{name}` lets the reserve hold at most {amount}",
        "projects": f"Project `{name}` adds at most {amount}",
    }
    return phrases.get(number.sheet, f"{_column(number, number.column).name} of {amount}")


def part_sentence(part: Part, case: Case, places: Places, mended_in: Mapping[HardNumber, int]) -> str:
    """`Hard target of 180 days of Gallium by 2027-06 (Targets B4) needs 41 t in 2027Q2; at most 23 t can be there then`.

    `mended_in`: the contradiction whose cheapest change is that of a number."""
    number = part.number
    mended = ""
    if part.mended is not None:
        mended = f"; {_amount(part.mended, number.unit)} after the change of contradiction {mended_in[number]}"
    said = f"{_said(number, case)} ({_where(number, places)}{mended})"
    when = f" in {part.when}" if part.when else ""
    if part.needed is not None and part.reached is not None:
        return f"{said} needs {tonnes(part.needed)}{when}; at most {tonnes(part.reached)} can be there then"
    if part.asks_more:
        return f"{said}; a larger one may help, but the limit then asks for more tonnes too"
    if part.enough is None:
        return f"{said}; changing this alone is not enough"
    if number.column in CONDITIONS:
        return f"{said}; {_enough(part)} would do"
    if number.switch:
        return said
    verb = "would be needed" if number.raised else "can be reached"
    return f"{said}; {_enough(part)} {verb}{when}"


def change_sentence(part: Part, places: Places) -> str:
    """`Lower Days of cover (Targets B4) from 180 days to 101 days (by 44 %)`; "" where no change of it helps."""
    number, enough = part.number, part.enough
    if enough is None:
        return ""
    if number.switch:
        return f"Set {_column(number, number.column).name} ({_where(number, places)}) to {_enough(part)}"
    share = f" (by {_percentage(100 * part.size)} %)" if number.typed else ""
    change = (
        f"{'Raise' if number.raised else 'Lower'} {_column(number, number.column).name} ({_where(number, places)}) from "
        f"{_amount(number.typed, number.unit)} to {_enough(part)}{share}"
    )
    if number.also:
        change += f", and {_column(number, number.also).name} in the same proportion"
    return f"{change}, or set Hard to no" if number.sheet == "targets" else change


def alone_sentence(part: Part, places: Places) -> str:
    """The change of a number in several contradictions that resolves them all; "" where none does."""
    if part.alone is None:
        return ""
    return f"One change alone would do: {change_sentence(replace(part, enough=part.alone), places)}."


def _mended_in(contradictions: Sequence[Contradiction]) -> dict[HardNumber, int]:
    """The first contradiction that each number is changed for."""
    found: dict[HardNumber, int] = {}
    for number, one in enumerate(contradictions, start=1):
        if one.parts[0].enough is not None:
            found.setdefault(one.parts[0].number, number)
    return found


def _overlaps(contradictions: Sequence[Contradiction], places: Places) -> list[str]:
    """`Targets B3 takes part in contradictions 1 and 2.` for each such row, those of the same contradictions in one."""
    among: dict[HardNumber, list[str]] = {}
    for number, one in enumerate(contradictions, start=1):
        for part in one.parts:
            among.setdefault(part.number, []).append(str(number))
    rows: dict[tuple[str, ...], list[str]] = {}
    for row, numbers in among.items():
        if len(numbers) > 1:
            rows.setdefault(tuple(numbers), []).append(_where(row, places))
    return [
        f"{listed(where, NAMED)} {'takes' if len(where) == 1 else 'take'} part in contradictions {listed(numbers)}."
        for numbers, where in rows.items()
    ]


def _shared(one: Contradiction, places: Places) -> list[str]:
    """Which other rows make the changes of a contradiction larger than its own would ask, and whether others resolve it."""
    told = []
    if one.shared:
        where = listed([_where(number, places) for number in one.shared], NAMED)
        verb = "draws" if len(one.shared) == 1 else "draw"
        told.append(f"{where} {verb} on the same rows, so its changes go further than these rows alone would ask.")
    if one.covered:
        told.append("The cheapest changes of the other contradictions resolve this one too.")
    return told


def contradiction_sentences(
    contradictions: Sequence[Contradiction], conflict: Conflict | None, case: Case, places: Places
) -> list[str]:
    """What contradicts itself and what would help, the cheapest first; `conflict` where no number explains it."""
    if not contradictions:
        rows = [name for name, _ in conflict.rows] if conflict else []
        return [f"{DEFECT} Rows of the program: {listed(list(dict.fromkeys(rows)), NAMED)}."] if rows else [DEFECT]
    told, mended_in = [], _mended_in(contradictions)
    for number, one in enumerate(contradictions, start=1):
        count = f"Contradiction {number} of {len(contradictions)}: " if len(contradictions) > 1 else ""
        rows = [part_sentence(part, case, places, mended_in) for part in one.parts]
        rows = [*rows[:NAMED], f"and {len(rows) - NAMED} more rows"] if len(rows) > NAMED else rows
        if len(rows) == 1:
            told.append(f"{count}{rows[0]}. Nothing else in the workbook contradicts it; it is infeasible on its own.")
        else:
            told.append(f"{count}{len(one.parts)} rows cannot hold together.")
            told += [f"{row}." for row in rows]
        changes = [change for part in one.parts if (change := change_sentence(part, places))]
        told += _shared(one, places)
        first = "For this one by itself" if one.covered else "Cheapest change"
        told += [f"{'Or' if k else first}: {change}." for k, change in enumerate(changes[:NAMED])]
        told += [] if changes else [ALONE]
    told += _overlaps(contradictions, places)
    parts = {part.number: part for one in contradictions for part in one.parts if part.alone is not None}
    told += [alone_sentence(part, places) for part in sorted(parts.values(), key=lambda part: part.size_alone)]
    if all(one.together for one in contradictions):
        told += [AGAIN] if len(contradictions) > 1 else []
    elif any(part.enough is not None for one in contradictions for part in one.parts):
        told.append(MORE)
    return told


def contradiction_in_short(
    contradictions: Sequence[Contradiction], conflict: Conflict | None, case: Case, places: Places
) -> str:
    """The first contradiction and its cheapest change, and how many more there are."""
    if not contradictions:
        return " ".join(contradiction_sentences(contradictions, conflict, case, places))
    first, more = contradictions[0], len(contradictions) - 1
    rows = [part_sentence(replace(part, mended=None), case, places, {}) for part in first.parts[:IN_SHORT]]
    left = len(first.parts) - len(rows)
    beside = f", with {left} more row{'s' if left > 1 else ''}," if left else ""
    change = change_sentence(first.parts[0], places)
    return " ".join(
        [
            f"{'; '.join(rows)}: {'this' if len(first.parts) == 1 else 'these'}{beside} cannot hold"
            f"{' together' if len(first.parts) > 1 else ''}.",
            f"Cheapest change: {change}." if change else ALONE,
            *([f"There {'are' if more > 1 else 'is'} {more} more contradiction{'s' if more > 1 else ''}."] if more else []),
        ]
    )


def contradiction_problems(contradictions: Sequence[Contradiction], case: Case, places: Places) -> list[Problem]:
    """The contradictions as rows of a Problems workbook, one for each number."""
    found, mended_in = [], _mended_in(contradictions)
    with_else = "the cheapest changes of the other contradictions made" if len(contradictions) > 1 else "all else as typed"
    for number, one in enumerate(contradictions, start=1):
        count = f"contradiction {number}: " if len(contradictions) > 1 else ""
        for part in one.parts:
            others = [_where(other.number, places) for other in one.parts if other is not part]
            against = f"; it contradicts {listed(others, NAMED)}" if others else ""
            bound = "at least" if part.number.raised else "at most"
            nearest = _enough(part)
            allowed = f"{bound} {nearest} with {with_else}" if nearest else ""
            change = change_sentence(part, places) or "Change another row of the contradiction"
            place = places.at(part.number.sheet, part.number.column, part.number.row)
            said = part_sentence(part, case, places, mended_in)
            mend = " ".join(filter(None, (f"{change}.", alone_sentence(part, places))))
            found.append(Problem(*place, f"{count}{said}{against}", allowed, mend))
    return found


def contradictions_json(contradictions: Sequence[Contradiction], places: Places) -> list[list[dict[str, Any]]]:
    """The contradictions for machines: numbers in the unit of the cell, percentages as typed; null where no help."""
    told = []
    for one in contradictions:
        rows = []
        for part in one.parts:
            sheet, cell = places.at(part.number.sheet, part.number.column, part.number.row)
            scale = 100.0 if part.number.unit == "%" else 1.0
            enough = None if part.enough is None else part.enough * scale
            rows.append({
                "sheet": sheet, "cell": cell, "subject": part.number.subject, "unit": part.number.unit,
                "typed": part.number.typed * scale, "enough": enough, "when": part.when,
                "needed": part.needed, "reached": part.reached,
            })  # fmt: skip
        told.append(rows)
    return told
