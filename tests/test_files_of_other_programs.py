"""Sound workbooks that other programs write otherwise than Excel: all are read as what they mean."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from bad_workbooks import good_workbook, save
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from spoiled_files import in_part, part_of, rewritten, with_shared_texts

from model.workbook import BadWorkbook, Loaded, load

STYLES, TEXTS, SUPPLY = "xl/styles.xml", "xl/sharedStrings.xml", part_of("Supply")


def sound(folder: Path) -> Path:
    """A sound workbook with texts in a part of their own and 5 %, held as 0.05, in Countries E4."""
    book = good_workbook()
    book["Countries"]["E4"].value, book["Countries"]["E4"].number_format = 0.05, "0%"
    return with_shared_texts(save(book, folder))


def renamed(path: Path, change: Callable[[str], str]) -> Path:
    """The workbook with the parts under other names in the archive alone."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in parts.items():
            info = zipfile.ZipInfo("part")
            info.filename = change(name)  # ZipInfo itself puts a slash for a backslash on some systems
            archive.writestr(info, contents)
    return path


def assert_same(loaded: Loaded, folder: Path) -> None:
    expected = load(sound(folder)).case
    assert loaded.case["countries"]["duty"].tolist() == expected["countries"]["duty"].tolist()
    assert 0.05 in loaded.case["countries"]["duty"].tolist()
    for name, table in expected.tables.items():
        assert loaded.case[name].equals(table), name


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        lambda name: name.replace("/", "\\"),
        lambda name: name.replace("sharedStrings", "SharedStrings").replace("workbook", "Workbook"),
        lambda name: f"/{name}",
    ],
    ids=["upper", "lower", "backslashes", "mixed", "leading slash"],
)
def test_part_names_are_the_same_whatever_case_and_slash(change: Callable[[str], str], tmp_path: Path) -> None:
    assert_same(load(renamed(sound(tmp_path), change)), tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        (STYLES, "xl/looks/s.xml", "looks/s.xml"),
        (STYLES, "xl/styles two.xml", "styles%20two.xml"),
        (TEXTS, "texts/t.xml", "..\\texts\\t.xml"),
        (SUPPLY, "sheets/offers.xml", "/sheets/offers.xml"),
    ],
)
def test_parts_are_found_by_relationship(old: str, new: str, target: str, tmp_path: Path) -> None:
    path = sound(tmp_path)

    def redirected(name: str, contents: bytes) -> bytes:
        if name != "xl/_rels/workbook.xml.rels":
            return contents
        short = re.escape(old.removeprefix("xl/"))
        changed, count = re.subn(rf'Target="(/xl/)?{short}"', lambda _: f'Target="{target}"', contents.decode())
        assert count == 1
        return changed.encode()

    rewritten(path, redirected)
    assert_same(load(renamed(path, lambda name: new if name == old else name)), tmp_path)


def test_the_workbook_itself_is_found_by_relationship(tmp_path: Path) -> None:
    path = sound(tmp_path)
    rewritten(path, in_part("_rels/.rels", "xl/workbook.xml", "xl/book.xml"))
    names = {"xl/workbook.xml": "xl/book.xml", "xl/_rels/workbook.xml.rels": "xl/_rels/book.xml.rels"}
    assert_same(load(renamed(path, lambda name: names.get(name, name))), tmp_path)


def test_a_style_that_is_not_there_is_no_silent_number(tmp_path: Path) -> None:
    path = sound(tmp_path)
    rewritten(path, lambda name, contents: re.sub(rb"<cellXfs.*</cellXfs>", b"<cellXfs><xf/></cellXfs>", contents))
    with pytest.raises(BadWorkbook, match="damaged"):
        load(path)


def test_a_sheet_that_leads_nowhere_is_not_passed_over(tmp_path: Path) -> None:
    path = rewritten(sound(tmp_path), in_part("xl/workbook.xml", 'r:id="rId13"', 'r:id="rId99"'))
    with pytest.raises(BadWorkbook, match="damaged"):
        load(path)


BINARY = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def test_a_kind_declared_for_parts_that_are_not_there_is_no_macro(tmp_path: Path) -> None:
    default = f'<Default Extension="bin" ContentType="{BINARY}" />'
    path = rewritten(sound(tmp_path), in_part("[Content_Types].xml", "<Override", f"{default}<Override"))
    assert_same(load(path), tmp_path)


