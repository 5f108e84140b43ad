"""Figures that are legal but almost surely not meant: shares, units, durations, and rows that count nothing."""

from __future__ import annotations

from tests.bad_workbooks import Spoil, both, clear_sheet, put, row
from tests.mistakes import Mistake, process


def setting(name: str, value: object, number_format: str = "") -> Spoil:
    """A setting in a line of its own, row 9."""
    return both(put("Settings", "A9", name), put("Settings", "B9", value, number_format))


def project(**changes: object) -> Spoil:
    """A project without a fault that adds to the offer of NdPr oxide, with changes to it."""
    return row("Projects", 2, **{"A": "Mine", "B": "Lynas", "D": 500, **changes})


SIZE_ERRORS = [
    Mistake("life of no time", project(H=0), "Projects", "H2", "a lifetime of 0 years"),
]

FRACTIONS = [
    Mistake(
        "probability as a fraction",
        put("Stories", "C2", 0.2),
        "Stories",
        "C2",
        "Probability 0.2 is read as 0.2 %, where other rows have 10 to 50 %. If 20 % is meant, type 20 or 20 %; "
        "if 0.2 % is right, type it with the sign: 0.2 %.",
    ),
    Mistake("change as a fraction", put("Effects", "G2", 0.9), "Effects", "G2", "If 90 % is meant"),
    Mistake("loss as a negative fraction", put("Effects", "G4", -0.6), "Effects", "G4", "If -60 % is meant"),
    Mistake("duty as a fraction", put("Countries", "E3", 0.1), "Countries", "E3", "where other rows have 25 %"),
    Mistake("growth as a fraction", put("Demand", "D3", 0.02), "Demand", "D3", "If 2 % is meant"),
    Mistake("width as a fraction", put("Shortage steps", "D2", 0.1), "Shortage steps", "D2", "If 10 % is meant"),
    Mistake("limit as a fraction", put("Limits", "F3", 0.4), "Limits", "F3", "If 40 % is meant"),
    Mistake("interest as a fraction", put("Finance", "E2", 0.045), "Finance", "E2", "If 4.5 % is meant"),
    Mistake("release limit as a fraction", put("Storage", "F2", 0.5), "Storage", "F2", "If 50 % is meant"),
    Mistake("discount rate as a fraction", put("Settings", "B5", 0.05), "Settings", "B5", "If 5 % is meant"),
    Mistake("risk level as a fraction", put("Settings", "B7", 0.95), "Settings", "B7", "If 95 % is meant"),
    Mistake("cap as a fraction", setting("Market-impact cap", 0.05), "Settings", "B9", "If 5 % is meant"),
    Mistake("only duty as a fraction", put("Countries", "E5", 0.25), "Countries", "E5", "If 25 % is meant"),
    Mistake("loss as a fraction", put("Materials", "K2", 0.005), "Materials", "K2", "If 0.5 % is meant"),
    Mistake(
        "interest in basis points",
        row("Finance", 3, A="Private", C=1e9, E=450),
        "Finance",
        "E3",
        "Rate is read as 450 %, where other rows have 4.5 %. If 4.5 % is meant, type 4.5 or 4.5 %.",
    ),
    Mistake("80 formatted as per cent", put("Effects", "G3", 80, "0%"), "Effects", "G3", "read as 8000 %"),
    Mistake("fee as a fraction", setting("Traders' fee", 0.01), "Settings", "B9", "If 1 % is meant"),
    Mistake("surplus price as a fraction", setting("Surplus price", 0.2), "Settings", "B9", "If 20 % is meant"),
]

