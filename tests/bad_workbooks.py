"""A small workbook without a fault, and the ways in which planners spoil one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.schema import SHEETS

START = datetime(2027, 1, 1)
SETTINGS: list[tuple[str, object]] = [
    ("Start", START),  # B2
    ("Period months", 3),  # B3
    ("Periods", 8),  # B4
    ("Discount rate (%/yr)", 4),  # B5
    ("Home country", "USA"),  # B6
    ("Risk level (%)", 95),  # B7
    ("Reserve pays duty (yes/no)", "yes"),  # B8
]
# Rows by sheet, columns by the letter they have in the template.
ROWS: dict[str, list[dict[str, object]]] = {
    "Materials": [
        {"A": "Cobalt metal", "B": "Battery", "C": "metal", "E": 30000, "G": 200000, "H": 10, "J": "Vault"},
        {"A": "Gallium", "B": "Minor metals", "C": "metal", "E": 400000, "G": 600, "J": "Vault"},
        {"A": "NdPr oxide", "B": "Rare earths", "C": "oxide", "E": 60000, "G": 80000, "J": "Vault"},
    ],
    "Countries": [
        {"A": "USA", "B": "United States"},
        {"A": "COD", "D": 300, "E": 2},
        {"A": "AUS", "D": 200},
        {"A": "CHN", "D": 150, "E": 25, "F": "yes"},
        {"A": "JPN", "D": 150},
    ],
    "Agreements": [
        {"A": "Zone", "B": "AUS", "C": "signed", "F": 100},
        {"A": "Zone", "B": "JPN", "C": "announced"},
    ],
    "Prices": [
        {"A": "Cobalt metal", "B": "2027Q2", "C": 33000},
        {"A": "Cobalt metal", "B": "2027Q3", "C": 34000},
    ],
    "Floors": [
        {"A": "NdPr border", "B": "NdPr oxide", "C": "Zone", "E": "border floor", "F": 70000},
        {
            "A": "NdPr offtake",
            "B": "NdPr oxide",
            "D": "Lynas",
            "E": "buyer-paid floor",
            "F": 110000,
            "J": 100,
            "K": 80,
            "L": 120000,
            "M": 30,
        },
        {"A": "NdPr difference", "B": "NdPr oxide", "D": "Lynas", "E": "contract for difference", "F": 90000},
    ],
    "Supply": [
        {"A": "Congo", "B": "Cobalt metal", "C": "COD", "D": 1, "E": 4000, "L": 3},
        {"A": "Congo", "B": "Cobalt metal", "C": "COD", "D": 2, "E": 4000, "H": 10, "L": 3},
        {"A": "China gallium", "B": "Gallium", "C": "CHN", "D": 1, "E": 30},
        {"A": "Lynas", "B": "NdPr oxide", "C": "AUS", "D": 1, "E": 900, "J": 40000},
        {"A": "China NdPr", "B": "NdPr oxide", "C": "CHN", "D": 1, "E": 3000, "G": "fixed", "I": 59000},
    ],
    "Demand": [
        {"A": "Cobalt metal", "B": "Defense", "C": 500},
        {"A": "Cobalt metal", "B": "Civilian", "C": 5000, "D": 2},
        {"A": "Gallium", "B": "Civilian", "C": 20},
        {"A": "NdPr oxide", "B": "Defense", "C": 200},
        {"A": "NdPr oxide", "B": "Civilian", "C": 1500},
    ],
    "Shortage steps": [
        {"A": "Defense", "C": 1, "D": 10, "F": 3},
        {"A": "Defense", "C": 2, "F": 20},
        {"A": "Civilian", "C": 1, "D": 20, "F": 1.5},
        {"A": "Civilian", "C": 2, "D": 30, "F": 4},
        {"A": "Civilian", "C": 3, "F": 10},
    ],
    "Targets": [
        {"A": "Gallium", "B": 60, "D": "2027Q4"},
        {"A": "NdPr oxide", "C": 150, "D": "2028", "E": "no", "F": 90000},
    ],
    "Limits": [
        {"A": "Not all from one", "B": "Rare earths", "C": "CHN; COD", "D": "both", "E": "year", "F": 60, "G": 5},
        {"A": "Concern", "B": "all", "C": "entities of concern", "D": "reserve", "E": "horizon", "F": 40},
    ],
    "Storage": [{"A": "Vault", "B": 5000, "C": 100, "F": 50}],
    "Finance": [{"A": "EXIM loan", "B": "loan", "C": 1e9, "E": 4.5, "F": 0.5, "H": "2028-07", "I": "2040"}],
    "Stories": [
        {"A": "China stops", "C": 20, "D": "2027Q3"},
        {"A": "China stops for long", "B": "China stops", "C": 50, "D": "2028Q1"},
        {"A": "Congo war", "C": 10, "D": "2027-10"},
    ],
    "Effects": [
        {"A": "China stops", "B": "supply loss", "C": "CHN", "D": "Rare earths", "G": 100, "I": 12, "J": 6},
        {"A": "China stops for long", "B": "price", "D": "Gallium", "G": 80, "I": 12},
        {"A": "Congo war", "B": "supply loss", "C": "COD", "G": -60, "H": 3},
        {"A": "Congo war", "B": "demand", "D": "Cobalt metal", "F": "Defense", "G": 20, "I": 6},
    ],
}
Spoil = Callable[[Workbook], None]


def good_workbook() -> Workbook:
    """Every sheet with its full headers; loads without error or warning."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Settings"
    for line in (("Setting", "Value", "Unit", "Help"), *SETTINGS):
        first.append(line)
    for sheet in SHEETS:
        page = book.create_sheet(sheet.name)
        page.append([column.header for column in sheet.columns])
        for number, row in enumerate(ROWS.get(sheet.name, ()), start=2):
            for letter, value in row.items():
                page[f"{letter}{number}"] = value
    return book


