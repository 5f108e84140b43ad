"""The words of the column Mechanism on the Floors sheet, and which other columns a row with each of them fills."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Covers(Enum):
    """Whose tonnes a row is about, and so which of the columns Agreement or country, and Offer, it needs."""

    MEMBERS = "all sellers of an agreement's members, and home's own"
    OFFER = "one offer"
    OFFER_OR_COUNTRY = "one offer, or the offers of a country"


@dataclass(frozen=True)
class MechanismColumns:
    """One mechanism as it is typed; what it does is in model.market.mechanisms, under the same `name`.

    `unused` are the fields of columns that say nothing beside it; `needs_quantity` where Quantity cannot be blank.
    """

    name: str
    covers: Covers
    unused: tuple[str, ...]
    needs_quantity: bool = False

    def uses(self, column: str) -> bool:
        """Whether a column, by its field, says anything beside this mechanism."""
        return column not in self.unused


MECHANISM_COLUMNS = {
    columns.name: columns
    for columns in (
        MechanismColumns("border floor", Covers.MEMBERS, ("quantity", "take_or_pay", "trigger", "yearly_cap")),
        MechanismColumns("contract for difference", Covers.OFFER, ("take_or_pay",)),
        MechanismColumns("buyer-paid floor", Covers.OFFER_OR_COUNTRY, (), needs_quantity=True),
        MechanismColumns("fixed price", Covers.OFFER_OR_COUNTRY, ("trigger", "yearly_cap"), needs_quantity=True),
    )
}
