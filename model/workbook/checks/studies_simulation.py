"""Checks of a simulation: its row of the Studies sheet, and the ranges that histories are drawn from."""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.words import quoted
from model.schema.studies import SIMULATION
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row
from model.workbook.variants.simulation import FEWEST, MOST, read_draw


@check()
def check_simulations(draft: Draft, problems: Problems) -> None:
    """How many histories and from which seed; one simulation, as another seed says nothing new."""
    first: Row | None = None
    for row in draft["studies"]:
        if row.value("study") != SIMULATION:
            continue
        if not row.blank("over"):
            problems.error(
                row.at("over"), f"{quoted(row.text('over'))} under Over", "a blank cell",
                "Clear it: a simulation is of the whole workbook.",
            )  # fmt: skip
        if "values" not in row.bad and read_draw(row.text("values")) is None:
            problems.error(
                row.at("values"), f"{quoted(row.text('values'))} where the number of histories belongs",
                f"{FEWEST:,} to {MOST:,} histories, and a seed behind them if you like, as 10000; 7",
                "Type the number, or leave the cell blank for 10000.",
            )  # fmt: skip
        if first is not None and row.value("on"):
            problems.error(
                row.at("study"), f"a second simulation beside that of row {first.number}", "one",
                "Delete one of the two, or type no under On.",
            )  # fmt: skip
        if row.value("on"):
            first = first or row


@check()
def check_ranges(draft: Draft, problems: Problems) -> None:
    """Ranges of Change and Lasts that hold what is typed."""
    for row in draft["effects"]:
        _check_change(row, problems)
        _check_length(row, problems)


def _check_change(row: Row, problems: Problems) -> None:
    change = row.typed("change")
    if not change:  # what does nothing has no range either: what-ifs switch effects off so
        return
    for end in ("change_from", "change_to"):
        value = row.typed(end)
        if value is None:
            continue
        name = row.table.sheet.column(end).name
        if value * change < 0:
            problems.error(
                row.at(end), f"{_percent(value)} beside a Change of {_percent(change)}", "the sign of Change",
                "Type it with the same sign.",
            )  # fmt: skip
        elif (abs(value) > abs(change) + 1e-9) if end == "change_from" else (abs(value) < abs(change) - 1e-9):
            weaker = end == "change_from"
            problems.error(
                row.at(end),
                f"{name} of {_percent(value)} beside a Change of {_percent(change)}",
                "no more than Change" if weaker else "no less than Change",
                f"{name} is the change where the story is {'mild' if weaker else 'severe'}: correct one of the two.",
            )
        elif row.value("kind") in ("supply loss", "process loss") and abs(value) > 1 + 1e-9:
            problems.error(row.at(end), f"a loss of {_percent(abs(value))}", "at most 100 %", f"Correct {name}.")
        elif row.value("kind") in ("price", "demand", "freight") and value < -1 - 1e-9:
            problems.error(
                row.at(end), f"a change of {_percent(value)} leaves less than nothing", "-100 % or more", f"Correct {name}."
            )


def _check_length(row: Row, problems: Problems) -> None:
    lasts = row.typed("lasts")
    for end in ("lasts_from", "lasts_to"):
        value = row.typed(end)
        if value is None or "lasts" in row.bad:
            continue
        name, shorter = row.table.sheet.column(end).name, end == "lasts_from"
        if lasts is None:
            problems.error(
                row.at(end), f"{name} of {value:g} months where Lasts is blank, so that the effect lasts to the end",
                "empty, or a time under Lasts", "Type how long it most likely lasts, or clear this cell.",
            )  # fmt: skip
        elif value > lasts + 1e-9 if shorter else value < lasts - 1e-9:
            problems.error(
                row.at(end), f"{name} of {value:g} months beside {lasts:g} months under Lasts",
                f"{'at most' if shorter else 'at least'} {lasts:g} months", "Correct one of the two.",
            )  # fmt: skip


def _percent(share: float) -> str:
    return f"{share * 100:g} %"
