"""The sheet Figures of a result: what the commands next and compare read of it, exactly. Its words, for both ends."""

from __future__ import annotations

TITLE = "Figures"
WHAT = "What"  # the header of its first column
FIELDS = ("what", "who", "name", "material", "country", "when", "amount", "paid", "to_pay")
NUMBERS = ("amount", "paid", "to_pay")

# What a row is about: the plan's headline, its orders now, and, beside the kinds of the sheet Before Start, what the first
# period leaves if no story begins.
FIGURE, ORDERED = "figure", "ordered now"
STOCK, OWN_STOCK, REFERENCE, ORDER, CASH = "stock", "stock of industry", "reference price", "under way", "cash"
DRAWN, OWED, ON_LOAN, PLANNED = "drawn", "owed", "on loan", "planned order"
