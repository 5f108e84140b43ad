"""Checks of when stories begin: within the plan, after their parent, once in a period, under names of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from model.calendar import Span
from model.excel.problems import Problems, Warnings
from model.excel.words import fold, listed, quoted
from model.onsets import Beginning, base_beginning, beginnings_after, find_beginnings, time_in_words
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row, group

Sound = Callable[[Row, Sequence[Beginning]], bool]  # whether a story can begin as typed after these beginnings of its parent


def beginnings_by_story(draft: Draft, sound: Sound = lambda row, parents: True) -> dict[str, list[Beginning]]:
    """The beginnings of every story whose onset, and those of its parents, can be used; "" is the base story.

    Stories are passed parents first; one that is not `sound` is left out, and those that grow out of it.
    """
    found = {"": [base_beginning(draft.calendar)]}
    waiting = {name: rows[0] for name, rows in group(draft["stories"], "story").items()}
    waiting = {name: row for name, row in waiting.items() if row.typed("onset") is not None and "parent" not in row.bad}
    while ready := [name for name, row in waiting.items() if row.text("parent") in found]:
        for name in ready:
            row = waiting.pop(name)
            parents = found[row.text("parent")]
            if sound(row, parents):
                found[name] = find_beginnings(row.typed("onset"), parents, draft.calendar)
    return found


@check()
def check_onsets(draft: Draft, problems: Problems) -> None:
    """Dates lie in period 2 to T, months count from a parent, and every beginning is later than the parent's."""
    for row in draft["stories"]:
        onset = row.typed("onset")
        if onset is not None and onset.is_relative and row.blank("parent"):
            typed = next(time for time in onset.times if not isinstance(time, Span))
            problems.error(
                row.at("onset"),
                f"the onset {time_in_words(typed)} counts from the parent's onset, but the story has no parent",
                "a date, where Parent is blank or base",
                "Type a date, or name the parent.",
            )
            row.spoil("onset")
    if draft.calendar_known:
        _check_within(draft, problems)
        begun = beginnings_by_story(draft, lambda row, parents: _follows(draft, row, parents, problems))
        _check_names(draft, begun, problems)


def _check_within(draft: Draft, problems: Problems) -> None:
    calendar = draft.calendar
    for row in draft["stories"]:
        spans = row.typed("onset").spans if row.typed("onset") is not None else []
        early = [span.text for span in spans if calendar.period_of(span.start) < 2]
        late = [span.text for span in spans if calendar.period_of(span.start) > calendar.periods]
        for texts, side in ((early, "before the second period"), (late, "after the plan")):
            if texts:
                problems.error(
                    row.at("onset"),
                    f"the {_onset(texts)} {side}",
                    f"periods 2 to {calendar.periods}, {calendar.label(min(2, calendar.periods))} to "
                    f"{calendar.label(calendar.periods)}",
                    "Choose a period within the plan.",
                )
        if early or late:
            row.spoil("onset")


def _onset(texts: Sequence[str]) -> str:
    return f"onset {texts[0]} lies" if len(texts) == 1 else f"onsets {listed(texts, 'and')} lie"


def _follows(draft: Draft, row: Row, parents: Sequence[Beginning], problems: Problems) -> bool:
    """Whether a story begins after its parent, never twice in a period; tells what does not, and what is dropped."""
    calendar, name = draft.calendar, quoted(row.text("parent"))
    if not parents:
        problems.warn(
            row.at("onset"),
            f"{quoted(row.text('story'))} never begins, as its parent {name} never does",
            "",
            "No action is needed if that is meant.",
        )
        return True
    periods: Counter[tuple[int, int]] = Counter()
    sound, late = True, []
    for time in row.typed("onset").times:
        found = beginnings_after(time, parents, calendar)
        after = [one for one in found if one.period > parents[one.parent].period]
        periods.update((one.parent, one.period) for one in after)
        late += [
            f"{time_in_words(time)} after {calendar.label(parents[one.parent].period)}"
            for one in after
            if one.period > calendar.periods
        ]
        # A date may lie before some of the parent's; months must always lead on.
        if not after or (not isinstance(time, Span) and len(after) < len(found)):
            sound = False
            before = [calendar.label(parents[one.parent].period) for one in found if one not in after]
            problems.error(
                row.at("onset"),
                f"the onset {time_in_words(time)} is not later than {listed(before, 'and')}, "
                f"the onset{'s' if len(before) > 1 else ''} of its parent {name}",
                "a later period than the parent's",
                "Move one of the two onsets.",
            )
    twice = [calendar.label(t) for (_, t), count in periods.items() if count > 1 and t <= calendar.periods]
    if twice:
        sound = False
        problems.error(
            row.at("onset"),
            f"{quoted(row.text('story'))} begins twice in {listed(dict.fromkeys(twice), 'and')}",
            "each period once",
            "Delete one of the times, or change it: each is as likely as the others.",
        )
    if sound and late:
        _tell_late(draft, row, late, len(late) == sum(periods.values()), problems)
    return sound


def _tell_late(draft: Draft, row: Row, late: Sequence[str], never: bool, problems: Warnings) -> None:
    left_out = "so the story never begins" if never else "and the story does not begin then"
    problems.warn(
        row.at("onset"),
        f"the {_onset(late)} after the plan, {left_out}",
        f"times up to {draft.calendar.label(draft.calendar.periods)}",
        "No action is needed if that is meant; or plan for longer (Periods in Settings).",
    )


def _check_names(draft: Draft, begun: dict[str, list[Beginning]], problems: Problems) -> None:
    """No story has the name that another gets when it begins on one of several dates."""
    called = {fold(one.name(story)): story for story, found in begun.items() for one in found if one.date}
    for name, rows in group(draft["stories"], "story").items():
        other = called.get(fold(name))
        if other is not None:
            problems.error(
                rows[0].at("story"),
                f"{quoted(name)} is also how {quoted(other)} is called when it begins on that date",
                "names that mean one thing",
                "Rename one of the two.",
            )
