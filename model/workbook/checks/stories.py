"""Checks of stories: parents that lead back to the base story, probabilities that fit together."""

from __future__ import annotations

from model.excel.problems import Problems
from model.excel.words import listed, quoted
from model.workbook.checks.check import check
from model.workbook.draft import Draft, Row


def first_rows(draft: Draft) -> dict[str, Row]:
    """The row of each story, the first of those with its name."""
    found: dict[str, Row] = {}
    for row in draft["stories"]:
        if row.text("story"):
            found.setdefault(row.text("story"), row)
    return found


@check()
def check_parents(draft: Draft, problems: Problems) -> None:
    """Every story must lead back to the base story. The parents of those that do not count as unknown afterwards."""
    stories = first_rows(draft)
    told: set[str] = set()
    circles: set[str] = set()
    for name in stories:
        line = [name]
        while (parent := stories[line[-1]].text("parent")) in stories and parent not in line:
            line.append(parent)
        if parent in line and not told & set(line):
            circle = line[line.index(parent) :]
            told |= set(circle)
            circles |= set(circle)
            problems.error(
                stories[circle[0]].at("parent"),
                f"the parents run in a circle: {listed([*circle, circle[0]], 'to')}",
                "parents that lead back to the base story",
                "Clear the parent of one of them, or choose another.",
            )
    for name in circles:
        stories[name].spoil("parent")


@check()
def check_probabilities(draft: Draft, problems: Problems) -> None:
    """The children of one story exclude each other: at most 100 % together. That the base story is less
    likely than one of them is pointed out."""
    families: dict[str, list[Row]] = {}
    for row in draft["stories"]:
        if row.typed("probability") is not None and "parent" not in row.bad:
            families.setdefault(row.text("parent"), []).append(row)
    for parent, rows in families.items():
        total = 0.0
        for row in rows:
            before, total = total, total + row.typed("probability")
            if before <= 1 + 1e-9 < total:
                known = listed((f"row {one.number}" for one in rows), "and")
                problems.error(
                    row.at("probability"),
                    f"the stories that grow out of {quoted(parent or 'base')} have "
                    f"{sum(_q(r) for r in rows) * 100:.4g} % together ({known})",
                    "at most 100 % together, as they exclude each other",
                    "Lower the probabilities.",
                )
        likeliest = max(rows, key=_q)
        name = quoted(likeliest.text("story"))
        if not parent and 1 - total < _q(likeliest) - 1e-9 and total <= 1 + 1e-9:
            problems.warn(
                likeliest.at("probability"),
                f"the base story has a probability of {(1 - total) * 100:.3g} % only, less than {name}",
                "",
                "Check the probabilities: each is that the story ever happens within the plan.",
            )


def _q(row: Row) -> float:
    return float(row.typed("probability"))
