"""Whatever happens to a workbook, loading it ends in a case or in listed problems, and leaves it as it was."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from model.workbook import BadWorkbook, Loaded, load
from tests.bad_workbooks import good_workbook, save
from tests.spoiled_files import rewritten

NUMBERS = [0, -1, 1, 5, 0.5, 1e308, -1e308, 1e15, 1e16, 2027, 9999, 10000, 99999999, True, False]
TIMES = ["2027Q3", "2027Q9", "0000-01", "2027-13", "9999-12-31", datetime(2027, 7, 1), datetime(9999, 12, 31)]
NAMES = [
    "Gallium",
    "CHN",
    "Zone",
    "Lynas",
    "all",
    "base",
    "entities of concern",
    "border floor",
    "fixed price",
    "At most",
]
TEXTS = ["", "x", "NA", "=1+1", "#REF!", "1,200", "12", "inf", "nan", "a;b", ";", "'", "x" * 40_000]
MARKS = ["\u00a0", "é", "ß", "\U0001f600", "_x0000_", "_xD800_", "a\nb"]
MUTANTS: list[object] = [None, datetime(1900, 1, 1), *NUMBERS, *TIMES, *NAMES, *TEXTS, *MARKS]
FORMATS = ["General", "0%", "yyyy-mm-dd", "[h]:mm", "@", '0"%"']


def mutate(book: Workbook, chance: random.Random) -> None:
    """One thing that may happen to a workbook."""
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


@pytest.mark.parametrize("seed", range(0, 300, 20))
def test_any_change_ends_in_a_case_or_in_problems(seed: int, tmp_path: Path) -> None:
    for number in range(seed, seed + 20):
        chance = random.Random(number)
        book = good_workbook()
        for _ in range(chance.randint(1, 12)):
            mutate(book, chance)
        path = save(book, tmp_path)
        before = path.read_bytes()
        try:
            assert isinstance(load(path), Loaded)
        except BadWorkbook as bad:
            assert bad.errors and all(problem.sentence().isprintable() for problem in bad.errors)
        assert path.read_bytes() == before


def test_any_damage_to_the_bytes_ends_in_a_case_or_in_problems(tmp_path: Path) -> None:
    good = save(good_workbook(), tmp_path).read_bytes()
    path = tmp_path / "damaged.xlsx"
    for seed in range(200):
        chance = random.Random(seed)
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged[: chance.choice([len(damaged), chance.randrange(len(damaged))])])
        try:
            load(path)
        except BadWorkbook as bad:
            assert bad.errors


def test_any_damage_to_the_parts_ends_in_a_case_or_in_problems(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    save(good_workbook(), tmp_path)
    good = path.read_bytes()
    for seed in range(200):
        chance = random.Random(seed)
        path.write_bytes(good)

        def damage(name: str, contents: bytes, chance: random.Random = chance) -> bytes:
            if chance.random() > 0.2 or not contents:
                return contents
            changed = bytearray(contents)
            for _ in range(chance.randint(1, 5)):
                changed[chance.randrange(len(changed))] = chance.choice(b"<>&\"'0129 aAeE/=-.:")
            return bytes(changed)

        try:
            load(rewritten(path, damage))
        except BadWorkbook as bad:
            assert bad.errors
