"""The mistakes planners make: how each spoils the good workbook, and where and how it must be reported."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.bad_workbooks import (
    Spoil,
    both,
    clear_sheet,
    hide_row,
    hide_sheet,
    merge,
    put,
    remove,
    rename,
    row,
)


class Mistake(NamedTuple):
    """A way to spoil the good workbook, and where and with which word the problem is reported."""

    name: str
    spoil: Spoil
    sheet: str
    cell: str
    word: str


PROCESS = {"A": "Refinery", "B": "JPN", "C": "Cobalt metal", "D": "main input", "F": 100}
PROCESS_OUT = {"A": "Refinery", "C": "Gallium", "D": "output", "E": 0.1}


def process(**changes: object) -> Spoil:
    """A process with a main input in row 2 and an output in row 3, with changes to row 2."""
    return both(row("Processing", 2, **{**PROCESS, **changes}), row("Processing", 3, **PROCESS_OUT))


ERRORS = [
    # Files, sheets and headers
    Mistake("no Settings sheet", remove("Settings"), "Settings", "", "missing"),
    Mistake("no Materials sheet", remove("Materials"), "Materials", "", "missing"),
    Mistake("Materials renamed", rename("Materials", "Material list"), "Material list", "", '"Materials" is missing'),
    Mistake("sheet twice", lambda book: book.create_sheet("SUPPLY ").append(["Offer"]), "SUPPLY ", "", "two sheets"),
    Mistake("no material", clear_sheet("Materials"), "Materials", "A2", "no material"),
    Mistake(
        "column renamed", put("Supply", "E1", "Capacities (t/yr)"), "Supply", "E1", 'is "Capacities (t/yr)" in E1 it?'
    ),
    Mistake("column deleted", lambda book: book["Demand"].delete_cols(3), "Demand", "A1", "missing"),
    Mistake("column twice", put("Supply", "S1", "capacity"), "Supply", "S1", "is here and in E1"),
    Mistake("ambiguous header", put("Limits", "F1", "At most"), "Limits", "F1", "two columns"),
    Mistake("ambiguous cost", put("Shortage steps", "F1", "Cost (EUR)"), "Shortage steps", "F1", "two columns"),
    Mistake("another unit", put("Materials", "E1", "Price (USD/kg)"), "Materials", "E1", "unit"),
    Mistake("merged cells", merge("Supply", "B2:B3"), "Supply", "B2", "B2:B3"),
    # Settings
    Mistake("no Start", put("Settings", "B2", None), "Settings", "B2", "Start is empty"),
    Mistake("Start in words", put("Settings", "B2", "next year"), "Settings", "B2", "next year"),
    Mistake("months of a period", put("Settings", "B3", 4), "Settings", "B3", "1, 3 or 12"),
    Mistake("half a period", put("Settings", "B4", 8.5), "Settings", "B4", "whole number"),
    Mistake("no periods", put("Settings", "B4", 0), "Settings", "B4", "from 1 to 240"),
    Mistake("unknown setting", put("Settings", "A5", "Discont rate"), "Settings", "A5", "Discount rate"),
    Mistake("setting twice", put("Settings", "A7", "discount RATE"), "Settings", "A7", "beside B5"),
    Mistake("value without name", row("Settings", 12, B=5), "Settings", "B12", "without a setting"),
    Mistake("risk level 100", put("Settings", "B7", 100), "Settings", "B7", "99.999"),
    Mistake("maybe", put("Settings", "B8", "maybe"), "Settings", "B8", "yes or no"),
    # Cells
    Mistake("text number", put("Supply", "E2", "1,200"), "Supply", "E2", "type 1200 as a number"),
    Mistake("dot of thousands", put("Supply", "E2", "4.000"), "Supply", "E2", "is it 4 or 4,000? Allowed"),
    Mistake("two readings", put("Materials", "E2", "30.500"), "Materials", "E2", "type 30.5 or 30500 as a number"),
    Mistake("dots of thousands", put("Finance", "C2", "1.000.000"), "Finance", "C2", "type 1000000 as a number"),
    Mistake("decimal text", put("Materials", "K2", "0.125"), "Materials", "K2", "type 0.125 as a number"),
    Mistake("words for a number", put("Demand", "C2", "about 5"), "Demand", "C2", "where a number belongs"),
    Mistake("TRUE for a number", put("Demand", "C2", True), "Demand", "C2", "TRUE"),
    Mistake("date for a number", put("Supply", "E3", datetime(2027, 3, 1)), "Supply", "E3", "date"),
    Mistake("1e308", put("Supply", "E2", 1e308), "Supply", "E2", "1e+308"),
    Mistake("too large", put("Finance", "C2", 2e15), "Finance", "C2", "2e+15"),
    Mistake("negative capacity", put("Supply", "E4", -30), "Supply", "E4", "-30"),
    Mistake("capacity blank", put("Supply", "E4", None), "Supply", "E4", "Capacity is empty"),
    Mistake("name blank", put("Supply", "A4", None), "Supply", "A4", "Offer is empty"),
    Mistake("probability above 100", put("Stories", "C2", 120), "Stories", "C2", "120 %"),
    Mistake("500 % typed as per cent", put("Stories", "C2", 5, "0%"), "Stories", "C2", "500 %"),
    Mistake("error cell", put("Materials", "E3", "#REF!"), "Materials", "E3", "#REF!"),
    Mistake("division", put("Materials", "E2", "#DIV/0!"), "Materials", "E2", "#DIV/0!"),
    Mistake(
        "formula not computed", put("Supply", "E2", "=4000*2"), "Supply", "E2", "Open the workbook in Excel and save"
    ),
    Mistake("unknown choice", put("Agreements", "C2", "sigend"), "Agreements", "C2", '"signed"'),
    Mistake("bad time", put("Prices", "B2", "2027Q5"), "Prices", "B2", "2027Q5"),
    Mistake("year 9999", put("Prices", "B2", 9999), "Prices", "B2", "9999"),
    Mistake("period outside", put("Stories", "D2", 9), "Stories", "D2", "from 1 to 8"),
    Mistake("step in halves", put("Supply", "D3", 1.5), "Supply", "D3", "whole number"),
    Mistake("name of 300 letters", put("Floors", "A2", "x" * 300), "Floors", "A2", "300 characters"),
    Mistake("line break in a name", put("Supply", "A4", "China\ngallium"), "Supply", "A4", "cannot be seen"),
    Mistake("name turned into a date", put("Supply", "A4", datetime(2027, 3, 1)), "Supply", "A4", "date"),
    # Names
    Mistake("material twice", put("Materials", "A3", " cobalt  METAL"), "Materials", "A3", "A2"),
    Mistake("step twice", put("Supply", "D3", 1), "Supply", "A3", "twice"),
    Mistake("country twice", put("Countries", "A6", "chn"), "Countries", "A6", "twice"),
    Mistake("unknown material", put("Supply", "B4", "Galium"), "Supply", "B4", '"Gallium"'),
    Mistake("material NA", put("Demand", "A4", "NA"), "Demand", "A4", '"NA"'),
    Mistake("unknown country", put("Supply", "C4", "CHI"), "Supply", "C4", '"CHN"'),
    Mistake("unknown offer", put("Floors", "D3", "Linas"), "Floors", "D3", '"Lynas"'),
    Mistake("unknown place", put("Effects", "C2", "Chna"), "Effects", "C2", '"CHN"'),
    Mistake("unknown storage class", put("Materials", "J2", "Vaullt"), "Materials", "J2", '"Vault"'),
    Mistake("unknown segment", put("Shortage steps", "A2", "Defence"), "Shortage steps", "A2", '"Defense"'),
    Mistake("unknown stage", put("Effects", "E2", "oxyde"), "Effects", "E2", '"oxide"'),
    Mistake("unknown parent", put("Stories", "B3", "China stop"), "Stories", "B3", '"China stops"'),
    Mistake("one of a list unknown", put("Limits", "C2", "CHN; CDO"), "Limits", "C2", '"CDO"'),
    Mistake("unknown scope", put("Limits", "B2", "Rare earth"), "Limits", "B2", '"Rare earths"'),
    Mistake(
        "agreement named as a country",
        both(put("Agreements", "A2", "JPN"), put("Agreements", "A3", "JPN")),
        "Agreements",
        "A2",
        "also the name of a country",
    ),
    Mistake(
        "group named as a material", put("Materials", "B2", "gallium"), "Materials", "B2", "also the name of a material"
    ),
    Mistake("tranche named like a total", put("Finance", "A2", "All  tranches"), "Finance", "A2", "a reserved word"),
    Mistake("story named base", put("Stories", "A4", "Base"), "Stories", "A4", "a reserved word"),
    # Offers and processes
    Mistake("steps of two materials", put("Supply", "B3", "Gallium"), "Supply", "B3", "step of"),
    Mistake("steps of two countries", put("Supply", "C3", "AUS"), "Supply", "C3", "step of"),
    Mistake("fixed without price", put("Supply", "I6", None), "Supply", "I6", "no Fixed price"),
    Mistake("no main input", process(D="input"), "Processing", "D2", "no main input"),
    Mistake("no output", row("Processing", 2, **PROCESS), "Processing", "D2", "no output"),
    Mistake(
        "two main inputs",
        both(process(), row("Processing", 4, A="Refinery", C="NdPr oxide", D="main input")),
        "Processing",
        "D4",
        "second main input",
    ),
    Mistake("process without capacity", process(F=None), "Processing", "F2", "no capacity"),
    Mistake("cost on an output row", both(process(), put("Processing", "G3", 5)), "Processing", "G3", "main input"),
    Mistake("project elsewhere", row("Projects", 2, A="Mine", B="Lynas", C="JPN", D=5), "Projects", "C2", "AUS"),
    # Floors
    Mistake("border floor of nobody", put("Floors", "C2", None), "Floors", "C2", "no agreement"),
    Mistake("offtake without quantity", put("Floors", "J3", None), "Floors", "J3", "no Quantity"),
    Mistake("offtake of nobody", put("Floors", "D3", None), "Floors", "D3", "neither an offer nor a country"),
    Mistake(
        "fixed price for an agreement",
        row("Floors", 3, C="Zone", D=None, E="fixed price", L=None, M=None),
        "Floors",
        "C3",
        "names an agreement",
    ),
    Mistake("difference without offer", put("Floors", "D4", None), "Floors", "D4", "no offer"),
    Mistake("take-or-pay above quantity", put("Floors", "K3", 120), "Floors", "K3", "Take-or-pay"),
    Mistake("floor of another material", put("Floors", "B3", "Gallium"), "Floors", "D3", "sells"),
    Mistake("floor of another country", put("Floors", "C3", "JPN"), "Floors", "C3", "from AUS"),
    Mistake("trigger without share", put("Floors", "M3", None), "Floors", "M3", "no Share"),
    Mistake("share without trigger", put("Floors", "L3", None), "Floors", "L3", "no Trigger"),
    # Times
    Mistake("From after To", row("Supply", 2, P="2028", Q="2027Q4"), "Supply", "P2", "later than To"),
    Mistake("two prices for a period", put("Prices", "B3", "2027"), "Prices", "B3", "two prices"),
    Mistake("onset in period 1", put("Stories", "D2", "2027Q1"), "Stories", "D2", "before the second period"),
    Mistake("onset before Start", put("Stories", "D4", "2026Q4"), "Stories", "D4", "before the second period"),
    Mistake("onset after the plan", put("Stories", "D4", "2029Q1"), "Stories", "D4", "after the plan"),
    Mistake("onset before the parent's", put("Stories", "D3", "2027Q2"), "Stories", "D3", "not later than"),
    Mistake("onset with the parent's", put("Stories", "D3", "2027-08"), "Stories", "D3", "not later than"),
    Mistake("repaid from after by", put("Finance", "H2", "2041"), "Finance", "H2", "later than Repay by"),
    Mistake("repaid from without by", put("Finance", "I2", None), "Finance", "I2", "no Repay by"),
    Mistake("available after repaid", put("Finance", "D2", "2041"), "Finance", "D2", "later than Repay by"),
    # Demand, targets, limits
    Mistake("costs that fall", put("Shortage steps", "F5", 1), "Shortage steps", "F5", "costs less"),
    Mistake(
        "costs that fall in other terms", row("Shortage steps", 5, E=50, F=None), "Shortage steps", "E5", "costs less"
    ),
    Mistake("widths above 100 %", put("Shortage steps", "D5", 90), "Shortage steps", "D5", "110 %"),
    Mistake("step without cost", put("Shortage steps", "F3", None), "Shortage steps", "E3", "no cost"),
    Mistake("middle step without width", put("Shortage steps", "D5", None), "Shortage steps", "D5", "no width"),
    Mistake("target of nothing", put("Targets", "B2", None), "Targets", "B2", "neither"),
    Mistake("limit without bound", put("Limits", "F3", None), "Limits", "F3", "no bound"),
    Mistake("at least above at most", put("Limits", "G2", 70), "Limits", "G2", "more than At most"),
    # Stories
    Mistake("children above 100 %", put("Stories", "C4", 85), "Stories", "C4", "105 %"),
    Mistake("circular parents", put("Stories", "B2", "China stops for long"), "Stories", "B2", "circle"),
    Mistake("own parent", put("Stories", "B4", "Congo war"), "Stories", "B4", "circle"),
    Mistake("loss of 160 %", put("Effects", "G2", 160), "Effects", "G2", "loss of 160 %"),
    Mistake("price down 120 %", put("Effects", "G3", -120), "Effects", "G3", "less than nothing"),
    Mistake("segment of a price", put("Effects", "F3", "Defense"), "Effects", "F3", "no segment"),
    # What-ifs
    Mistake(
        "what-if on no sheet", row("What-ifs", 2, A="x", B="Suply", D="Capacity", F=1), "What-ifs", "B2", '"Supply"'
    ),
    Mistake(
        "what-if on no column", row("What-ifs", 2, A="x", B="Supply", D="Capcity", F=1), "What-ifs", "D2", "no column"
    ),
    Mistake(
        "what-if where",
        row("What-ifs", 2, A="x", B="Supply", C="Congo", D="Capacity", F=1),
        "What-ifs",
        "C2",
        "no value",
    ),
    Mistake(
        "what-if factor",
        row("What-ifs", 2, A="x", B="Supply", D="Capacity", E="multiply", F="two"),
        "What-ifs",
        "F2",
        "number",
    ),
]


WARNINGS = [
    Mistake("hidden row", hide_row("Supply", 4), "Supply", "A4", "hidden"),
    Mistake("hidden sheet", hide_sheet("Limits"), "Limits", "", "hidden"),
    Mistake("extra column", put("Supply", "T1", "Colour"), "Supply", "T1", "not known"),
    Mistake("extra sheet", lambda book: book.create_sheet("My notes").append(["x"]), "My notes", "", "not used"),
    Mistake("odd unit", put("Materials", "E1", "Price (dollars)"), "Materials", "E1", "unit"),
    Mistake("remark below the table", row("Demand", 9, G="to be checked"), "Demand", "G9", "not used"),
    Mistake(
        "fractions for per cent",
        both(*(put("Shortage steps", f"D{n}", 0.2) for n in (2, 4, 5))),
        "Shortage steps",
        "D2",
        "multiply the column by 100",
    ),
    Mistake("unused material", row("Materials", 5, A="Tin", E=30000), "Materials", "A5", "no offer and no demand"),
    Mistake(
        "demand nobody serves",
        both(row("Materials", 5, A="Tin", E=30000), row("Demand", 7, A="Tin", B="Defense", C=5)),
        "Materials",
        "A5",
        "no offer, process or recycling",
    ),
    Mistake("story without effect", row("Stories", 5, A="Calm", C=1, D="2028"), "Stories", "A5", "no effect"),
    Mistake("effect that hits nothing", put("Effects", "C2", "JPN"), "Effects", "B2", "hits nothing"),
    Mistake("effect after the plan", put("Effects", "H3", 60), "Effects", "H3", "after the end"),
    Mistake("effect of nothing", put("Effects", "G2", 0), "Effects", "G2", "does nothing"),
    Mistake("price of a country", put("Effects", "C3", "CHN"), "Effects", "C3", "ignored"),
    Mistake("recovers after for ever", put("Effects", "I2", None), "Effects", "J2", "never recovers"),
    Mistake("target above storage", put("Targets", "D3", 6000), "Targets", "D3", "storage can hold"),
    Mistake("targets above storage", row("Targets", 4, A="Cobalt metal", D=4990), "Storage", "B2", "together"),
    Mistake("opening stock above storage", put("Materials", "H2", 6000), "Storage", "B2", "opening stock"),
    Mistake("base less likely than a story", put("Stories", "C2", 60), "Stories", "C2", "base story"),
    Mistake("price ten times off", put("Prices", "C2", 400000), "Prices", "C2", "far from"),
    Mistake(
        "price far from the last one",
        both(put("Prices", "C2", 3500), put("Prices", "C3", 250000)),
        "Prices",
        "C3",
        "far from the last price",
    ),
    Mistake("fixed price in USD/kg", put("Supply", "I6", 59), "Supply", "I6", "times the market price"),
    Mistake("cash cost in USD/kg", put("Supply", "J5", 40), "Supply", "J5", "times the market price"),
    Mistake("floor in USD/kg", put("Floors", "F2", 70), "Floors", "F2", "times the market price"),
    Mistake("target in kilogrammes", put("Targets", "D2", 5_000), "Targets", "D2", "world output"),
    Mistake("opening stock in kilogrammes", put("Materials", "H3", 2_000), "Materials", "H3", "world output"),
    Mistake("price outside the plan", put("Prices", "B2", "2031"), "Prices", "B2", "outside the plan"),
    Mistake("demand in kilogrammes", put("Demand", "C4", 20000), "Demand", "C4", "world output"),
    Mistake("capacity in kilogrammes", put("Supply", "E4", 30000), "Supply", "E4", "world output"),
    Mistake("sale above terminal value", put("Materials", "N2", 90), "Materials", "N2", "kept is worth"),
    Mistake("ask below sale price", put("Supply", "I6", 20000), "Supply", "I6", "trading for its own sake"),
    Mistake("discount below sale price", put("Supply", "H2", -50), "Supply", "H2", "trading for its own sake"),
    Mistake(
        "ask below a later sale price",
        both(put("Materials", "N2", 80), put("Prices", "C3", 60000)),
        "Supply",
        "H2",
        "then or later, for 48,000 USD",
    ),
    Mistake("ask below terminal value", put("Supply", "I6", 40000), "Supply", "I6", "left at the end is worth"),
    Mistake(
        "surplus above recycling",
        both(row("Settings", 9, A="Surplus price (%)", B=10), row("Materials", 3, O=5, P=100)),
        "Materials",
        "P3",
        "recycling for its own sake",
    ),
    Mistake("no shortage steps", clear_sheet("Shortage steps"), "Demand", "B2", "10 times"),
    Mistake("equal costs", put("Shortage steps", "F5", 1.5), "Shortage steps", "F5", "as much as"),
    Mistake("members that never count", both(put("Agreements", "C2", "invited")), "Agreements", "A2", "counts"),
    Mistake("row never in force", row("Supply", 3, P="2031"), "Supply", "P3", "in force in no period"),
    Mistake("floor of nobody's offers", put("Floors", "C2", "JPN"), "Floors", "C2", "no offer of"),
    Mistake("contracted too much", put("Floors", "J3", 5000), "Floors", "J3", "can deliver"),
    Mistake("quantity of a border floor", put("Floors", "J2", 50), "Floors", "J2", "not used"),
    Mistake("premium of a fixed price", put("Supply", "H6", 5), "Supply", "H6", "not used"),
    Mistake("price of a market basis", put("Supply", "I2", 5), "Supply", "I2", "not used"),
    Mistake("demand twice over", row("Demand", 7, A="Gallium", B="Civilian", C=5, E="2028"), "Demand", "C7", "added"),
    Mistake("restart without cash cost", put("Supply", "K2", 6), "Supply", "K2", "never shuts"),
    Mistake("penalty of a hard target", put("Targets", "F3", "yes"), "Targets", "G3", "the target is hard"),
    Mistake("target after the plan", put("Targets", "E2", "2035"), "Targets", "E2", "after the plan"),
    Mistake(
        "commitments of nobody", row("Settings", 9, A="Buy only commitments", B="yes"), "Settings", "B9", "buys nothing"
    ),
]
