"""Tables of a simulation: from the plan's expectation to it, spreads, the plan's own stories, materials, stock, foresight."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from model.results.facts.simulation import Simulation, expected_own
from model.results.shown.pages import Column, money, share, text
from model.simulation.statistics import QUANTILES

WITHOUT, WITH, SPARED = money("Without reserve"), money("With reserve"), money("Spared")
AT_QUANTILE = [f"{quantile:.0%}" for quantile in QUANTILES]
STEPS: Mapping[str, Column] = {
    "step": text("What is looked at"),
    "without": WITHOUT,
    "with_reserve": WITH,
    "spared": SPARED,
    "share": share("Share spared"),
}
SPREADS: Mapping[str, Column] = {
    "cost": text("Shortage cost"),
    "mean": money("Mean"),
    "error": money("Standard error"),
    **{name: money(f"{name.replace('%', ' %')} of histories below") for name in AT_QUANTILE},
    "worst": money("Mean of worst 5 %"),
    "worst_error": money("Standard error, worst 5 %"),
}
OWN: Mapping[str, Column] = {
    "story": text("Story"),
    "probability": share("Probability"),
    "plan_without": money("Plan without reserve"),
    "replay_without": money("Replay without reserve"),
    "plan_with": money("Plan with reserve"),
    "replay_with": money("Replay with reserve"),
}
MATERIALS: Mapping[str, Column] = {
    "material": text("Material"),
    "without": WITHOUT,
    "with_reserve": WITH,
    "spared": SPARED,
    "error": money("Standard error of spared"),
}
STORIES: Mapping[str, Column] = {
    "story": text("Story"),
    "probability": share("Probability"),
    "rate": share("Rate per year"),
    "share": share("Share of histories with it"),
    "without": money("Without reserve, if it begins"),
    "with_reserve": money("With reserve, if it begins"),
}
STOCK: Mapping[str, Column] = {
    "period": text("Period"),
    "planned": money("Plan, base path"),
    **{name: money(f"{name.replace('%', ' %')} of histories below") for name in AT_QUANTILE},
}
BANDS: Mapping[str, Column] = {
    "period": STOCK["period"],
    "planned": STOCK["planned"],
    "50%": money("Median of histories"),
    "below": money("Below 95 % of histories"),
    "low": money("From 5 % to 25 %"),
    "middle": money("From 25 % to 75 %"),
    "high": money("From 75 % to 95 %"),
}
FORESIGHT: Mapping[str, Column] = {
    "name": text("History"),
    "without": money("Replay without reserve"),
    "known_without": money("Known, without reserve"),
    "with_reserve": money("Replay with reserve"),
    "known_with": money("Known, with reserve"),
    "known_least": money("Known, least"),
    "known_net": money("Net cost of reserve, known"),
}


def steps(found: Simulation) -> pd.DataFrame:
    """Expected shortage costs as the plan has them, in the replay of its own stories, of stories that begin at any
    time but one at a time, and in the simulation, USD."""
    rows = [
        ("The plan's own expectation", expected_own(found, "plan_without"), expected_own(found, "plan_with")),
        ("Its own stories, replayed", expected_own(found, "replay_without"), expected_own(found, "replay_with")),
        ("Beginning at any time, one at a time", found.alone["without"], found.alone["with_reserve"]),
        ("The simulation: several at once too", found.without.mean, found.with_reserve.mean),
    ]
    table = pd.DataFrame(rows, columns=["step", "without", "with_reserve"])
    spared = table["without"] - table["with_reserve"]
    return table.assign(spared=spared, share=(spared / table["without"]).where(table["without"] > 0))


def spreads(found: Simulation) -> pd.DataFrame:
    """The spread of every cost, USD."""
    named = (("Without reserve", found.without), ("With reserve", found.with_reserve), ("Spared", found.spared))
    return pd.DataFrame(
        {
            "cost": name,
            "mean": spread.mean,
            "error": spread.error,
            **dict(zip(AT_QUANTILE, spread.quantiles, strict=True)),
            "worst": spread.worst,
            "worst_error": spread.worst_error,
        }
        for name, spread in named
    )


def bands(found: Simulation) -> pd.DataFrame:
    """The value of the reserve as a picture stacks it: how far quantiles lie apart, USD."""
    table = found.stock
    return table.assign(
        below=table["5%"],
        low=table["25%"] - table["5%"],
        middle=table["75%"] - table["25%"],
        high=table["95%"] - table["75%"],
    )


def foresight(found: Simulation) -> pd.DataFrame:
    """The sample, a row for each history and one for their mean, USD."""
    table = found.foresight.assign(name=[f"No. {number + 1}" for number in found.foresight["history"]])
    mean = table.drop(columns=["history", "name"]).mean().to_frame().T.assign(name="Mean")
    return pd.concat([mean, table], ignore_index=True)
