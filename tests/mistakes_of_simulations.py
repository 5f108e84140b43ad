"""Mistakes in what a simulation draws from: its row on Studies, and the ranges of effects."""

from __future__ import annotations

from tests.bad_workbooks import Spoil, both, row
from tests.mistakes import Mistake


def simulation(**cells: object) -> Spoil:
    """A simulation in row 2 of Studies, with these cells."""
    return row("Studies", 2, A="simulation", **cells)


SIMULATION_ERRORS = [
    Mistake("histories in words", simulation(D="many"), "Studies", "D2", '"many" where the number of histories'),
    Mistake("too few histories", simulation(D="10"), "Studies", "D2", "100 to 1,000,000 histories"),
    Mistake("part of a history", simulation(D="1000.5"), "Studies", "D2", "100 to 1,000,000 histories"),
    Mistake("two seeds", simulation(D="1000; 2; 3"), "Studies", "D2", "as 10000; 7"),
    Mistake("seed below nothing", simulation(D="1000; -2"), "Studies", "D2", "as 10000; 7"),
    Mistake("simulation of a sheet", simulation(C="Supply: Capacity"), "Studies", "C2", "a blank cell"),
    Mistake(
        "two simulations",
        both(simulation(), row("Studies", 3, A="simulation", D="500")),
        "Studies",
        "A3",
        "beside that of row 2",
    ),
    Mistake("mild end above the change", row("Effects", 4, K=-70), "Effects", "K4", "Change from of -70 % beside"),
    Mistake("severe end below the change", row("Effects", 4, L=-50), "Effects", "L4", "no less than Change"),
    Mistake("mild end of another sign", row("Effects", 4, K=40), "Effects", "K4", "the sign of Change"),
    Mistake("loss of more than all", row("Effects", 2, L=120), "Effects", "L2", "a loss of 120 %"),
    Mistake("price below nothing", row("Effects", 3, G=-80, L=-120), "Effects", "L3", "less than nothing"),
    Mistake("shortest time above the typed", row("Effects", 2, M=18), "Effects", "M2", "at most 12 months"),
    Mistake("longest time below the typed", row("Effects", 2, N=6), "Effects", "N2", "at least 12 months"),
    Mistake("longest time of an effect to the end", row("Effects", 4, N=24), "Effects", "N4", "lasts to the end"),
]
SIMULATION_MEANT: dict[str, Spoil] = {
    "a simulation of the usual size": simulation(),
    "histories and a seed": simulation(D="5000; 7"),
    "a number of histories as a number": simulation(D=5000),
    "a second simulation that is off": both(simulation(), row("Studies", 3, A="simulation", B="no", D=500)),
    "ranges that hold what is typed": both(row("Effects", 4, K=-40, L=-90), row("Effects", 2, K=80, M=6, N=24)),
}
