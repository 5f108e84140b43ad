"""Sheets about supply, processing, new capacity and demand."""

from __future__ import annotations

from model.schema.kinds import GOODS_REFERENCE, MATERIAL_REFERENCE, Column, Kind, in_force, sheet

N, P, T = Kind.NUMBER, Kind.PERCENT, Kind.TEXT
COUNTRY_REFERENCE = (("Countries", "Country"),)

SUPPLY = sheet(
    "Supply",
    "One row per price step of an offer: one material from one country. Later steps cost more; the cheapest is bought first.",
    Column("Offer", T, "The offer's name.", required=True),
    Column("Material", T, "What is offered.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Country", T, "Where it comes from.", refers_to=COUNTRY_REFERENCE, required=True),
    Column("Step", Kind.INTEGER, "Number of the price step.", default=1, minimum=1),
    Column("Capacity", N, "Most that can be bought from this step per year.", "t/yr", required=True),
    Column("Growth", P, "Yearly growth of the capacity.", "%/yr", 0.0, minimum=-100, maximum=1000, rarely_below=0.1),
    Column("Price basis", Kind.CHOICE, "Whether the ask follows the market.", "market / fixed", "market", choices=("market", "fixed")),
    Column("Premium", P, "Over the market price.", "%", 0.0, minimum=-100),
    Column("Fixed price", N, "The ask, where the basis is fixed.", "USD/t"),
    Column("Cash cost", N, "A seller who receives less shuts. Blank = never shuts.", "USD/t"),
    Column("Restart", N, "How long a shut step stays shut after its receipt recovers.", "months", 0.0),
    Column("Lead time", N, "From order to arrival.", "months", 0.0),
    Column("Delivery rate", P, "Share of an order that arrives and is paid for.", "%", 100.0, maximum=100, rarely_below=1),
    Column("Freight", N, "Blank = the country's freight.", "USD/t"),
    Column("For", Kind.CHOICE, "Who may buy.", "both / reserve / industry", "both", choices=("both", "reserve", "industry")),
    *in_force(),
    key=("Offer", "Step"),
)

PROCESSING = sheet(
    "Processing",
    "Conversions at one place. One row per material of a process; capacity, cost and times are on its main-input row.",
    Column("Process", T, "The process's name.", required=True),
    Column("Country", T, "Where it is; the main-input row needs it. Blank = that of the main-input row.", refers_to=COUNTRY_REFERENCE),
    Column("Material", T, "What goes in or comes out.", refers_to=MATERIAL_REFERENCE, required=True),
    Column(
        "Role", Kind.CHOICE, "What the row's material is to the process.", "main input / input / output",
        required=True, choices=("main input", "input", "output"),
    ),
    Column("Ratio", N, "Tonnes per tonne of main input.", "t per t of main input", 1.0),
    Column("Capacity", N, "Most main input per year.", "t main input/yr"),
    Column("Cost", N, "Toll per tonne of main input.", "USD/t main input", 0.0),
    Column("Lead time", N, "From input to output.", "months", 0.0),
    Column("Cash margin needed", N, "Shut where the margin per tonne of main input is below. Blank = never shuts.", "USD/t", minimum=None),
    Column(
        "For", Kind.CHOICE, "Whether the reserve may buy what comes out, beside industry.", "both / industry", "both",
        choices=("both", "industry"),
    ),
    *in_force(),
    key=("Process", "Material", "Role"),
)

PROJECTS = sheet(
    "Projects",
    "New capacity that can be funded. It adds to an offer or to a process.",
    Column("Project", T, "The project's name.", required=True),
    Column("Adds to", T, "The offer or process.", refers_to=(("Supply", "Offer"), ("Processing", "Process")), required=True),
    Column("Country", T, "Where it is.", refers_to=COUNTRY_REFERENCE),
    Column("Max capacity", N, "Most that can be built.", "t/yr", required=True),
    Column("Capital cost", N, "Whole capital per tonne of yearly capacity.", "USD per t/yr", 0.0),
    Column("Public share", P, "Share of the capital that is public money.", "%", 100.0, maximum=100, rarely_below=1),
    Column("Lead time", N, "From funding to first output.", "months", 0.0),
    Column("Lifetime", N, "Years of output.", "years", 20.0),
    Column("Earliest", Kind.WHEN, "Earliest funding. Blank = at once."),
    Column("Incentive price", N, "Price the project needs. Blank = bankable at any price.", "USD/t"),
    Column("Smallest size", N, "Least that is worth building; less is left out or raised to it.", "t/yr", 0.0),
    key=("Project",),
)

DEMAND = sheet(
    "Demand",
    "Home demand by material and segment.",
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Segment", T, "Defense, Essential civilian, Other civilian, …", required=True),
    Column("Demand", N, "Tonnes wanted per year.", "t/yr", required=True),
    Column("Growth", P, "Yearly growth.", "%/yr", 0.0, minimum=-100, maximum=1000, rarely_below=0.1),
    *in_force(),
    key=("Material", "Segment", "From"),
)

SHORTAGE_STEPS = sheet(
    "Shortage steps",
    "What going without costs a segment: the first few per cent cost little, the last most. A segment may have a set "
    "of steps for every material and others for some: the most specific set applies as a whole.",
    Column("Segment", T, "The segment of the Demand sheet.", refers_to=(("Demand", "Segment"),), required=True),
    Column(
        "Material", T, "What these steps are for. A material's own steps take precedence over its group's, those over its stage's, and those over the steps for every material.",
        "a material, group or stage; blank = every", refers_to=(*GOODS_REFERENCE, ("Materials", "Stage")),
    ),
    Column("Step", Kind.INTEGER, "Number of the step.", default=1, minimum=1),
    Column("Width", P, "Share of demand in this step; the last step takes the rest.", "% of demand", maximum=100, rarely_below=1),
    Column("Cost", N, "Cost of a missing tonne. Takes precedence over the multiple.", "USD/t", field="cost_usd"),
    Column("Cost", N, "Cost as a multiple of the base price.", "x price", field="cost_x_price"),
    key=("Segment", "Material", "Step"),
)
