"""The mistakes planners make in what going without costs, what the reserve should hold, and in smallest sizes."""

from __future__ import annotations

from tests.bad_workbooks import both, put, row
from tests.mistakes import Mistake

DEMAND_ERRORS = [
    Mistake("steps of an unknown material", put("Shortage steps", "B2", "Galium"), "Shortage steps", "B2", '"Gallium"'),
    Mistake(
        "a set of steps twice",
        both(*(row("Shortage steps", n, A="Defense", B="gallium", C=1, F=n) for n in (7, 8))),
        "Shortage steps",
        "A8",
        "Material Gallium, Step 1 appears twice",
    ),
    Mistake(
        "costs that fall for one material",
        both(
            row("Shortage steps", 7, A="Civilian", B="Gallium", C=1, D=5, F=9),
            row("Shortage steps", 8, A="Civilian", B="Gallium", C=2, F=2),
        ),
        "Shortage steps",
        "F8",
        "costs less",
    ),
    Mistake("target of an unknown segment", put("Targets", "C2", "Civilan"), "Targets", "C2", '"Civilian"'),
    Mistake("target of a segment among others", put("Targets", "C2", "Civilian, Defense"), "Targets", "C2", "semicolons"),
    Mistake("segment that is two", put("Demand", "B4", "Civilian; Defense"), "Demand", "B4", "semicolon"),
    Mistake("smallest order below 0", put("Materials", "R2", -5), "Materials", "R2", "-5"),
    Mistake(
        "smallest size above the largest",
        row("Projects", 2, A="Mine", B="Lynas", C="AUS", D=5, K=6),
        "Projects",
        "K2",
        "above its Max capacity of 5",
    ),
]


DEMAND_WARNINGS = [
    Mistake("smallest order that nobody can deliver", put("Materials", "R3", 50), "Materials", "R3", "at most 7.5 t"),
    Mistake(
        "smallest order above all money",
        row("Settings", 9, A="Smallest order", B=2e9),
        "Settings",
        "B9",
        "more than all the reserve's money",
    ),
    Mistake("target of who wants none", put("Targets", "C2", "Defense"), "Targets", "B2", 'from "Defense"'),
    Mistake("segments of a target in tonnes", put("Targets", "C3", "Defense"), "Targets", "C3", "Of is not used"),
    Mistake(
        "another default in the header",
        put("Targets", "G1", "Penalty (USD/t/yr; blank = 3 x price)"),
        "Targets",
        "G1",
        "another meaning of blank cells",
    ),
    Mistake(
        "steps for some materials alone",
        both(put("Shortage steps", "B2", "Cobalt metal"), put("Shortage steps", "B3", "Cobalt metal")),
        "Demand",
        "B5",
        '"Defense" has no shortage steps for "NdPr oxide"',
    ),
    Mistake(
        "steps for what nobody wants",
        row("Shortage steps", 7, A="Defense", B="Gallium", C=1, F=9),
        "Shortage steps",
        "B7",
        '"Defense" wants nothing of it',
    ),
    Mistake(
        "steps that others replace",
        both(
            row("Shortage steps", 7, A="Civilian", B="NdPr oxide", C=1, F=9),
            row("Shortage steps", 8, A="Civilian", B="Rare earths", C=1, F=9),
        ),
        "Shortage steps",
        "B8",
        '"NdPr oxide" has steps that are more specific',
    ),
]
