"""Where a run begins and ends: streams, signals, packages that are missing, and the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from model.interrupts import Interrupted, heard, ignore, interruption
from model.streams import finish, prepare_streams, results_apart, say
from model.whole_file import discard

NOT_RUN = 4  # as an internal error
# The first command of README.md.
SET_UP_AND_RUN = (
    "python3.11 -m venv .venv && .venv/bin/python -m pip install -q -r requirements.lock && .venv/bin/python run.py"
)


def main() -> None:
    """Run what was typed on the command line and end the process with its exit code."""
    prepare_streams()
    code = run(sys.argv[1:])
    ignore()  # what was asked for is done
    finish()
    # At once: an orderly end would take apart all that was built, for half a second after a large plan, or with a solver that
    # was called off still at work on it. Files are closed by then, and `finish` has passed on what was told.
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Hand the arguments to the planner and return the exit code; one sentence where it cannot run or is told to end."""
    with heard(_last_words):
        try:
            return _run(arguments)
        except Interrupted as stop:
            say(stop.sentence)
            return stop.code


def _run(arguments: Sequence[str]) -> int:
    try:
        with results_apart():  # libraries may keep the stream they find when they are loaded
            from model.cli import main as run_command
        return run_command(arguments)
    except SystemExit as ended:  # of what was typed
        return int(ended.code or 0)
    except ImportError as missing:
        if stop := interruption():
            raise stop from None
        if not isinstance(missing, ModuleNotFoundError):
            raise
        package = (missing.name or "model").partition(".")[0]
        if package == "model":
            raise
        say(
            f"The planner needs the package {package}, which this Python lacks. Set up and run it with the command in "
            f"README.md:\n  {SET_UP_AND_RUN}"
        )
        return NOT_RUN
    except MemoryError:
        say("This computer has not enough memory free for the planner's packages. Close other programs and run again.")
        return NOT_RUN


def _last_words(stop: Interrupted) -> None:
    discard()
    say(stop.sentence)
