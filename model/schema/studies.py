"""The Studies sheet: which questions `study` answers beside the plan."""

from __future__ import annotations

from model.schema.kinds import Column, Kind, sheet

T = Kind.TEXT
WHAT_IFS, SWEEP, WORTH_OF_RESERVE, WORTH_OF_FLOORS = "what-ifs", "sweep", "worth of the reserve", "worth of floors"
PARTNERS, LOSS_OF_LARGEST, UNCERTAINTY = "partners", "loss of the largest", "uncertainty"
ALTERNATIVES, OBJECTIVES, SIMULATION, ONE_MORE = "alternatives", "objectives", "simulation", "one more"
KINDS_OF_STUDY = (
    WHAT_IFS, SWEEP, WORTH_OF_RESERVE, WORTH_OF_FLOORS, PARTNERS, LOSS_OF_LARGEST, UNCERTAINTY, ALTERNATIVES, OBJECTIVES,
    SIMULATION, ONE_MORE,
)  # fmt: skip
TAKES_OVER = (SWEEP, PARTNERS)
TAKES_VALUES = (SWEEP, ALTERNATIVES, SIMULATION)

STUDIES = sheet(
    "Studies",
    "What the command study looks into beside the plan. No rows = the what-ifs alone.",
    Column("Study", Kind.CHOICE, "What is looked into; the Guide says what each answers.", " / ".join(KINDS_OF_STUDY), required=True, choices=KINDS_OF_STUDY),
    Column("On", Kind.YES_NO, "Whether it is run.", "yes/no", True),
    Column(
        "Over", T,
        "For a sweep: the cells that take each value, as Finance: Amount [Tranche=EXIM loan], or a setting as "
        "Settings: Discount rate; two of them, joined by |, make a grid. For partners: agreements, A; B, blank = all.",
        "Sheet: Column [column=value; …]",
    ),
    Column(
        "Values", T,
        "For a sweep: values in the unit of the cell, as 1; 2; 5 or from 0 to 10 in 5, both ends among them; or multiples of "
        "what is typed, as x 0.5; 1; 2; for a grid two lists joined by |. For alternatives: shares of what a plan decides in %, "
        "blank = 1; 2; 5. For a simulation: histories and a seed, as 5000; 7, blank = 10000.",
        "list, or from … to … in N",
    ),
    sequence=True,
)
