"""Check of the plan's horizon against its stories: where all lie on one side, the Settings are wrong."""

from __future__ import annotations

from datetime import timedelta

from model.calendar import Span
from model.excel.problems import Problems
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row

LONG = timedelta(days=2 * 365)  # between the end of a plan and stories that are to begin in it


@check()
def check_horizon(draft: Draft, problems: Problems) -> None:
    """Several onsets, and all on one side of the plan: the Settings are wrong, not each of them. The periods then count as
    unknown, so that no later check measures other times by them."""
    dated = [row for row in draft["stories"] if row.typed("onset") is not None and row.typed("onset").spans]
    if not draft.calendar_known or len(dated) < 2:
        return
    calendar = draft.calendar
    periods = {calendar.period_of(span.start) for row in dated for span in row.typed("onset").spans}
    if periods not in ({0}, {calendar.periods + 1}):
        return
    draft.calendar_known = False

    def earliest(row: Row) -> Span:
        return min(row.typed("onset").spans)

    first = min(dated, key=earliest)
    # A plan that ends long before is likely one that starts too early, rather than one with too few periods.
    early = earliest(first).start - calendar.ends[-1] > max(calendar.ends[-1] - calendar.start, LONG)
    side = "before Start" if periods == {0} else "after the plan"
    setting = "start" if early or periods == {0} else "periods"
    place = draft.settings.at(setting if setting in draft.settings.cells else "start")
    problems.error(
        place,
        f"the onsets of all {len(dated)} stories lie {side}: the plan runs from {calendar.label(1)} to "
        f"{calendar.label(calendar.periods)}, and the first onset, in {' '.join(first.at('onset'))}, is "
        f"{earliest(first).text}",
        "a plan in which the stories begin",
        "Correct Start, Period months or Periods; or else the onsets.",
    )
