"""Home demand by segment."""

from __future__ import annotations

import pandas as pd

from model.example.figures import ASSUMPTION, Row, joined, read, records, typed, unless_blank


def demand_sheet(table: pd.DataFrame) -> list[Row]:
    """Rows of the Demand sheet: apparent consumption, secondary supply included, split by segment."""
    segments = read("demand_segments").rename(columns={"source": "segment_source"})
    merged = segments.merge(table, left_on="material_id", right_index=True, validate="m:1")
    merged["demand_t"] = merged["consumption_t"] * merged["share_pct"] / 100
    order = {str(material_id): place for place, material_id in enumerate(table.index)}
    merged = merged[merged["demand_t"] > 0].sort_values("material_id", key=lambda ids: ids.map(order), kind="stable")
    own = [
        {
            "material": row["material"],
            "segment": row["segment"],
            "demand": typed(row["demand_t"], 6),
            "growth": row["demand_growth_pct"],
            "source": joined(
                row["balance_source"],
                "segments: " + row["segment_source"],
                ASSUMPTION + "growth by group",
            ),
        }
        for row in merged.to_dict("records")
    ]
    return own + rival_demand(table)


def rival_demand(table: pd.DataFrame) -> list[Row]:
    """What other reserves buy at home in the same thin markets: segments of their own, which walk away first."""
    return [
        {
            "material": table.loc[row["material_id"], "material"],
            "segment": row["segment"],
            "demand": row["demand_t"],
            "from": unless_blank(row["from"]),
            "to": unless_blank(row["to"]),
            "source": row["source"],
        }
        for row in records("rival_demand")
    ]
