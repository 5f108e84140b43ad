"""`study`: the plan of a workbook, and what its sheet Studies asks for beside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from model.arguments import command_line
from model.commands.endings import BAD_INPUT
from model.commands.no_plan import WhyNoVariant, report_extremes
from model.commands.planning import (
    beside,
    deadline_of,
    keep_last_plan,
    load_checked,
    report_result,
    result_path,
    session_of,
)
from model.excel.words import Guesser, fold, listed, quoted
from model.results.facts.run import Run
from model.results.facts.studies import Studies
from model.schema.studies import KINDS_OF_STUDY, SWEEP, WHAT_IFS
from model.stages import Stages
from model.streams import say
from model.studies.base import base_of
from model.studies.chosen import Given, as_fields, kinds_on, studies_of
from model.studies.executors import SchedulerError, useful_workers, workers_here, workers_of_cluster
from model.studies.kept_outcomes import KeptOutcomes
from model.studies.run_studies import OpenWorkers, run_studies
from model.studies.session import Session
from model.unusable import UnusableFiguresError
from model.workbook import Loaded

KEPT = ".studies"  # of the file's name
ON = "On"


def study(options: argparse.Namespace) -> int:
    deadline = deadline_of(options)
    target = result_path(options)
    if target is None:
        return BAD_INPUT
    stages = Stages(sys.stderr, deadline)
    only = options.only or ()
    kinds = [kind for kind in KINDS_OF_STUDY if fold(kind) in map(fold, only)]
    names = [name for name in only if fold(name) not in KINDS_OF_STUDY]
    loaded = load_checked(options, stages, True if WHAT_IFS in kinds or not only else names, SWEEP in kinds or not only)
    chosen = kinds_on(loaded.case) if not only else [*kinds, *([WHAT_IFS] if names else [])]
    if refusal := _nothing_to_study(loaded, chosen, names, options.file):
        say(refusal)
        return BAD_INPUT
    kept = KeptOutcomes(beside(target, options.file, KEPT), loaded.fingerprint)
    try:
        session = session_of(loaded.case, target, options.file)
        run = session.solve(stages)
        if run.result is not None:
            run = _studied(session, run, loaded, chosen, stages, kept, options)
    except UnusableFiguresError as error:
        return report_extremes(loaded, options, error)
    except SchedulerError as refusal:
        say(str(refusal))
        return BAD_INPUT
    code = report_result(run, loaded, stages, target, options)
    keep_last_plan(session, run, target, options.file)
    kept.forget()
    return code


def _studied(
    session: Session,
    run: Run,
    loaded: Loaded,
    kinds: Sequence[str],
    stages: Stages,
    kept: KeptOutcomes,
    options: argparse.Namespace,
) -> Run:
    """The run with what its studies found."""
    base = base_of(session, run)
    studies = studies_of(kinds, _given(loaded))
    findings = run_studies(base, studies, _workers(options, run), stages, kept)
    return replace(run, studies=Studies(**as_fields(studies, findings)))


def _given(loaded: Loaded) -> Given:
    """What studies are made of."""
    return Given(loaded.case, loaded.variants, WhyNoVariant(loaded.places, loaded.warnings), loaded.sweeps)


def _workers(options: argparse.Namespace, run: Run) -> OpenWorkers:
    """Where tasks are solved, by what was asked for."""
    if options.scheduler:
        return partial(workers_of_cluster, options.scheduler)
    return partial(workers_here, options.workers or useful_workers(run.size.columns))


def _nothing_to_study(loaded: Loaded, kinds: Sequence[str], names: Sequence[str], file: Path) -> str:
    """Why there is nothing to study, or not what was asked for; "" if there is."""
    known = [*loaded.what_ifs, *KINDS_OF_STUDY]
    for name in names:
        if fold(name) not in map(fold, known):
            nearest = Guesser(known).nearest(name)
            meant = f" Did you mean {quoted(nearest)}?" if nearest else ""
            there = f" The workbook has the what-ifs {_named(loaded.what_ifs)}." if loaded.what_ifs else ""
            return f"There is no study or what-if {quoted(name)}.{meant}{there} Studies are {_named(KINDS_OF_STUDY)}."
    if kinds == [WHAT_IFS] and not loaded.what_ifs:
        return (
            f"{file} has nothing to study. Add rows to its sheets Studies or What-ifs, or type: "
            f"{command_line('solve', str(file))}"
        )
    if kinds == [SWEEP] and not loaded.sweeps:
        return f"{file} has no sweep that is on. Add a row to its sheet Studies, or type yes under {ON} in one."
    if not kinds:
        return f"Every study of {file} is off. Type yes under {ON} on its sheet Studies, or name one with --only."
    return ""


def _named(names: Sequence[str]) -> str:
    return listed(map(quoted, names), "and")
