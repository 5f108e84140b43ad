"""How long a workbook takes to be read and checked, by the rows of its Supply sheet: `python -m tests.benchmarks.reading`.

Seconds are of the processor. The workbook of many rows is the default one, with many sellers beside each of its own.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from model.excel.archive import Archive
from model.excel.package import main_part, relations
from model.excel.parts import Elements, walk
from model.whereabouts import DEFAULT_INPUT

ROOT = Path(__file__).resolve().parents[2]
SIZES = (20_000, 100_000)
ROW = re.compile(r'<row r="(\d+)"[^>]*>.*?</row>', re.DOTALL)
NUMBER = re.compile(r'(<row r=")\d+')
CELL = re.compile(r'(<c r="[A-Z]+)\d+"')
OFFER = re.compile(r'(<c r="A\d+"[^>]*><is><t[^>]*>)([^<]*)')
CAPACITY = re.compile(r'(<c r="E\d+"[^>]*><v>)([^<]*)')
STAGES = """
import resource, sys, time
from pathlib import Path
import model.case  # with what makes tables, which is none of what is measured
from model.excel.read import read
from model.excel.problems import Problems
from model.workbook import load
from model.workbook.checks.run import check_all
from model.workbook.tables.read import read_tables
begin = time.process_time()
book = read(Path(sys.argv[1]))
cells = time.process_time()
problems = Problems()
draft = read_tables(book, problems)
tables = time.process_time()
check_all(draft, problems)
checks = time.process_time()
del book, draft
load(Path(sys.argv[1]))
whole = time.process_time()
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
found = len(problems.errors), len(problems.warnings)
print(cells - begin, tables - cells, checks - tables, whole - checks, memory, *found)
"""


def grown(path: Path, rows: int, source: Path = DEFAULT_INPUT) -> Path:
    """A copy of a workbook with so many rows on its sheet Supply: beside each offer stand sellers of names of their own."""
    part = _part(source, "Supply")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            contents = old.read(name)
            new.writestr(name, _with_rows(contents.decode(), rows) if name == part else contents)
    return path


def _part(source: Path, title: str) -> str:
    """The name of the part that holds a sheet."""
    archive = Archive(source.read_bytes(), source.name)
    main, sheets = main_part(archive), Elements("sheet")
    walk(archive, main, sheets)
    number = next(attributes["id"] for _, attributes in sheets.found if attributes["name"] == title)
    return relations(archive, main)[number].target


def _with_rows(sheet: str, rows: int) -> str:
    found = list(ROW.finditer(sheet))
    first, last = found[1].start(), found[-1].end()
    typed = [one[0] for one in found[1:]]
    sellers = -(-rows // len(typed))
    made = [_sold_by(typed[place % len(typed)], place // len(typed), sellers, place + 2) for place in range(rows)]
    return sheet[:first] + "".join(made) + sheet[last:]


def _sold_by(row: str, seller: int, sellers: int, number: int) -> str:
    """A row under another number, of one of the sellers of its offer."""
    row = row.replace('<row r="', f'<row r="{number}" was="', 1).replace(' was="', ' data="', 0)
    row = re.sub(r' was="\d+"', "", row, count=1)
    row = CELL.sub(rf'\g<1>{number}"', row)
    if not seller:
        return row
    row = OFFER.sub(rf"\g<1>\g<2> no. {seller + 1}", row, count=1)
    return CAPACITY.sub(lambda one: f"{one[1]}{float(one[2]) / (sellers - 1)!r}", row, count=1)


def _told(arguments: list[str], again: bool = False) -> tuple[str, float]:
    """What a process of its own says, and the seconds of the processor that it took; the second time, with the bytecode that
    the first has left, if `again`."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as cache:
        environment |= {"PYTHONPYCACHEPREFIX": cache}
        for _ in range(1 + again):
            before = os.times()
            done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
            after = os.times()
    return done.stdout, after.children_user + after.children_system - before.children_user - before.children_system


def command_seconds(*arguments: str) -> float:
    """Seconds of the processor that a command takes, from start to end."""
    return _told([sys.executable, "run.py", *arguments], again=True)[1]


def reading_seconds(workbook: Path) -> dict[str, float]:
    """Seconds of the processor that reading a workbook takes by stage, `whole` with the case that is made of it; megabytes of
    memory at the peak; and what was found, by number."""
    said, _ = _told([sys.executable, "-c", STAGES, str(workbook)])
    names = ("cells", "tables", "checks", "whole", "megabytes", "errors", "warnings")
    return dict(zip(names, map(float, said.split()), strict=True))


def reading_table(sizes: Sequence[int] = SIZES) -> list[str]:
    """Lines of the table: what commands take on the default workbook, and reading at each number of rows of Supply."""
    lines = [
        f"check of the default workbook, with its what-ifs   {command_seconds('check', str(DEFAULT_INPUT)):6.2f} s",
        f"--help                                             {command_seconds('--help'):6.2f} s",
        "rows of Supply    cells   tables   checks   whole, with the case   memory",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            took = reading_seconds(grown(Path(folder) / f"{rows}.xlsx", rows))
            if took["errors"]:
                raise ValueError(f"the workbook of {rows:,} rows is not sound")
            lines.append(
                f"{rows:14,}   {took['cells']:4.1f} s   {took['tables']:4.1f} s   {took['checks']:4.1f} s   "
                f"{took['whole']:18.1f} s   {took['megabytes']:4.0f} MB"
            )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="How long workbooks take to be read and checked.")
    parser.add_argument("--rows", type=int, nargs="+", default=list(SIZES), help="rows of the sheet Supply")
    print("\n".join(reading_table(parser.parse_args().rows)))


if __name__ == "__main__":
    main()
