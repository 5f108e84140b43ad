"""The cells of the workbook of which a little more is worth most, by the shadow prices of a plan."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from model.case import Case
from model.results.facts.one_more import BindingCell
from model.results.facts.plan_result import PlanResult
from model.results.facts.shadow import OPENING_CASH, OWN, all_worth
from model.tolerances import LEAST_USD

MOST = 6
EVERY = "all materials"
CAP = "market_impact_cap"
CELLS = {  # by kind of worth: sheet and column by field name
    "money": ("finance", "amount"),
    "supply": ("supply", "capacity"),
    "process": ("processing", "capacity"),
    "co-funding": ("settings", "public_co_funding_budget"),
    "project": ("projects", "max_capacity"),
    "storage": ("storage", "capacity"),
    "release limit": ("storage", "release_limit"),
    "market impact": ("settings", CAP),
}
COLUMNS = {  # those of a limit or a target, by header
    "At most (%)": ("limits", "at_most_share"),
    "At least (%)": ("limits", "at_least_share"),
    "At most (t)": ("limits", "at_most_tonnes"),
    "At least (t)": ("limits", "at_least_tonnes"),
    "Days of cover": ("targets", "days_of_cover"),
    "Tonnes": ("targets", "tonnes"),
}


def worth_of_cells(result: PlanResult) -> list[BindingCell]:
    """Every cell that has a shadow price, one for each, in no order; those with nothing in them are left out."""
    worth = all_worth(result)
    capped = worth["kind"] == "market impact"  # one cell, told by material
    if capped.any():
        together = worth[capped].iloc[:1].assign(subject=EVERY, saves=worth.loc[capped, "saves"].sum())
        worth = pd.concat([worth[~capped], together], ignore_index=True)
    cells = [_cell(row, result.data.case) for _, row in worth.iterrows()]
    return [cell for cell in cells if cell.now > 0]


def find_binding_cells(result: PlanResult) -> tuple[BindingCell, ...]:
    """Those of which 1 % more is worth most, the planner's own first, of these the largest figure: the first of each kind
    comes in before the second of any. What home's own mines and plants could do is left out, as nobody can decide it."""
    if not result.solution.priced:
        return ()
    cells = [
        cell for cell in worth_of_cells(result) if abs(cell.one_per_cent) >= LEAST_USD and not _of_home(cell, result)
    ]
    told = sorted(cells, key=lambda cell: (cell.kind not in OWN, -abs(cell.one_per_cent)))
    seen: Counter[str] = Counter()
    places = []
    for cell in told:
        places.append(seen[cell.kind])
        seen[cell.kind] += 1
    chosen = sorted(range(len(told)), key=places.__getitem__)[:MOST]
    return tuple(told[k] for k in sorted(chosen))


def _of_home(cell: BindingCell, result: PlanResult) -> bool:
    """Whether it is the capacity of an offer or a process at home."""
    case = result.data.case
    if cell.sheet not in ("supply", "processing"):
        return False
    table = case[cell.sheet]
    return bool((table.loc[table["row"].isin(cell.rows), "country"] == case.settings.home_country).any())


def _cell(row: pd.Series, case: Case) -> BindingCell:
    """The cell of a row of worths; of a target the cells of all rows for its material, which rise together."""
    kind, subject = str(row["kind"]), str(row["subject"])
    sheet, column = COLUMNS[str(row["column"])] if kind in ("limit", "target") else CELLS[kind]
    if subject == OPENING_CASH:
        sheet, column = "settings", "opening_cash"
    rows: tuple[int, ...] = (int(row["row"]),) if row["row"] else ()
    if kind == "target":
        table = case["targets"]
        rows = tuple(sorted(table.loc[(table["material"] == subject) & (table[column] > 0), "row"].astype(int)))
    return BindingCell(
        kind, subject, sheet, rows, column, f"{row['sheet']}: {row['column']}", str(row["unit"]),
        float(row["now"]), float(row["change"]), float(row["saves"]),
    )  # fmt: skip
