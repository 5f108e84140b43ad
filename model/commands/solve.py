"""`solve`: the plan of a workbook."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from model.arguments import command_line
from model.commands.endings import BAD_INPUT
from model.commands.no_plan import report_extremes
from model.commands.planning import (
    deadline_of,
    keep_last_plan,
    load_checked,
    report_result,
    result_path,
    session_of,
)
from model.excel.words import listed
from model.stages import Stages
from model.streams import say
from model.studies.views import reserve_view
from model.unusable import UnusableFiguresError
from model.workbook import Loaded

NO_TIME, NO_CERTIFIED = "The time limit left no time", "There is no certified plan"


def solve(options: argparse.Namespace) -> int:
    deadline = deadline_of(options)
    target = result_path(options)
    if target is None:
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    loaded = load_checked(options, stages)
    if waiting := _left_aside(loaded, options.file):
        say(f"  {waiting}")
    try:
        session = session_of(loaded.case, target, options.file)
        run = session.solve(stages)
    except UnusableFiguresError as error:
        return report_extremes(loaded, options, error)
    if run.result is not None and options.views:
        run = replace(run, own_view=reserve_view(run, stages))
        if run.own_view is None:
            say(f"  {NO_TIME if stages.over else NO_CERTIFIED} for the reserve's own view; there is no sheet Views.")
    code = report_result(run, loaded, stages, target, options)
    keep_last_plan(session, run, target, options.file)
    return code


def _left_aside(loaded: Loaded, file: Path) -> str:
    """That a solve leaves the studies and what-ifs of a workbook to another command; "" where there are none."""
    studies = sum(row["on"] for row in loaded.case.records("studies"))
    counts = [("study", "studies", studies), ("what-if", "what-ifs", len(loaded.what_ifs))]
    told = [f"{number} {one if number == 1 else many}" for one, many, number in counts if number]
    if not told:
        return ""
    is_one = studies + len(loaded.what_ifs) == 1
    return f"{listed(told, 'and')} {'is' if is_one else 'are'} left aside; run by: {command_line('study', str(file))}"
