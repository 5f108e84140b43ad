"""A page without quantities, prices and money: what is not known to be public is masked, and sentences are left out.

Much that a plan rests on is public: world output, demand, capacities, market prices, amounts of loans, the market-impact
cap. So a share or an index of anything that these add up to tells a volume, `60 % of use` of a known capacity as well as
`exhausted` or `the cap binds`. Shown are only numbers whose base is known to nobody outside, or that have no volume in them;
PUBLIC_NUMBERS says why of each.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from model.results.shown.pages import Measure, Page, Table
from model.results.shown.sentences import MASK, Name, Sentence

NOTE = Sentence(
    "Public copy: quantities, prices and money are masked ({mask}), and whatever they could be worked out from.",
    mask=Name(MASK),
)
# Columns of names, times and words that hold no figures. A column that is not named here is masked.
PUBLIC_TEXTS = frozenset({
    "Material", "Country", "Partner", "Offer", "Offer and step", "Process", "Project", "Adds to", "Seller", "Agreement",
    "Agreements", "Entity of concern", "Group", "Stage", "Segment", "Story", "Parent", "Onset", "Floor", "Mechanism",
    "Floor or contract in force", "Order in", "Arrives", "Year", "Period", "End of", "First due", "First release",
    "Funded in", "Ready in", "Last period of its life", "From", "To", "Mark", "Check", "Passed", "Kind", "Role", "Main input",
    "What it measures",
    "Last stage in", "Feed mined in", "Last stage in an entity of concern", "Feed from an entity of concern",
    "From an entity of concern", "Counted", "Raises what is paid", "When most is kept alive", "Where that is",
})  # fmt: skip


SHARE, WORTH = "Share of the material's tonnes (%)", "Share of the cost of all (%)"
OWN = "of what the reserve itself buys, of which neither tonnes nor cost are public"
STORY = "typed for the story, whatever the plan"
# Columns of numbers that may be shown, and why nothing can be worked out from each. Any other is masked.
PUBLIC_NUMBERS = {
    SHARE: OWN,
    WORTH: OWN,
    "Probability of the whole story (%)": STORY,
    "Probability that it comes (%)": STORY,
    "Probability that it stays whole (%)": STORY,
    "Share of the listed world's GDP (%)": "of public figures, whatever the plan",
}
DECIMALS = 2  # of what is shown: from shares with all their digits the amounts behind them could be worked out


def masked_page(page: Page, *sentences: Sentence) -> Page:
    """The page with its public columns as they are and all others masked; `sentences` instead of its own.

    Tables of which nothing but names would be left are left out, and charts unless all they draw is public.
    """
    tables = tuple(masked_table(table) for table in page.tables if says_something(table))
    public = {table.name: set(_public_headers(table)) for table in tables}
    charts = tuple(
        chart
        for chart in page.charts
        if chart.table in public and {*chart.headers} <= public[chart.table]
    )
    return Page(page.title, public_sentences(*sentences), tables, charts)


def public_sentences(*sentences: Sentence) -> tuple[Sentence, ...]:
    """Sentences as the public may read them, and what is left out."""
    return (*(sentence.public() for sentence in sentences), NOTE)


def _public_headers(table: Table) -> list[str]:
    return [header for header in map(str, table.frame.columns) if is_public(table, header)]


def is_public(table: Table, header: str) -> bool:
    """Whether the column may be shown as it is."""
    return header in (PUBLIC_TEXTS if table.measures.get(header, Measure.TEXT) is Measure.TEXT else PUBLIC_NUMBERS)


def _shown(table: Table, header: str) -> pd.Series | str:
    """A column as the public may see it."""
    if not is_public(table, header):
        return MASK
    measure = table.measures.get(header, Measure.TEXT)
    if measure is Measure.TEXT:
        return table.frame[header]
    return table.frame[header].astype(float).round(DECIMALS)


def says_something(table: Table) -> bool:
    """Whether there is a public number, or which names go with which."""
    public = _public_headers(table)
    numbers = [header for header in public if table.measures.get(header, Measure.TEXT) is not Measure.TEXT]
    return bool(numbers) or len(public) > 1


def masked_table(table: Table) -> Table:
    """The table with `MASK` in every cell that is not public, blank ones too, the rest rounded, and without its note."""
    columns = {str(header): _shown(table, str(header)) for header in table.frame.columns}
    frame = pd.DataFrame(columns, index=table.frame.index)

    def kept(headers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(header for header in headers if is_public(table, header))

    return replace(
        table,
        frame=frame,
        measures={header: measure for header, measure in table.measures.items() if is_public(table, header)},
        note="",
        totals=(),
        heat=kept(table.heat),
        flags=kept(table.flags),
        links={header: title for header, title in table.links.items() if is_public(table, header)},
    )
