"""Whatever happens to a workbook, reading and solving it ends in a plan or in listed problems, and leaves it as it was."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from model.workbook import BadWorkbook, Loaded, load
from tests.fuzz import fuzz
from tests.mutations import MUTATIONS

EACH = 60  # workbooks of each kind that are read; tests.fuzz spoils and solves thousands


@pytest.mark.parametrize("kind", MUTATIONS)
def test_any_change_ends_in_a_case_or_in_problems(kind: str, tmp_path: Path) -> None:
    for seed in range(EACH):
        path = MUTATIONS[kind](random.Random(seed), tmp_path)
        before = path.read_bytes()
        try:
            assert isinstance(load(path), Loaded)
        except BadWorkbook as bad:
            assert bad.errors and all(problem.sentence().isprintable() for problem in bad.errors)
        assert path.read_bytes() == before


def test_a_spoiled_workbook_is_solved_or_its_problems_are_listed() -> None:
    """A few of what `python -m tests.fuzz` does."""
    ended, faults = fuzz(count=3 * len(MUTATIONS), seed=1, seconds=120)
    assert not faults, faults
    assert {"solved", "problems listed"} <= {end for _, end in ended}
