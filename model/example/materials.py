"""The Materials sheet: prices, world output, storage and secondary supply."""

from __future__ import annotations

import pandas as pd

from model.example.figures import ASSUMPTION, Row, joined, rows_of, rule, typed, unless_blank
from model.example.reserve import storage_class

YARD = "covered yard"


def materials_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Materials sheet. Bulk goods in open bays lose some weight every year."""
    yard_loss = 100 * rule("Holding loss in covered yards, per year")
    return [
        {
            "material": material["material"],
            "group": material["group"],
            "stage": material["stage"],
            "unit": material["unit_basis"],
            "price": material["price_usd_per_t"],
            "world_output": unless_blank(material["world_production_t"]),
            "storage_class": storage_class(material["material"], material["storage_kind"]),
            "holding_loss": yard_loss if material["storage_kind"] == YARD else None,
            "shelf_life": unless_blank(12 * material["shelf_life_years"]),
            "recyclable": typed(material["recycled_t"]),
            "recycling_cost": typed(rule("Recycling cost, of price") * material["price_usd_per_t"]),
            "source": joined(
                material["price_source"],
                material["source"],
                "secondary supply: " + (material["secondary_source"] or "what imports and home output leave over"),
                material["choice_source"],
                ASSUMPTION + "recycling cost as a share of the price",
            ),
            "note": f"Confidence of the published figures: {material['confidence']}.",
        }
        for material in rows_of(table)
    ]
