"""What makes a page as narrow as paper wants it: narrower columns first, then folded tables.

A folded table stands in parts one below the other, each with the columns that name its rows and some of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from model.report.layout import (
    LOOSE,
    TIGHTER,
    ColumnLook,
    Measured,
    Tightness,
    measured_columns,
    numbers,
    points,
    sheet_widths,
)
from model.report.paper import PAPER_WIDTH
from model.results.shown.pages import Chart, Measure, Page, Table

TEXT_SIZE = 11.0  # points of text on the screen
# On paper: columns give way below the first, and tables are folded below the second. Lower than print likes, because a table
# that is whole on the screen can be sorted and filtered.
READABLE, SMALLEST = 6.5, 5.0


@dataclass(frozen=True)
class Fitted:
    """A page with its tables folded where it needs it, and how their columns are shown; `widths` by column, from 1."""

    page: Page
    looks_of: Mapping[str, list[ColumnLook]]
    widths: Mapping[int, float]

    @property
    def text_size(self) -> float:
        """Points of text on paper."""
        return TEXT_SIZE * min(PAPER_WIDTH / points(self.widths), 1.0)


class MeasuredOnce:
    """The columns of tables, measured once for all widths that are tried."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Table, list[Measured]]] = {}  # with its table, so that no other gets its number

    def looks(self, table: Table, tightness: Tightness) -> list[ColumnLook]:
        if id(table) not in self._known:
            self._known[id(table)] = table, measured_columns(table)
        return [column.look(tightness) for column in self._known[id(table)][1]]


def fitted(page: Page) -> Fitted:
    """The page with columns as wide as they want to be, or as narrow as they must be to be read on paper."""
    measured = MeasuredOnce()
    found = _narrowed(page, measured)
    parts = {table.name: [table] for table in page.tables}
    while found.text_size < SMALLEST:
        widest = max(page.tables, key=lambda table: max(len(part.frame.columns) for part in parts[table.name]))
        now, charts = parts[widest.name], [chart for chart in page.charts if chart.table == widest.name]
        more = _narrower(widest, now, charts)
        if not more or not all(_drawn_from(more, chart) for chart in charts):
            break
        parts[widest.name] = more
        found = _narrowed(_in_parts(page, parts), measured)
    return found


def _narrower(table: Table, now: list[Table], charts: Sequence[Chart]) -> list[Table]:
    """The parts of a table made narrower: without its empty columns first, then in one part more; none where that is no
    help."""
    slim = without_zeros(table, charts)
    if len(now) == 1 and len(slim.frame.columns) < len(now[0].frame.columns):
        return [slim]
    more = folded(slim, len(now) + 1)
    return more if len(more) > len(now) else []


def _in_parts(page: Page, parts: Mapping[str, list[Table]]) -> Page:
    """The page with these parts of its tables, and its charts over the parts that hold what they draw."""
    tables = tuple(part for table in page.tables for part in parts[table.name])
    charts = tuple(replace(chart, table=_drawn_from(parts[chart.table], chart)) for chart in page.charts)
    return replace(page, tables=tables, charts=charts)


def _drawn_from(parts: Sequence[Table], chart: Chart) -> str:
    """The name of the part that holds all that a chart draws, or nothing."""
    wanted = {*chart.headers}
    return next((part.name for part in parts if wanted <= set(map(str, part.frame.columns))), "")


def without_zeros(table: Table, charts: Sequence[Chart]) -> Table:
    """The table without columns that are 0 or blank throughout and that no chart draws; its note names them."""
    drawn = {header for chart in charts if chart.table == table.name for header in chart.headers}
    empty = [
        str(header)
        for header in table.frame.columns
        if table.measures.get(str(header), Measure.TEXT) is not Measure.TEXT
        and header not in drawn
        and not numbers(table.frame[header]).any()
    ]
    if not empty or table.frame.empty:
        return table
    kept = [header for header in map(str, table.frame.columns) if header not in empty]
    note = f"{table.note} Left out, 0 or blank throughout: {'; '.join(empty)}.".strip()
    return replace(with_columns(table, kept), note=note)


def _narrowed(page: Page, measured: MeasuredOnce) -> Fitted:
    """The page with columns no tighter than it takes."""
    found = _shown(page, LOOSE, measured)
    for tightness in TIGHTER:
        if found.text_size < READABLE:
            found = _shown(page, tightness, measured)
    return found


def _shown(page: Page, tightness: Tightness, measured: MeasuredOnce) -> Fitted:
    """The page with columns of one tightness."""
    looks_of = {table.name: measured.looks(table, tightness) for table in page.tables}
    return Fitted(page, looks_of, sheet_widths(list(looks_of.values())) or {1: LOOSE.wrap_from})


def names_of_rows(table: Table) -> int:
    """How many of the first columns it takes to tell the rows of a table apart, texts only; at least one."""
    texts = [table.measures.get(str(header), Measure.TEXT) is Measure.TEXT for header in table.frame.columns]
    leading = texts.index(False) if False in texts else len(texts)
    for count in range(1, leading):
        if not table.frame.iloc[:, :count].duplicated().any():
            return count
    return max(leading, 1)


def folded(table: Table, parts: int) -> list[Table]:
    """The table in so many parts, or fewer where it has not the columns; they share out those behind the names of rows."""
    headers, count = list(map(str, table.frame.columns)), names_of_rows(table)
    names, rest = headers[:count], headers[count:]
    if not rest:
        return [table]
    size = -(-len(rest) // parts)
    cuts = [rest[start : start + size] for start in range(0, len(rest), size)]
    return [_part(table, number, [*names, *cut]) for number, cut in enumerate(cuts, start=1)]


def _part(table: Table, number: int, headers: list[str]) -> Table:
    """The table with these columns alone, named and titled as a part of it."""
    part = with_columns(table, headers)
    if number == 1:
        return part
    return replace(part, name=f"{table.name}_{number}", title=f"{table.title}, continued", note="")


def with_columns(table: Table, headers: Sequence[str]) -> Table:
    """The table with these columns alone."""

    def kept(marked: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(header for header in marked if header in headers)

    return replace(
        table,
        frame=table.frame[list(headers)],
        measures={header: measure for header, measure in table.measures.items() if header in headers},
        totals=kept(table.totals),
        heat=kept(table.heat),
        flags=kept(table.flags),
        links={header: title for header, title in table.links.items() if header in headers},
    )
