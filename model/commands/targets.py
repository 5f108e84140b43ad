"""Where a workbook may be written: under a workbook's name, and over nothing that no run has written."""

from __future__ import annotations

import argparse
from pathlib import Path

from model.excel.files import special, too_long
from model.excel.recognise import is_as_written

OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".txt")  # of tables, for which .xlsx is meant


def refusal(target: Path, source: Path | None = None) -> str:
    """Why a workbook must not be written there: a name that is no workbook's, or the input itself; "" if it may."""
    if said := too_long(target):
        return f"{said}. Choose a shorter one for the {'result' if source else 'workbook'}."
    if kind := special(target):
        return f"{target} is {kind}, not a file. Name a file, for example: plan.xlsx"
    if target.is_dir():
        return f"{target} is a folder. Name a file in it, for example: {target / 'plan.xlsx'}"
    if target.suffix.lower() != ".xlsx":
        stem = target.stem if target.suffix.lower() in OTHER_KINDS else target.name
        return f"{target.name}: the workbook's name must end in .xlsx. Type {target.with_name(f'{stem}.xlsx')} instead."
    if blocked := next((one for one in target.parents if one.exists() and not one.is_dir()), None):
        return f"{blocked} is a file, not a folder, so {target.name} cannot be written in it."
    if source is not None and target.exists() and source.exists() and target.samefile(source):
        return f"{target} is the input workbook, which is never changed. Choose another name for the result."
    return ""


def taken(target: Path, options: argparse.Namespace) -> str:
    """Why a file that is there must not be replaced by a result; "" if it may: what an earlier run wrote is replaced."""
    if options.overwrite or not target.exists() or is_as_written(target):
        return ""
    return (
        f"{target} exists, but is not an unchanged result of this program, and was left as it is. Choose another "
        "name for the result, or add --overwrite to replace it."
    )
