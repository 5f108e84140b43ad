"""`next`: next period's input workbook, made of a result."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from model.commands.endings import BAD_INPUT, SOLVED, stamp
from model.commands.targets import refusal
from model.excel.files import fitting
from model.excel.problems import BadWorkbook
from model.excel.words import listed, quoted
from model.streams import say, tell
from model.workbook import read_and_check
from model.workbook.following import Following, following, overview
from model.workbook.result_book import NoResultError, ResultBook, read_result
from model.workbook.writing.template import write_workbook

STAMP = re.compile(r" \d{4}-\d{2}-\d{2} \d{6}$")  # behind the name of a result
TEMPLATE = ("guide", "problems", "lists")  # sheets of an input workbook that hold no input


def next(options: argparse.Namespace) -> int:
    """Write the workbook, and tell what was carried over and what was not."""
    target = options.output or fitting(options.folder, STAMP.sub("", options.file.stem), f" next {stamp()}.xlsx")
    if said := refusal(target, options.file) or _taken(target, options.overwrite):
        say(said)
        return BAD_INPUT
    try:
        result = read_result(options.file)
        made = following(result, options.roll)
    except NoResultError as refused:
        say(str(refused))
        return BAD_INPUT
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(target, made.settings, made.tables, overwrite=options.overwrite)
    for sentence in (*_carried(made), *_left_out(result, made)):
        tell(sentence)
    _tell_problems(target)
    tell(f"Written: {target}")
    return SOLVED


def _taken(target: Path, overwrite: bool) -> str:
    if target.exists() and not overwrite:
        return f"{target} exists and was left as it is. Choose another name, or add --overwrite to replace it."
    return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _carried(made: Following) -> list[str]:
    """What the workbook begins with."""
    count = overview(made)
    told = [
        f"The plan now starts with {made.start} and has {_counted(made.periods, 'period')}. Prices, capacities and demand "
        "are those they have grown to.",
        f"Carried over: stock, cash, {_counted(count['orders_placed'], 'order')} under way, "
        f"{_counted(count['loans_drawn'], 'tranche')} drawn, fees paid, and the last plan's "
        f"{_counted(count['last_plan'], 'order')} to come.",
    ]
    stories = made.stories
    if stories.happened_not < 1.0:
        names = [quoted(name) for name in stories.gone] + [f"{quoted(name)} (some of its dates)" for name in stories.fewer]
        told.append(
            f"Dropped, as no story has begun: {listed(names, 'and')}. The chance of that was {stories.happened_not:.4g}; the "
            "probabilities of the stories left are divided by it."
        )
    return told


def _left_out(result: ResultBook, made: Following) -> list[str]:
    """What the workbook does not hold, or what another plan makes of it."""
    told, inputs = [], result.inputs
    known = {table.title for table in inputs.tables.values()} | {inputs.settings.table.title}
    own = [title for title in result.titles if title not in known and title.lower() not in TEMPLATE]
    if own:
        told.append(f"Not copied: your own sheets {listed([quoted(title) for title in own], 'and')}.")
    if len(inputs["what_ifs"]) or len(inputs["studies"]):
        told.append("What-ifs and Studies are copied as they were typed: see whether their values still fit.")
    if inputs.settings.value("industry_first"):
        told.append(
            "Industry first now measures by the plan without the reserve from this period on, with the orders under way then."
        )
    if inputs.settings.value("risk_weight"):
        told.append("The Risk weight now looks at the stories that are left; a new plan need not follow the last one.")
    if made.stories.happened_not < 1.0 and len(inputs["targets"]):
        told.append("Missed targets count by the stories that are left, so their penalty per tonne may differ a little.")
    if len(inputs["participants"]) and (fallen := made.past_targets):
        told.append(
            "What participants bear of storage and interest goes by the largest target still to come, which is less than "
            f"before for {listed([quoted(name) for name in fallen], 'and')}, so they may bear more from now on."
        )
    early = any(row.typed("lead_time") for row in inputs["processing"])
    if early and len(inputs["limits"]) and inputs.settings.value("orders_before_start") != "placed":
        told.append("Limits now count what comes out of processes that were started before the first plan.")
    return told


def _tell_problems(target: Path) -> None:
    """What a check of the workbook finds."""
    try:
        problems = read_and_check(target, variants=True, sweeps=True).warnings
    except BadWorkbook as bad:
        problems = bad.errors
    for problem in problems:
        tell(f"  See {problem.sentence()}")
