"""The file as bytes, and the zip archive an .xlsx file is, opened with care: nothing is unpacked to disk."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from model.excel.files import special, too_long
from model.excel.no_workbook import (
    EXCEL_NOTE,
    SAVE_AS,
    a_folder,
    a_note,
    another_kind,
    no_file,
    no_file_at_all,
    no_such_name,
)
from model.excel.problems import refuse

MOST_BYTES = 30_000_000
MOST_UNPACKED = 200_000_000
MOST_ENTRIES = 2_000
MOST_RATIO = 300
PIECE = 1_000_000  # bytes unpacked at a time
RATIO_MATTERS_FROM = 5_000_000  # bytes unpacked; below, a high ratio is harmless

CONTENT_TYPES = "[Content_Types].xml"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AGAIN = "Open it in Excel, save it again as an Excel Workbook (*.xlsx), and use that copy."
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OSError,
)


def read_bytes(path: Path) -> bytes:
    """The bytes of the file. BadWorkbook if it is missing, no file, unreadable, empty, too large or no .xlsx by name."""
    name = path.name
    if said := too_long(path):
        raise no_such_name(said)
    try:
        if path.is_dir():
            raise a_folder(path)
        if not path.exists():
            raise no_file(path)
        if kind := special(path):
            raise no_file_at_all(path, kind)
        if path.suffix.lower() != ".xlsx":
            raise another_kind(path)
        if name.startswith(EXCEL_NOTE):
            raise a_note(path)
        if path.stat().st_size > MOST_BYTES:
            raise too_large(name)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as fault:
        raise refuse(
            f"{name} cannot be read ({fault.strerror or 'no reason given'})",
            "a file this user may read",
            "Close it in other programs, check its permissions, and try again.",
        ) from None
    if len(data) > MOST_BYTES:
        raise too_large(name)
    if not data:
        raise refuse(f"{name} is empty (0 bytes)", "an .xlsx workbook", "Use a copy that was saved in full.")
    return data


def too_large(name: str) -> Exception:
    return refuse(
        f"{name} is larger than {MOST_BYTES // 1_000_000} MB",
        f"at most {MOST_BYTES // 1_000_000} MB",
        "Delete pictures, other sheets, and formatted but empty rows, and save it again.",
    )


def part_name(written: str) -> str:
    """A part's name as all programs mean it: its case does not count, and some write backslashes or %20."""
    return unquote(written).replace("\\", "/").lstrip("/").lower()


class Archive:
    """The parts of an .xlsx file. Made from bytes; BadWorkbook if they are no .xlsx or not safe to unpack."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        if data.startswith(OLE_START):
            if "EncryptedPackage".encode("utf-16-le") in data:
                raise refuse(
                    f"{name} is protected by a password",
                    "a workbook without a password to open it",
                    "In Excel choose File, Info, Protect Workbook, Encrypt with Password, and delete the password.",
                )
            raise refuse(f"{name} is a workbook of the old .xls kind", "an .xlsx workbook", SAVE_AS)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except ZIP_FAULTS:
            raise refuse(f"{name} is not an Excel workbook, or is damaged", "an .xlsx workbook", SAVE_AGAIN) from None
        self._check_size(entries, len(data))
        self._entries = {part_name(entry.filename): entry for entry in entries}
        self._check_kind(entries)

    def _check_size(self, entries: list[zipfile.ZipInfo], packed: int) -> None:
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES:
            raise refuse(
                f"{self.name} holds {len(entries)} parts",
                f"at most {MOST_ENTRIES} parts",
                "Delete sheets and pictures that are not needed.",
            )
        if unpacked > MOST_UNPACKED or (unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * packed):
            raise refuse(
                f"{self.name} unpacks to {unpacked / 1e6:,.0f} MB",
                f"at most {MOST_UNPACKED // 1_000_000} MB and {MOST_RATIO} times its size",
                "Delete formatted but empty rows below the tables, and sheets that are not needed, and save it again.",
            )

    def _check_kind(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(self._entries) < len(entries):
            raise refuse(f"{self.name} holds the same part twice", "an .xlsx workbook as Excel saves it", SAVE_AGAIN)
        if any(entry.flag_bits & 1 for entry in entries):
            raise refuse(
                f"{self.name} is protected by a password", "a workbook without a password to open it", SAVE_AGAIN
            )
        if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
            raise refuse(
                f"{self.name} is packed in a way Excel does not use", "an .xlsx workbook as Excel saves it", SAVE_AGAIN
            )
        if any(part.endswith("vbaproject.bin") for part in self._entries):
            raise refuse(f"{self.name} holds macros", "an .xlsx workbook without macros", SAVE_AS)
        if any(part.endswith("workbook.bin") for part in self._entries):
            raise refuse(f"{self.name} is a binary workbook (.xlsb)", "an .xlsx workbook", SAVE_AS)
        if part_name(CONTENT_TYPES) not in self._entries:
            raise refuse(f"{self.name} is a zip file, but not an Excel workbook", "an .xlsx workbook", SAVE_AS)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The unpacked bytes of one part, bit by bit; BadWorkbook if it is missing or damaged."""
        try:
            entry = self._entries[part_name(name)]
            with self._zip.open(entry) as file:
                # Asked for no more than the entry says it holds, which was checked: without a bound an entry that lies
                # is unpacked in whole before anybody looks.
                left = entry.file_size + 1
                while piece := file.read(min(left, PIECE)):
                    left -= len(piece)
                    yield piece
        except ZIP_FAULTS:
            raise self.damaged(name) from None

    def damaged(self, part: str) -> Exception:
        """The exception for a part that cannot be understood."""
        return refuse(f"{self.name} is damaged (part {part})", "an .xlsx workbook as Excel saves it", SAVE_AGAIN)
