"""Changes to the parts inside a workbook file, for what openpyxl itself would not write."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from model.schema import SHEETS


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The workbook with its parts changed, None dropping one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            contents = change(name, source.read(name))
            if contents is not None:
                target.writestr(name, contents)
    path.write_bytes(packed.getvalue())
    return path


def in_part(part: str, old: str, new: str) -> Callable[[str, bytes], bytes | None]:
    """A change of some text in one part, which must be there."""

    def change(name: str, contents: bytes) -> bytes:
        if name != part:
            return contents
        assert old.encode() in contents
        return contents.replace(old.encode(), new.encode())

    return change


def with_shared_texts(path: Path) -> Path:
    """The workbook as Excel itself stores it: texts in a table of their own, some in pieces and with phonetic hints."""
    texts: list[str] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match[3].decode())
        return b'<c%st="s"%s><v>%d</v></c>' % (match[1], match[2], len(texts) - 1)

    def change(name: str, contents: bytes) -> bytes:
        if name == "xl/_rels/workbook.xml.rels":
            relation = (
                b'<Relationship Id="texts" Type="http://x/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>'
            )
            return contents.replace(b"</Relationships>", relation + b"</Relationships>")
        if name.startswith("xl/worksheets/"):
            return re.sub(rb'<c([^>]*)t="inlineStr"([^>]*)><is><t[^>]*>([^<]*)</t></is></c>', shared, contents)
        return contents

    rewritten(path, change)
    pieces = "".join(
        f"<si><r><t>{text[:2]}</t></r><r><t>{text[2:]}</t></r><rPh><t>hint</t></rPh></si>" for text in texts
    )
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="http://x">{pieces}</sst>')
    assert len(texts) > 300
    return path


def part_of(title: str) -> str:
    return f"xl/worksheets/sheet{1 + ['Settings', *(sheet.name for sheet in SHEETS)].index(title)}.xml"
