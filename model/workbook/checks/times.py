"""Checks of durations against the plan: what comes too late, lasts no time, or is typed in months for years (warnings)."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import quoted
from model.workbook.checks.check import check, doubt
from model.workbook.draft import Draft, Row

LONGEST_LIFE = 100.0  # years of output that no plant has


@doubt()
def check_lead_times(draft: Draft, problems: Warnings) -> None:
    """Offers and processes that deliver nothing of what the plan orders, as it would arrive after its end."""
    if not draft.calendar_known:
        return
    calendar = draft.calendar
    for table, done, ever in (("supply", "ordered", "arrives"), ("processing", "put in", "comes out")):
        for row in draft[table]:
            lead = row.typed("lead_time")
            if not lead or row.bad & {"from", "to"}:
                continue
            open_periods = calendar.open_periods(row.typed("from"), row.typed("to"))
            left = calendar.periods - open_periods.start
            if open_periods and calendar.up(lead) > left:
                since = f"in force from {calendar.label(open_periods.start)} on and " if open_periods.start > 1 else ""
                problems.warn(
                    row.at("lead_time"),
                    f"{since}with a lead time of {lead:g} months, nothing {done} within the horizon of "
                    f"{calendar.periods * calendar.months} months {ever} before its end",
                    f"at most {left * calendar.months} months",
                    "Lead times are in months: correct it, or plan for longer (Periods in Settings).",
                )


@check()
def check_project_times(draft: Draft, problems: Problems) -> None:
    """Projects that are never ready within the plan, and lives of no time or typed in months."""
    for row in draft["projects"]:
        life = row.typed("lifetime")
        if life == 0:
            problems.error(
                row.at("lifetime"),
                f"{quoted(row.text('project'))} has a lifetime of 0 years",
                "a number above 0",
                "Type the years of output, or delete the row.",
            )
        elif life is not None and life > LONGEST_LIFE:
            problems.warn(
                row.at("lifetime"),
                f"a lifetime of {life:g} years",
                "",
                f"Lifetimes are in years: if {life:g} months are meant, type {life / 12:.4g}.",
            )
        if draft.calendar_known:
            _check_ready(draft, row, problems)


def _check_ready(draft: Draft, row: Row, problems: Warnings) -> None:
    calendar, earliest, lead = draft.calendar, row.typed("earliest"), row.value("lead_time")
    first = max(1, calendar.period_of(earliest.start)) if earliest else 1
    if first > calendar.periods:
        problems.warn(
            row.at("earliest"),
            f"{quoted(row.text('project'))} may be funded only after the plan ends",
            f"times up to {calendar.label(calendar.periods)}",
            "Correct the time, or delete the row.",
        )
    elif lead is not None and first + calendar.up(lead) > calendar.periods:
        alone = 1 + calendar.up(lead) > calendar.periods
        problems.warn(
            row.at("lead_time" if alone else "earliest"),
            f"funded in {calendar.label(first)} at the earliest and ready {lead:g} months later, "
            f"{quoted(row.text('project'))} is never ready within the horizon of {calendar.periods * calendar.months} months",
            "",
            "Correct Lead time (in months) or Earliest, or plan for longer (Periods in Settings).",
        )


@doubt()
def check_shelf_lives(draft: Draft, problems: Warnings) -> None:
    """Shelf lives shorter than a period, within which stock is not carried."""
    for name, row in draft.materials.items():
        life = row.typed("shelf_life")
        if draft.calendar_known and life is not None and not draft.calendar.down(life):
            months = draft.calendar.months
            problems.warn(
                row.at("shelf_life"),
                f"a shelf life of {life:g} months is shorter than a period ({_months(months)}): the reserve can keep no "
                f"{quoted(name)} at all",
                f"{_months(months)} or more; blank = forever",
                "Clear the cell if it keeps forever, or type the months it keeps.",
            )


@doubt()
def check_effects_last(draft: Draft, problems: Warnings) -> None:
    """Effects that last no time."""
    for row in draft["effects"]:
        if row.typed("lasts") == 0 and not row.value("recovers_over") and "recovers_over" not in row.bad:
            problems.warn(
                row.at("lasts"),
                "the effect lasts 0 months, so it does nothing",
                "months; blank = to the end",
                "Type how long it lasts, or clear the cell if it lasts to the end.",
            )


@doubt(needs=("stories",))
def check_release_delay(draft: Draft, problems: Warnings) -> None:
    """A Release delay that no disruption outlasts: the reserve never helps."""
    settings, calendar = draft.settings, draft.calendar
    delay, left = settings.typed("release_delay"), max(calendar.periods - 2, 0)
    if not draft.calendar_known or not delay or settings.value("release_when") == "always" or not len(draft["stories"]):
        return
    if delay > left:
        problems.warn(
            settings.at("release_delay"),
            f"with a release delay of {delay} periods the reserve releases nothing in the plan's {calendar.periods} periods",
            f"at most {left} periods",
            f"The delay is counted in periods of {_months(calendar.months)}, not in months: correct it.",
        )


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"
