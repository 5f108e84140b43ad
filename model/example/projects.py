"""The Projects sheet: candidate capacity with a published size, capital cost and date."""

from __future__ import annotations

import math

from model.example.figures import Row, joined, records, rule, typed, unless_blank


def projects_sheet() -> list[Row]:
    """Rows of the Projects sheet. Public support is that announced, at most the whole capital."""
    rows = []
    for project in records("projects"):
        capital, support = float(project["capital_cost_usd"]), float(project["public_support_usd"])
        usual = rule("Public share of a project, where none was announced")
        share = usual if math.isnan(support) else min(support / capital, 1.0)
        rows.append(
            {
                "project": project["project"],
                "adds_to": project["adds_to"],
                "country": project["country_iso3"],
                "max_capacity": project["max_capacity_t"],
                "capital_cost": typed(capital / project["max_capacity_t"]),
                "public_share": typed(100 * share, 3),
                "lead_time": project["lead_time_months"],
                "lifetime": project["lifetime_years"],
                "earliest": unless_blank(project["earliest"]),
                "incentive_price": unless_blank(project["incentive_price_usd"]),
                "source": joined(project["source"]),
                "note": unless_blank(project["note"]),
            }
        )
    return rows
