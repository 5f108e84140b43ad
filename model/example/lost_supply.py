"""What going without costs: by segment as a multiple of the price, and by material where the loss to the nation is known."""

from __future__ import annotations

import pandas as pd

from model.example.balance import by_material
from model.example.figures import ASSUMPTION, Row, by_key, joined, records, rule, typed, unless_blank

STEP_RULE = ASSUMPTION + "steps of the value per tonne, and defense above civilian, by the rule in the Guide"


def shortage_steps_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Shortage steps sheet: multiples of the base price, then values of lost supply by material."""
    general = [
        {
            "segment": step["segment"],
            "step": int(step["step"]),
            "width": unless_blank(step["width_pct"]),
            "cost_x_price": step["cost_x_price"],
            "source": step["source"],
        }
        for step in records("shortage_steps")
    ]
    return general + [
        {
            "segment": weight["segment"],
            "material": material["material"],
            "step": number,
            "width": unless_blank(step["width_pct"]),
            "cost_usd": typed(weight["weight"] * max(step["share_of_value"] * value, step["at_least_x_price"] * price)),
            "source": joined(source, step["source"], weight["source"], STEP_RULE),
        }
        for material_id, material in by_material(table).items()
        for price in (float(material["price_usd_per_t"]),)
        for value, source in (value_of_lost_supply(material_id, material),)
        if value > rule("Value of lost supply typed where above, of price") * price
        for weight in records("segment_weights")
        for number, step in enumerate(records("lost_supply_steps"), start=1)
    ]


def value_of_lost_supply(material_id: str, material: Row) -> tuple[float, str]:
    """USD/t, and where it comes from: the effect of a year's disruption on GDP over the tonnes used in a year.

    0 where no effect is published or interpolated. A material of two elements has the effects of both.
    """
    effects = by_key("gdp_effects", "material_id")
    elements = [effects[name] for name in PARTS.get(material_id, (material_id,)) if name in effects]
    known = [row for row in elements if row["gdp_effect_musd"] == row["gdp_effect_musd"]]
    total = sum(float(row["gdp_effect_musd"]) for row in known)
    told = "; ".join(
        f"effect on US GDP {row['gdp_effect_musd']:g} million USD a year, {row['confidence']}: {row['source']}"
        for row in known
    )
    used = float(material["consumption_t"])
    return 1e6 * total / used, f"{told}; over {used:g} t of US use" if known else ""


PARTS = {"ndpr_oxide": ("neodymium", "praseodymium")}
