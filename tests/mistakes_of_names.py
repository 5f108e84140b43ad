"""Sheets and columns under other names, and Settings that do not say when the periods are: each is told just once."""

from __future__ import annotations

from openpyxl import Workbook

from tests.bad_workbooks import Spoil, both, clear_sheet, put, remove, rename, row
from tests.mistakes import Mistake, process


def without_optional(sheet: str, *letters: str) -> Spoil:
    """Take the headers and cells of columns away."""

    def spoil(book: Workbook) -> None:
        for letter in letters:
            for cell in book[sheet][letter]:
                cell.value = None

    return spoil


def sheet_renamed(sheet: str, title: str, before: Spoil | None = None) -> Mistake:
    spoil = rename(sheet, title)
    words = f'the sheet "{sheet}" is missing; is "{title}" it?'
    return Mistake(f"{sheet} named {title}", both(before, spoil) if before else spoil, title, "", words)


def column_renamed(sheet: str, cell: str, header: str, typed: str) -> Mistake:
    words = f'is "{typed}" in {cell} it?'
    return Mistake(f"{sheet} {header} named {typed}", put(sheet, cell, typed), sheet, cell, words)


RENAMED_SHEETS = [
    sheet_renamed("Stories", "Scenarios"),
    sheet_renamed("Demand", "Demands"),
    sheet_renamed("Demand", "Consumption"),
    sheet_renamed("Materials", "Metals"),
    sheet_renamed("Settings", "Options"),
    sheet_renamed("Supply", "Offers"),
    sheet_renamed("Countries", "Nations"),
    sheet_renamed("Agreements", "Treaties"),
    sheet_renamed("Storage", "Warehouses"),
    sheet_renamed("Processing", "Plants", process()),
    sheet_renamed("Effects", "Impacts"),
    sheet_renamed("Finance", "Money"),
    sheet_renamed("Targets", "Goals"),
    sheet_renamed("Shortage steps", "Cost of shortage"),
    sheet_renamed("Prices", "Forecast"),
]
RENAMED_COLUMNS = [
    column_renamed("Materials", "A1", "Material", "Metal name"),
    column_renamed("Materials", "E1", "Price", "Cost per tonne"),
    column_renamed("Supply", "L1", "Lead time", "Leadtime"),
    column_renamed("Supply", "L1", "Lead time", "Led time (months)"),
    column_renamed("Supply", "L1", "Lead time", "Lead time in months"),
    column_renamed("Supply", "C1", "Country", "Origin"),
    column_renamed("Supply", "B1", "Material", "Good"),
    column_renamed("Demand", "C1", "Demand", "Yearly need"),
    column_renamed("Demand", "B1", "Segment", "Users"),
    column_renamed("Floors", "E1", "Mechanism", "Type"),
    column_renamed("Stories", "A1", "Story", "Path"),
    column_renamed("Stories", "D1", "Onset", "When"),
    column_renamed("Targets", "G1", "Penalty", "Penalties"),
    column_renamed("Settings", "B1", "Value", "Figure"),
]
WANTING_SHEETS = [
    Mistake("Stories removed", remove("Stories"), "Stories", "", "is missing, but Effects A2 and 3 other cells name"),
    Mistake("Stories emptied", clear_sheet("Stories"), "Stories", "A2", "has no rows, but Effects A2 and 3 other"),
    Mistake("Demand removed", remove("Demand"), "Demand", "", "there is no demand to plan for: the sheet"),
    Mistake("Demand emptied", clear_sheet("Demand"), "Demand", "A2", "there is no demand to plan for: the sheet"),
    Mistake(
        "Demand emptied, days wanted",
        both(clear_sheet("Demand"), clear_sheet("Shortage steps"), put("Effects", "F5", None)),
        "Demand",
        "A2",
        "but Targets B2 asks for days of it",
    ),
    Mistake("Storage removed", remove("Storage"), "Storage", "", "Materials J2 and 2 other cells name"),
]
NO_HORIZON = [
    Mistake("Start with a month of words", put("Settings", "B2", "July 2027"), "Settings", "B2", "such as 2027-01-01"),
    Mistake("year in a date cell", put("Settings", "B2", 2027, "yyyy-mm-dd"), "Settings", "B2", "Excel makes of the"),
    Mistake("Start under another name", put("Settings", "A2", "First day"), "Settings", "A2", 'Change it to "Start"'),
    Mistake("Start mistyped", put("Settings", "A2", "Strat"), "Settings", "A2", 'Change it to "Start"'),
    Mistake("Periods in words", put("Settings", "B4", "eight"), "Settings", "B4", "from 1 to 240"),
    Mistake("Periods mistyped", put("Settings", "A4", "Perods"), "Settings", "A4", 'Change it to "Periods"'),
    Mistake("Periods under another name", put("Settings", "A4", "Quarters"), "Settings", "A4", "Periods (20)"),
    Mistake("Periods twice", row("Settings", 9, A="Periods", B=80), "Settings", "A9", "beside B4"),
    Mistake("half a year", put("Settings", "B3", 6), "Settings", "B3", "1, 3 or 12"),
    Mistake("Start far off", put("Settings", "B2", "2062-01-01"), "Settings", "B2", "all 3 stories lie before Start"),
    Mistake(
        "Start long ago", put("Settings", "B2", "2017-01-01"), "Settings", "B2", "all 3 stories lie after the plan"
    ),
]
# What is right or wrong only for the true periods: told while they are known, and not measured by any others.
OF_THE_HORIZON = both(
    put("Targets", "E2", "2035"),
    put("Prices", "B2", "2031"),
    row("Supply", 3, P="2031"),
    row("Supply", 2, P=5, Q="2027-02"),
    row("Finance", 3, A="Late", C=5e6, D=8, I="2027"),
    put("Materials", "F2", 40),
)
# What is wrong whatever the periods are.
APART = [
    Mistake("step twice", put("Supply", "D3", 1), "Supply", "A3", "twice"),
    Mistake("above 100 %", put("Stories", "C4", 85), "Stories", "C4", "105 %"),
    Mistake("From after To", row("Supply", 6, P="2028", Q="2027Q4"), "Supply", "P6", "later than To"),
]
NAME_ERRORS = [
    Mistake(
        "target twice",
        row("Targets", 4, A="gallium", B=30, E="2027Q4"),
        "Targets",
        "A4",
        '"Gallium", By 2027Q4 appears twice, here and in A2. Allowed: each Material and By once. '
        "Delete one of the two rows, or change its By.",
    ),
    Mistake(
        "target without time twice",
        both(put("Targets", "E2", None), row("Targets", 3, A="Gallium", E=None)),
        "Targets",
        "A3",
        "By blank appears twice",
    ),
    Mistake(
        "list with commas", put("Limits", "C2", "chn, COD"), "Limits", "C2", "Separate the names by semicolons: CHN; COD."
    ),
    Mistake("several for one", put("Effects", "C2", "CHN; COD"), "Effects", "C2", "Write a row for each: CHN and COD."),
    Mistake("list with and", put("Limits", "C2", "CHN and COD"), "Limits", "C2", "by semicolons: CHN; COD."),
    Mistake("list with commas, one unknown", put("Limits", "C2", "CHN, COG"), "Limits", "C2", "which is not known"),
]
# One error each, and nothing besides that would vanish with it.
FOLLOW_ONS = [
    Mistake("demand left blank", put("Demand", "C4", None), "Demand", "C4", "Demand is empty"),
    Mistake("demand in words", put("Demand", "C4", "twenty"), "Demand", "C4", '"twenty"'),
    Mistake("target in words", put("Targets", "B2", "60 days"), "Targets", "B2", '"60 days"'),
    Mistake("target of the unknown", put("Targets", "A2", "Galium"), "Targets", "A2", '"Gallium"'),
    Mistake("only offer of the unknown", put("Supply", "B4", "Galium"), "Supply", "B4", '"Gallium"'),
    Mistake("parents in a circle", put("Stories", "B2", "China stops for long"), "Stories", "B2", "circle"),
    Mistake("parent after the plan", put("Stories", "D2", "2035"), "Stories", "D2", "after the plan"),
    Mistake("a cross for yes", put("Countries", "F5", "x"), "Countries", "F5", "neither yes nor no"),
    Mistake("effect of the unknown", put("Effects", "A3", "China for long"), "Effects", "A3", '"China stops for long"'),
    Mistake("stock in words", put("Materials", "H2", "ten"), "Materials", "H2", '"ten"'),
    Mistake("member of the unknown", put("Agreements", "B2", "AUT"), "Agreements", "B2", '"AUS"'),
    Mistake("price of an input in words", both(process(), put("Materials", "E2", "dear")), "Materials", "E2", '"dear"'),
    Mistake(
        "freight of a cheap offer in words",
        both(put("Supply", "H2", -20.5), put("Countries", "D3", "low")),
        "Countries",
        "D3",
        '"low"',
    ),
    Mistake("segment left blank", put("Shortage steps", "A3", None), "Shortage steps", "A3", "Segment is empty"),
]
