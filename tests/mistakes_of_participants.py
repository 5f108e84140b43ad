"""The mistakes planners make on the Participants sheet."""

from __future__ import annotations

from tests.bad_workbooks import Spoil, both, put, row
from tests.mistakes import Mistake

MAKER = {"A": "Motors", "B": "Gallium", "C": 3, "D": 400000}


def maker(number: int = 2, **changes: object) -> Spoil:
    """A participant without a fault in a row of its own, with changes to it."""
    return row("Participants", number, **{**MAKER, **changes})


PARTICIPANT_ERRORS = [
    Mistake("commitment twice", both(maker(), maker(3, A=" motors ")), "Participants", "A3", "twice"),
    Mistake("commitment to the unknown", maker(B="Galium"), "Participants", "B2", '"Gallium"'),
    Mistake("commitment of nobody", maker(A=None), "Participants", "A2", "Participant is empty"),
    Mistake("no commitment", maker(C=None), "Participants", "C2", "Commitment is empty"),
    Mistake("negative commitment", maker(C=-3), "Participants", "C2", "-3"),
    Mistake("negative contract price", maker(D=-1), "Participants", "D2", "-1"),
    Mistake("negative fee", maker(E=-2), "Participants", "E2", "-2"),
    Mistake("draw limit above 100", maker(F=120), "Participants", "F2", "120"),
    Mistake("negative deadline", maker(F=20, G=-3), "Participants", "G2", "-3"),
]


PARTICIPANT_WARNINGS = [
    Mistake("commitment above the target", maker(C=20), "Participants", "C2", "largest target is 3.28"),
    Mistake(
        "commitments above the target", both(maker(), maker(3, A="Chips", C=2)), "Participants", "C3", "add up to 5 t"
    ),
    Mistake("commitment without target", maker(B="Cobalt metal", D=None), "Participants", "B2", "no target"),
    Mistake(
        "commitment to what is never held",
        both(
            row("Materials", 5, A="Tin", E=30000), row("Demand", 7, A="Tin", B="Defense", C=5), maker(B="Tin", D=None)
        ),
        "Participants",
        "B2",
        "can hold no",
    ),
    Mistake("contract price per kg", maker(D=400), "Participants", "D2", "far from"),
    Mistake("deadline within a period", maker(F=20, G=2), "Participants", "G2", "shorter than a period"),
    Mistake("deadline after the plan", maker(F=20, G=24), "Participants", "G2", "nothing is ever drawn"),
    Mistake(
        "deadline after the plan by default",
        both(
            put("Settings", "B4", 4),
            put("Stories", "D2", "2027Q2"),
            put("Stories", "D3", "2027Q3"),
            put("Targets", "E3", "2027Q4"),
            maker(F=20),
        ),
        "Participants",
        "F2",
        "nothing is ever drawn",
    ),
    Mistake("deadline without draws", maker(G=6), "Participants", "G2", "not used"),
    Mistake(
        "target above the commitments",
        both(row("Settings", 9, A="Buy only commitments", B="yes"), maker()),
        "Targets",
        "B2",
        "buys only commitments",
    ),
]
