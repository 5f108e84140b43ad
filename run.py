"""Run the planner: `python run.py` solves inputs/vault.xlsx, `python run.py --help` tells the rest."""

from __future__ import annotations

import sys

# The first command of README.md.
SET_UP_AND_RUN = (
    "python3.11 -m venv .venv && .venv/bin/python -m pip install -q -r requirements.lock && .venv/bin/python run.py"
)


def run(arguments: list[str]) -> int:
    """Hand the arguments to the planner; exit code 4 and one sentence where its packages are not installed."""
    try:
        from model.cli import main

        return main(arguments)
    except ModuleNotFoundError as missing:
        package = (missing.name or "model").partition(".")[0]
        if package == "model":
            raise
        print(
            f"The planner needs the package {package}, which this Python lacks. Set up and run it with the command "
            f"in README.md:\n  {SET_UP_AND_RUN}",
            file=sys.stderr,
        )
        return 4


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1:]))
