"""The mistakes planners make on the sheets about what was begun before Start."""

from __future__ import annotations

from tests.bad_workbooks import Spoil, both, put, row
from tests.mistakes import Mistake
from tests.mistakes_of_participants import maker

ORDER = {"A": "Gallium", "B": "CHN", "C": "China gallium", "E": 2, "F": "2027Q2"}


def order(**changes: object) -> Spoil:
    """An order of the reserve under way, with changes to it."""
    return row("Orders placed", 2, **{**ORDER, **changes})


def past(**cells: object) -> Spoil:
    return row("Before Start", 2, **cells)


def loan(drawn: float, owed: float) -> Spoil:
    return row("Loans drawn", 2, A="EXIM loan", B=drawn, C=owed)


PAST_ERRORS = [
    Mistake("order from nobody", order(C="China galium"), "Orders placed", "C2", '"China gallium"'),
    Mistake("order of another country", order(B="COD"), "Orders placed", "B2", 'is of "CHN"'),
    Mistake("order of another material", order(A="NdPr oxide"), "Orders placed", "A2", 'is of "Gallium"'),
    Mistake("industry's order while they are planned", order(D="industry"), "Orders placed", "D2", "planned"),
    Mistake("order that has arrived", order(F="2026Q4"), "Orders placed", "F2", "in stock"),
    Mistake("order without tonnes", order(E=None), "Orders placed", "E2", "Tonnes is empty"),
    Mistake("more drawn than there is", loan(2e9, 0), "Loans drawn", "B2", "lends"),
    Mistake("more owed than drawn", loan(2e8, 3e8), "Loans drawn", "C2", "owed"),
    Mistake("a tranche twice", both(loan(2, 1), row("Loans drawn", 3, A="EXIM loan", B=5)), "Loans drawn", "A3", "twice"),
    Mistake("unknown tranche drawn", row("Loans drawn", 2, A="Bank", B=5), "Loans drawn", "A2", '"Bank"'),
    Mistake(
        "a grant owed",
        both(put("Finance", "B2", "grant"), put("Finance", "H2", None), put("Finance", "I2", None), loan(2e8, 1e8)),
        "Loans drawn", "C2", "grant",
    ),
    Mistake("on loan beyond the limit", maker(F=20, G=6, I=1, J="2027Q2"), "Participants", "I2", "Draw limit"),
    Mistake("on loan without end", maker(F=50, G=6, I=1), "Participants", "J2", "when they are due"),
    Mistake("nobody's draw", past(A="draw", B="Motors", C="Gallium", D="2026Q4", E=1), "Before Start", "B2", '"Motors"'),
    Mistake(
        "a draw of what is not committed",
        both(maker(F=50, G=6), past(A="draw", B="Motors", C="NdPr oxide", D="2026Q4", E=1)),
        "Before Start", "C2", "commits to no",
    ),
    Mistake("arrival of nothing", past(A="arrived", D="2026Q4", E=1), "Before Start", "C2", "no material"),
    Mistake("funded at no time", past(A="funded", B="Mine", E=1), "Before Start", "D2", "no time"),
    Mistake("unknown past", past(A="eaten", E=1), "Before Start", "A2", "eaten"),
    Mistake(
        "a last plan of another country",
        row("Last plan", 2, **{**ORDER, "B": "COD", "D": "2027Q2"}),
        "Last plan", "B2", 'is of "CHN"',
    ),
]  # fmt: skip

PAST_WARNINGS = [
    Mistake("order beyond the plan", order(F="2031"), "Orders placed", "F2", "after the plan"),
    Mistake("step of nobody shut", past(A="shut", B="Kongo", D="2027Q3"), "Before Start", "B2", "no offer has"),
    Mistake(
        "a price without a last plan", row("Settings", 9, A="Price of change (%)", B=5), "Settings", "B9", "no last plan"
    ),
]