def test_a_kind_declared_by_ending_that_the_workbook_bears_is(tmp_path: Path) -> None:
    path = sound(tmp_path)

    def by_ending(name: str, contents: bytes) -> bytes:
        if name != "[Content_Types].xml":
            return contents
        without = re.sub(rb'<Override PartName="/xl/workbook.xml"[^>]*>', b"", contents)
        return without.replace(
            b'Extension="xml" ContentType="application/xml"', f'Extension="xml" ContentType="{BINARY}"'.encode()
        )

    with pytest.raises(BadWorkbook, match="macros"):
        load(rewritten(path, by_ending))


# Formulas whose stored result is not their value

RIGHT = '<c r="E2" t="n"><v>4000</v></c>'


def with_formula(folder: Path, cell: str, calculation: str | None) -> Path:
    """A workbook with a cell in place of Supply E2, and what it says of its calculation; None says nothing at all."""
    path = rewritten(save(good_workbook(), folder), in_part(SUPPLY, RIGHT, cell))

    def saying(name: str, contents: bytes) -> bytes:
        new = b"" if calculation is None else f"<calcPr {calculation}/>".encode()
        return re.sub(rb"<calcPr[^>]*/>", new, contents) if name == "xl/workbook.xml" else contents

    return rewritten(path, saying)


@pytest.mark.parametrize(
    "calculation", ['calcId="124519" fullCalcOnLoad="1"', 'fullCalcOnLoad="true"', 'calcCompleted="0"']
)
@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E2"><f>2*2000</f><v>0</v></c>',
        '<c r="E2" t="str"><f>"4000"</f><v></v></c>',
        '<c r="E2" t="e"><f>2*2000</f><v>#NAME?</v></c>',
        '<c r="E2"><f t="shared" si="0"/><v>0</v></c>',
    ],
    ids=["zero", "no text", "error", "shared"],
)
def test_results_are_not_taken_from_a_file_that_asks_to_be_calculated(
    cell: str, calculation: str, tmp_path: Path
) -> None:
    with pytest.raises(BadWorkbook, match="Supply E2: a formula whose result is not stored") as caught:
        load(with_formula(tmp_path, cell, calculation))
    assert len(caught.value.errors) == 1


@pytest.mark.parametrize(
    "calculation", [None, 'calcId="191029"', 'forceFullCalc="1"', 'fullCalcOnLoad="0"', 'calcMode="manual"']
)
def test_results_are_taken_from_a_file_that_was_calculated(calculation: str | None, tmp_path: Path) -> None:
    loaded = load(with_formula(tmp_path, '<c r="E2"><f>2*2000</f><v>4000</v></c>', calculation))
    assert loaded.case["supply"]["capacity"][0] == 4000


def test_cells_that_a_formula_of_another_cell_fills_are_its_results(tmp_path: Path) -> None:
    """{=H2:H3} over E2:E3, of which the second cell has no formula of its own."""
    path = with_formula(tmp_path, '<c r="E2"><f t="array" ref="E2:E3">H2:H3</f><v>0</v></c>', 'fullCalcOnLoad="1"')
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert [(problem.sheet, problem.cell) for problem in caught.value.errors] == [("Supply", "E2"), ("Supply", "E3")]


def test_a_sheet_may_ask_for_itself(tmp_path: Path) -> None:
    path = with_formula(tmp_path, '<c r="E2"><f>2*2000</f><v>0</v></c>', None)
    rewritten(path, in_part(SUPPLY, "</sheetData>", '</sheetData><sheetCalcPr fullCalcOnLoad="1"/>'))
    with pytest.raises(BadWorkbook, match="Supply E2: a formula"):
        load(path)


def test_a_text_formula_without_any_result_is_not_blank(tmp_path: Path) -> None:
    """Some programs write no result at all; Excel writes an empty one for a formula that gives no text."""
    path = with_formula(tmp_path, f'{RIGHT}<c r="F2" t="str"><f>"2"</f></c>', None)
    with pytest.raises(BadWorkbook, match="Supply F2: a formula"):
        load(path)


