"""What holds for all tests: the plans of hand-solved cases can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from links import astray
from tiny import SOLVED

from model.report import make_workbook
from model.results.book import all_pages
from model.workbook.save import workbook_bytes


@pytest.fixture(autouse=True)
def _results_can_be_written(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that solves tiny workbooks also writes the result of its first one, links and all.

    Further cases of the same test differ in figures alone, and a result takes several times as long as its plan.
    """
    SOLVED.clear()
    yield
    if is_first_case(request.node):
        for loaded, outcome in islice(SOLVED, 1):
            book = make_workbook(all_pages(outcome, loaded, {}), loaded)
            assert astray(book) == []
            assert workbook_bytes(book)


def is_first_case(test: pytest.Item) -> bool:
    """Whether a test has no parameters, or the first of each."""
    cases = getattr(test, "callspec", None)
    return cases is None or not any(cases.indices.values())
