"""What no workbook can hold, and what would be read as something else: every file opens, and names come back as typed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from openpyxl import Workbook, load_workbook
from test_excel_rules import faults
from tiny import demand, effect, metal, offer, row, story, workbook

from model import cli
from model.excel.cell_text import LONGEST, holdable, shortened, spelled
from model.excel.parts import readable
from model.excel.read import read
from model.report.inputs import copy_title
from model.schema import SHEETS
from model.workbook import BadWorkbook, load
from model.workbook.writing.template import write_workbook

ESCAPES = [
    "_x0041_",
    "Loan_x0041_B",
    "_x0041_x0042_",
    "_x005F_x0041_",
    "__x000a__",
    "_xD83D__xDE00_",
    "_xFFFE_",
    "a_x0_b_",
    "_x00G1_",
]
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"  # of LibreOffice's own kind of file
EMOJI = "\N{GRINNING FACE}"


@pytest.mark.parametrize("text", [*ESCAPES, "_", "plain", "a _x0041_b_x0042_ c"])
def test_what_is_spelled_is_read_as_it_was(text: str) -> None:
    assert readable(spelled(text)) == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("a\ufffeb\uffffc", "a\ufffdb\ufffdc"),
        ("\ud800\udc00 \udfff", "\ufffd\ufffd \ufffd"),
        ("bell \x07, escape \x1b, nul \x00", "bell \ufffd, escape \ufffd, nul \ufffd"),
        ("tab\tand\nline\r\nand\rline", "tab\tand\nline\nand\nline"),
        (EMOJI, EMOJI),
    ],
)
def test_what_no_workbook_can_hold_is_replaced_by_a_sign(text: str, held: str) -> None:
    assert holdable(text) == held


def test_a_text_is_cut_as_excel_counts_and_within_no_character() -> None:
    """An emoji counts two, so that 32,767 units hold 16,383 of them, and one letter before them leaves no odd half."""
    assert holdable(EMOJI * 20_000) == EMOJI * 16_383
    assert holdable("a" + EMOJI * 20_000) == "a" + EMOJI * 16_383
    assert holdable("a" * 40_000) == "a" * LONGEST
    assert shortened("a" * 30 + EMOJI, 31) == "a" * 30


@pytest.mark.parametrize("title", [*ESCAPES, EMOJI * 20, "a" * 27 + "'" + "b", "x\ufffey\x07", "'quoted'", "History"])
def test_titles_of_copied_sheets_are_such_as_excel_takes(title: str) -> None:
    first = copy_title(title, [])
    second = copy_title(title, [first])
    book = Workbook()
    for made in (first, second):
        assert len(made.encode("utf-16-le")) <= 62 and not made.endswith("'") and readable(made) == made
        book.create_sheet(made)
    assert first.casefold() != second.casefold()


def odd(folder: Path, good: bool = True) -> Path:
    """Names of every kind that look like escapes, or are as long as may be; remarks of all that cannot be held."""
    first, second, third, fourth, fifth, sixth, *_ = ESCAPES
    path = workbook(
        folder / "odd.xlsx",
        materials=[
            metal(name=first, group=second, storage_class=third, opening_stock=5, source="@" * 255),
            metal(name=EMOJI * 127, note="@"),
        ],
        supply=[
            offer("CHL", material=first, offer=fourth),
            offer("PER", material=EMOJI * 127 if good else "_x0041_?", offer=fifth),
        ],
        demand=[demand(material=first, segment=sixth), demand(material=EMOJI * 127, segment=EMOJI * 100)],
        shortage_steps=[row(segment=sixth, step=1, cost_usd=1000)],
        targets=[row(material=first, tonnes=5)],
        limits=[row(limit="_x0031_", of="CHL", at_most_share=90)],
        storage=[row(storage_class=third, capacity=1000, cost=1)],
        finance=[row(tranche="Loan_x0041_B", kind="loan", amount=1e6, rate=5), row(tranche=EMOJI * 127, amount=1e5)],
        stories=[story("_x0032_", 25), story(EMOJI * 127, 10)],
        effects=[effect("_x0032_", "supply loss", 50, material_or_group=second)],
        countries=[row(country="CHL", name="_x0033_"), row(country="PER", name=EMOJI * 100)],
    )
    book = load_workbook(path)
    own = book.create_sheet("Mine")
    own.append([spelled(text) for text in ESCAPES])
    own.append(["_xFFFE_ _xFFFF_ _xD800_ _x0007_", EMOJI * 16_383])
    own.append(["_x0041_" if good else "a"])
    for sheet in book.worksheets:  # as a program that knows the format spells them
        for cell in (cell for line in sheet.iter_rows() for cell in line):
            if isinstance(cell.value, str) and sheet is not own:
                cell.value = spelled(cell.value)
    book.save(path)
    return path


def texts(path: Path, title: str) -> set[str]:
    """The texts of a sheet as Excel shows them."""
    (sheet,) = [one for one in read(path).sheets if one.title == title]
    return {str(cell.value) for line in sheet.rows.values() for cell in line.values()}


def test_results_of_odd_names_open_and_say_them_as_typed(tmp_path: Path) -> None:
    path, target = odd(tmp_path), tmp_path / "out" / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target), "--public"]) == 0
    written = sorted(target.parent.iterdir())
    assert len(written) == 2
    for one in written:
        assert faults(one) == []
    first, second, third, fourth, fifth, *_ = ESCAPES
    assert {first, second, third} <= texts(target, "In Materials")
    assert {fourth, fifth, first} <= texts(target, "In Supply")
    assert "Loan_x0041_B" in texts(target, "In Finance")
    assert set(ESCAPES) | {EMOJI * 16_383, "\ufffd \ufffd \ufffd \ufffd"} <= texts(target, "In Mine")
    assert first in texts(target, "Reserve") and "_x0032_" in texts(target, "Stories")
    assert any("Loan_x0041_B" in text for text in texts(target, "Money"))


def test_problems_of_odd_names_open_and_say_them_as_typed(tmp_path: Path) -> None:
    path, target = odd(tmp_path, good=False), tmp_path / "out" / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target)]) == 2
    (problems,) = target.parent.iterdir()
    assert faults(problems) == []
    assert any("_x0041_?" in text for text in texts(problems, "Problems"))


def test_a_new_workbook_holds_odd_names_as_typed(tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    materials = [{"material": text, "price": 100, "note": "\ufffe" + EMOJI * 20_000} for text in ESCAPES]
    write_workbook(
        path,
        {"start": "2027-01-01"},
        {"materials": materials, "countries": [{"country": "USA"}]},
        [("Odd", "\uffff_x0041_")],
    )
    assert faults(path) == []
    assert set(ESCAPES) <= texts(path, "Materials")
    assert {sheet.name for sheet in SHEETS} <= {sheet.title for sheet in read(path).sheets}
    assert "\ufffd_x0041_" in texts(path, "Guide")


@pytest.mark.parametrize("mark", ["\ufffe", "\uffff"])
def test_a_name_with_a_character_that_cannot_be_held_is_an_error(mark: str, tmp_path: Path) -> None:
    """It could not come back as typed: the file spells it _xFFFE_."""
    spelling = f"Metal_x{ord(mark):04X}_"
    path = workbook(
        tmp_path / "tiny.xlsx",
        materials=[metal(name=spelling)],
        supply=[offer("CHL", material=spelling)],
        demand=[demand(material=spelling)],
    )
    with pytest.raises(BadWorkbook, match=r"Materials A2: .*another character that cannot be seen"):
        load(path)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_names_as_typed(tmp_path: Path) -> None:
    path, target = odd(tmp_path), tmp_path / "answer.xlsx"
    assert cli.main(["solve", str(path), "-o", str(target)]) == 0
    profile = f"-env:UserInstallation=file://{(tmp_path / 'profile').resolve()}"
    command = ["soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(target)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shown = {"".join(one.itertext()) for one in ElementTree.parse(tmp_path / "answer.fods").iter(f"{TEXT}p")}
    for text in [*ESCAPES[:6], "Loan_x0041_B", EMOJI * 127]:
        assert text in shown, text
