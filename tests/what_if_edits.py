"""What-ifs of a workbook that uses every sheet, and the same changes made by hand."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.everything import everything
from tests.tiny import Row, row, workbook


@dataclass(frozen=True)
class Edit:
    """A row of What-ifs, and the cells that it changes: `cells` by Excel row, or the setting's new value."""

    sheet: str
    where: str | None
    column: str
    action: str
    value: Any
    cells: dict[int, Any]

    @property
    def what_if(self) -> Row:
        return row(
            what_if="Edit", sheet=self.sheet, where=self.where, column=self.column, action=self.action, value=self.value
        )


EDITS = (
    Edit("Settings", None, "Discount rate", "set", 8, {0: 8}),
    Edit("Settings", "Setting=Risk weight", "Value", "multiply", 2, {0: 0.6}),
    Edit("Settings", None, "Risk level (%)", "add", 5, {0: 85}),
    Edit("Settings", None, "Industry first", "set", "no", {0: "no"}),
    Edit("Settings", None, "Start", "set", "2027-04-01", {0: "2027-04-01"}),
    Edit("Settings", None, "Periods", "set", "9", {0: 9}),
    Edit("Materials", "Material=powder", "Price", "multiply", 1.5, {4: 1350}),
    Edit("Materials", None, "Holding loss", "add", 1, {2: 3, 3: 1, 4: 1, 5: 1, 6: 1}),
    Edit("Countries", "Country=CHN", "Duty", "set", "25 %", {3: 25}),
    Edit("Agreements", "Agreement=Club; Country=AUS", "Status", "set", "invited", {3: "invited"}),
    Edit("Prices", "Period=2028", "Price", "add", -5, {2: 85}),
    Edit("Floors", "Mechanism=border floor", "To", "set", "2028-06-30", {2: "2028-06-30"}),
    Edit("Floors", "Price=120", "Price", "multiply", "90 %", {4: 108}),
    Edit("Supply", "Country=CHN; Premium=-12", "Capacity", "multiply", 0.5, {4: 45}),
    Edit("Supply", "Step=2", "Premium", "set", None, {3: None}),
    Edit("Processing", "Process=Mill MYS; Role=main input", "Capacity", "set", 20, {2: 20}),
    Edit("Projects", "Project=Mine", "Public share", "set", 40, {3: 40}),
    Edit("Demand", "Segment=Defense", "Demand", "multiply", 1.25, {2: 25, 5: 12.5}),
    Edit("Shortage steps", "Step=2", "Cost (x price)", "set", 9, {3: 9}),
    Edit("Targets", "Material=Metal", "Days of cover", "set", 6, {2: 6}),
    Edit("Limits", "Limit=Concern", "At most (%)", "set", 50, {2: 50}),
    Edit("Storage", None, "Capacity", "add", 20, {2: 65}),
    Edit("Finance", "Tranche=Loan", "Rate", "multiply", 2, {2: 10}),
    Edit("Participants", "Participant=Planes", "Draw limit", "set", 0, {3: 0, 4: 0}),
    Edit("Stories", "Story=Controls", "Onset", "set", "3; 5", {2: "3; 5"}),
    Edit("Orders placed", "Material=Metal", "Tonnes", "set", 2, {2: 2}),
    Edit("Loans drawn", "Tranche=Loan", "Owed", "set", 60, {2: 60}),
    Edit("Before Start", "Name=Mine", "Amount", "multiply", 0.5, {2: 5}),
    Edit("Last plan", None, "Tonnes", "add", 1, {2: 5}),
    Edit("Effects", "Kind=price; Material or group=Metal", "Change", "set", -20, {4: -20}),
)


def full_workbook(path: Path, *what_ifs: Row) -> Path:
    """A workbook with rows on every sheet, and these on What-ifs."""
    settings, sheets = everything()
    prices = [row(material="Alloy", period="2028", price=90)]
    begun = {
        "loans_drawn": [row(tranche="Loan", drawn=100, owed=80)],
        "before_start": [row(what="funded", name="Mine", when="2026", amount=10)],
    }
    return workbook(path, settings, **sheets, **begun, prices=prices, what_ifs=what_ifs)


def by_hand(edit: Edit, path: Path) -> Path:
    """The same workbook, with the cells changed as a planner would."""
    book = load_workbook(full_workbook(path))
    sheet = book[edit.sheet]
    if edit.sheet == "Settings":
        name = (edit.where or edit.column).removeprefix("Setting=").split(" (")[0]
        line = next((cells[0].row for cells in sheet.iter_rows() if cells[0].value == name), sheet.max_row + 1)
        sheet.cell(line, 1).value, sheet.cell(line, 2).value = name, edit.cells[0]
    else:
        headers = [str(cell.value) for cell in sheet[1]]
        whole = [header for header in headers if edit.column in (header, header.split(" (")[0])]
        column = headers.index(whole[0]) + 1 if whole else len(headers) + 1
        sheet.cell(1, column).value = whole[0] if whole else edit.column
        for line, value in edit.cells.items():
            sheet.cell(line, column).value = value
    book.save(path)
    return path
