"""Next period's workbook, made of a result: the first period becomes the past, and all that it leaves is carried over.

What remains is the same problem, seen from one period later: prices, capacities and demand are those they have grown to,
orders under way arrive, loans are drawn, fees are paid, and stories that had not begun by then did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from model.calendar import Calendar, Span
from model.onsets import Onsets, time_in_words
from model.schema import SETTINGS, SHEETS, Column, Kind
from model.schema.before_start import DRAW, KINDS_OF_PAST, PLACED
from model.schema.figures import CASH, DRAWN, ON_LOAN, ORDER, OWED, OWN_STOCK, PLANNED, REFERENCE, STOCK
from model.workbook.draft import Draft, Row
from model.workbook.remaining_stories import Remaining, remaining_stories
from model.workbook.result_book import NoResultError, ResultBook

Typed = dict[str, Any]
Rows = dict[str, list[Typed]]
LAST_DAY = ("to", "repay_by")  # columns that name the end of a span
ASKED = ("days_of_cover", "tonnes")  # columns of a target
WRITTEN_ANEW = ("orders_placed", "loans_drawn", "before_start", "last_plan")


@dataclass(frozen=True)
class Following:
    """The workbook: `settings` and `tables` as a planner types them, `start` and `periods` of the new plan, what became of
    the stories, and the materials whose largest target is over (`past_targets`)."""

    settings: Typed
    tables: Rows
    start: str
    periods: int
    stories: Remaining
    past_targets: tuple[str, ...]


def following(result: ResultBook, roll: bool) -> Following:
    """The workbook of the next period. Raises NoResultError where nothing is left to plan for, or a story surely begins."""
    draft, calendar = result.inputs, result.inputs.calendar
    if calendar.periods == 1 and not roll:
        raise NoResultError(
            f"The plan of {result.path.name} ends with its first period, so nothing of it is left to plan for. Add --roll to "
            "plan one period more."
        )
    stories = remaining_stories(draft)
    start, periods = calendar.ends[0].date(), calendar.periods - (0 if roll else 1)
    move = _Move(calendar)
    tables: Rows = {sheet.field: [move.row(row) for row in draft[sheet.field]] for sheet in SHEETS}
    for sheet in WRITTEN_ANEW:
        tables[sheet] = []
    _grow(draft, tables, calendar)
    tables["prices"] = [row for row, was in zip(tables["prices"], draft["prices"], strict=True) if not _past(was, calendar)]
    tables["targets"] = _targets(draft, tables["targets"], calendar)
    tables["stories"] = stories.rows(move.typed)
    tables["effects"] = [
        row for row, was in zip(tables["effects"], draft["effects"], strict=True) if was.text("story") not in stories.gone
    ]
    settings = {column.field: move.typed(column, draft.settings.typed(column.field)) for column in SETTINGS}
    settings |= {"start": start, "periods": periods, "orders_before_start": PLACED}
    _carry(result, settings, tables)
    past = _past_targets(draft, tables["targets"])
    return Following(settings, tables, calendar.name_of(2), periods, stories, past)


@dataclass(frozen=True)
class _Move:
    """Values of the plan's cells as a planner types them into the next workbook."""

    calendar: Calendar

    def row(self, row: Row) -> Typed:
        return {column.field: self.typed(column, row.typed(column.field)) for column in row.table.sheet.columns}

    def typed(self, column: Column, value: Any) -> Any:
        if value is None:
            return None
        if column.kind is Kind.PERCENT:
            return float(f"{value * 100:.14g}")
        if isinstance(value, Span):
            return self.time(value, column.field in LAST_DAY)
        if isinstance(value, Onsets):
            return "; ".join(
                str(self.time(time, False)) if isinstance(time, Span) else time_in_words(time) for time in value.times
            )
        return value

    def time(self, span: Span, last_day: bool) -> Any:
        """A day as such, any other time by its name; a period's number is one less, that of the first its name."""
        if span.is_number:
            if span.number > 1:
                return span.number - 1
            name, day = self.calendar.name_of(1), self.calendar.starts[0].date()
            if name == day.isoformat():
                return self.calendar.ends[0].date() - timedelta(days=1) if last_day else day
            return name
        return span.start.date() if span.is_day else span.text


def _grow(draft: Draft, tables: Rows, calendar: Calendar) -> None:
    """What grows is typed as of Start; an escalation without From counts from the first Start on."""
    for sheet, name, growth in (
        ("materials", "price", "price_growth"), ("supply", "capacity", "growth"), ("demand", "demand", "growth"),
    ):  # fmt: skip
        for row, was in zip(tables[sheet], draft[sheet], strict=True):
            if (rate := was.typed(growth)) and row[name] is not None:
                row[name] *= (1.0 + rate) ** calendar.length
    for row, was in zip(tables["floors"], draft["floors"], strict=True):
        if was.typed("escalation") and was.blank("from"):
            row["from"] = calendar.start.date()


def _past(row: Row, calendar: Calendar) -> bool:
    """Whether a price is of a time that is over."""
    period = row.typed("period")
    return period is not None and set(calendar.covered_by(period)) == {1}