def test_formulas_that_no_table_uses_do_not_matter(tmp_path: Path) -> None:
    """openpyxl asks for a calculation in every workbook it writes."""
    book = good_workbook()
    book.create_sheet("My sums")["A1"] = "=1+1"
    path = save(book, tmp_path)
    with zipfile.ZipFile(path) as archive:
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")
    assert len(load(path).case["supply"]) == 5


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_computed_is_taken(tmp_path: Path) -> None:
    """A workbook of formulas alone, refused before and read after LibreOffice has saved it: 2 × 2,000 and two cells of one
    array formula, 10 × 400 and 10 × 3."""
    book = good_workbook()
    supply = book["Supply"]
    supply["E2"] = "=2*2000"
    supply["Z2"], supply["Z3"] = 400, 3
    supply["E3"] = ArrayFormula("E3:E4", "=Z2:Z3*10")
    path = save(book, tmp_path)
    with pytest.raises(BadWorkbook):
        load(path)
    profile = f"-env:UserInstallation=file://{(tmp_path / 'profile').resolve()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert load(tmp_path / "out" / path.name).case["supply"]["capacity"][:3].tolist() == [4000, 4000, 30]


@pytest.mark.parametrize(("result", "doubted"), [(0, True), (4000, False)])
def test_a_zero_that_libreoffice_may_have_kept_is_told(result: int, doubted: bool, tmp_path: Path) -> None:
    """It saves the zeros of a file that asks to be calculated as they are, and no longer says that they are none."""
    path = with_formula(tmp_path, f'<c r="E2"><f>2*2000</f><v>{result}</v></c>', None)
    path = rewritten(path, in_part("xl/workbook.xml", "<workbookPr", '<fileVersion appName="Calc" /><workbookPr'))
    warnings = [warning for warning in load(path).warnings if "LibreOffice saved" in warning.found]
    assert [(warning.sheet, warning.cell) for warning in warnings] == ([("Supply", "E2")] if doubted else [])


# Tables that Apple Numbers exports


def exported(folder: Path, *more: Callable[[Workbook], object]) -> Path:
    """A sheet for each table, named after both, the table's name above it; and a list of the tables."""
    book = good_workbook()
    for sheet in book.worksheets:
        sheet.insert_rows(1)
        sheet["A1"] = "Table 1"
        sheet.title = f"{sheet.title} - Table 1"
    book.create_sheet("Export Summary", 0)["B2"] = "This document was exported from Numbers."
    for change in more:
        change(book)
    return save(book, folder)


def test_tables_exported_by_numbers_are_read(tmp_path: Path) -> None:
    loaded = load(exported(tmp_path))
    plain = load(save(good_workbook(), tmp_path, "plain.xlsx"))
    for name, table in plain.case.tables.items():
        assert loaded.case[name].drop(columns="row").equals(table.drop(columns="row")), name
    assert loaded.case["supply"]["row"].tolist() == [row + 1 for row in plain.case["supply"]["row"]]
    assert [(warning.sheet, "as Numbers exports them" in warning.found) for warning in loaded.warnings] == [
        ("Settings - Table 1", True)
    ]


def test_a_second_table_of_one_sheet_is_an_error(tmp_path: Path) -> None:
    path = exported(tmp_path, lambda book: book.copy_worksheet(book["Supply - Table 1"]))
    book = load_workbook(path)
    book["Supply - Table 1 Copy"].title = "Supply - Table 2"
    book.save(path)
    with pytest.raises(BadWorkbook, match='Supply - Table 2: there are two sheets named "Supply"'):
        load(path)


def test_problems_name_the_cells_of_the_exported_sheet(tmp_path: Path) -> None:
    def spoil(book: Workbook) -> None:
        book["Supply - Table 1"]["E3"] = "much"

    with pytest.raises(BadWorkbook, match='Supply - Table 1 E3: the text "much" where a number belongs'):
        load(exported(tmp_path, spoil))


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1_000", "1e999"])
def test_a_text_that_python_alone_takes_for_a_number_is_not_proposed(text: str, tmp_path: Path) -> None:
    book = good_workbook()
    book["Supply"]["E2"] = text
    with pytest.raises(BadWorkbook) as caught:
        load(save(book, tmp_path))
    (problem,) = caught.value.errors
    assert problem.mend == "Type a number without words or units."
