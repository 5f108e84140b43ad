"""`study`: the plan of a workbook, and its what-ifs beside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from model.arguments import command_line
from model.changes import Variant
from model.commands.endings import BAD_INPUT
from model.commands.no_plan import report_extremes, why_no_variant
from model.commands.planning import (
    deadline_of,
    keep_last_plan,
    load_checked,
    report_result,
    result_path,
    session_of,
)
from model.excel.words import Guesser, fold, listed, quoted
from model.results.facts.run import Run
from model.stages import Stages
from model.streams import say
from model.studies.what_ifs import run_what_ifs
from model.unusable import UnusableFiguresError
from model.workbook import Loaded


def study(options: argparse.Namespace) -> int:
    deadline = deadline_of(options)
    target = result_path(options)
    if target is None:
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    loaded = load_checked(options, stages, options.only or True)
    if refusal := _no_what_ifs(loaded, options.only or (), options.file):
        say(refusal)
        return BAD_INPUT

    def explain(run: Run, variant: Variant) -> list[str]:
        return why_no_variant(run, variant, loaded)

    try:
        session = session_of(loaded.case, target, options.file)
        run = run_what_ifs(session, loaded.variants, stages, explain)
    except UnusableFiguresError as error:
        return report_extremes(loaded, options, error)
    code = report_result(run, loaded, stages, target, options)
    keep_last_plan(session, run, target, options.file)
    return code


def _no_what_ifs(loaded: Loaded, only: Sequence[str], file: Path) -> str:
    """Why there is nothing to study, or not what was asked for; "" if there is."""
    if not loaded.what_ifs:
        return f"{file} has no what-ifs. Add rows to its sheet What-ifs, or type: {command_line('solve', str(file))}"
    names = {fold(name) for name in loaded.what_ifs}
    for name in only:
        if fold(name) not in names:
            nearest = Guesser(loaded.what_ifs).nearest(name)
            meant = f" Did you mean {quoted(nearest)}?" if nearest else ""
            there = listed(map(quoted, loaded.what_ifs), "and")
            return f"There is no what-if {quoted(name)}.{meant} The workbook has {there}."
    return ""
