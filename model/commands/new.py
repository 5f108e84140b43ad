"""`new`: an empty input workbook, or the default one."""

from __future__ import annotations

import argparse

from model.commands.endings import BAD_INPUT, SOLVED
from model.commands.targets import refusal
from model.streams import say, tell
from model.workbook.writing.template import write_workbook


def new(options: argparse.Namespace) -> int:
    if said := refusal(options.file):
        say(said)
        return BAD_INPUT
    if options.file.exists() and not options.overwrite:
        say(f"{options.file} exists and was left as it is. Choose another name, or add --overwrite to replace it.")
        return BAD_INPUT
    options.file.parent.mkdir(parents=True, exist_ok=True)
    if options.example:
        from model.example import build_example  # an empty workbook needs none of its figures

        example = build_example()
        write_workbook(options.file, example.settings, example.tables, example.guide, overwrite=options.overwrite)
    else:
        write_workbook(options.file, {}, {}, overwrite=options.overwrite)
    tell(f"Written: {options.file}")
    return SOLVED
