"""Whole rows and sheets that say something else than is read: totals, units, near names, a reserve without targets."""

from __future__ import annotations

from openpyxl import Workbook

from tests.bad_workbooks import Spoil, both, clear_sheet, put, remove, row
from tests.mistakes import Mistake
from tests.mistakes_of_participants import maker

CAPACITIES = 11_930  # t/yr of all rows of Supply
DEMANDS = 7_220  # t/yr of all rows of Demand


def total(sheet: str, cell: str, spoil: Spoil, word: str = "sums or averages of the rows above") -> Mistake:
    """A row of totals, told at its own name."""
    return Mistake(f"totals of {sheet} in {cell}: {word}", spoil, sheet, cell, word)


def two_tranches(total_name: object, **cells: object) -> Spoil:
    """A second tranche, half as large, and what stands below both."""
    return both(row("Finance", 3, A="Private", B="equity", C=5e8), row("Finance", 4, A=total_name, **cells))


TOTALS = [
    total("Finance", "A4", two_tranches("Total", C=1.5e9), 'row 4 is called "Total"'),
    total("Finance", "A4", two_tranches("  TOTAL: ", C=1.5e9, E=4.5), '"  TOTAL: "'),
    total("Finance", "A4", two_tranches("Grand total (USD)", C=1.5e9), "Grand total"),
    total("Finance", "A4", two_tranches("Average", C=7.5e8), "Average"),
    total("Finance", "A4", two_tranches("Σ", C=1.5e9), "Σ"),
    total("Finance", "A4", two_tranches("合計", C=1.5e9), "合計"),
    total("Finance", "A4", two_tranches("Sous-total", C=1.5e9), "Sous-total"),
    total("Finance", "A4", two_tranches("Średnia", C=7.5e8), "Średnia"),
    total("Finance", "C4", two_tranches(None, C=1.5e9), "row 4 has no name"),
    total("Finance", "D4", two_tranches(None, C=1.5e9, D="Total"), 'is called "Total"'),
    total("Finance", "A3", row("Finance", 3, A="Sum", C=1e9), "Sum"),
    # Blank rows between, and a figure as it was shown.
    total("Supply", "A9", row("Supply", 9, A="Gesamt", E=CAPACITIES + 0.4), "Gesamt"),
    total("Supply", "A8", row("Supply", 8, A="Total without Congo", E=3_930), "Total without Congo"),
    total("Demand", "A7", row("Demand", 7, A="Somme", C=DEMANDS), "Somme"),
    total("Materials", "A5", row("Materials", 5, A="Mean", E=490_000 / 3), "Mean"),
    total("Stories", "A5", row("Stories", 5, A="Total", C=80), "Total"),
    total("Countries", "D7", row("Countries", 7, D=800, E=27), "has no name"),
    total("Participants", "A4", both(maker(), maker(3, A="Chips", C=0.2), row("Participants", 4, A="Suma", C=3.2)), "Suma"),
]  # fmt: skip


def subtotals(book: Workbook) -> None:
    """Each material's demand added up below it, and all of it at the end."""
    sheet = book["Demand"]
    sheet.insert_rows(4)
    row("Demand", 4, A="Cobalt metal", B="Subtotal", C=5_500)(book)
    row("Demand", 8, A="Total", C=DEMANDS)(book)


OTHER_UNITS = [
    Mistake(f"header {header}", put(sheet, cell, header), sheet, cell, "Convert the figures to")
    for sheet, cell, header in (
        ("Finance", "C1", "Amount (USD million)"),
        ("Finance", "C1", "Amount (USD m)"),
        ("Finance", "C1", "amount (mn USD)"),
        ("Finance", "C1", "Amount (kUSD)"),
        ("Finance", "C1", "Amount ('000 USD)"),
        ("Finance", "C1", "Amount (€)"),
        ("Supply", "E1", "Capacity (thousand t/yr)"),
        ("Supply", "E1", "Capacity (Mt)"),
        ("Supply", "E1", "Capacity (t/month)"),
        ("Supply", "L1", "Lead time (years)"),
        ("Materials", "E1", "Price (EUR/t)"),
        ("Materials", "E1", "Price (USD per kg)"),
        ("Countries", "C1", "GDP (USD)"),
        ("Targets", "D1", "Tonnes (kt)"),
        ("Targets", "B1", "Days of cover (months)"),
    )
]
ROW_ERRORS = [
    *TOTALS,
    Mistake("subtotals", subtotals, "Demand", "B4", 'is called "Subtotal"'),
    Mistake("total below subtotals", subtotals, "Demand", "A8", 'is called "Total"'),
    *OTHER_UNITS,
    Mistake(
        "setting in millions",
        both(put("Settings", "A9", "Opening cash (USD million)"), put("Settings", "B9", 20)),
        "Settings",
        "A9",
        'is another unit than that of "Opening cash"',
    ),
    Mistake(
        "unit of a setting",
        row("Settings", 9, A="Opening cash", B=20, C="USD m"),
        "Settings",
        "C9",
        '"USD m" is another',
    ),
]
# What is told once, and nothing that only follows from it.
TOLD_ONCE = [mistake for mistake in ROW_ERRORS if "subtotals" not in mistake.name]


