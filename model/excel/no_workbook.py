"""What is said where a name leads to no workbook, or to one that is open: sentences with the names likely meant."""

from __future__ import annotations

import difflib
from pathlib import Path

from model.excel.problems import BadWorkbook, Problem
from model.excel.words import listed
from model.whereabouts import COMMAND

EXCEL_NOTE = "~$"  # begins the name of the small file that Excel keeps beside a workbook that is open
NOTES = ((EXCEL_NOTE, "", "Excel"), (".~lock.", "#", "LibreOffice"))
SAVE_AS = "In Excel choose File, Save As, and the type Excel Workbook (*.xlsx)."
MOST_NAMED = 5


class NoWorkbook(BadWorkbook):
    """A name leads to no workbook at all, so that there are no cells to mend."""


def no_file(path: Path) -> NoWorkbook:
    """There is nothing of that name."""
    folder = path.parent
    if not folder.is_dir():
        others = [one.name for one in _inside(folder.parent) if (one / path.name).is_file()]
        near = [str(folder.with_name(name) / path.name) for name in _near(folder.name, others)]
        return _refuse(
            f"There is no folder {folder}", "", f"Did you mean {listed(near)}?" if near else "Check the path."
        )
    books = workbooks_in(folder)
    near = _near(path.stem, [Path(book).stem for book in books])
    if near:
        mend = f"Did you mean {listed(str(path.with_name(f'{stem}.xlsx')) for stem in near)}?"
    else:
        named = f"Workbooks there: {listed(books[:MOST_NAMED], 'and')}. " if books else ""
        mend = (
            f"{named}To make one, type: {COMMAND} new FILE, or, with real figures in it: {COMMAND} new --example FILE"
        )
    return _refuse(f"There is no file {path.name} in {folder.resolve()}", "", mend)


def a_folder(path: Path) -> NoWorkbook:
    """The name is that of a folder."""
    books = workbooks_in(path)
    mend = (
        f"Name the workbook in it: {listed(str(path / book) for book in books[:MOST_NAMED])}."
        if books
        else f"There is no workbook in it: name another folder's, or make one with: {COMMAND} new FILE."
    )
    return _refuse(f"{path if path.name else path.resolve()} is a folder, not a workbook", "", mend)


def another_kind(path: Path) -> NoWorkbook:
    """The name is not that of an .xlsx file."""
    name, suffix = path.name, path.suffix.lower()
    if suffix in (".xlsm", ".xltm", ".xlam"):
        return _refuse(f"{name} is a workbook with macros", "an .xlsx workbook without macros", SAVE_AS)
    if suffix in (".csv", ".tsv", ".txt"):
        return _refuse(
            f"{name} is not an .xlsx file but the text of one table",
            "an .xlsx workbook with a sheet for each table",
            f"Make one with: {COMMAND} new FILE, and copy the rows into its sheets.",
        )
    return _refuse(f"{name} is not an .xlsx file", "an .xlsx workbook", SAVE_AS)


def no_such_name(why: str) -> NoWorkbook:
    """No file can have the name; `why` is a sentence without its full stop."""
    return _refuse(why, "", "Check the path.")


def no_file_at_all(path: Path, kind: str) -> NoWorkbook:
    """The name leads to something that is neither a file nor a folder, such as `a pipe`."""
    return _refuse(f"{path} is {kind}, not a file", "an .xlsx workbook", "Save the workbook as a file and name that.")


def a_note(path: Path) -> NoWorkbook:
    """The name is that of Excel's own note beside an open workbook."""
    book = path.with_name(path.name.removeprefix(EXCEL_NOTE))
    return _refuse(
        f"{path.name} is not a workbook but the note that Excel keeps while {book.name} is open", "", f"Name {book}."
    )


def opened_elsewhere(path: Path) -> str:
    """What to say of a workbook that another program has open, as what was not saved there is not read; "" if none has."""
    names = {one.name for one in _inside(path.parent)}
    for before, behind, program in NOTES:
        note = f"{before}{path.name}{behind}"
        if note in names and path.is_file():
            return (
                f"{path.name} seems to be open in {program} ({note} is beside it): what was last saved is read. "
                "Save it there and run again if you have changed something since."
            )
    return ""


def workbooks_in(folder: Path) -> list[str]:
    """Names of the .xlsx files in a folder, without notes of programs that have one open."""
    return [
        one.name
        for one in _inside(folder)
        if one.suffix.lower() == ".xlsx" and not one.name.startswith(("~", ".")) and one.is_file()
    ]


def _refuse(found: str, allowed: str, mend: str) -> NoWorkbook:
    return NoWorkbook([Problem("", "", found, allowed, mend)])


def _inside(folder: Path) -> list[Path]:
    """What is in a folder, by name; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _near(name: str, names: list[str]) -> list[str]:
    """The names most like one that is not there, whatever the case."""
    known = {one.casefold(): one for one in names}
    return [known[one] for one in difflib.get_close_matches(name.casefold(), known, n=3)]
