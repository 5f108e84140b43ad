"""What the studies found, for machines: the figures that their sheets begin with."""

from __future__ import annotations

import math
from typing import Any

from model.results.facts.run import Run
from model.results.facts.simulation import Simulation
from model.results.facts.worth_of_floors import FloorWorth
from model.results.facts.worth_of_reserve import worth_of_reserve


def studies_json(run: Run) -> dict[str, Any]:
    """By study, USD, shares and days; null what is not known. Nothing of a study that did not run."""
    found = run.studies
    told: dict[str, Any] = {}
    if found.sweeps:
        told["sweeps"] = [
            {
                "over": sweep.name,
                "points": [
                    {
                        "values": [known(value) for value in point.values],
                        "objective": None if point.figures is None else point.figures.objective,
                        "shortage_cost": None if point.figures is None else point.figures.short_with,
                        "net_cost": None if point.figures is None else point.figures.net_cost,
                        "why": list(point.why),
                    }
                    for point in sweep.points
                ],
                "smallest_reserve": None if sweep.enough is None else known(sweep.enough.money),
            }
            for sweep in found.sweeps
        ]
    if found.worth_of_reserve and (worth := worth_of_reserve(run)) is not None:
        told["worth_of_the_reserve"] = {"nation": known(worth.nation)}
    if found.worth_of_floors is not None:
        floors, together = found.worth_of_floors.floors, found.worth_of_floors.together
        told["worth_of_floors"] = {
            "each": [_floor(one) for one in floors],
            "together": None if together is None else _floor(together),
        }
    if found.partners is not None:
        told["partners"] = [
            {
                "agreement": one.agreement, "country": one.country, "joins": one.joins, "worth": known(one.worth),
                "nation": known(one.nation), "why": list(one.why),
            }
            for one in found.partners.found
            if one.solved
        ]  # fmt: skip
    if found.largest_lost is not None:
        told["loss_of_the_largest"] = [
            {
                "material": one.material, "country": one.country, "with_reserve": known(one.cost_with),
                "without_reserve": known(one.cost_without), "days_with": known(one.days_with),
                "days_without": known(one.days_without), "why": list(one.why),
            }
            for one in found.largest_lost.losses
        ]  # fmt: skip
    if found.uncertainty is not None:
        told["uncertainty"] = {
            "vss": known(found.uncertainty.vss),
            "vss_until": known(found.uncertainty.vss_until),
            "evpi": known(found.uncertainty.evpi),
            "why": list(found.uncertainty.why),
        }
    if isinstance(found.simulation, Simulation):
        drawn = found.simulation
        told["simulation"] = {
            "histories": drawn.histories, "seed": drawn.seed, "without_reserve": known(drawn.without.mean),
            "with_reserve": known(drawn.with_reserve.mean), "spared_share": known(drawn.protection),
            "spared_share_error": known(drawn.protection_error),
        }  # fmt: skip
    if found.alternatives is not None:
        told["alternatives"] = [
            {"share": least.share, "first_year": least.first_year, "ordered": least.cost, "at_least": least.at_least}
            for least in found.alternatives.together
        ]
    return told


def known(figure: float) -> float | None:
    """A figure as JSON holds it."""
    return float(figure) if math.isfinite(figure) else None


def _floor(one: FloorWorth) -> dict[str, Any]:
    return {"name": one.name, "worth": known(one.worth), "nation": known(one.nation), "why": list(one.why)}