def near(sheet: str, cell: str, name: str, word: str) -> Mistake:
    return Mistake(f"{sheet} {name} for {word}", put(sheet, cell, name), sheet, cell, f'nearly the name "{word}"')


NO_TARGETS = clear_sheet("Targets")
LATE = both(put("Finance", "D2", "2028Q1"), put("Finance", "H2", None))
NEAR = [
    Mistake(
        "segment spelt in two ways",
        both(row("Shortage steps", 7, A="Defence", E=3), put("Demand", "B5", "Defence")),
        "Demand",
        "B5",
        '"Defence" is nearly the name "Defense" in B2; the plan takes them for two segments. '
        'If they are one, change it to "Defense".',
    ),
    near("Demand", "B3", "Civilian.", "Civilian"),
    near("Demand", "B4", "Civilians", "Civilian"),
    near("Materials", "C4", "metals", "metal"),
    near("Materials", "B3", "Batery", "Battery"),
    near("Agreements", "A3", "Zones", "Zone"),
    near("Supply", "A3", "Congo.", "Congo"),
    Mistake(
        "material twice under a slip",
        both(row("Materials", 5, A="Galium", E=400_000, J="Vault"), put("Demand", "A4", "Galium")),
        "Materials",
        "A5",
        'nearly the name "Gallium"',
    ),
    Mistake(
        "participant spelt in two ways",
        both(maker(C=2), maker(3, A="Motor", C=1)),
        "Participants",
        "A3",
        'nearly the name "Motors"',
    ),
]  # fmt: skip
ROW_WARNINGS = [
    *(
        Mistake(f"material in {unit}", put("Materials", "D2", unit), "Materials", "D2", f'is "{unit}" a tonne?')
        for unit in ("kg", "lb", "oz", "mtu", "thousand t", "Mt", "short ton", "REO")
    ),
    Mistake(
        "no entity of concern",
        both(put("Countries", "F5", None), put("Limits", "C3", "CHN")),
        "Countries",
        "F1",
        "no country is marked as an entity of concern",
    ),
    Mistake("limit where none is marked", put("Countries", "F5", None), "Limits", "C3", "none is marked on Countries"),
    Mistake("Targets emptied", NO_TARGETS, "Targets", "A2", "though Finance C2 speaks of a reserve"),
    Mistake("Targets gone", remove("Targets"), "Targets", "", 'the sheet "Targets" is missing, though Finance C2'),
    Mistake("a participant and no target", both(NO_TARGETS, maker()), "Targets", "A2", "though Participants A2 speaks"),
    Mistake(
        "a limit on the reserve and no target",
        both(NO_TARGETS, clear_sheet("Finance"), put("Limits", "D3", "reserve")),
        "Targets",
        "A2",
        "though Limits D3 speaks",
    ),
    Mistake(
        "stock and no target",
        both(NO_TARGETS, clear_sheet("Finance"), put("Limits", "D3", "both"), put("Materials", "H2", 10)),
        "Targets",
        "A2",
        "though Materials H2 speaks",
    ),
    Mistake(
        "money after the first target",
        LATE,
        "Finance",
        "D2",
        'no money before 2028Q1, but the target of "Gallium" applies from 2027Q4 on (Targets E2)',
    ),
    *NEAR,
]
WARNED_ONCE = [mistake for mistake in ROW_WARNINGS if mistake.name in ("a participant and no target", "Targets gone")]

ROWS_WITHOUT_FAULT: dict[str, Spoil] = {
    **{
        f"a material of {unit}": put("Materials", "D2", unit)
        for unit in ("t", "t REO", "tonnes Co contained", "t of metal", "metric ton", "t Mn content", "t K2O", "mt")
    },
    "a tranche truly called Total": row("Finance", 3, A="Total Energies", B="equity", C=3.3e8),
    "an average that is no number of the rows above": both(
        row("Finance", 3, A="Mean reversion fund", C=4e8), row("Finance", 4, A="Private", C=9e8)
    ),
    "elements that differ by a letter": both(
        put("Materials", "C2", "Tb salt"), put("Materials", "C3", "Yb salt"), put("Materials", "C4", "Dy salt")
    ),
    "numbered names": both(row("Finance", 3, A="EXIM loan 2", C=1e8), put("Demand", "B3", "Civilian")),
    "late money and cash at the start": both(LATE, row("Settings", 9, A="Opening cash", B=5e8)),
    "late money and stock for the early target": both(LATE, put("Materials", "H3", 4)),
    "money in the period of the target": put("Finance", "D2", "2027Q4"),
    "no target, and no word of a reserve": both(
        NO_TARGETS,
        clear_sheet("Finance"),
        clear_sheet("Storage"),
        put("Limits", "D3", "both"),
        *(put("Materials", f"{letter}{number}", None) for letter in "HJ" for number in (2, 3, 4)),
    ),
}
