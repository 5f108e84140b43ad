"""Excel out: pages of results and copies of the inputs become one workbook. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.excel.recognise import mark_as_written
from model.excel.row_text import LongWorkbook
from model.excel.save import save_somewhere, workbook_bytes
from model.garbage import garbage_collector_paused
from model.report.cells import Styles
from model.report.inputs import copy_inputs
from model.report.lookup import LookupSheet
from model.report.sheet import SheetOfPage, link_texts
from model.report.whole_table import write_whole
from model.results.book import all_pages
from model.results.facts.run import Run
from model.results.public.pages import public_pages
from model.results.shown.lookup import LookupPage
from model.results.shown.pages import Page
from model.workbook import Loaded

ONE_SHEET_OF_PAPER = "Summary"


def write_result(target: Path, run: Run, loaded: Loaded, seconds: dict[str, float]) -> Path:
    """Write the result workbook of a solved plan, `seconds` by stage of the run; the path actually written."""
    with garbage_collector_paused():  # it would look at a solved program again and again, and find nothing
        contents = workbook_bytes(make_workbook(all_pages(run, loaded, seconds), loaded))
    return save_somewhere(contents, target)


def public_path(target: Path) -> Path:
    """Where the public copy of a result stands: beside it, with `public` behind its name."""
    return target.with_name(f"{target.stem} public.xlsx")


def write_public(target: Path, run: Run, loaded: Loaded) -> Path:
    """Write the copy without quantities, prices and money of a solved plan; the path actually written."""
    with garbage_collector_paused():
        contents = workbook_bytes(make_workbook(public_pages(run, loaded)))
    return save_somewhere(contents, target)


def make_workbook(pages: Sequence[Page], loaded: Loaded | None = None) -> Workbook:
    """The pages in their order, linked, then the input sheets, if they are given."""
    workbook = LongWorkbook()
    workbook.remove(workbook.worksheets[0])
    mark_as_written(workbook)
    workbook.calculation.fullCalcOnLoad = False  # formulas are written with their results, which readers may trust
    titles = [page.title for page in pages]
    written: dict[str, SheetOfPage] = {}
    styles: Styles | None = None
    looking_up: list[tuple[LookupPage, Worksheet]] = []
    for page in pages:
        sheet = workbook.create_sheet(page.title)
        styles = styles or Styles(sheet)
        others = [title for title in titles if title != page.title] if page is pages[0] else titles[:1]
        if isinstance(page, LookupPage):
            looking_up.append((page, sheet))
            continue
        if page.whole:
            write_whole(page, workbook, sheet, styles, others)
            continue
        written[page.title] = made = SheetOfPage(page, sheet, styles)
        made.write(others, one_paper=page.title == ONE_SHEET_OF_PAPER)
    link_texts(written)
    if loaded is not None:
        copy_inputs(workbook, loaded)
    for page, sheet in looking_up:  # once what they look up is there
        assert styles is not None
        LookupSheet(page, workbook, sheet, styles).write(titles[:1])
    return workbook
