"""The command line: solve, study, next, compare, check, new. Exit codes: 0 solved, 2 bad input, 3 infeasible or unbounded,
4 internal error, 5 stopped by the time limit; model.start adds those of a run that is interrupted."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from model.arguments import read_arguments
from model.garbage import here_to_stay
from model.interrupts import interruption
from model.streams import results_apart, say
from model.whereabouts import DEFAULT_INPUT, OUTPUTS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = read_arguments(given, DEFAULT_INPUT)
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)  # it tells of exceptions that are told of here
    with results_apart():
        return _run(options)


def command(name: str) -> Callable[[argparse.Namespace], int]:
    """The function of a command, which stands under its name in a file of that name; loaded only now, since libraries that
    one command needs take a second to load."""
    with here_to_stay():
        found: Callable[[argparse.Namespace], int] = getattr(import_module(f"model.commands.{name}"), name)
    return found


def _run(options: argparse.Namespace) -> int:
    from model.commands import endings  # with what reads and writes workbooks, which --help needs not
    from model.excel.problems import BadWorkbook

    # Where a run leaves its files: beside the result that was asked for, or in outputs/.
    options.folder = options.output.parent if getattr(options, "output", None) else OUTPUTS
    run = command(options.command)
    try:
        return run(options)
    except BadWorkbook as bad:
        return endings.report_problems(bad, options)
    except OSError as refusal:
        say(f"A file could not be written: {refusal}. Your workbook was not changed.")
        return endings.INTERNAL_ERROR
    except MemoryError:
        return endings.report_short_memory()
    except (
        Exception
    ) as error:  # The last line of defence: a planner is told where to send what, never shown a traceback.
        if stop := interruption():  # a library has made this of it
            raise stop from None
        return endings.report_defect(error, options)
