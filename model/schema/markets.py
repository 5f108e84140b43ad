"""Sheets about materials, countries, agreements, prices and floors."""

from __future__ import annotations

from model.schema.kinds import MATERIAL_REFERENCE, PLACE_REFERENCE, Column, Kind, in_force, sheet
from model.schema.mechanisms import MECHANISM_COLUMNS

N, P, T = Kind.NUMBER, Kind.PERCENT, Kind.TEXT

MATERIALS = sheet(
    "Materials",
    "One row per tradable form of a mineral. Every other sheet names materials as they are written here.",
    Column("Material", T, "Its name.", required=True),
    Column("Group", T, "A group for limits, effects and reports."),
    Column("Stage", T, "mined, refined, metal, …; for limits, effects and reports."),
    Column("Unit", T, "What a tonne is, e.g. t Co content.", default="t"),
    Column("Price", N, "Market price at the start, without disruption.", "USD/t", required=True),
    Column("Price growth", P, "Yearly growth of that price.", "%/yr", 0.0, minimum=-100, maximum=1000, rarely_below=0.1),
    Column("World output", N, "World output, for the market-impact cap. Blank = no cap.", "t/yr"),
    Column("Opening stock", N, "Held by the reserve before Start.", "t", 0.0),
    Column("Opening in transit", N, "Bought, paid and under way to the reserve; arrives in period 1.", "t", 0.0),
    Column("Storage class", T, "Blank = free and unlimited storage.", refers_to=(("Storage", "Storage class"),)),
    Column("Holding loss", P, "Share of the stock lost per year.", "%/yr", 0.0, maximum=100, rarely_below=0.02),
    Column("Shelf life", N, "Longest time in stock. Blank = forever.", "months"),
    Column("Terminal value", P, "Value of a tonne left at the end, as a share of the lower of first and last price.", "%", 80.0, maximum=100, rarely_below=1),
    Column("Sale price", P, "What the reserve gets when it sells, as a share of the price.", "%", 60.0, rarely_below=1),
    Column("Recyclable", N, "Home secondary supply available per year.", "t/yr", 0.0),
    Column("Recycling cost", N, "Cost of a recycled tonne.", "USD/t", 0.0),
    Column("Industry stock", N, "Working stock industry itself holds, in days of demand.", "days; blank = 0", 0.0),
    Column("Smallest order", N, "Least that the reserve orders of it in the first period from one offer, all steps together; smaller orders are left out or raised to it.", "t", 0.0),
    Column("Industry's stock at Start", N, "What industry itself holds at Start. Blank = all of Industry stock.", "t"),
    Column("Reference price", N, "The price before Start that Terminal value, blank contract prices and participants' shares of interest go by. Blank = that of the first period.", "USD/t"),
    key=("Material",),
    required=True,
)

COUNTRIES = sheet(
    "Countries",
    "One row per country that any other sheet names.",
    Column("Country", T, "Three-letter code. Home need not be listed.", "ISO alpha-3", required=True),
    Column("Name", T, "Its name in reports. Blank = the code."),
    Column("GDP", N, "For the share of world GDP inside the zone.", "USD bn"),
    Column("Freight", N, "Freight from there to home, unless the offer says otherwise.", "USD/t", 0.0),
    Column("Duty", P, "Ad valorem duty on what is bought there.", "%", 0.0, rarely_below=0.3),
    Column("Entity of concern", Kind.YES_NO, "Whether it counts for limits on entities of concern.", "yes/no", False),
    key=("Country",),
)

AGREEMENTS = sheet(
    "Agreements",
    "One row per agreement and member country.",
    Column("Agreement", T, "The agreement's name.", required=True),
    Column("Country", T, "The member.", refers_to=(("Countries", "Country"),), required=True),
    Column(
        "Status", Kind.CHOICE, "How firm the membership is; Settings says which status is enough to count.",
        "signed / announced / invited", "signed", choices=("signed", "announced", "invited"),
    ),
    *in_force(),
    Column("Duty waived", P, "Share of the ad valorem duty waived for this member.", "%", 0.0, maximum=100, rarely_below=1),
    key=("Agreement", "Country", "From"),
)

PRICES = sheet(
    "Prices",
    "Prices of single periods, which replace price and growth of the Materials sheet there.",
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Period", Kind.WHEN, "The period or span of periods.", required=True),
    Column("Price", N, "Its base price there.", "USD/t", required=True),
    key=("Material", "Period"),
)

FLOORS = sheet(
    "Floors",
    "Agreed minimum or fixed prices. A border floor names an agreement, or a country as a club of one, and covers home's own sellers and processes too; the contracts name an offer, or a country whose offers they cover.",
    Column("Floor", T, "Its name in reports.", required=True),
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Agreement or country", T, "Whose sellers it covers, and with a border floor home's own too.", refers_to=PLACE_REFERENCE),
    Column("Offer", T, "The offer a contract covers.", refers_to=(("Supply", "Offer"),)),
    Column(
        "Mechanism", Kind.CHOICE, "Who tops the price up, and how.",
        " / ".join(MECHANISM_COLUMNS), required=True, choices=tuple(MECHANISM_COLUMNS),
    ),
    Column("Price", N, "The floor, or the fixed price.", "USD/t", required=True),
    *in_force(),
    Column("Escalation", P, "Step up once per full year after From.", "%/yr", 0.0, minimum=-100, maximum=1000, rarely_below=0.1),
    Column("Quantity", N, "Tonnes under contract. A border floor has none; blank for a contract for difference = the whole offer, what projects build on it included.", "t/yr"),
    Column("Take-or-pay", N, "Tonnes paid for even if not taken. Blank = Quantity.", "t/yr"),
    Column("Trigger", N, "Price above which the seller shares. For a contract for difference or a buyer-paid floor.", "USD/t"),
    Column("Share above trigger", P, "Share of the price above the trigger that flows back. Needs a Trigger.", "%", 0.0, maximum=100, rarely_below=1),
    Column("Yearly cap", N, "Most that flows back in a calendar year. Blank = no cap.", "USD"),
    key=("Floor",),
)
