"""What may happen to a workbook between a planner's desk and ours: cells, headers, sheets, XML parts, bytes."""

from __future__ import annotations

import random
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from tests.bad_workbooks import good_workbook, save
from tests.mistakes import process
from tests.spoiled_files import rewritten

NUMBERS = [0, -1, 1, 5, 0.5, 1e308, -1e308, 1e15, 1e16, 1e-9, 2027, 9999, 10000, 99999999, True, False]
TIMES = ["2027Q3", "2027Q9", "0000-01", "2027-13", "9999-12-31", datetime(2027, 7, 1), datetime(9999, 12, 31)]
NAMES = ["Gallium", "CHN", "Zone", "Lynas", "all", "base", "yes", "hard", "entities of concern", "Vault"]
CHOICES = ["border floor", "fixed price", "fixed", "reserve", "industry", "year", "horizon", "grant", "equity", "demand"]
TEXTS = ["", "x", "NA", "=1+1", "#REF!", "1,200", "12", "5 %", "inf", "nan", "a;b", ";", "'", "-", "@x", "x" * 40_000]
MARKS = ["\u00a0", "é", "ß", "\U0001f600", "_x0000_", "_xD800_", "a\nb", "http://x.example", "[a]b.xlsx"]
MUTANTS: list[object] = [None, datetime(1900, 1, 1), *NUMBERS, *TIMES, *NAMES, *CHOICES, *TEXTS, *MARKS]
FORMATS = ["General", "0%", "yyyy-mm-dd", "[h]:mm", "@", '0"%"']
TITLES = ["Supply ", "supply", "Suply", "Notes", "It's", "a" * 31, "In Supply", "Summary"]

Mutation = Callable[[random.Random, Path], Path]
"""Writes one spoiled workbook into the folder and returns it."""


def mutate_cells(book: Workbook, chance: random.Random) -> None:
    """One thing that may happen in a sheet."""
    page = chance.choice(book.worksheets)
    deed = chance.randrange(10)
    cell = page.cell(chance.randint(1, 7), chance.randint(1, 17))
    if deed <= 5:
        try:
            cell.value = chance.choice(MUTANTS)
        except AttributeError:  # inside a merged range
            return
        cell.number_format = chance.choice(FORMATS)
    elif deed == 6:
        page.delete_rows(chance.randint(1, 5), chance.randint(1, 3))
    elif deed == 7:
        page.delete_cols(chance.randint(1, 8))
    elif deed == 8:
        page.insert_rows(chance.randint(1, 4))
    elif len(book.worksheets) > 1 and chance.random() < 0.5:
        book.remove(page)
    else:
        page.merge_cells(start_row=2, end_row=3, start_column=cell.column, end_column=cell.column + 1)


def tune_a_number(book: Workbook, chance: random.Random) -> None:
    """Another number, choice or blank below a header: what planners do all day, so that most results can be solved."""
    page = chance.choice([page for page in book.worksheets if page.max_row > 1])
    filled = [cell for line in page.iter_rows(min_row=2) for cell in line if cell.value is not None]
    if not filled:
        return
    cell = chance.choice(filled)
    if isinstance(cell.value, int | float):
        cell.value = chance.choice([0, 1, cell.value * 10, cell.value / 10, cell.value * chance.random(), None])
    else:
        others = [page.cell(row, cell.column).value for row in range(2, page.max_row + 1)]
        cell.value = chance.choice([None, chance.choice(others), *TIMES[:1]])


def shuffle_headers(book: Workbook, chance: random.Random) -> None:
    """Columns in another order, a header without its unit, twice, misspelt, gone, or as a number."""
    page = chance.choice(book.worksheets)
    deed, column = chance.randrange(6), chance.randint(1, max(page.max_column, 1))
    header = page.cell(1, column)
    text = str(header.value or "")
    if deed == 0:
        page.move_range(f"A1:C{max(page.max_row, 2)}", cols=chance.randint(1, 20))
    elif deed == 1:
        header.value = text.partition(" (")[0]
    elif deed == 2:
        page.cell(1, page.max_column + 1).value = text
    elif deed == 3:
        spot = chance.randrange(len(text) + 1)
        header.value = text[:spot] + chance.choice("xq \u00a0(") + text[spot + 1 :]
    else:
        header.value = chance.choice([None, 5, *TEXTS])


