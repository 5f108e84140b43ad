"""Figures in sentences, one and many, and what tables show of the solver's dust."""

from __future__ import annotations

import pandas as pd
import pytest

from model.results.shown.pages import Measure, Table
from model.results.shown.wording import counted, goods, tonnes, tonnes_like, usd


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (-1e-9, "0 USD"),
        (0.004, "0 USD"),
        (0.006, "0.01 USD"),
        (-12, "-12 USD"),
        (5_130, "5,130 USD"),
        (99_990, "99,990 USD"),
        (1e5, "0.10 million USD"),
        (846_000, "0.85 million USD"),
        (996_000, "1.0 million USD"),
        (3.3e6, "3.3 million USD"),
    ],
)
def test_usd(amount: float, shown: str) -> None:
    assert usd(amount) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (-1e-12, "0 t"), (0.00001234, "0.0000123 t"), (0.0012, "0.0012 t"), (1.5, "1.5 t"), (2.036, "2.04 t"), (20, "20 t"),
        (99.6, "100 t"), (999.6, "1,000 t"), (1_234.4, "1,234 t"), (9.81e6, "9.8 million t"),
    ],
)  # fmt: skip
def test_tonnes(amount: float, shown: str) -> None:
    assert tonnes(amount) == shown


def test_amounts_that_are_compared_have_the_same_decimals() -> None:
    """So that a reader can take the second from the first."""
    assert [tonnes_like(t, 11.482) for t in (11.482, 9.464, 2.018)] == ["11.5 t", "9.5 t", "2.0 t"]
    assert [tonnes_like(t, 4_819.4) for t in (4_819.4, 2_902.2)] == ["4,819 t", "2,902 t"]
    assert [tonnes_like(t, 0.6911) for t in (0.6911, 0.6907)] == ["0.691 t", "0.691 t"]
    assert [tonnes_like(t, 0.0) for t in (0.0, 5.0)] == ["0 t", "5 t"]


def test_tonnes_of_different_materials_are_not_added_up() -> None:
    assert [goods(1.5, n) for n in (0, 1, 3)] == ["0 materials", "1.5 t of 1 material", "3 materials"]


def test_one_and_many() -> None:
    assert [counted(n, "story", "stories") for n in (0, 1, 2)] == ["0 stories", "1 story", "2 stories"]
    assert [counted(n, "material") for n in (1, 2)] == ["1 material", "2 materials"]


def test_tables_show_no_dust() -> None:
    """Less than a tenth of a cent or a milligram is nothing and 0 has no sign; errors of checks and blanks stay."""
    frame = pd.DataFrame(
        {
            "Cost (USD million)": [-1e-10, -0.0, 2e-6, -5.0],
            "Met (%)": [1e-12, float("nan"), 0.5, 1.0],
            "Difference (relative)": [1e-12, 0.0, 1e-7, 1.0],
            "Note": ["a", "b", "c", "d"],
        }
    )
    kinds = (Measure.USD_MILLION, Measure.SHARE, Measure.SCIENTIFIC)
    table = Table("Dust", "Dust", frame, dict(zip(frame.columns[:3], kinds, strict=True)))
    assert [repr(value) for value in table.frame["Cost (USD million)"]] == ["0.0", "0.0", "2e-06", "-5.0"]
    assert table.frame["Met (%)"].isna().tolist() == [False, True, False, False]
    assert table.frame["Met (%)"].iloc[0] == 0
    assert table.frame["Difference (relative)"].tolist() == [1e-12, 0.0, 1e-7, 1.0]
    assert frame["Cost (USD million)"].iloc[0] == -1e-10
