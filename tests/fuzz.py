"""Spoils workbooks by chance and solves each: `python -m tests.fuzz --count 5000 --seed 7`.

Every run must end in a solved plan (exit code 0), listed problems (2) or a contradiction in words (3), must print no
traceback and must leave its input as it was. A run that does not is kept, and told with the command that repeats it.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from time import perf_counter

from model import cli
from model.commands import endings
from tests.mutations import MUTATIONS

KEPT = Path(tempfile.gettempdir()) / "vault-planner fuzz"
EXPECTED = {endings.SOLVED: "solved", endings.BAD_INPUT: "problems listed", endings.NO_SOLUTION: "contradiction told"}


def run_one(seed: int, number: int, folder: Path) -> tuple[str, str, str]:
    """Spoil and solve workbook `number` of a seed in an empty folder: kind of damage, how it ended, what was wrong."""
    chance = random.Random(f"{seed}/{number}")
    kind = list(MUTATIONS)[number % len(MUTATIONS)]
    path = MUTATIONS[kind](chance, folder)
    before = path.read_bytes()
    said = StringIO()
    try:
        with redirect_stdout(said), redirect_stderr(said):
            code = cli.main(["solve", str(path), "-o", str(folder / "out" / "result.xlsx"), "--json"])
    except SystemExit as ended:
        return kind, "exit", f"SystemExit {ended.code}"
    words = said.getvalue()
    faults = []
    if code not in EXPECTED:
        faults.append(f"exit code {code}: {words[-400:]}")
    if "Traceback" in words:
        faults.append("a traceback was shown")
    if path.read_bytes() != before:
        faults.append("the input was changed")
    if code == endings.BAD_INPUT and not list((folder / "out").glob("* problems *.xlsx")):
        faults.append("no problems workbook was written")
    if code == endings.SOLVED and not (folder / "out" / "result.xlsx").exists():
        faults.append("no result was written")
    return kind, EXPECTED.get(code, f"code {code}"), "; ".join(faults)


def fuzz(count: int, seed: int, seconds: float, first: int = 0) -> tuple[Counter[tuple[str, str]], list[str]]:
    """How runs ended by kind of damage, and what went wrong; stops early after `seconds`."""
    ended: Counter[tuple[str, str]] = Counter()
    faults: list[str] = []
    start = perf_counter()
    for number in range(first, first + count):
        if perf_counter() - start > seconds:
            break
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            kind, end, fault = run_one(seed, number, folder)
            ended[kind, end] += 1
            if fault:
                kept = KEPT / f"{seed} {number}"
                shutil.rmtree(kept, ignore_errors=True)
                shutil.copytree(folder, kept)
                faults.append(f"{kind}, --seed {seed} --first {number} --count 1, kept in {kept}: {fault}")
    return ended, faults


def main() -> int:
    """Tell the counts and every fault; exit code 1 if there is any."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many workbooks")
    parser.add_argument("--seed", type=int, default=0, help="another seed spoils them otherwise")
    parser.add_argument("--first", type=int, default=0, help="number of the first workbook, to repeat a single one")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    options = parser.parse_args()
    os.nice(10)
    ended, faults = fuzz(options.count, options.seed, options.seconds, options.first)
    for kind in MUTATIONS:
        ends = ", ".join(f"{count} {end}" for (of, end), count in sorted(ended.items()) if of == kind)
        print(f"{kind}: {ends or 'none'}")
    print(f"{ended.total()} workbooks, {len(faults)} faults.")
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
