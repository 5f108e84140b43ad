"""Large workbooks: 100,000 rows of Supply read and checked, and 200,000 rows of a result written."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.laps import Laps
from tests.benchmarks.reading import grown

READ_ROWS, WRITTEN_ROWS = 100_000, 200_000
READ, WRITTEN = "rows of Supply read and checked", "rows of a result written"
TEXTS = 60  # different texts of a column
SEED = 1


def read_rows(folder: Path, laps: Laps) -> None:
    """The default workbook with many sellers beside each of its own."""
    path = grown(folder / "rows.xlsx", READ_ROWS)
    with laps("imports"):
        import model.case  # noqa: F401 - with the packages that make tables
        from model.workbook import load
    with laps(READ):
        loaded = load(path)
    laps.note(offers=len(loaded.case["supply"]))  # the blank rows at the end are grown too


def write_rows(folder: Path, laps: Laps) -> None:
    """A table with every cell of the sheet Data filled: drawn at random, as it is the number of cells that counts."""
    with laps("imports"):
        import numpy as np
        import pandas as pd

        from model.excel.save import workbook_bytes
        from model.report import make_workbook
        from model.results.data.page import ROWS
        from model.results.shown.long_tables import with_data_apart
        from model.results.shown.pages import Measure, Page, make_table
        from model.results.shown.sentences import Sentence
    chance = np.random.default_rng(SEED)

    def drawn(name: str) -> object:
        if ROWS[name].measure is Measure.TEXT:
            return np.array([f"{name} {k}" for k in range(TEXTS)], dtype=object)[chance.integers(0, TEXTS, WRITTEN_ROWS)]
        return chance.lognormal(5, 3, WRITTEN_ROWS)

    frame = pd.DataFrame({name: drawn(name) for name in ROWS})
    with laps(WRITTEN):
        page = Page("Sourcing", (Sentence("All rows."),), (make_table("Rows", "Rows", frame, ROWS),))
        contents = workbook_bytes(make_workbook(with_data_apart([page])))
        (folder / "rows of a result.xlsx").write_bytes(contents)
