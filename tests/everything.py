"""A small workbook that makes use of every constraint of the program."""

from __future__ import annotations

from typing import Any

from tests.tiny import Row, Rows, demand, effect, floor, member, metal, offer, row, story

GEAR: dict[str, Any] = {
    "Period months": 3,
    "Periods": 8,
    "Discount rate": 4,
    "Risk weight": 0.3,
    "Risk level": 80,
    "Traders' fee": 2,
    "Opening cash": 2_000,
    "Market-impact cap": 20,
    "Surplus price": 20,
    "Public co-funding budget": 700,
    "Buy only commitments": "yes",
    "Price of change": 3,
}
KEPT: dict[str, Any] = {"terminal_value": 75, "sale_price": 55, "world_output": 900, "storage_class": "Shed"}


def contracts() -> list[Row]:
    """Every floor mechanism; the buyer-paid floor shares what is above its trigger, within a yearly cap."""
    return [
        floor("border floor", 96, "Club", escalation=2),
        floor("buyer-paid floor", 104, "CHL", quantity=40, take_or_pay=10, trigger=103, share_above_trigger=30,
              yearly_cap=150),
        floor("contract for difference", 120, "AUS"),
        floor("fixed price", 108, "PER", quantity=12),
    ]  # fmt: skip


def all_bounds() -> list[Row]:
    """All four bounds and all three spans of limits, of one material and of several."""
    return [
        row(limit="Concern", scope="Base", of="entities of concern", at_most_share=70, over="year"),
        row(limit="Home", scope="Oxide", of="USA", for_="industry", at_least_share=5, over="horizon"),
        row(limit="Powder", scope="Powder", of="CHN", for_="reserve", at_most_tonnes=2, over="period"),
        row(limit="Floor", scope="Metal", of="CHL; PER", at_least_tonnes=3, over="period"),
    ]


def mills() -> dict[str, list[Row]]:
    """Ore milled at home and abroad with a by-product, and projects on a mill and on an offer."""
    return {
        "processing": [
            row(process="Mill MYS", country="MYS", material="Ore", role="main input", capacity=60, cost=9, lead_time=3),
            row(process="Mill MYS", material="Alloy", role="output", ratio=0.5),
            row(process="Mill MYS", material="Oxide", role="output", ratio=0.1),
            row(process="Mill USA", country="USA", material="Ore", role="main input", capacity=8, cost=14),
            row(process="Mill USA", material="Alloy", role="output", ratio=0.45),
        ],
        "projects": [
            row(project="Mill", adds_to="Mill USA", max_capacity=30, capital_cost=40, public_share=50, lead_time=6),
            row(project="Mine", adds_to="PER", max_capacity=20, capital_cost=90, lead_time=3, lifetime=1, smallest_size=2),
        ],
    }


def makers() -> list[Row]:
    """Two who draw Metal, with different deadlines, one who draws what has a shelf life, and one who draws nothing."""
    return [
        row(participant="Motors", material="Metal", commitment=30, upfront_fee=2, draw_limit=40, replenish_within=6),
        row(participant="Planes", material="Metal", commitment=20, contract_price=105, draw_limit=20, replenish_within=3),
        row(participant="Planes", material="Powder", commitment=6, draw_limit=50, replenish_within=6),
        row(participant="Glass", material="Oxide", commitment=10, contract_price=42),
    ]


def everything(risk_on: str = "shortage") -> tuple[dict[str, Any], dict[str, Rows]]:
    """Settings and sheets of a small workbook that makes use of every constraint of the program."""
    ore = {"opening_stock": 5, "recyclable": 10, "recycling_cost": 90, "industry_stock": 20, "holding_loss": 2}
    sheets: dict[str, Rows] = {
        "materials": [
            metal(100, "Metal", **{**KEPT, **ore}, group="Base", price_growth=3, smallest_order=2),
            metal(40, "Oxide", **KEPT, group="Base"),
            metal(900, "Powder", **KEPT, opening_in_transit=2, shelf_life=9),
            metal(15, "Ore"),
            metal(80, "Alloy", **KEPT),
        ],
        "countries": [
            row(country="CHL", freight=4, duty=2),
            row(country="CHN", freight=6, duty=10, entity_of_concern="yes"),
            row(country="MYS", freight=3, duty=1),
        ],
        "agreements": [member("Club", "CHL", duty_waived=50), member("Club", "AUS")],
        "floors": contracts(),
        "supply": [
            offer("CHL", 60, delivery_rate=95),
            offer("CHL", 40, step=2, premium=25),
            offer("CHN", 90, premium=-12, cash_cost=45, restart=3),
            offer("AUS", 20, lead_time=3),
            offer("PER", 20),
            offer("CHN", 60, "Oxide", offer="Oxide CHN", lead_time=3, for_="industry"),
            offer("USA", 15, "Oxide", offer="Oxide USA", premium=50),
            offer("CHN", 12, "Powder", offer="Powder CHN"),
            offer("AUS", 90, "Ore", offer="Ore AUS", for_="industry"),
            offer("MYS", 10, "Ore", offer="Ore MYS", for_="industry"),
            offer("USA", 20, "Ore", offer="Ore USA", lead_time=3, for_="industry"),
            offer("USA", 3, "Powder", offer="Powder USA", price_basis="fixed", fixed_price=1_300, for_="reserve"),
        ],
        "demand": [
            demand(20, segment="Defense"),
            demand(80, growth=4),
            demand(50, "Oxide"),
            demand(10, "Powder", segment="Defense"),
            demand(25, "Alloy"),
        ],
        "shortage_steps": [
            row(segment="Users", step=1, width=10, cost_x_price=2),
            row(segment="Users", step=2, cost_x_price=6),
        ],
        "targets": [
            row(material="Metal", days_of_cover=10, by=4, hard="yes"),
            row(material="Powder", tonnes=4, by=2, penalty=1_500),
        ],
        "limits": all_bounds(),
        "storage": [row(storage_class="Shed", capacity=45, cost=3, handling_in=1, handling_out=2, release_limit=60)],
        "finance": [
            row(tranche="Loan", amount=9_000, rate=5, commitment_fee=1, upfront_fee=1, repay_from=4, repay_by="2032"),
            row(tranche="Private", kind="equity", amount=1_000, rate=8, available_from=2, repay_by=7),
            row(tranche="Gift", kind="grant", amount=500),
        ],
        "participants": makers(),
        "stories": [story("Controls", 30, "3; 4"), story("Flood", 40, "+6 months", parent="Controls")],
        "effects": [
            effect("Controls", "supply loss", 80, country_or_agreement="CHN", lasts=6, recovers_over=6),
            effect("Controls", "price", 40, material_or_group="Base", lasts=6),
            effect("Flood", "price", -60, material_or_group="Metal", starts_after=2),
            effect("Flood", "demand", 15, material_or_group="Powder"),
            effect("Flood", "supply gain", 25, material_or_group="Metal", lasts=6),
        ],
        "orders_placed": [row(material="Metal", country="PER", offer="PER", tonnes=1, arrives=3, still_to_pay=60)],
        "last_plan": [row(material="Metal", country="PER", offer="PER", order_in=2, tonnes=4)],
        **mills(),
    }  # fmt: skip
    return {**GEAR, "Risk on": risk_on}, sheets
