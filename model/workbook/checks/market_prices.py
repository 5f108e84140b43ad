"""The market price of a material, and the figures of other sheets that tell whether it can be right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.workbook.draft import Draft, Row

FAR = 10.0  # a price so many times the expected one is worth a second look
THOUSANDFOLD = 100.0  # a figure so many times what it is compared with, or as small a part, is likely in another unit
PRICES = (
    ("supply", "fixed_price", FAR),
    ("supply", "cash_cost", THOUSANDFOLD),
    ("floors", "price", FAR),
    ("floors", "trigger", FAR),
    ("projects", "incentive_price", FAR),
    ("targets", "penalty", THOUSANDFOLD),
    ("materials", "recycling_cost", THOUSANDFOLD),
)
OTHER_PRICES = (("prices", "price", FAR), ("participants", "contract_price", FAR))  # with checks of their own


@dataclass(frozen=True)
class Figure:
    """A price of another sheet, USD/t, beside the market's; `times` apart they cannot both be right."""

    row: Row
    field: str
    amount: float
    market: float
    times: float

    @property
    def fits(self) -> bool:
        return self.market / self.times < self.amount < self.market * self.times

    @property
    def source(self) -> tuple[str, str, str]:
        """Column, and the name of its row: steps of one offer are no two witnesses."""
        return self.row.table.title, self.field, self.row.text(self.row.table.sheet.columns[0].field)


def base_price(draft: Draft, material: str, period: int) -> float | None:
    """Price times growth at the start of the period, USD/t, the Prices sheet apart; None where unknown."""
    row = draft.materials.get(material)
    if row is None or row.value("price") is None or row.value("price_growth") is None:
        return None
    return float(row.value("price") * (1 + row.value("price_growth")) ** draft.calendar.years_at(period))


def prices_at_start(draft: Draft) -> dict[str, float | None]:
    """The base price of each material in the first period, USD/t; None where unknown."""
    return {material: base_price(draft, material, 1) for material in draft.materials}


def material_of(draft: Draft, row: Row) -> str:
    """The material a row is about; for a project that of the offer it adds to, or the main input of the process."""
    if row.table.sheet.field != "projects":
        return row.text("material")
    adds_to = row.text("adds_to")
    steps = draft.offers.get(adds_to) or [
        line for line in draft.by("processing", "process").get(adds_to, ()) if line.value("role") == "main input"
    ]
    return steps[0].text("material") if steps else ""


def compared(draft: Draft, prices: Sequence[tuple[str, str, float]]) -> Iterator[Figure]:
    """Typed figures of these columns, each with the market price at the start of its material."""
    markets = draft.once(prices_at_start)
    for table, field, times in prices:
        for row in draft[table]:
            typed = row.typed(field)
            market = markets.get(material_of(draft, row)) if typed else None
            # What a process makes is dearer than what it takes in, so a project on one has no price to compare with.
            if typed and market and not (table == "projects" and row.text("adds_to") not in draft.offers):
                yield Figure(row, field, typed, market, times)


def doubted(draft: Draft) -> dict[str, list[Figure]]:
    """Materials whose own price is likely wrong, with the figures that say so: two or more, more than speak for the price,
    and near each other."""
    figures: dict[str, list[Figure]] = {}
    for figure in compared(draft, (*PRICES, *OTHER_PRICES)):
        figures.setdefault(material_of(draft, figure.row), []).append(figure)
    found = {}
    for material, ones in figures.items():
        against = [one for one in ones if not one.fits]
        witnesses = {one.source for one in against}
        near = against and max(one.amount for one in against) <= FAR * min(one.amount for one in against)
        if len(witnesses) > max(1, len({one.source for one in ones if one.fits})) and near:
            found[material] = against
    return found