def change_sheets(book: Workbook, chance: random.Random) -> None:
    """A sheet renamed, hidden, removed, copied or added."""
    page = chance.choice(book.worksheets)
    deed = chance.randrange(5)
    if deed == 0:
        page.title = chance.choice(TITLES)
    elif deed == 1 and len([one for one in book.worksheets if one.sheet_state == "visible"]) > 1:
        page.sheet_state = chance.choice(["hidden", "veryHidden"])
    elif deed == 2 and len(book.worksheets) > 1:
        book.remove(page)
    elif deed == 3:
        book.copy_worksheet(page)
    else:
        book.create_sheet(chance.choice(TITLES)).append([chance.choice(MUTANTS[:40])])


def base_workbook(chance: random.Random) -> Workbook:
    """The good workbook, half the time with a process and a hard target."""
    book = good_workbook()
    if chance.random() < 0.5:
        process()(book)
        book["Targets"]["F2"] = "yes"
    return book


def in_the_workbook(*deeds: Callable[[Workbook, random.Random], None], most: int) -> Mutation:
    """A few of these deeds, one after another."""

    def mutation(chance: random.Random, folder: Path) -> Path:
        book = base_workbook(chance)
        for _ in range(chance.randint(1, most)):
            chance.choice(deeds)(book, chance)
        return save(book, folder)

    return mutation


def damage_bytes(chance: random.Random, folder: Path) -> Path:
    """Bytes changed anywhere in the zip file, the end cut off or rubbish behind it."""
    path = save(good_workbook(), folder)
    damaged = bytearray(path.read_bytes())
    for _ in range(chance.randint(0, 20)):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    end = chance.choice([len(damaged), chance.randrange(len(damaged))])
    path.write_bytes(bytes(damaged[:end]) + chance.choice([b"", b"", b"rubbish" * 100]))
    return path


def damage_parts(chance: random.Random, folder: Path) -> Path:
    """Characters changed within XML parts, and parts that are dropped."""

    def damage(_: str, contents: bytes) -> bytes | None:
        fate = chance.random()
        if fate < 0.01:
            return None
        if fate > 0.2 or not contents:
            return contents
        changed = bytearray(contents)
        for _ in range(chance.randint(1, 5)):
            changed[chance.randrange(len(changed))] = chance.choice(b"<>&\"'0129 aAeE/=-.:")
        return bytes(changed)

    return rewritten(save(base_workbook(chance), folder), damage)


def add_parts(chance: random.Random, folder: Path) -> Path:
    """Parts that do not belong: doubles, macros, odd names, big blanks."""
    path = save(good_workbook(), folder)
    name = chance.choice(["xl/workbook.xml", "XL/WORKBOOK.XML", "xl/vbaProject.bin", "../x", "/etc/x", "xl/media/a", "é"])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a part that is there already is what is wanted
        archive.writestr(zipfile.ZipInfo(name), b"\0" * chance.choice([0, 10, 6_000_000]))
    return path


MUTATIONS: dict[str, Mutation] = {
    "numbers": in_the_workbook(tune_a_number, most=3),
    "cells": in_the_workbook(mutate_cells, most=12),
    "one cell": in_the_workbook(mutate_cells, most=1),
    "headers": in_the_workbook(shuffle_headers, most=3),
    "sheets": in_the_workbook(change_sheets, most=3),
    "mixture": in_the_workbook(tune_a_number, mutate_cells, shuffle_headers, change_sheets, most=4),
    "parts": damage_parts,
    "bytes": damage_bytes,
    "added parts": add_parts,
}
