"""What may be typed on the command line, and what is said of what may not."""

from __future__ import annotations

import argparse
import difflib
import math
from collections.abc import Sequence
from pathlib import Path

from model import __version__
from model.excel.files import LONGEST_NAME
from model.whereabouts import COMMAND

COMMANDS = ("solve", "study", "next", "compare", "check", "new")
MOST_WORKERS = 256
WITHOUT_COMMAND = ("-h", "--help", "--version")


def read_arguments(given: Sequence[str], default_input: Path) -> argparse.Namespace:
    """The command and its options. What cannot be understood ends the run with a sentence and exit code 2."""
    parser, typed = _parser(default_input), list(given) or ["solve"]
    if typed[0] not in (*COMMANDS, *WITHOUT_COMMAND):
        parser.error(_no_command(typed))
    options, rest = parser.parse_known_args(typed)
    if rest:
        parser.error(_too_much(options.command, rest[0]))
    return options


def _parser(default_input: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=COMMAND,
        description="Plan the purchases of a strategic-minerals reserve: workbook in, workbook out.",
        epilog="Exit codes: 0 solved, 2 bad input, 3 infeasible or unbounded, 4 internal error, 5 no plan within the time "
        "limit, 6 a plan at the time limit that is not the last word, 130 stopped by Ctrl-C, 143 ended by the system.",
    )
    parser.add_argument("--version", action="version", version=f"vault-planner {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    solve = commands.add_parser("solve", help="solve a workbook and write the result workbook (the default command)")
    _add_solving(solve, default_input)
    solve.add_argument(
        "--public",
        action="store_true",
        help="also write `<result> public.xlsx`: who, from where, shares and reasons, but no volumes, prices or money",
    )
    solve.add_argument(
        "--views", action="store_true", help="also solve the reserve's own view, and compare the plans on a sheet Views"
    )
    study = commands.add_parser(
        "study", help="solve a workbook and what its sheets Studies and What-ifs ask for, each on a result sheet of its own"
    )
    _add_solving(study, default_input)
    study.add_argument(
        "--only",
        nargs="+",
        action="extend",
        metavar="NAME",
        help="run only these studies (such as partners) or what-ifs; names of several words in quotation marks",
    )
    study.add_argument(
        "--workers", type=_workers, metavar="N", help="solve in so many processes at a time; default: what the computer takes"
    )
    study.add_argument(
        "--scheduler", metavar="ADDRESS", help="solve on the Dask cluster of this scheduler, such as tcp://host:8786"
    )
    study.set_defaults(public=False, views=False)
    following = commands.add_parser(
        "next", help="write next period's input workbook from a result: stock, orders, loans and fees carried over"
    )
    following.add_argument("file", type=Path, metavar="RESULT", help="a result workbook, as a run wrote it")
    following.add_argument("--roll", action="store_true", help="plan as many periods as before: the horizon moves on too")
    _add_target(following, "outputs/<name> next <date time>.xlsx")
    compare = commands.add_parser("compare", help="compare two results: inputs, orders now, money and protection")
    compare.add_argument("file", type=Path, metavar="A", help="a result workbook, as a run wrote it")
    compare.add_argument("other", type=Path, metavar="B", help="another one")
    _add_target(compare, "outputs/<A> against <B>.xlsx")
    check = commands.add_parser(
        "check", help="list every problem of a workbook, also as a Problems workbook in outputs, without solving it"
    )
    check.add_argument("file", nargs="?", type=Path, default=default_input, metavar="FILE", help="input workbook")
    check.set_defaults(json=False, output=None)
    new = commands.add_parser("new", help="write an empty input workbook, or the example with real figures")
    new.add_argument("file", type=Path, metavar="FILE", help="where to write it")
    new.add_argument("--example", action="store_true", help="fill it with the default figures from inputs/data")
    new.add_argument("--overwrite", action="store_true", help="replace the file if it exists")
    new.set_defaults(json=False)
    return parser


def _add_target(command: argparse.ArgumentParser, default: str) -> None:
    """Where a workbook goes that is no result."""
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help=f"where to write it; default: {default}")
    command.add_argument("--overwrite", action="store_true", help="replace the file if it exists")
    command.set_defaults(json=False)


def _add_solving(command: argparse.ArgumentParser, default_input: Path) -> None:
    """What every command takes that solves."""
    command.add_argument("file", nargs="?", type=Path, default=default_input, metavar="FILE", help="input workbook")
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="result workbook; default: outputs/<input name> <date time>.xlsx",
    )
    command.add_argument(
        "--overwrite", action="store_true", help="replace the file after -o even if it is not a result of an earlier run"
    )
    command.add_argument(
        "--time-limit",
        type=_minutes,
        metavar="MINUTES",
        help="stop solving so many minutes after the start, with the best plan known by then; writing a result comes on top",
    )
    command.add_argument("--json", action="store_true", help="one machine-readable summary on standard output")


def _minutes(typed: str) -> float:
    try:
        minutes = float(typed)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"{typed} is not a number of minutes above 0, such as 10 or 0.5")
    return minutes


def _workers(typed: str) -> int:
    if not (typed.isdecimal() and 0 < int(typed) <= MOST_WORKERS):
        raise argparse.ArgumentTypeError(f"{typed} is not a number of processes from 1 to {MOST_WORKERS}")
    return int(typed)


def _no_command(typed: Sequence[str]) -> str:
    """Why the first word is no command, and what was likely meant."""
    first, others = typed[0], typed[1:]
    if first.startswith("-"):
        return f"options follow a command. Type, for example: {command_line('solve', *typed)}"
    if whole := next((name for name in _names(typed) if Path(name).is_file()), ""):
        rest = typed[len(whole.removesuffix(".xlsx").split(" ")) :]
        return f"{first} is not a command. To solve the workbook {whole}, type: {command_line('solve', whole, *rest)}"
    if first.lower().endswith(".xlsx"):
        return f"{first} is not a command. To solve that workbook, type: {command_line('solve', *typed)}"
    if near := difflib.get_close_matches(first.lower(), COMMANDS, n=1):
        return f"there is no command {first}. Did you mean: {command_line(near[0], *others)}"
    named = f"there is no command {first or 'without a name'}"
    return f"{named}. The commands are {', '.join(COMMANDS[:-1])} and {COMMANDS[-1]}; see {COMMAND} --help"


def _names(words: Sequence[str]) -> list[str]:
    """Names of files that the first words may be: a name typed without .xlsx, or with blanks but without quotation marks."""
    names = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return [
        file
        for name in names
        for file in (name, f"{name}.xlsx")
        if file.lower().endswith(".xlsx") and len(file) <= LONGEST_NAME
    ]


def _too_much(command: str, word: str) -> str:
    if word.startswith("-"):
        return f"{command} has no option {word}. Its options are listed by: {COMMAND} {command} --help"
    files = "two files" if command == "compare" else "one file"
    return (
        f"{command} takes {files}, so {word} was not expected. Put a name with spaces in quotation marks: "
        f'{COMMAND} {command} "My plan.xlsx"'
    )


def command_line(*words: str) -> str:
    """A line to type, names with blanks in quotation marks."""
    return " ".join([COMMAND, *(f'"{word}"' if " " in word else word for word in words)])
