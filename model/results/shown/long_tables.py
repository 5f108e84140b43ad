"""Tables that are too long to be read: a page shows their largest rows, and the whole is on a Data sheet of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from model.results.shown.pages import Chart, Measure, Page, Table
from model.results.shown.sentences import Name, Number, Sentence

LONGEST_ON_A_PAGE = 1_000  # rows of a table that a page shows whole
SHOWN = 200  # rows that a page shows of a longer one
MOST_ROWS = 1_000_000  # of a Data sheet: Excel's own limit is 1,048,576, header and sentences among them
LONGEST_TITLE = 31  # of a sheet
RANKING = (Measure.USD_MILLION, Measure.USD, Measure.TONNES, Measure.COUNT, Measure.SHARE)  # what makes a row large
NOTE = Sentence(
    "These are {shown} of {rows} rows, {how}; all of them are on sheet {sheet}, the totals below are of all of them."
)


def with_data_apart(pages: Sequence[Page]) -> list[Page]:
    """The pages, long tables cut, and behind them a sheet with the whole of each. What is too long for a sheet goes on on
    further ones, and says so."""
    shown: list[Page] = []
    apart: list[Page] = []
    for page in pages:
        if page.whole:
            apart.append(page)
            continue
        tables = []
        for table in page.tables:
            if len(table.frame) > LONGEST_ON_A_PAGE:
                whole = _whole(page, table, [one.title for one in (*pages, *apart)])
                apart.append(whole)
                tables.append(_cut(table, [chart for chart in page.charts if chart.table == table.name], whole.title))
            else:
                tables.append(table)
        shown.append(replace(page, tables=tuple(tables)))
    return [*shown, *(part for page in apart for part in _parts(page))]


def _whole(page: Page, table: Table, taken: Sequence[str]) -> Page:
    """The sheet with all rows of a table."""
    title, count = f"Data of {page.title}"[:LONGEST_TITLE], 2
    while title in taken:
        ending = f" {count}"
        title, count = f"Data of {page.title}"[: LONGEST_TITLE - len(ending)] + ending, count + 1
    told = Sentence(
        "All rows of the table `{table}` of sheet {page}, for filters and pivot tables. Printed is the first page alone.",
        table=Name(table.title), page=Name(page.title),
    )  # fmt: skip
    return Page(title, (told,), (replace(table, name=f"{table.name}All", totals=(), note=""),), whole=True)


def _cut(table: Table, charts: Sequence[Chart], sheet: str) -> Table:
    """The table with its largest rows alone, in its own order; the first, where charts draw its first rows."""
    header = None if any(chart.rows is not None for chart in charts) else _ranked_by(table)
    if header is None:
        rows, how = np.arange(SHOWN), Sentence("the first")
    else:
        sizes = np.abs(np.nan_to_num(table.frame[header].to_numpy(float)))
        rows = np.sort(np.argsort(-sizes, kind="stable")[:SHOWN])
        how = Sentence("the largest by {header}", header=Name(header))
    told = NOTE.fill(
        shown=Number(SHOWN, known=True), rows=Number(len(table.frame), known=True), how=how, sheet=Name(sheet)
    )
    frame, totals = table.frame, {header: float(table.frame[header].sum()) for header in table.totals}
    return replace(table, frame=frame.iloc[rows], note=f"{table.note} {told}".strip(), sums=totals)


def _ranked_by(table: Table) -> str | None:
    """The header of the first column of the largest thing that is measured, None where nothing is."""
    for measure in RANKING:
        for header in map(str, table.frame.columns):
            if table.measures.get(header) is measure:
                return header
    return None


def _parts(page: Page) -> list[Page]:
    """A Data sheet, or several where there are too many rows for one."""
    table = page.tables[0]
    count = -(-len(table.frame) // MOST_ROWS)
    if count < 2:
        return [page]
    titles = [page.title, *(f"{page.title[: LONGEST_TITLE - 4]} ({part})" for part in range(2, count + 1))]
    told = Sentence(
        "There are {rows} rows, more than a sheet holds: they are on {count} sheets, {first} to {last}.",
        rows=Number(len(table.frame), known=True), count=Number(count, known=True), first=Name(titles[0]),
        last=Name(titles[-1]),
    )  # fmt: skip
    return [
        replace(
            page,
            title=title,
            sentences=(told, *page.sentences),
            tables=(
                replace(
                    table,
                    name=table.name if part == 0 else f"{table.name}_{part + 1}",
                    frame=table.frame.iloc[part * MOST_ROWS : (part + 1) * MOST_ROWS],
                ),
            ),
        )
        for part, title in enumerate(titles)
    ]
