"""How fast the product is beside others, on cases grown from the default: `python -m tests.benchmarks`.

Needs the packages of the extra `bench`, and a system that limits the time of processes (not Windows). Nothing is asserted:
machines differ, and so only the ratios of one run can be compared.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from model.whereabouts import DEFAULT_INPUT
from model.workbook import load
from tests.benchmarks.growth import WAYS
from tests.benchmarks.laps import Measured
from tests.benchmarks.law import fit
from tests.benchmarks.machine import machine
from tests.benchmarks.processes import measure
from tests.benchmarks.product import CASE
from tests.benchmarks.table import lines_of, markdown
from tests.benchmarks.things import AT_EVERY_SIZE, AT_THE_SMALLEST, SELECTED
from tests.benchmarks.typed import write_case
from tests.benchmarks.variants import FIRST, POINTS, SHARED

SIZES = ("0.3M", "0.6M", "1M")
BEGIN, END = "<!-- benchmark -->", "<!-- end of benchmark -->"
OF_PRODUCT = 4  # times the limit that the product has, without which nothing else can be measured
LIMIT = 120.0  # CPU seconds of each process


def columns_in(text: str) -> int:
    """`0.6M`, `600k` or `600000` as a number. Raises ValueError for anything else."""
    for mark, times in (("M", 1e6), ("k", 1e3)):
        if text.endswith(mark):
            return round(float(text.removesuffix(mark)) * times)
    return int(text)


def read_options(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--size", nargs="+", default=SIZES, metavar="COLUMNS", help=f"as 0.6M (default: {' '.join(SIZES)})"
    )
    parser.add_argument(
        "--by", nargs="+", choices=WAYS, default=["stories"], help="what there is more of (default: stories)"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=SELECTED,
        help=f"what is measured at every size (default: {' '.join(AT_EVERY_SIZE)}, "
        f"and at the smallest {' '.join(AT_THE_SMALLEST)} too); the product always is",
    )
    parser.add_argument("--repeat", type=int, default=1, help="times each is measured; the fastest counts (default: 1)")
    parser.add_argument(
        "--limit",
        type=float,
        default=LIMIT,
        help=f"CPU seconds of each process, of the product's {OF_PRODUCT} times that (default: {LIMIT:g})",
    )
    parser.add_argument("--output", type=Path, help="file for the table, in Markdown: a new one, or README.md")
    return parser.parse_args(given)


def selected(only: Sequence[str] | None, smallest: bool) -> list[str]:
    """Names of the things to measure on a case, the product first."""
    wanted = set(only or (*AT_EVERY_SIZE, *(AT_THE_SMALLEST if smallest else ())))
    return [name for group, names in SELECTED.items() if group in wanted | {"product"} for name in names]


def measure_case(folder: Path, names: Sequence[str], repeat: int, limit: float) -> dict[str, Measured]:
    """Each thing on the case in a folder, told as it ends; nothing more where the product found no plan."""
    found: dict[str, Measured] = {}
    for name in names:
        tries = [measure(name, folder, limit * (OF_PRODUCT if name == "product" else 1)) for _ in range(repeat)]
        best = found[name] = min(tries, key=lambda one: (bool(one.stopped), one.total))
        told = [f"{stage} {took:.2f}" for stage, took in best.seconds.items()]
        told += [f"{best.stopped} in {best.during or 'what is not measured'}"] if best.stopped else []
        print(f"  {name}, {best.gigabytes:.2f} GB: {', '.join(told)}", flush=True)
        if name == "product" and best.stopped:
            break
    return found


def around_table(file: Path) -> tuple[str, str]:
    """What stands before and after the table of a file, its marks among it. Raises ValueError where the file is there and
    has no marks."""
    whole = file.read_text(encoding="utf-8") if file.exists() else f"{BEGIN}\n{END}\n"
    before, begun, rest = whole.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise ValueError(f"{file} has no marks {BEGIN} and {END} to put the table between")
    return before + begun, ended + after


def put_into(file: Path, table: str) -> None:
    """Write the table to a new file, or in place of the last one, as in README.md. Raises ValueError as `around_table`."""
    before, after = around_table(file)
    file.write_text(f"{before}\n{table}{after}", encoding="utf-8")


def main() -> None:
    """Grow the cases, measure, print the table."""
    options = read_options()
    if options.output:
        around_table(options.output)  # before a quarter of an hour has passed
    if find_spec("linopy") is None:
        print("linopy is not installed: its lines will say so. Install the extra `bench`.")
    default = load(DEFAULT_INPUT).case
    sizes = sorted(options.size, key=columns_in)
    found: dict[str, dict[str, Measured]] = {}
    with tempfile.TemporaryDirectory(prefix="vault-planner-") as scratch:
        for way in options.by:
            for size in sizes:
                folder = Path(scratch) / f"{way} {size}"
                folder.mkdir()
                write_case(WAYS[way](default, columns_in(size)), folder / CASE)
                label = f"{size} by {way}"
                print(label, flush=True)
                names = selected(options.only, smallest=size == sizes[0] and way == options.by[0])
                found[label] = measure_case(folder, names, options.repeat, options.limit)
    table = f"{machine()}\n\n{markdown(lines_of(*reported(found)), found)}"
    print(f"\n{table}")
    if law := fit([case["product"] for case in found.values()]):
        print(f"For model/effort.py, CPU seconds of the whole run:\n{law}")
    if options.output:
        put_into(options.output, table)


def reported(found: dict[str, dict[str, Measured]]) -> tuple[list[str], list[str], list[str], int]:
    """The stages of the product, the what-ifs and the partners that were measured, each once, and the points of the sweep."""

    def stages(name: str) -> list[str]:
        reports = [one.seconds for case in found.values() for other, one in case.items() if other == name]
        every = dict.fromkeys(stage for report in reports for stage in report)
        return [stage for stage in every if stage not in (FIRST, SHARED)]

    return stages("product"), stages("what-if"), stages("partners"), POINTS


if __name__ == "__main__":
    main()
