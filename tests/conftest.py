"""What holds for all tests: how they are shared out, and that the plans of tiny workbooks can be shown."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import islice

import pytest
from links import astray
from tiny import SOLVED

from model.excel.save import workbook_bytes
from model.report import make_workbook
from model.results.book import all_pages

# A file goes to one worker as a whole, so that its fixtures are made once. The longest begin, and the short ones fill up.
LONGEST = ("test_default.py", "test_mutations.py", "test_contradictions.py", "test_look.py", "test_excel_rules.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No workers for a single file: they would take longer to start than it takes to share nothing out."""
    return 0 if len(config.args) == 1 and ".py" in config.args[0] else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, the others as they stand."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_collection_finish() -> None:
    """What is imported and collected stays: the garbage collector, a tenth of the time, need not look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="module")
def _written() -> list[str]:
    """The test of a file that wrote its result, once there is one."""
    return []


@pytest.fixture(autouse=True)
def _results_can_be_shown(request: pytest.FixtureRequest, _written: list[str]) -> Iterator[None]:
    """A test that solves tiny workbooks also makes the pages of its first one; in each file one result is written, links
    and all.

    Further cases of the same test differ in figures alone, and pages take twice as long as their plan, a file longer.
    """
    SOLVED.clear()
    yield
    if is_first_case(request.node):
        for loaded, outcome in islice(SOLVED, 1):
            pages = all_pages(outcome, loaded, {})
            if not _written:
                book = make_workbook(pages, loaded)
                assert astray(book) == []
                assert workbook_bytes(book)
                _written.append(request.node.name)


def is_first_case(test: pytest.Item) -> bool:
    """Whether a test has no parameters, or the first of each."""
    cases = getattr(test, "callspec", None)
    return cases is None or not any(cases.indices.values())