TIMES = [
    Mistake(
        "lead time beyond the plan",
        put("Supply", "L2", 200),
        "Supply",
        "L2",
        "with a lead time of 200 months, nothing ordered within the horizon of 24 months arrives before its end. "
        "Allowed: at most 21 months.",
    ),
    Mistake("lead time as long as the plan", put("Supply", "L2", 24), "Supply", "L2", "nothing ordered"),
    Mistake(
        "offer too late for its lead time", row("Supply", 2, P="2028Q4"), "Supply", "L2", "in force from 2028Q4 on"
    ),
    Mistake("process beyond the plan", process(H=200), "Processing", "H2", "nothing put in within the horizon"),
    Mistake("project beyond the plan", project(G=200), "Projects", "G2", "never ready within the horizon of 24"),
    Mistake("project too late to be ready", project(G=12, I="2028Q2"), "Projects", "I2", "funded in 2028Q2"),
    Mistake("project after the plan", project(I="2031"), "Projects", "I2", "only after the plan ends"),
    Mistake("life in months", project(H=240), "Projects", "H2", "if 240 months are meant, type 20"),
    Mistake("no shelf life", put("Materials", "L2", 0), "Materials", "L2", 'can keep no "Cobalt metal" at all'),
    Mistake(
        "shelf life within a period", put("Materials", "L2", 2), "Materials", "L2", "shorter than a period (3 months)"
    ),
    Mistake("effect of no time", row("Effects", 2, I=0, J=None), "Effects", "I2", "lasts 0 months"),
    Mistake(
        "delay in months",
        setting("Release delay", 12),
        "Settings",
        "B9",
        "counted in periods of 3 months, not in months",
    ),
    Mistake("target before Start", put("Targets", "D2", "2026Q1"), "Targets", "D2", "before the plan starts"),
    Mistake("money after the plan", put("Finance", "D2", "2035"), "Finance", "D2", "only after the plan ends"),
    Mistake("repaid before Start", row("Finance", 2, H=None, I="2026"), "Finance", "I2", "before the plan starts"),
    Mistake("growth by 300 %", put("Demand", "D3", 3, "0%"), "Demand", "D3", "16 times as much in the plan's 2 years"),
]

UNITS = [
    Mistake("process in kilogrammes", process(F=1e8), "Processing", "F2", "500 times the world output"),
    Mistake("project in kilogrammes", project(D=9e6), "Projects", "D2", "times the world output"),
    Mistake("contract in kilogrammes", put("Floors", "J3", 5e5), "Floors", "J3", "times the world output"),
    Mistake("recycling in kilogrammes", row("Materials", 2, O=1e8, P=20000), "Materials", "O2", "(Materials G2)"),
    Mistake("step in kilotonnes", put("Supply", "E2", 4), "Supply", "E2", "another step"),
    Mistake("all capacity in kilotonnes", put("Supply", "E4", 0.03), "Supply", "E4", "less than its demand of 20 t/yr"),
    Mistake("figure in full", put("Supply", "E2", 4e6), "Supply", "E2", "4,000,000 t/yr"),
    Mistake("floor above ten prices", put("Floors", "F2", 700_000), "Floors", "F2", "11.7 times the market price"),
    Mistake("incentive price in USD/kg", project(J=90), "Projects", "J2", "0.0015 times the market price"),
    Mistake("penalty in USD/kg", put("Targets", "F3", 90), "Targets", "F3", "0.0015 times the market price"),
    Mistake("recycling cost in USD/kg", row("Materials", 2, O=9, P=20), "Materials", "P2", "times the market price"),
    Mistake("freight of a country in USD/kg", put("Countries", "D3", 0.3), "Countries", "D3", "other countries"),
    Mistake("missing tonnes all but free", put("Shortage steps", "F2", 0.003), "Shortage steps", "F2", "nothing is bought"),
    Mistake("freight above the price", put("Supply", "N2", 900_000), "Supply", "N2", "30 times the price of"),
    Mistake("GDP in USD", put("Countries", "C2", 3e13), "Countries", "C2", "billions of USD"),
    Mistake("too little money", put("Finance", "C2", 10_200), "Finance", "C2", "not in millions"),
    Mistake(
        "money in millions",
        put("Finance", "C2", 80),
        "Finance",
        "C2",
        "80 USD; amounts are in USD. If 80 million is meant, type 80000000.",
    ),
    Mistake("cash in millions", setting("Opening cash", 2.5), "Settings", "B9", "type 2500000."),
    Mistake(
        "no capacity at all",
        put("Supply", "E4", 0),
        "Supply",
        "E4",
        'no offer of "Gallium" has any capacity, but there is a demand of 20 t/yr',
    ),
    Mistake(
        "no capacity of an input",
        both(
            row("Materials", 5, A="Ore", E=10000),
            row("Supply", 7, A="Pit", B="Ore", C="AUS", E=0),
            process(),
            row("Processing", 4, A="Refinery", C="Ore", D="input"),
        ),
        "Supply",
        "E7",
        '"Refinery" needs it',
    ),
    Mistake(
        "later step that costs less",
        put("Supply", "H2", 20),
        "Supply",
        "H3",
        'step 2 of "Congo" costs less (33,000 USD/t) than step 1 (36,000 USD/t); the cheaper step is bought first',
    ),
    Mistake(
        "later step at a lower fixed price",
        row("Supply", 7, A="China NdPr", B="NdPr oxide", C="CHN", D=2, E=100, G="fixed", I=58000),
        "Supply",
        "I7",
        "later steps that cost more",
    ),
    Mistake(
        "multiple under USD/t", put("Shortage steps", "E2", 3), "Shortage steps", "E2", "If 3 times the price is meant"
    ),
    Mistake(
        "USD/t under multiple", put("Shortage steps", "F3", 90_000), "Shortage steps", "F3", "If 90,000 USD/t is meant"
    ),
    Mistake("tonnes under days", put("Targets", "B2", 5000), "Targets", "B2", "If tonnes are meant"),
]

