"""The default workbook, built from the reviewable figures under inputs/data.

Next year's figures are new CSV files and one command; nothing here holds a figure of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from model.example.agreements import agreements_sheet
from model.example.balance import national_balance
from model.example.countries import countries_sheet
from model.example.demand import demand_sheet
from model.example.feeds import feed_materials, feed_supply
from model.example.figures import HOME, Row
from model.example.floors import floors_sheet
from model.example.guide import guide_text
from model.example.lost_supply import shortage_steps_sheet
from model.example.materials import materials_sheet
from model.example.offers import supply_sheet
from model.example.participants import participants_sheet
from model.example.processing import processing_sheet
from model.example.projects import projects_sheet
from model.example.reserve import finance_sheet, limits_sheet, storage_sheet, studies_sheet, what_ifs_sheet
from model.example.settings import settings_values
from model.example.stories import effects_sheet, stories_sheet
from model.example.supply_chain import build_supply_chain
from model.example.targets import targets_sheet

__all__ = ["ExampleWorkbook", "build_example"]


@dataclass(frozen=True)
class ExampleWorkbook:
    """A workbook as a planner would type it.

    `settings` holds values by setting name, `tables` rows by sheet name with columns under their field names
    (5 is 5 %, dates are texts), `guide` headings and paragraphs for the Guide sheet.
    """

    settings: dict[str, str | float]
    tables: dict[str, list[Row]]
    guide: list[tuple[str, str]]


def build_example() -> ExampleWorkbook:
    """The default workbook: some fifty materials of the US list, their sellers, the reserve and its stories."""
    table = national_balance()
    chain = build_supply_chain(table)
    names = dict(zip(map(str, table.index), table["material"], strict=True))
    tables = {
        "Materials": materials_sheet(table) + feed_materials(chain, table),
        "Agreements": agreements_sheet(),
        "Floors": floors_sheet(chain, names),
        "Supply": supply_sheet(table, chain.offers) + feed_supply(chain, table),
        "Processing": processing_sheet(chain, names),
        "Projects": projects_sheet(),
        "Demand": demand_sheet(table),
        "Shortage steps": shortage_steps_sheet(table),
        "Targets": targets_sheet(table),
        "Limits": limits_sheet(),
        "Storage": storage_sheet(table),
        "Finance": finance_sheet(),
        "Participants": participants_sheet(table, demand_sheet(table)),
        "Stories": stories_sheet(),
        "Effects": effects_sheet(chain, names),
        "What-ifs": what_ifs_sheet(),
        "Studies": studies_sheet(),
    }
    places = ("Agreements", "Supply", "Processing", "Projects")
    named = {row["country"] for sheet in places for row in tables[sheet]} | {HOME}
    tables["Countries"] = countries_sheet(table, named)
    return ExampleWorkbook(settings_values(), tables, guide_text(table, tables))
