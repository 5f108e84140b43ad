"""Sheets about the reserve: targets, limits, storage, money, participants."""

from __future__ import annotations

from model.schema.kinds import GOODS_REFERENCE, MATERIAL_REFERENCE, PLACE_REFERENCE, Column, Kind, in_force, sheet

N, P, T, W = Kind.NUMBER, Kind.PERCENT, Kind.TEXT, Kind.WHEN

TARGETS = sheet(
    "Targets",
    "What the reserve should hold: days of base demand or tonnes, whichever is more.",
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Days of cover", N, "Days of yearly demand.", "", 0.0),
    Column(
        "Of", T, "Whose demand the days count, also down the chain: material that home processes use to make what these segments want.",
        "segments, `A; B`; blank = all demand", refers_to=(("Demand", "Segment"),), several=True,
    ),
    Column("Tonnes", N, "Tonnes.", "", 0.0),
    Column("By", W, "From that period on. Blank = from period 1."),
    Column("Hard", Kind.YES_NO, "yes = must be met, no = missing it costs the penalty.", "yes/no", False),
    Column(
        "Penalty", N, "Cost of a missing tonne for a year. The default pays for holding a tonne; it does not outbid industry or stop a release.",
        "USD/t/yr; blank = 0.3 x price",
    ),
    key=("Material", "By"),
)

LIMITS = sheet(
    "Limits",
    "Shares or tonnes that purchases from some countries may not exceed or must reach.",
    Column("Limit", T, "Its name in reports.", required=True),
    Column(
        "Scope", T, "What is counted.", "a material, group, stage or `all`", "all",
        refers_to=(*GOODS_REFERENCE, ("Materials", "Stage")), also=("all",),
    ),
    Column(
        "Of", T, "Whose goods are limited. Blank = everybody's.", "country, agreement, `A; B`, or `entities of concern`",
        refers_to=PLACE_REFERENCE, several=True, also=("entities of concern",),
    ),
    Column("For", Kind.CHOICE, "Whose purchases are counted.", "reserve / industry / both", "both", choices=("reserve", "industry", "both")),
    Column("Over", Kind.CHOICE, "The span over which is counted.", "period / year / horizon", "period", choices=("period", "year", "horizon")),
    Column("At most", P, "Largest share: of tonnes where the scope is one material, of value at base prices where it is several.", "%", field="at_most_share", maximum=100, rarely_below=1),
    Column("At least", P, "Smallest share, counted like the largest.", "%", field="at_least_share", maximum=100, rarely_below=1),
    Column("At most", N, "Most tonnes in each span.", "t", field="at_most_tonnes"),
    Column("At least", N, "Fewest tonnes in each span.", "t", field="at_least_tonnes"),
    *in_force(),
    key=("Limit",),
)

STORAGE = sheet(
    "Storage",
    "Classes of storage. Materials name the class they need.",
    Column("Storage class", T, "Its name.", required=True),
    Column("Capacity", N, "Room. Blank = unlimited.", "t"),
    Column("Cost", N, "Per tonne of closing stock and year.", "USD/t/yr", 0.0),
    Column("Handling in", N, "Per tonne arriving.", "USD/t", 0.0),
    Column("Handling out", N, "Per tonne leaving.", "USD/t", 0.0),
    Column("Release limit", P, "Most released per period, as a share of the stock before the disruption. Blank = no limit.", "%/period", rarely_below=1),
    key=("Storage class",),
)

FINANCE = sheet(
    "Finance",
    "The reserve's money. No rows = money is unlimited.",
    Column("Tranche", T, "Its name.", required=True),
    Column("Kind", Kind.CHOICE, "Loan and grant come from the treasury, equity from participants.", "loan / equity / grant", "loan", choices=("loan", "equity", "grant")),
    Column("Amount", N, "Most that can be drawn: 80000000 for 80 million.", "USD", required=True),
    Column("Available from", W, "Blank = at once."),
    Column("Rate", P, "Interest, or return on equity.", "%/yr", 0.0, rarely_below=0.3),
    Column("Commitment fee", P, "On what is not drawn.", "%/yr", 0.0, rarely_below=0.02),
    Column("Upfront fee", P, "On each draw.", "%", 0.0, rarely_below=0.1),
    Column("Repay from", W, "Start of even repayment; 2029 means its first day. Blank = all at Repay by."),
    Column("Repay by", W, "When all is repaid; 2029 means by the end of that year. Blank = after the horizon."),
    key=("Tranche",),
)

PARTICIPANTS = sheet(
    "Participants",
    "Manufacturers who commit to material held for them.",
    Column("Participant", T, "The manufacturer or group.", required=True),
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Commitment", N, "Tonnes held for the participant.", "t", required=True),
    Column("Contract price", N, "Price at which it buys the material. Blank = the price at the start.", "USD/t"),
    Column("Upfront fee", P, "Of contract price x commitment.", "%", 0.0, rarely_below=0.1),
    Column("Draw limit", P, "Share of the commitment that may be on loan in calm times.", "%", 0.0, maximum=100, rarely_below=1),
    Column("Replenish within", N, "Deadline for returning a draw, in whole periods. One in a disruption moves to the next calm period.", "months", 12.0),
    Column("Fee paid", Kind.YES_NO, "Whether the upfront fee was paid before Start and is not paid again.", "yes/no", False),
    Column("On loan", N, "Drawn before Start and not yet returned.", "t", 0.0),
    Column("Due", W, "The period in which what is on loan is due. Blank = Before Start says when it was drawn."),
    key=("Participant", "Material"),
)
