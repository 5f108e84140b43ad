"""The mistakes planners make in what going without costs, and in what the reserve should hold."""

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
        "Material Gallium, Step 1 is there twice",
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
]


DEMAND_WARNINGS = [
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
