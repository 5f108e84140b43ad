"""The things that can be measured, by name. Each is handed the folder of a case and reports what it did.

In the folder `case.xlsx` is the case's workbook; the product, which comes first, leaves there the linear program that
the others are compared on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from tests.benchmarks.laps import Laps

Thing = Callable[[Path, Laps], None]

THINGS: Mapping[str, str] = {
    "product": "product:solve_and_write",
    "last plan": "product:solve_from_last_plan",
    "command": "product:first_command",
    "command again": "product:command_again",
    "sweep": "variants:sweep",
    "what-if": "variants:what_ifs",
    "partners": "variants:partners",
    "largest lost": "variants:largest_lost",
    "HiGHS": "highs_alone:solve_natural",
    "HiGHS scaled": "highs_alone:solve_scaled",
    "appsi": "stock:by_appsi",
    "contrib": "stock:by_contrib",
    "linopy": "linopy_fed:by_linopy",
    "reading": "large:read_rows",
    "writing": "large:write_rows",
    "appsi solved": "stock:solve_by_appsi",
    "contrib solved": "stock:solve_by_contrib",
    "linopy solved": "linopy_fed:solve_by_linopy",
}
"""File and function of each. Imported by name, so that nobody's memory holds the packages of another."""

SELECTED: Mapping[str, tuple[str, ...]] = {
    "product": ("product",),
    "last-plan": ("last plan",),
    "command": ("command", "command again"),
    "highs": ("HiGHS",),
    "highs-scaled": ("HiGHS scaled",),
    "stock": ("appsi", "contrib"),
    "linopy": ("linopy",),
    "sweep": ("sweep",),
    "what-if": ("what-if",),
    "partners": ("partners",),
    "largest-lost": ("largest lost",),
    "large": ("reading", "writing"),
    "solved": ("appsi solved", "contrib solved", "linopy solved"),
}
"""What the command line calls them, in the order in which they are measured."""

AT_EVERY_SIZE = ("product", "last-plan", "highs", "linopy")
# What takes as long as all others together:
AT_THE_SMALLEST = ("command", "stock", "sweep", "what-if", "partners", "largest-lost", "large")


def thing(name: str) -> Thing:
    """The function that is measured under a name. Raises KeyError where there is none."""
    module, _, function = THINGS[name].partition(":")
    found: Thing = getattr(import_module(f"tests.benchmarks.{module}"), function)
    return found
