"""The Participants sheet: industry groups that commit to a share of the cover target of what they use."""

from __future__ import annotations

import pandas as pd

from model.example.figures import ASSUMPTION, Row, joined, records, rule, typed, unless_blank
from model.example.targets import covered_demand, days_of_cover

UPFRONT_FEE = "Participants' upfront fee, of contract value"
TERMS = ASSUMPTION + "contract price blank, which is the price at the start; upfront fee a placeholder"
DRAWS = ASSUMPTION + "what may be out in calm times, and for how long"
SIZE = "commitment = share x the tonnes of the cover target"


def chosen_shares(table: pd.DataFrame) -> dict[tuple[str, str], Row]:
    """The row of participants.csv that counts for each participant and material: one for the material goes before one
    for its group."""
    rows = records("participants")
    chosen: dict[tuple[str, str], Row] = {}
    for column in ("group", "material"):
        for row in rows:
            named = table["material"][table[column] == row["goods"]]
            chosen.update({(row["participant"], material): row for material in named})
    return chosen


def participants_sheet(table: pd.DataFrame, demand: list[Row]) -> list[Row]:
    """Rows of the Participants sheet from the rows of Demand; a deadline only where there is something to draw."""
    covered = covered_demand(demand)
    wanted = {
        material: days_of_cover(material_id) / 365 * covered[material]
        for material_id, material in zip(map(str, table.index), table["material"], strict=True)
        if days_of_cover(material_id) > 0 and material in covered
    }
    order = {
        name: place for place, name in enumerate(dict.fromkeys(row["participant"] for row in records("participants")))
    }
    chosen = chosen_shares(table)
    return [
        {
            "participant": participant,
            "material": material,
            "commitment": typed(row["share_pct"] / 100 * wanted[material]),
            "upfront_fee": 100 * rule(UPFRONT_FEE),
            "draw_limit": unless_blank(row["draw_limit_pct"]),
            "replenish_within": unless_blank(row["replenish_months"]),
            "source": joined(
                f"{SIZE}, share {row['share_pct']:g} %",
                row["source"],
                TERMS,
                DRAWS if unless_blank(row["draw_limit_pct"]) is not None else "",
            ),
        }
        for material in table["material"]
        for participant in order
        if material in wanted and (row := chosen.get((participant, material))) is not None
    ]


def participants_rule(table: pd.DataFrame, rows: list[Row]) -> str:
    """What the Guide says about who commits to what, from the rows of Participants, and who was named in public."""
    price = table.set_index("material")["price_usd_per_t"]
    committed = sum(row["commitment"] * price[row["material"]] for row in rows)
    groups = list(dict.fromkeys(row["participant"] for row in records("participants")))
    drawn = [row["material"] for row in rows if row["draw_limit"] is not None]
    named: dict[tuple[str, str], list[str]] = {}
    for row in records("named_participants"):
        named.setdefault((row["kind"], row["as_reported"]), []).append(row["name"])
    who = "; ".join(f"{kind}, {how}: {', '.join(names)}" for (kind, how), names in named.items())
    return (
        f"What single firms commit to is not public. {len(groups)} industry groups ({'; '.join(groups)}) stand in for them: "
        "each commits to a share of the cover target of every material that it uses, the shares being assumptions in "
        f"participants.csv. Together that is {committed / 1e9:.1f} billion USD at the workbook's prices. Nobody commits to "
        "fertiliser minerals or exchange metals. The contract price is the price at the start, the upfront fee of "
        f"{100 * rule(UPFRONT_FEE):g} % a placeholder. Draws in calm times are open for {', '.join(drawn)} alone, so "
        f"that the program stays small. Named in public, without quantities, and so not in the sheet: {who}."
    )
