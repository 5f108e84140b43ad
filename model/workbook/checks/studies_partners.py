"""Checks of the studies that go over agreements, floors and suppliers: names of agreements, and something to look into."""

from __future__ import annotations

from model.excel.problems import Problems, Warnings
from model.excel.words import Guesser, fold, listed, quoted
from model.schema.studies import LOSS_OF_LARGEST, PARTNERS, WORTH_OF_FLOORS
from model.values import names_in
from model.workbook.checks.check import check, doubt
from model.workbook.draft import Draft, Row


@check(needs=("agreements",), rests_on={"agreements": {"agreement"}})
def check_agreements_of_partners(draft: Draft, problems: Problems) -> None:
    """The study of partners names agreements of the Agreements sheet; their case does not matter."""
    known = {fold(row.text("agreement")): row.text("agreement") for row in draft["agreements"] if row.text("agreement")}
    for row in _rows(draft, PARTNERS):
        if "over" in row.bad:
            continue
        for name in names_in(row.text("over")):
            if fold(name) not in known:
                nearest = Guesser(known.values()).nearest(name)
                there = f": {listed(sorted(known.values()))}" if known else ", which has none"
                problems.error(
                    row.at("over"),
                    f"there is no agreement {quoted(name)}",
                    f"blank for all, or some of the Agreements sheet as A; B{there}",
                    f"Change it to {quoted(nearest)}." if nearest else "Name one of them, or clear the cell.",
                    nearest,
                )


@doubt(needs=("agreements", "floors"))
def check_something_to_study(draft: Draft, problems: Warnings) -> None:
    """A study of partners without agreements, of floors without floors, of losses in a plan of one period finds nothing."""
    for study, sheet, needs in (
        (PARTNERS, "agreements", "agreements on the Agreements sheet"),
        (WORTH_OF_FLOORS, "floors", "floors on the Floors sheet"),
    ):
        for row in _rows(draft, study):
            if not draft[sheet].rows:
                found = f"the study {quoted(study)} has nothing to look into"
                problems.warn(row.at("study"), found, needs, "Add some, or delete the row.")
    for row in _rows(draft, LOSS_OF_LARGEST):
        if draft.calendar_known and draft.calendar.periods < 2:
            problems.warn(
                row.at("study"),
                "the losses would begin in a second period, and the plan has one",
                "a plan of at least two periods",
                "Raise Periods on Settings, or delete the row.",
            )


def _rows(draft: Draft, study: str) -> list[Row]:
    """The rows of a study that are run."""
    return [row for row in draft["studies"] if row.text("study") == study and "on" not in row.bad and row.value("on")]
