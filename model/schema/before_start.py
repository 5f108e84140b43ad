"""Sheets about what was begun before Start and still counts, and about the plan before this one."""

from __future__ import annotations

from model.schema.kinds import MATERIAL_REFERENCE, Column, Kind, sheet

N, T, W = Kind.NUMBER, Kind.TEXT, Kind.WHEN
COUNTRY_REFERENCE = (("Countries", "Country"),)
PLACED = "placed"  # of the setting Orders before Start
SELLERS = (("Supply", "Offer"), ("Processing", "Process"))

ORDERS_PLACED = sheet(
    "Orders placed",
    "Orders from before Start that are still under way, as `run.py next` writes them. Those of the reserve replace Opening in "
    "transit of their material; those of industry count where Settings sets Orders before Start to placed.",
    Column("Material", T, "What is under way; of a run of a process its main input.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Country", T, "Where it was ordered.", refers_to=COUNTRY_REFERENCE),
    Column("Offer", T, "The offer it was ordered from, or the process whose output is still to come. Blank = it lands at home.", refers_to=SELLERS),
    Column("For", Kind.CHOICE, "Who ordered it.", "reserve / industry", "reserve", choices=("reserve", "industry")),
    Column("Tonnes", N, "What arrives; of a process the main input that was put in.", "t", required=True),
    Column("Arrives", W, "The period of arrival.", required=True),
    Column("Paid", N, "What was paid for it; it is not paid again.", "USD", 0.0),
    Column("Still to pay", N, "What the buyer pays on arrival.", "USD", 0.0),
)

LOANS_DRAWN = sheet(
    "Loans drawn",
    "Where the reserve's money stood at Start: what was drawn counts against Amount and Repay from and by, and is not drawn again.",
    Column("Tranche", T, "The tranche.", refers_to=(("Finance", "Tranche"),), required=True),
    Column("Drawn", N, "Drawn before Start, repaid or not.", "USD", required=True),
    Column("Owed", N, "Of that, still owed at Start.", "USD", 0.0),
)

DRAW, FUNDED, ARRIVED, SHUT, HELD, REBATE = "draw", "funded", "arrived", "shut", "most held", "rebate"
LIMITED_VALUE, COUNTED_VALUE, LIMITED_TONNES = "value of limited", "value of all", "tonnes of limited"
OPEN_CAPACITY, UNDISTURBED = "capacity open", "capacity in all"
OF_LIMITS = (LIMITED_VALUE, COUNTED_VALUE, LIMITED_TONNES, OPEN_CAPACITY, UNDISTURBED)
KINDS_OF_PAST = (DRAW, FUNDED, ARRIVED, SHUT, HELD, REBATE, *OF_LIMITS)

BEFORE_START = sheet(
    "Before Start",
    "What else happened before Start and still counts, as `run.py next` writes it; a first plan leaves it empty.",
    Column(
        "What", Kind.CHOICE,
        "Drawn by a participant; capacity funded; what arrived that has a Shelf life; a step shut until then; the most held "
        "of a commitment; a contract's rebate this year; what a limit counted this year, or since the horizon began.",
        " / ".join(KINDS_OF_PAST), required=True, choices=KINDS_OF_PAST,
    ),
    Column("Name", T, "The participant, project, step of an offer, contract or limit; nothing for what arrived or is held at most."),
    Column("Material", T, "The material, of a draw, of what arrived and of what is held at most.", refers_to=MATERIAL_REFERENCE),
    Column("When", W, "The period in which it was; for shut the one from which the step is open again."),
    Column("Amount", N, "How much: t, t/yr of capacity, USD of money and value.", "t, t/yr or USD", 0.0, minimum=None),
)

LAST_PLAN = sheet(
    "Last plan",
    "What the last plan ordered for the reserve, period by period, if no story begins. With Price of change in Settings a plan "
    "departs from it only where that is worth the price. Periods after the last one named here are not compared.",
    Column("Material", T, "The material.", refers_to=MATERIAL_REFERENCE, required=True),
    Column("Country", T, "Where it is ordered.", refers_to=COUNTRY_REFERENCE),
    Column("Offer", T, "The offer. Blank = output of processes there.", refers_to=(("Supply", "Offer"),)),
    Column("Order in", W, "The period of the order.", required=True),
    Column("Tonnes", N, "Tonnes ordered.", "t", required=True),
)