NOTHING_COUNTED = [
    Mistake(
        "limit on who sells nothing of it",
        put("Limits", "C2", "JPN"),
        "Limits",
        "C2",
        'no offer or process of "JPN" delivers anything of its scope ("Rare earths")',
    ),
    Mistake(
        "limit on entities of concern without their column",
        lambda book: book["Countries"].delete_cols(6),
        "Limits",
        "C3",
        'the sheet Countries has no column "Entity of concern (yes/no)"',
    ),
    Mistake("limit on no entity of concern", put("Countries", "F5", "no"), "Limits", "C3", "stands for no country"),
    Mistake(
        "limit on an agreement without members",
        both(put("Limits", "C2", "Zone"), put("Agreements", "C2", "invited")),
        "Limits",
        "C2",
        "stands for no country",
    ),
    Mistake(
        "days of no demand",
        row("Demand", 4, A="Cobalt metal", B="Spare", C=20),
        "Targets",
        "B2",
        'no demand for "Gallium", so 60 days of it are 0 t',
    ),
    Mistake("trigger below the floor", put("Floors", "L3", 90_000), "Floors", "L3", "part of the floor itself"),
]

# Figures that agree with each other and not with the price of their material in Materials.
WRONG_PRICES = [
    Mistake(
        "price in USD/kg",
        put("Materials", "E4", 60),
        "Materials",
        "E4",
        "Floors F2 (70,000), Floors F3 (110,000), Floors F4 (90,000), Floors L3 (120,000) and Targets F3 (90,000)",
    ),
    Mistake(
        "price without its last digits",
        row("Materials", 2, E=30, O=5, P=20_000),
        "Materials",
        "E2",
        "Check this price first",
    ),
]

SIZE_WARNINGS = [*FRACTIONS, *TIMES, *UNITS, *NOTHING_COUNTED]

NO_MISTAKES: dict[str, Spoil] = {
    "0.2 % typed with its sign": put("Stories", "C2", 0.002, "0.0%"),
    "5 % typed with its sign": setting("Market-impact cap", 0.05, "0%"),
    "a half per cent a year lost": put("Materials", "K2", 0.5),
    "a half per cent of growth": put("Demand", "D3", 0.5),
    "an unlikely story among unlikely ones": both(put("Stories", "C2", 4), put("Stories", "C4", 0.5)),
    "a small commitment fee": put("Finance", "F2", 0.25),
    "an upfront fee of a half per cent": put("Finance", "G2", 0.5),
    "nothing of a share": both(put("Supply", "H3", 0), put("Limits", "F3", 0)),
    "missing tonnes cheaper than others": put("Shortage steps", "F4", 0.5),
    "the longest lead time that delivers": put("Supply", "L2", 21),
    "the shortest shelf life that keeps": put("Materials", "L2", 3),
    "an effect that only fades": row("Effects", 2, I=0, J=6),
    "a delay of which no story makes use": both(
        setting("Release delay", 12), clear_sheet("Stories"), clear_sheet("Effects")
    ),
    "an early target of the year of Start": put("Targets", "D2", "2027"),
    "a project that is ready at the very end": project(G=21),
    "an offer that a project shall build": both(put("Supply", "E4", 0), project(B="China gallium", D=20)),
    "no capacity of what is recycled": both(put("Supply", "E4", 0), row("Materials", 3, O=5, P=350_000)),
    "a cheaper step that follows in time": both(row("Supply", 2, H=20, Q="2027Q4"), put("Supply", "P3", "2028Q1")),
    "a contract at a tenth above its price": put("Floors", "F3", 119_000),
}
