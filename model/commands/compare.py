"""`compare`: what differs between two results, on the screen and in a workbook."""

from __future__ import annotations

import argparse

from model.commands.endings import BAD_INPUT, SOLVED
from model.commands.targets import refusal, taken
from model.excel.files import fitting
from model.excel.save import save_somewhere, workbook_bytes
from model.report import make_workbook
from model.results.comparison.page import page
from model.streams import say, tell
from model.workbook.differences import input_differences
from model.workbook.result_book import NoResultError, read_result


def compare(options: argparse.Namespace) -> int:
    """Read both results, tell what differs, and write it."""
    target = options.output or fitting(options.folder, options.file.stem, f" against {options.other.stem}.xlsx")
    for source in (options.file, options.other):
        if said := refusal(target, source):
            say(said)
            return BAD_INPUT
    if said := taken(target, options):
        say(said)
        return BAD_INPUT
    try:
        first, second = read_result(options.file), read_result(options.other)
    except NoResultError as refused:
        say(str(refused))
        return BAD_INPUT
    made = page(first, second, input_differences(first.inputs, second.inputs))
    written = save_somewhere(workbook_bytes(make_workbook([made])), target)
    for sentence in made.sentences:
        tell(str(sentence))
    tell(f"Written: {written}")
    return SOLVED
