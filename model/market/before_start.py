"""The sheet Before Start: what happened before the plan and still counts."""

from __future__ import annotations

from typing import Any

from model.case import Case


def rows_of_past(case: Case, what: str) -> list[dict[str, Any]]:
    """The rows of one kind."""
    return [row for row in case.records("before_start") if row["what"] == what]
