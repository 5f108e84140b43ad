"""The Supply sheet: price steps with freight, lead times and cash costs."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from model.example.balance import by_material
from model.example.countries import country_name, regions
from model.example.figures import ASSUMPTION, Row, by_key, joined, records, typed, unless_blank
from model.example.steps import TODAY, Step

PROCESSOR_NOTE = "No output of its own is published: a refiner or trader of others' feed."
BY_RULE = ASSUMPTION + "steps, premium and cash cost by the rule in the Guide, restart after a year"


def supply_sheet(table: pd.DataFrame, steps: list[Step]) -> list[Row]:
    """Rows of the Supply sheet: the price steps sold as they come, then offers of one contract, mine or project."""
    rows: list[Row] = []
    facts = SupplyFacts(table)
    numbers: Counter[tuple[str, str]] = Counter()
    dearer = {step.material_id for step in steps if step.kind != TODAY}
    for step in steps:
        numbers[step.material_id, step.country] += 1
        row = facts.row(step, numbers[step.material_id, step.country])
        # Today's trade is under industry's contracts: a new buyer starts at the more expensive steps, where there are any.
        under_contract = step.kind == TODAY and step.material_id in dearer
        barred = facts.regions[step.country]["reserve_buys"] == "no"
        row["for"] = "industry" if under_contract or barred else "both"
        rows.append(row)
    return rows + contract_offers(table) + project_offers(table, facts)


class SupplyFacts:
    """Look-ups that every row of the Supply sheet needs."""

    def __init__(self, table: pd.DataFrame) -> None:
        self.materials = by_material(table)
        self.regions = regions()
        self.classes = by_key("market_classes", "market_class")
        self.output = by_key("production", "material_id", "country_iso3", "stage")
        self.export_rules = by_key("export_rules", "material_id", "country_iso3")
        self.quoted_costs = by_key("cash_costs", "material_id", "country_iso3")

    def row(self, step: Step, number: int) -> Row:
        """One row of the Supply sheet."""
        material = self.materials[step.material_id]
        seller = (step.material_id, step.country)
        region = self.regions[step.country]
        export_rule = self.export_rules.get(seller, {"to": "", "source": ""})
        cash_cost, cost_source = self.cash_cost(step, material)
        bulk = self.classes[material["market_class"]]["freight_kind"] == "bulk"
        return {
            "offer": f"{material['material']}, {country_name(step.country)}",
            "material": material["material"],
            "country": step.country,
            "step": number,
            "capacity": typed(step.capacity),
            "growth": material["supply_growth_pct"],
            "premium": step.premium,
            "cash_cost": cash_cost,
            "restart": None if cash_cost is None else 12,
            "lead_time": region["lead_time_months"],
            "freight": region["bulk_freight_usd_per_t"] if bulk else None,
            "to": unless_blank(export_rule["to"]),
            "source": joined(
                step.source, self.output_source(step, material), export_rule["source"], cost_source, BY_RULE
            ),
            "note": PROCESSOR_NOTE if step.processor else None,
        }

    def output_source(self, step: Step, material: Row) -> str:
        """Where the seller's national output comes from, "" where none is published."""
        for stage in material["output_table"].split(", else "):
            published = self.output.get((step.material_id, step.country, stage))
            if published:
                return str(published["source"])
        return ""

    def cash_cost(self, step: Step, material: Row) -> tuple[float | None, str]:
        """USD/t and its source: a quoted figure for the producer, else the market class's share of the price.

        None, so never shut, for entities of concern: they kept producing through every price fall on record.
        """
        quoted = self.quoted_costs.get((step.material_id, step.country))
        if quoted:
            return float(quoted["cash_cost_usd_per_t"]), quoted["source"]
        if self.regions[step.country]["entity_of_concern"] == "yes":
            return None, ""
        share = self.classes[material["market_class"]][f"cash_cost_step_{step.kind}_pct"] / 100
        return typed(share * material["price_usd_per_t"]), ""


def contract_offers(table: pd.DataFrame) -> list[Row]:
    """Offers that exist for one contract or come with one new mine whose money is found."""
    return [
        {
            "offer": contract["offer"],
            "material": table.loc[contract["material_id"], "material"],
            "country": contract["country_iso3"],
            "step": 1,
            "capacity": contract["capacity_t"],
            "premium": contract["premium_pct"],
            "for": contract["for"],
            "from": unless_blank(contract["from"]),
            "to": unless_blank(contract["to"]),
            "source": contract["source"],
        }
        for contract in records("contract_offers")
    ]


def project_offers(table: pd.DataFrame, facts: SupplyFacts) -> list[Row]:
    """Offers that only a project would open: no capacity yet, at the market price."""
    rows = []
    for project in records("projects"):
        if project["kind"] == "offer":
            step = Step(project["material_id"], project["country_iso3"], TODAY, 0.0, 0.0, False, project["source"])
            rows.append(facts.row(step, 1) | {"offer": project["adds_to"], "for": "both"})
    return rows
