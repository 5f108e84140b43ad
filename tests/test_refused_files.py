"""What is not a sound .xlsx file is refused with one sentence."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from model.workbook import BadWorkbook, load
from model.workbook.tables.read import MOST_ROWS
from tests.bad_workbooks import good_workbook, save
from tests.spoiled_files import in_part, part_of, rewritten, with_shared_texts


def refusal(path: Path) -> str:
    """The one sentence with which a file is refused."""
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert len(caught.value.errors) == 1
    return caught.value.errors[0].sentence()


def test_files_that_are_not_there_or_not_readable(tmp_path: Path) -> None:
    assert "no file none.xlsx" in refusal(tmp_path / "none.xlsx")
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    assert "folder.xlsx is a folder, not a workbook" in refusal(folder)
    assert "is a folder, not a workbook" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "contents", "word"),
    [
        ("case.xls", b"", "not an .xlsx file"),
        ("case.csv", b"a,b", "not an .xlsx file"),
        ("case.ods", b"PK", "not an .xlsx file"),
        ("case.xlsb", b"PK", "not an .xlsx file"),
        ("case.xlsm", b"PK", "macros"),
        ("case.xlsx", b"", "empty"),
        ("case.xlsx", b"Material,Price\n", "not an Excel workbook"),
        ("case.xlsx", b"PK\x03\x04 cut off", "not an Excel workbook"),
        ("case.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "old .xls"),
        ("case.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_other_kinds_of_files(name: str, contents: bytes, word: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(contents)
    assert word in refusal(path)


def test_macros_hidden_in_an_xlsx(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert "macros" in refusal(path)


def test_a_macro_workbook_renamed(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    rewritten(path, in_part("[Content_Types].xml", main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    assert "macros" in refusal(path)


def test_a_zip_file_of_something_else(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert "not an Excel workbook" in refusal(path)


def test_a_zip_bomb(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb", b"\0" * 50_000_000)
    assert "unpacks to 50 MB" in refusal(path)


def test_a_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    """What unpacks to more than its entry says is not read to its end."""
    path = save(good_workbook(), tmp_path)
    bomb = b'<worksheet xmlns="x">' + b" " * 60_000_000
    rewritten(path, lambda name, contents: bomb if name == part_of("Supply") else contents)
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(part_of("Supply")).file_size
    contents = path.read_bytes()
    path.write_bytes(contents.replace(struct.pack("<I", size), struct.pack("<I", 1_000)))
    tracemalloc.start()
    assert "damaged" in refusal(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 45_000_000  # of which 30 are the room for a file as large as may be


def test_an_open_document_renamed(tmp_path: Path) -> None:
    path = tmp_path / "case.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    assert "not an Excel workbook" in refusal(path)


def test_too_many_parts(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(2_000):
            archive.writestr(f"xl/media/{number}", b"")
    assert "parts" in refusal(path)


def test_entities_in_a_part(tmp_path: Path) -> None:
    path = save(good_workbook(), tmp_path)
    attack = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet '
    rewritten(path, in_part(part_of("Supply"), "<worksheet ", attack))
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml", part_of("Supply"), "_rels/.rels"]
)
def test_a_damaged_part(part: str, tmp_path: Path) -> None:
    path = with_shared_texts(save(good_workbook(), tmp_path))
    rewritten(path, lambda name, contents: contents[: len(contents) // 2] if name == part else contents)
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", part_of("Supply")])
def test_a_missing_part(part: str, tmp_path: Path) -> None:
    path = with_shared_texts(save(good_workbook(), tmp_path))
    rewritten(path, lambda name, contents: None if name == part else contents)
    assert "damaged" in refusal(path)


def test_too_many_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_ROWS >= 100_000
    monkeypatch.setattr("model.workbook.tables.read.MOST_ROWS", 2_000)
    path = save(good_workbook(), tmp_path)
    many = "".join(f'<row r="{r}"><c r="A{r}" t="str"><v>x{r}</v></c></row>' for r in range(2, 2_500))
    rewritten(path, in_part(part_of("What-ifs"), "</sheetData>", f"{many}</sheetData>"))
    with pytest.raises(BadWorkbook) as caught:
        load(path)
    assert ("What-ifs", "A2002") in {(problem.sheet, problem.cell) for problem in caught.value.errors}
