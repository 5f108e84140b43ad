"""What is wrong with the rows of the studies of partners, floors and losses, with the cell it stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from model.excel.problems import Problem
from model.workbook import BadWorkbook, load
from tests.tiny import Row, Rows, demand, member, metal, offer, row, workbook

SHEETS: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL")],
    "demand": [demand()],
    "agreements": [member("Club", "CHL"), member("Pact", "AUS")],
}


def made(folder: Path, *studies: Row, settings: dict[str, Any] | None = None, **sheets: Rows) -> Path:
    return workbook(folder / "tiny.xlsx", settings, **{**SHEETS, **sheets}, studies=studies)


def error(path: Path) -> Problem:
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    (found,) = caught.value.errors
    return found


def warnings(path: Path) -> list[tuple[str, str]]:
    return [(one.cell, one.found) for one in load(path).warnings if one.sheet == "Studies"]


def test_an_unknown_agreement(tmp_path: Path) -> None:
    found = error(made(tmp_path, row(study="partners", over="club; Clab")))
    assert (found.sheet, found.cell) == ("Studies", "B2") and '"Clab"' in found.found
    assert "Club" in found.mend and "Club or Pact" in found.allowed


def test_agreements_by_name_whatever_their_case(tmp_path: Path) -> None:
    assert not warnings(made(tmp_path, row(study="partners", over="CLUB; pact")))
    assert not warnings(made(tmp_path, row(study="partners"), row(study="worth of the reserve")))


def test_one_that_is_off_may_name_anything(tmp_path: Path) -> None:
    assert not warnings(made(tmp_path, row(study="partners", on="no", over="Clab")))


def test_nothing_to_look_into(tmp_path: Path) -> None:
    told = warnings(made(tmp_path, row(study="worth of floors")))
    assert told == [("A2", 'the study "worth of floors" has nothing to look into')]
    told = warnings(made(tmp_path, row(study="partners"), agreements=[]))
    assert told == [("A2", 'the study "partners" has nothing to look into')]
    told = warnings(made(tmp_path, row(study="loss of the largest"), settings={"Periods": 1}))
    assert told == [("A2", "the losses would begin in a second period, and the plan has one")]
