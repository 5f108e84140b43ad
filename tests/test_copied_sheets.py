"""What of an input sheet is copied into a result, and what is said of the rest."""

from __future__ import annotations

import pytest

from model.excel import raw
from model.excel.raw import RawCell, RawSheet


def sheet(rows: int) -> RawSheet:
    return RawSheet("Supply", rows={row: {1: RawCell(f"row {row}", row, 1)} for row in range(1, rows + 1)})


def test_a_sheet_is_copied_whole() -> None:
    assert sheet(3).grid() == [("row 1",), ("row 2",), ("row 3",)]


def test_rows_that_are_left_out_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "GRID_ROWS", 2)
    *copied, (told,) = sheet(5).grid()
    assert copied == [("row 1",), ("row 2",)]
    assert "3 more rows" in str(told)
