"""The Targets sheet: days of cover by class of risk, on the demand that must not stop."""

from __future__ import annotations

import pandas as pd

from model.example.figures import ASSUMPTION, Row, by_key, joined

COVERED = ("Defense", "Essential civilian")
TIMING = ASSUMPTION + "thin markets first, deep and bulk markets later"


def days_of_cover(material_id: str) -> float:
    """Days of cover that the class of risk of a material asks for, 0 where it asks for none."""
    return float(by_key("target_days", "material_id")[material_id]["days"])


def covered_demand(demand: list[Row]) -> dict[str, float]:
    """Demand that targets cover, t/yr by material, from the rows of Demand."""
    covered: dict[str, float] = {}
    for row in demand:
        if row["segment"] in COVERED:
            covered[row["material"]] = covered.get(row["material"], 0.0) + row["demand"]
    return covered


def targets_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Targets sheet; a class without cover stands with 0 days, so that a what-if can set them."""
    classes = by_key("market_classes", "market_class")
    days = by_key("target_days", "material_id")
    return [
        {
            "material": row["material"],
            "days_of_cover": days_of_cover(str(material_id)),
            "of": "; ".join(COVERED) if days_of_cover(str(material_id)) else None,
            "by": classes[row["market_class"]]["target_by"],
            "hard": "no",
            "source": joined(f"{days[material_id]['class']}: {days[material_id]['source']}", TIMING),
        }
        for material_id, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
