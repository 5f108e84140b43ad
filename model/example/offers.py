"""The Supply sheet: price steps with freight, lead times and cash costs."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from model.example.countries import country_names, regions
from model.example.figures import ASSUMPTION, Row, joined, market_classes, read, typed, unless_blank
from model.example.steps import TODAY, Step, price_steps

PROCESSOR_NOTE = "Sells the United States more than a stated share of its own output, or has none: a refiner or trader of others' feed."


def supply_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Supply sheet: offers by the rule of steps.py, then offers that exist for one contract only."""
    rows: list[Row] = []
    facts = SupplyFacts(table)
    numbers: Counter[tuple[str, str]] = Counter()
    for step in price_steps(table):
        numbers[step.material_id, step.country] += 1
        rows.append(facts.row(step, numbers[step.material_id, step.country]))
    return rows + contract_offers(table)


class SupplyFacts:
    """Look-ups that every row of the Supply sheet needs."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.materials = table
        self.regions = regions()
        self.classes = market_classes()
        by_seller = ["material_id", "country_iso3"]
        production = read("production").drop_duplicates(by_seller).set_index(by_seller)
        self.output_sources = production["source"].to_dict()
        self.export_rules = read("export_rules").set_index(by_seller)[["to", "source"]].to_dict("index")
        self.quoted_costs = read("cash_costs").set_index(by_seller)[["cash_cost_usd_per_t", "source"]].to_dict("index")

    def row(self, step: Step, number: int) -> Row:
        """One row of the Supply sheet."""
        material = self.materials.loc[step.material_id]
        key = (step.material_id, step.country)
        region = self.regions.loc[step.country]
        bulk = self.classes.loc[material["market_class"], "freight_kind"] == "bulk"
        export_rule = self.export_rules.get(key, {"to": "", "source": ""})
        concern = region["entity_of_concern"] == "yes"
        quoted = self.quoted_costs.get(key) if step.kind == TODAY else None
        share = self.classes.loc[material["market_class"], f"cash_cost_step_{step.kind}_pct"]
        by_rule = None if concern else typed(share / 100 * material["price_usd_per_t"])
        return {
            "offer": f"{material['material']}, {country_names()[step.country]}",
            "material": material["material"],
            "country": step.country,
            "step": number,
            "capacity": typed(step.capacity),
            "growth": material["supply_growth_pct"],
            "premium": step.premium,
            # Entities of concern never shut: they kept producing through every price fall on record.
            "cash_cost": quoted["cash_cost_usd_per_t"] if quoted else by_rule,
            "restart": None if concern else 12,
            "lead_time": region["lead_time_months"],
            "freight": region["bulk_freight_usd_per_t"] if bulk else None,
            "to": unless_blank(export_rule["to"]),
            "source": joined(
                step.import_source,
                self.output_sources.get(key, ""),
                export_rule["source"],
                str(quoted["source"]) if quoted else "",
                ASSUMPTION + "steps, premium and cash cost by the rule in the Guide, restart after a year",
            ),
            "note": PROCESSOR_NOTE if step.processor else None,
        }


def contract_offers(table: pd.DataFrame) -> list[Row]:
    """Offers that exist for one contract only."""
    return [
        {
            "offer": contract["offer"],
            "material": table.loc[contract["material_id"], "material"],
            "country": contract["country_iso3"],
            "step": 1,
            "capacity": contract["capacity_t"],
            "for": contract["for"],
            "from": contract["from"],
            "to": contract["to"],
            "source": contract["source"],
        }
        for contract in read("contract_offers").to_dict("records")
    ]
