"""One history as the only thing that may happen: what a plan would be that knew it from the start."""

from __future__ import annotations

from dataclasses import replace

from model.market import build_market
from model.market.average import without_stories
from model.market.clubs import build_clubs
from model.market.effects import Effect, select_materials
from model.program import make_problem_data
from model.program.problem_data import ProblemData
from model.simulation.effects import Effects
from model.simulation.histories import Histories
from model.tree import build_tree

WEIGHTS = (
    "weight_industry", "weight_reserve", "weight_participants", "weight_treasury", "weight_duties", "weight_partners",
)  # fmt: skip


def known_from_the_start(effects: Effects, histories: Histories, number: int, weight: float = 1.0) -> ProblemData:
    """The inputs of a plan in which this history is the base story and there is no other. `weight`: what the costs of all
    ledgers count beside shortage, as a share of what the settings say."""
    case = without_stories(effects.data.case)
    weights = {name: weight * getattr(case.settings, name) for name in WEIGHTS}
    case = replace(case, settings=replace(case.settings, **weights))
    tree = build_tree(case)
    clubs, one = build_clubs(case), histories.some([number])
    in_force = []
    for row, typed in zip(effects.rows, effects.typed, strict=True):
        if one.onset[0, row.story]:
            in_force.append(
                Effect(
                    typed["story"],
                    row.kind,
                    float(row.changes(one.severity[:, row.story])[0]),
                    row.strength(one.onset[:, row.story], one.length[:, row.story], tree.calendar)[:, 0][tree.period - 1],
                    select_materials(case, typed["material_or_group"], typed["stage"]),
                    clubs.who(typed["country_or_agreement"]),
                    typed["segment"],
                    int(typed["row"]),
                )
            )
    return make_problem_data(case, tree, build_market(case, tree, in_force))
