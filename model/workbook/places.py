"""Where in the planner's workbook a number of the case stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from model.changes import SETTINGS_FIELD, Variant
from model.workbook.draft import Draft


@dataclass(frozen=True)
class Places:
    """Sheet titles by sheet field name, column letters by sheet and column field name, cells of settings by field name.
    `changed`: where the number of a variant stands instead, by sheet, column and row."""

    titles: Mapping[str, str] = field(default_factory=dict)
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    changed: Mapping[tuple[str, str, int], tuple[str, str]] = field(default_factory=dict)

    def at(self, sheet: str, column: str, row: int) -> tuple[str, str]:
        """Title of the sheet and address of the cell, "" where nothing was typed; row 0 means the Settings sheet."""
        if found := self.changed.get((SETTINGS_FIELD if row == 0 else sheet, column, row)):
            return found
        if row == 0:
            return self.titles.get("settings", "Settings"), self.settings.get(column, "")
        letter = self.letters.get(sheet, {}).get(column, "A")
        return self.titles.get(sheet, sheet), f"{letter}{row}"

    def of_variant(self, variant: Variant) -> Places:
        """The places of a variant's numbers: what it changes stands where the changes were typed."""
        cells = zip(variant.changes, variant.typed, strict=True)
        changed = {(one.sheet, one.column, row): place for one, place in cells for row in one.rows or (0,)}
        return replace(self, changed=changed)


def places_of(draft: Draft) -> Places:
    """The places of a workbook that was read."""
    titles = {name: table.title for name, table in draft.tables.items()}
    letters = {name: table.letters for name, table in draft.tables.items()}
    return Places({"settings": draft.settings.table.title, **titles}, letters, draft.settings.cells)
