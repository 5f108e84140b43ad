"""What a command loads: no more than it needs. Seconds are measured by tests/benchmarks/reading.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_workbooks import good_workbook, save

HEAVY = ("numpy", "pandas", "openpyxl", "pyomo", "scipy", "highspy", "defusedxml")
ROOT = Path(__file__).parent.parent


def loaded_by(arguments: list[str]) -> set[str]:
    """Which heavy packages a command loads in a process of its own."""
    told = f"import sys, model.start as s; s.run({arguments!r}); print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["solve", "--help"], ["solv"]], ids=" ".join)
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert loaded_by(arguments) == set()


def test_a_sound_workbook_is_checked_without_anything_heavy(tmp_path: Path) -> None:
    """What-ifs among it."""
    book = good_workbook()
    headers = [cell.value.partition(" (")[0] for cell in book["What-ifs"][1]]
    what_if = {"What-if": "Less", "Sheet": "Supply", "Column": "Capacity", "Action": "multiply", "Value": 0.5}
    book["What-ifs"].append([what_if.get(header) for header in headers])
    assert loaded_by(["check", str(save(book, tmp_path))]) == set()


def test_a_solve_loads_nothing_that_fetches_pages_from_the_web() -> None:
    told = "import sys, model.commands.solve; print([m for m in ('ssl', 'urllib.request') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_loaded_is_not_looked_at_for_garbage() -> None:
    told = "import gc, model.cli as c; c.command('solve'); print(gc.isenabled(), gc.get_freeze_count() > 100_000)"
    done = subprocess.run([sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True True"
