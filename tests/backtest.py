"""The Chinese bans of 2023 to 2025 on gallium, germanium and antimony, as a workbook that could have been typed before them.

Sellers, price steps and shortage steps follow the rules of the default workbook at the prices of mid-2023; the story is what
happened to supply. Every row says where its figures come from: USGS = Mineral Commodity Summaries 2026.

No price of the bans is typed. The only rises are those of the USGS model of a complete ban (gallium 150 %, germanium 26 %;
Open-File Report 2024-1057), out before the ban of December 2024 like its effects on GDP; for antimony there was none.
Of gallium and germanium no figure of US use before 2025 and after 2021 is at hand, so the one known stands for all years.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tiny import Row, Rows, demand, effect, metal, offer, row, story

GALLIUM, GERMANIUM, ANTIMONY = MATERIALS = ("Gallium", "Germanium", "Antimony")
LICENCES, BAN = "Licences of 2023", "Ban of 2024"

SETTINGS: dict[str, Any] = {
    "Start": date(2023, 7, 1),
    "Period months": 3,
    "Periods": 12,
    "Discount rate": 5,
}
YEAR_OF_THE_BAN = ("2025Q1", "2025Q2", "2025Q3", "2025Q4")

USGS = "USGS Mineral Commodity Summaries 2026"
PRICE_2023 = {GALLIUM: 277_000, GERMANIUM: 1_187_000, ANTIMONY: 11_707}  # lowest annual average of 2021 to 2025, USGS
PRICE_2025 = {GALLIUM: 580_000, GERMANIUM: 4_100_000, ANTIMONY: 55_116}  # annual average of 2025, USGS
USE_BEFORE = {GALLIUM: 19, GERMANIUM: 30, ANTIMONY: 28_600}  # t/yr: reported 2025, estimated for 2021, apparent 2024, USGS
USE_2025 = {GALLIUM: 19, GERMANIUM: 30, ANTIMONY: 45_000}  # germanium: 24 t imported beside what home and scrap give
SECONDARY = {GALLIUM: 0, GERMANIUM: 4, ANTIMONY: 3_500}  # antimony USGS; germanium: what imports and home output leave over
HOME_OUTPUT = {GALLIUM: 0, GERMANIUM: 2, ANTIMONY: 0}  # germanium: World Mining Data 2026

# Shares of US imports, % (USGS, average of 2021 to 2024), ZZZ = sellers the source does not name.
IMPORT_SHARES = {
    GALLIUM: {"CAN": 28, "JPN": 22, "CHN": 18, "DEU": 16, "ZZZ": 16},
    GERMANIUM: {"BEL": 41, "CHN": 23, "CAN": 17, "DEU": 14, "ZZZ": 5},
    ANTIMONY: {"CHN": 55, "BEL": 12, "THA": 8, "IND": 6, "ZZZ": 19},
}
LEAD_MONTHS = {"CAN": 0, "USA": 0, "BEL": 2, "DEU": 2}  # others 3
STEP_2 = {"share": 0.25, "premium": 30}  # analyst's assumption: of today's flow; premium of thin markets

# Shares of demand, % (end uses as published, split by an analyst), and what a missing tonne weighs.
SEGMENTS = {"Defense": 2.0, "Essential civilian": 1.2, "Other civilian": 1.0}
SEGMENT_SHARES = {GALLIUM: (13.6, 52.2, 34.2), GERMANIUM: (25, 55, 20), ANTIMONY: (11.7, 27.2, 61.1)}

# Effect on US GDP of losing all Chinese supply, USD a year (OFR 2024-1057); steps: width in % of demand, share of the value.
EFFECT_ON_GDP = {GALLIUM: 3.1e9, GERMANIUM: 400e6}
VALUE_STEPS = ((10, 0.2), (15, 0.5), (25, 1.0), (None, 1.37))
# Where that effect is below six times the price, antimony's here: widths in % of demand and x price, analyst's assumption.
PRICE_STEPS = {
    "Defense": ((5, 8), (15, 15), (None, 40)),
    "Essential civilian": ((5, 3), (10, 6), (25, 12), (None, 20)),
    "Other civilian": ((10, 1.8), (15, 3), (25, 6), (None, 10)),
}


def imports(material: str) -> float:
    """Net imports before the bans, t/yr."""
    return USE_BEFORE[material] - SECONDARY[material] - HOME_OUTPUT[material]


def materials() -> Rows:
    return [
        metal(
            PRICE_2023[name],
            name,
            terminal_value=80,
            sale_price=60,
            recyclable=SECONDARY[name] or None,
            recycling_cost=0.85 * PRICE_2023[name],
            source=f"{USGS}: lowest annual average of 2021 to 2025; analyst's assumption: scrap at 85 % of the price",
        )
        for name in MATERIALS
    ]


def sellers(buyer: str = "industry") -> Rows:
    """Today's flow at the market price for industry; China no more than that; the others a quarter more at a premium, for
    `buyer` (industry, or both)."""
    rows: list[Row] = []
    for name in MATERIALS:
        flows = {country: share / 100 * imports(name) for country, share in IMPORT_SHARES[name].items()}
        if HOME_OUTPUT[name]:
            flows["USA"] = HOME_OUTPUT[name]
        for country, flow in flows.items():
            place = {"lead_time": LEAD_MONTHS.get(country, 3), "source": f"{USGS}: import sources 2021-24; home output"}
            seller = f"{name}, {country}"
            rows.append(offer(country, flow, name, **{"offer": seller, "step": 1, "for": "industry", **place}))
            if country != "CHN":
                dearer = {"offer": seller, "step": 2, "premium": STEP_2["premium"], "for": buyer, **place}
                rows.append(offer(country, flow * STEP_2["share"], name, **dearer))
    return rows


def demands() -> Rows:
    source = f"{USGS}: US consumption by end use; analyst's assumption: segments"
    return [
        demand(USE_BEFORE[name] * share / 100, name, segment, source=source)
        for name in MATERIALS
        for segment, share in zip(SEGMENTS, SEGMENT_SHARES[name], strict=True)
    ]


def shortage_steps() -> Rows:
    rows: list[Row] = []
    for segment, weight in SEGMENTS.items():
        source = "analyst's assumption, as in the default workbook"
        for step, (width, times) in enumerate(PRICE_STEPS[segment], start=1):
            rows.append(row(segment=segment, step=step, width=width, cost_x_price=times, source=source))
        for name, effect_on_gdp in EFFECT_ON_GDP.items():
            value = effect_on_gdp / USE_BEFORE[name] * weight
            source = "USGS Open-File Report 2024-1057: effect on US GDP over US use"
            for step, (width, share) in enumerate(VALUE_STEPS, start=1):
                cells = {"segment": segment, "material": name, "step": step, "width": width, "source": source}
                rows.append(row(**cells, cost_usd=value * share))
    return rows


STORIES: Rows = [
    story(LICENCES, 30, "2023Q4", source="licences in force from 1 August 2023; analyst's assumption: probability"),
    story(BAN, 40, "2024Q4", parent=LICENCES, source="ban of 3 December 2024; analyst's assumption: probability"),
]
# The ban begins in the last month of 2024Q4 and lasts eleven months, to 9 November 2025.
_BANNED: dict[str, Any] = {"starts_after": 2, "lasts": 11}
EFFECTS: Rows = [
    effect(
        LICENCES,
        "supply loss",
        79,
        country_or_agreement="CHN",
        material_or_group=GERMANIUM,
        lasts=24,
        source=f"{USGS}, Germanium: Chinese exports of January to September, 36,656 kg in 2023, 7,520 kg in 2025",
    ),
    *(
        effect(
            BAN,
            "supply loss",
            100,
            country_or_agreement="CHN",
            material_or_group=name,
            **_BANNED,
            source=f"{USGS}, {name}: direct exports to the United States banned until 9 November 2025",
        )
        for name in MATERIALS
    ),
    *(
        effect(BAN, "price", rise, material_or_group=name, **_BANNED, source="USGS model, Open-File Report 2024-1057")
        for name, rise in ((GALLIUM, 150), (GERMANIUM, 26))
    ),
]
# What others sent in China's stead, as the default workbook has it.
REROUTING: Rows = [
    effect(
        BAN,
        "supply gain",
        gain,
        country_or_agreement=country,
        material_or_group=ANTIMONY,
        **_BANNED,
        source=f"{USGS}: US oxide imports rose in 2025 by way of third countries; analyst's assumption: which, and how much",
    )
    for country, gain in (("THA", 150), ("IND", 50), ("ZZZ", 150))
]
# Sellers who work Chinese feed lose part of it, as the default workbook has it; in 2025 they did not, as far as it shows.
LOST_FEED: Rows = [
    effect(
        BAN,
        "supply loss",
        30,
        country_or_agreement=country,
        material_or_group=name,
        **_BANNED,
        source="analyst's assumption: refiners and traders who work Chinese feed lose part of it",
    )
    for name, country in ((GALLIUM, "CAN"), (GALLIUM, "DEU"), (GERMANIUM, "BEL"), (GERMANIUM, "DEU"))
]
# What users and traders bought for their own shelves, which the figures call consumption.
STOCKING_UP: Rows = [
    effect(
        BAN,
        "demand",
        (USE_2025[ANTIMONY] / USE_BEFORE[ANTIMONY] - 1) * 100,
        material_or_group=ANTIMONY,
        **_BANNED,
        source=f"{USGS}: apparent consumption 28,600 t in 2024, 45,000 t in 2025",
    )
]


# A tenth of a year's use of each, bought in the first year and not after it.
SMALL_RESERVE = 0.1
RESERVE: dict[str, Rows] = {
    "supply": sellers("both"),
    "targets": [row(material=name, tonnes=SMALL_RESERVE * USE_BEFORE[name], by="2024Q2") for name in MATERIALS],
    "limits": [
        row(limit=f"No {name} later", scope=name, for_="reserve", over="horizon", from_="2024Q3", at_most_tonnes=0)
        for name in MATERIALS
    ],
}


def bans(*, effects: Rows = (*EFFECTS, *REROUTING, *STOCKING_UP), **more: Rows) -> dict[str, Rows]:
    """The sheets of the workbook, with other effects or further sheets."""
    return {
        "materials": materials(),
        "supply": sellers(),
        "demand": demands(),
        "shortage_steps": shortage_steps(),
        "stories": STORIES,
        "effects": effects,
        **more,
    }