def save(book: Workbook, folder: Path, name: str = "case.xlsx") -> Path:
    path = folder / name
    book.save(path)
    return path


def put(sheet: str, cell: str, value: object, number_format: str = "") -> Spoil:
    """Type a value into a cell; text is stored as text even if it begins with an equals sign."""

    def spoil(book: Workbook) -> None:
        target = book[sheet][cell]
        target.value = value
        if number_format:
            target.number_format = number_format

    return spoil


def row(sheet: str, number: int, **values: object) -> Spoil:
    """Fill cells of a row by column letter."""

    def spoil(book: Workbook) -> None:
        for letter, value in values.items():
            book[sheet][f"{letter}{number}"] = value

    return spoil


def both(*spoils: Spoil) -> Spoil:
    def spoil(book: Workbook) -> None:
        for one in spoils:
            one(book)

    return spoil


def clear_sheet(sheet: str) -> Spoil:
    """Delete all rows below the header."""
    return lambda book: book[sheet].delete_rows(2, 100)


def blank_sheet(sheet: str) -> Spoil:
    """Delete all rows, the header too."""
    return lambda book: book[sheet].delete_rows(1, 100)


def rename(sheet: str, title: str) -> Spoil:
    def spoil(book: Workbook) -> None:
        book[sheet].title = title

    return spoil


def remove(sheet: str) -> Spoil:
    return lambda book: book.remove(book[sheet])


def merge(sheet: str, area: str) -> Spoil:
    return lambda book: book[sheet].merge_cells(area)


def hide_row(sheet: str, number: int) -> Spoil:
    def spoil(book: Workbook) -> None:
        book[sheet].row_dimensions[number].hidden = True

    return spoil


def hide_sheet(sheet: str) -> Spoil:
    def spoil(book: Workbook) -> None:
        book[sheet].sheet_state = "hidden"

    return spoil
