"""How the parts of an .xlsx file hang together: what each refers to, and of which kind it is.

No part is found by a name of its own: programs name them as they like, and only relationships say which is which.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from model.excel.archive import CONTENT_TYPES, Archive, part_name
from model.excel.no_workbook import SAVE_AS
from model.excel.parts import Elements, walk
from model.excel.problems import refuse


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the kind, such as `worksheet`, and the name of the part."""

    kind: str
    target: str


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """What a part ("" for the file as a whole) refers to within the file, by the id under which it does."""
    folder, name = posixpath.split(part)
    elements = Elements("Relationship")
    walk(archive, posixpath.join(folder, "_rels", f"{name}.rels"), elements)
    found = {}
    for _, attributes in elements.found:
        if attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "").replace("\\", "/")
            found[attributes.get("Id", "")] = Relation(
                kind, posixpath.normpath(posixpath.join("/", folder, target))[1:]
            )
    return found


def main_part(archive: Archive) -> str:
    """The part that lists the sheets. BadWorkbook if the file says that it holds macros."""
    parts = [relation.target for relation in relations(archive, "").values() if relation.kind == "officeDocument"]
    main = parts[0] if parts else "xl/workbook.xml"
    if "macroenabled" in content_type(archive, main).lower():
        raise refuse(f"{archive.name} is a workbook with macros", "an .xlsx workbook without macros", SAVE_AS)
    return main


def content_type(archive: Archive, part: str) -> str:
    """The kind of a part: its own, or else that of all parts whose names end like its."""
    types = Elements("Override", "Default")
    walk(archive, CONTENT_TYPES, types)
    name, ending = part_name(part), part_name(part).rpartition(".")[2]
    own = [a for kept, a in types.found if kept == "Override" and part_name(a.get("PartName", "")) == name]
    of_ending = [a for kept, a in types.found if kept == "Default" and a.get("Extension", "").lower() == ending]
    return next((a.get("ContentType", "") for a in own + of_ending), "")
