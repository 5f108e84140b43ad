"""`check`: a workbook's mistakes and warnings; nothing is solved."""

from __future__ import annotations

import argparse

from model.commands.endings import SOLVED, counted_problems, write_problems_beside
from model.excel.no_workbook import opened_elsewhere
from model.streams import say, tell
from model.workbook import read_and_check


def check(options: argparse.Namespace) -> int:
    if opened := opened_elsewhere(options.file):
        say(opened)
    warnings = read_and_check(options.file, variants=True, sweeps=True).warnings
    for warning in warnings:
        tell(f"Warning. {warning.sentence()}")
    tell(f"{options.file} is ready to be solved: no errors, {counted_problems(warnings, 'warning')}.")
    if warnings:
        tell(f"Problems workbook: {write_problems_beside((), warnings, options)}")
    return SOLVED