def _targets(draft: Draft, rows: list[Typed], calendar: Calendar) -> list[Typed]:
    """Of targets that are owed by the second period the latest of each material, from the start on; and all later ones."""
    first: dict[str, tuple[int, Typed]] = {}
    later = []
    for row, was in zip(rows, draft["targets"], strict=True):
        by = was.typed("by")
        period = 1 if by is None else max(calendar.period_of(by.start), 1)
        if period > 2:
            later.append(row)
        elif period >= first.get(was.text("material"), (0, row))[0]:
            first[was.text("material")] = (period, {**row, "by": None})
    return [*(row for _, row in first.values()), *later]


def _past_targets(draft: Draft, left: list[Typed]) -> tuple[str, ...]:
    """Materials of which a target that is no longer owed asks for more days, or more tonnes, than all that are left."""
    most: dict[tuple[str, str], float] = {}
    for row in left:
        for unit in ASKED:
            most[row["material"], unit] = max(most.get((row["material"], unit), 0.0), row[unit] or 0.0)
    fallen = (
        row.text("material")
        for row in draft["targets"]
        for unit in ASKED
        if (row.typed(unit) or 0.0) > most.get((row.text("material"), unit), 0.0)
    )
    return tuple(dict.fromkeys(fallen))


def _carry(result: ResultBook, settings: Typed, tables: Rows) -> None:
    """What the first period leaves, from the sheet Figures."""
    materials = {row["material"]: row for row in tables["materials"]}
    for row in materials.values():
        row["opening_in_transit"] = None
    for what, name in (
        (STOCK, "opening_stock"), (OWN_STOCK, "industrys_stock_at_start"), (REFERENCE, "reference_price"),
    ):  # fmt: skip
        for figure in result.of(what):
            materials[figure["material"]][name] = figure["amount"]
    for figure in result.of(CASH):
        settings["opening_cash"] = figure["amount"]
    tables["orders_placed"] = [
        {
            "material": figure["material"], "country": figure["country"] or None, "offer": figure["name"] or None,
            "for": figure["who"], "tonnes": figure["amount"], "arrives": _day_or_name(figure["when"]),
            "paid": figure["paid"], "still_to_pay": figure["to_pay"],
        }
        for figure in result.of(ORDER)
    ]  # fmt: skip
    owed = {figure["name"]: figure["amount"] for figure in result.of(OWED)}
    tables["loans_drawn"] = [
        {"tranche": figure["name"], "drawn": figure["amount"], "owed": owed.get(figure["name"])}
        for figure in result.of(DRAWN)
        if figure["amount"] > 0
    ]
    for row in tables["loans_drawn"]:
        row["owed"] = None if row["owed"] is None else min(row["owed"], row["drawn"])
    past = [figure for figure in result.figures if figure["what"] in KINDS_OF_PAST]
    _carry_participants(result, tables, past)
    tables["before_start"] = [
        {
            "what": figure["what"], "name": figure["name"] or None, "material": figure["material"] or None,
            "when": _day_or_name(figure["when"]), "amount": figure["amount"],
        }
        for figure in past
    ]  # fmt: skip
    tables["last_plan"] = [
        {
            "material": figure["material"], "country": figure["country"], "offer": figure["name"] or None,
            "order_in": _day_or_name(figure["when"]), "tonnes": figure["amount"],
        }
        for figure in result.of(PLANNED)
    ]  # fmt: skip


def _carry_participants(result: ResultBook, tables: Rows, past: list[dict[str, Any]]) -> None:
    """Fees are paid. What is on loan and was drawn at one time is due at one time; else the draws say when."""
    calendar = result.inputs.calendar
    on_loan = {(figure["name"], figure["material"]): figure["amount"] for figure in result.of(ON_LOAN)}
    for row, was in zip(tables["participants"], result.inputs["participants"], strict=True):
        key = was.text("participant"), was.text("material")
        row |= {"fee_paid": True if was.typed("upfront_fee") else None, "on_loan": on_loan.get(key, 0.0) or None, "due": None}
        draws = [figure for figure in past if figure["what"] == DRAW and (figure["name"], figure["material"]) == key]
        limit = was.value("draw_limit") * was.value("commitment")
        if row["on_loan"]:
            row["on_loan"] = min(row["on_loan"], limit)
        if len(draws) == 1 and row["on_loan"] and abs(draws[0]["amount"] - row["on_loan"]) <= 1e-9 * row["on_loan"]:
            drawn = calendar.number_of(calendar.parse(draws[0]["when"]).start)  # type: ignore[union-attr]
            row["due"] = _day_or_name(calendar.name_of(drawn + max(calendar.down(was.value("replenish_within")), 1)))
            past.remove(draws[0])


def _day_or_name(when: str) -> Any:
    """A period's name as a cell holds it: a date where it is the first day that names it."""
    return date.fromisoformat(when) if when.count("-") == 2 else (when or None)


def overview(made: Following) -> Mapping[str, int]:
    """How many rows of each sheet about what was begun before Start the workbook has."""
    return {sheet: len(made.tables[sheet]) for sheet in WRITTEN_ANEW}
