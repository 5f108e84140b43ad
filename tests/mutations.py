"""What may happen to a workbook between a planner's desk and ours: cells, headers, sheets, XML parts, bytes."""

from __future__ import annotations

import random
import warnings
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook

from model.schema import SETTINGS, SHEETS, Column, Kind
from tests.bad_workbooks import good_workbook, save
from tests.everything import everything
from tests.mistakes import process
from tests.spoiled_files import rewritten
from tests.tiny import workbook

NUMBERS = [0, -1, 1, 5, 0.5, 1e308, -1e308, 1e15, 1e16, 1e-9, 2027, 9999, 10000, 99999999, True, False]
TIMES = ["2027Q3", "2027Q9", "0000-01", "2027-13", "9999-12-31", datetime(2027, 7, 1), datetime(9999, 12, 31)]
NAMES = ["Gallium", "CHN", "Zone", "Lynas", "all", "base", "yes", "hard", "entities of concern", "Vault"]
CHOICES = ["border floor", "fixed price", "fixed", "reserve", "industry", "year", "horizon", "grant", "equity", "demand"]
TEXTS = ["", "x", "NA", "=1+1", "#REF!", "1,200", "12", "5 %", "inf", "nan", "a;b", ";", "'", "-", "@x", "x" * 40_000]
MARKS = ["\u00a0", "é", "ß", "\U0001f600", "_x0000_", "_xD800_", "a\nb", "http://x.example", "[a]b.xlsx"]
MUTANTS: list[object] = [None, datetime(1900, 1, 1), *NUMBERS, *TIMES, *NAMES, *CHOICES, *TEXTS, *MARKS]
FORMATS = ["General", "0%", "yyyy-mm-dd", "[h]:mm", "@", '0"%"']
TITLES = ["Supply ", "supply", "Suply", "Notes", "It's", "a" * 31, "In Supply", "Summary"]

EXTREMES = [0.0, 1e-300, 1e-12, 1e-9, 1e-6, 1e-3, 1e3, 1e6, 1e9, 1e12, 1e15]
LONG_AGO, FAR_OFF = datetime(1950, 1, 1), datetime(2200, 12, 31)

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


def extreme(column: Column, chance: random.Random) -> object:
    """A value that a numeric or date column allows and no planner means; a date column takes dates far away."""
    if column.kind is Kind.WHEN:
        return chance.choice([LONG_AGO, FAR_OFF, "1950", "2200Q4"])
    low = 0.0 if column.minimum is None else column.minimum
    value = max(chance.choice(EXTREMES), low)
    if column.maximum is not None:
        value = min(value, column.maximum)
    return round(value) if column.kind is Kind.INTEGER else value


def everything_workbook(folder: Path) -> Workbook:
    """The small workbook that makes use of every constraint."""
    settings, sheets = everything()
    return load_workbook(workbook(folder / "everything.xlsx", settings, **sheets))


def type_extremes(chance: random.Random, folder: Path) -> Path:
    """One to three numbers or times become huge, tiny or far away, all of them legal; typed or blank before."""
    book = everything_workbook(folder) if chance.random() < 0.5 else base_workbook(chance)
    measured = (Kind.NUMBER, Kind.PERCENT, Kind.INTEGER, Kind.WHEN)
    declared = {sheet.name: [column for column in sheet.columns if column.kind in measured] for sheet in SHEETS}
    settings = {column.name: column for column in SETTINGS if column.kind in measured}
    for _ in range(chance.randint(1, 3)):
        page = chance.choice([page for page in book.worksheets if page.max_row > 1])
        if page.title == "Settings":
            rows = [row for row in page.iter_rows(min_row=2) if str(row[0].value).partition(" (")[0] in settings]
            chosen = chance.choice(rows)
            chosen[1].value = extreme(settings[str(chosen[0].value).partition(" (")[0]], chance)
        elif columns := declared.get(page.title):
            column = chance.choice(columns)
            headers = {str(cell.value).partition(" (")[0]: cell.column for cell in page[1]}
            place = headers.get(column.name, page.max_column + 1)
            page.cell(1, place).value = column.header
            page.cell(chance.randint(2, page.max_row), place).value = extreme(column, chance)
    return save(book, folder)


def leave_few_sheets(chance: random.Random, folder: Path) -> Path:
    """Settings and Materials alone, or with a few sheets more, as on a planner's first day."""
    book = everything_workbook(folder) if chance.random() < 0.5 else base_workbook(chance)
    others = [page for page in book.worksheets if page.title not in ("Settings", "Materials")]
    chance.shuffle(others)
    for page in others[chance.randint(0, 4) :]:
        book.remove(page)
    if chance.random() < 0.3:
        book["Materials"].delete_rows(3, 10)
    return save(book, folder)


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
    "extremes": type_extremes,
    "few sheets": leave_few_sheets,
    "headers": in_the_workbook(shuffle_headers, most=3),
    "sheets": in_the_workbook(change_sheets, most=3),
    "mixture": in_the_workbook(tune_a_number, mutate_cells, shuffle_headers, change_sheets, most=4),
    "parts": damage_parts,
    "bytes": damage_bytes,
    "added parts": add_parts,
}
