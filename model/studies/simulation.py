"""The plan out of sample: replayed in histories drawn from its stories, which may begin at any time and several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from model.case import Case
from model.market import build_market
from model.program import make_problem_data
from model.program.problem_data import ProblemData
from model.results.facts.cost_benefit import build_cost_benefit
from model.results.facts.plan_result import PlanResult
from model.results.facts.run import Run
from model.results.facts.shortage import shortage_cost
from model.results.facts.simulation import NoSimulation, Rule, Simulation, to_plain
from model.schema.studies import SIMULATION
from model.simulation.effects import Effects
from model.simulation.foresight import known_from_the_start
from model.simulation.histories import Histories, draw_histories, one_at_a_time, own_histories, story_rates
from model.simulation.plan import NoBasePathError
from model.simulation.replay import Replay, Replayer
from model.simulation.statistics import QUANTILES, Spread, mean_and_error, spared_share, spread_of
from model.studies.prepared import build
from model.studies.session import Session
from model.studies.study import Base, Outcome, Plain, Task
from model.studies.time_left import stages_of_task
from model.studies.variant import NoPlanError, certified
from model.tolerances import LEAST_USD
from model.tree import IntArray, build_tree
from model.workbook.variants.simulation import HISTORIES, SEED, read_draw

SAMPLE = 20  # histories that are solved with foresight: each takes a solve of one path
CHEAP = 1e-3  # what the costs of goods count beside shortage where only shortage shall matter
REPLAY = "replay"
NO_BASE_PATH = "the stories of the workbook take all the probability of the base story, so there is no base path to replay."


@dataclass(frozen=True)
class SimulationStudy:
    """So many `histories`, drawn from a `seed`; the first `sample` of them in which anything begins with foresight too."""

    histories: int = HISTORIES
    seed: int = SEED
    sample: int = SAMPLE
    kind: str = SIMULATION

    def tasks(self, base: Base) -> Sequence[Task]:
        """One replays all histories; the others solve one each, known from the start."""
        case = base.case.in_definite_order()
        rates = story_rates(case, build_tree(case))
        chosen = _sample(draw_histories(rates, case.calendar.periods, self.histories, self.seed), self.sample)
        return [
            Task(REPLAY, replay_all, (self.histories, self.seed, self.sample)),
            *(Task(_foresight(number), solve_known, (self.seed, number)) for number in chosen),
        ]

    def findings(self, base: Base, outcomes: Mapping[str, Outcome]) -> Simulation | NoSimulation:
        """All that was found, as far as the replay was."""
        replayed = outcomes[REPLAY]
        if replayed.found is None:
            return NoSimulation(replayed.why)
        found = dict(replayed.found)
        known = [
            {**line, **outcome.found}
            for line in _rows(found["foresight"])
            if (outcome := outcomes[_foresight(line["history"])]).found is not None
        ]
        columns = ["history", "without", "with_reserve", "known_without", "known_with", "known_net", "known_least"]
        spreads = {
            name: Spread(**{**found[name], "quantiles": tuple(found[name]["quantiles"])})
            for name in ("without", "with_reserve", "spared")
        }
        frames = {name: pd.DataFrame(found[name]) for name in ("materials", "stories", "own", "stock")}
        missing = tuple((name, " ".join(one.why)) for name, one in outcomes.items() if one.found is None)
        rule = Rule(found["rule"]["when"], found["rule"]["delay"], tuple(found["rule"]["limits"]))
        rest = {
            **found, **spreads, **frames, "rule": rule, "begun": tuple(found["begun"]),
            "foresight": pd.DataFrame(known, columns=columns),
        }  # fmt: skip
        return Simulation(self.histories, self.seed, **rest, missing=missing)


def simulation_of(case: Case) -> SimulationStudy:
    """The simulation that the Studies sheet asks for, or else one of the usual size."""
    rows = [row for row in case.records("studies") if row["study"] == SIMULATION]
    chosen = next((row for row in rows if row["on"]), rows[0] if rows else {"values": ""})
    draw = read_draw(chosen["values"])
    assert draw is not None  # as the check saw to
    return SimulationStudy(draw.histories, draw.seed)


def problem_data(base: Base) -> ProblemData:
    """What the base's program was built from."""
    case = base.case.in_definite_order()
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


def _foresight(history: int) -> str:
    return f"history {history + 1} with foresight"


def _sample(histories: Histories, size: int) -> list[int]:
    """The first histories in which anything begins."""
    return np.flatnonzero((histories.onset > 0).any(axis=1))[:size].tolist()


def _rows(plain: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(plain, values, strict=True)) for values in zip(*plain.values(), strict=True)]


def replay_all(base: Base, count: int, seed: int, sample: int) -> Plain:
    """All histories and the plan's own stories replayed, and what that comes to. Raises NoPlanError where the plan has no
    base path."""
    data = problem_data(base)
    try:
        replayer = Replayer(data, base.values)
    except NoBasePathError:
        raise NoPlanError(NO_BASE_PATH) from None
    histories = draw_histories(replayer.rates, data.case.calendar.periods, count, seed)
    replay = replayer.replay(histories)
    without, with_reserve = replay.without.sum(axis=1), replay.with_reserve.sum(axis=1)
    protection, error = spared_share(without, with_reserve)
    base_cost = float(replay.base.sum())
    chosen = _sample(histories, sample)
    own, released = _own(base, replayer)
    begun = (histories.onset > 0).sum(axis=1)
    return {
        "rule": asdict(_rule(replayer)),
        "without": asdict(spread_of(without)),
        "with_reserve": asdict(spread_of(with_reserve)),
        "spared": asdict(spread_of(without - with_reserve)),
        "protection": protection,
        "protection_error": error,
        "any_without": float((without > base_cost + LEAST_USD).mean()),
        "any_with": float((with_reserve > base_cost + LEAST_USD).mean()),
        "alone": _alone(replayer, histories, replay),
        "begun": [float((begun == 0).mean()), float((begun == 1).mean()), float((begun > 1).mean())],
        "materials": to_plain(_materials(data, replay)),
        "stories": to_plain(_stories(replayer, histories, without, with_reserve)),
        "own": to_plain(own),
        "stock": to_plain(_stock(data, replay)),
        "foresight": {
            "history": chosen,
            "without": without[chosen].tolist(),
            "with_reserve": with_reserve[chosen].tolist(),
        },
        "released": released,
    }


def _alone(replayer: Replayer, histories: Histories, replay: Replay) -> dict[str, float]:
    """Mean costs if the stories that begin in a history had each come alone, and their costs added up."""
    several = np.flatnonzero(_roots(replayer, histories) > 1)
    parts, of = one_at_a_time(histories.some(several), replayer.rates)
    apart, base = replayer.replay(parts), float(replay.base.sum())
    means = {}
    for name, costs, alone in (
        ("without", replay.without, apart.without),
        ("with_reserve", replay.with_reserve, apart.with_reserve),
    ):
        total = costs.sum(axis=1)
        total[several] = base + np.bincount(of, alone.sum(axis=1) - base, len(several))
        means[name] = float(total.mean())
    return means


def _roots(replayer: Replayer, histories: Histories) -> IntArray:
    """How many stories of the base story begin in each history, (H,)."""
    own = np.array([rate.parent is None for rate in replayer.rates], dtype=bool)
    return np.asarray((histories.onset[:, own] > 0).sum(axis=1))


def _rule(replayer: Replayer) -> Rule:
    settings = replayer.data.case.settings
    held = replayer.limits[(replayer.path.stock > 0).any(axis=1)]
    limits = held[np.isfinite(held)]
    return Rule(settings.release_when, settings.release_delay, (limits.min(), limits.max()) if len(limits) else ())


def _materials(data: ProblemData, replay: Replay) -> pd.DataFrame:
    """Mean costs of every material, the dearest first."""
    spared = [mean_and_error(column) for column in (replay.without - replay.with_reserve).T]
    table = pd.DataFrame(
        {
            "material": list(data.market.materials),
            "without": replay.without.mean(axis=0),
            "with_reserve": replay.with_reserve.mean(axis=0),
            "spared": [mean for mean, _ in spared],
            "error": [error for _, error in spared],
        }
    )
    table = table[table["without"] >= LEAST_USD]
    return table.sort_values("without", ascending=False, kind="stable", ignore_index=True)


def _stories(replayer: Replayer, histories: Histories, without: Any, with_reserve: Any) -> pd.DataFrame:
    """Every story: how often it is drawn, and what histories with it come to."""
    calendar = replayer.data.case.calendar
    years = (calendar.periods - 1) * calendar.length
    rows = []
    for w, rate in enumerate(replayer.rates):
        begins = histories.onset[:, w] > 0
        yearly = -np.log1p(-rate.probability) / years if rate.parent is None and rate.probability < 1 else np.nan
        costs = [float(cost[begins].mean()) if begins.any() else np.nan for cost in (without, with_reserve)]
        rows.append((rate.name, rate.probability, yearly, float(begins.mean()), *costs))
    return pd.DataFrame(rows, columns=["story", "probability", "rate", "share", "without", "with_reserve"])


def _stock(data: ProblemData, replay: Replay) -> pd.DataFrame:
    calendar = data.case.calendar
    quantiles = np.quantile(replay.stock, QUANTILES, axis=0)
    return pd.DataFrame(
        {
            "period": [calendar.label(t) for t in calendar.numbers],
            "planned": replay.base_stock,
            **{f"{quantile:.0%}": values for quantile, values in zip(QUANTILES, quantiles, strict=True)},
        }
    )


def _own(base: Base, replayer: Replayer) -> tuple[pd.DataFrame, dict[str, float]]:
    """The plan's whole stories, as the plan has them and as the replay sees them; and the expected value of what is released
    in them by the plan and by the rule, at base prices and discounted."""
    data, tree = replayer.data, replayer.data.tree
    histories, probability = own_histories(replayer.rates, tree)
    replay = replayer.replay(histories)
    cells = data.cells["short"]
    rate = data.shortages.cost[cells.row, data.node_period[cells.node]] * data.discount[cells.node]

    def along_paths(node: Any, amounts: Any) -> Any:
        return np.bincount(node, amounts, tree.size)[tree.path[tree.leaves]].sum(axis=1)

    unknown = np.full(len(tree.leaves), np.nan)
    own = pd.DataFrame(
        {
            "story": [tree.stories[w].name for w in tree.story[tree.leaves]],
            "probability": probability,
            "plan_without": unknown if base.short_without is None else along_paths(cells.node, base.short_without * rate),
            "replay_without": replay.without.sum(axis=1),
            "plan_with": along_paths(cells.node, base.values["short"] * rate),
            "replay_with": replay.with_reserve.sum(axis=1),
        }
    )
    release = data.cells["release"]
    price = data.market.base_price[release.row, data.node_period[release.node]] * data.discount[release.node]
    value = base.values["release"] * price
    always = value[tree.story[release.node] == 0].sum()
    return own, {
        "plan": float(along_paths(release.node, value) @ probability),
        "rule": float(replay.released @ probability + always),
    }


def solve_known(base: Base, seed: int, number: int) -> Plain:
    """The plan that knows one of the histories from the start, and industry alone with the same knowledge: shortage costs and
    the reserve's net cost, USD; and the least shortage cost, of a plan to which goods are cheap. Raises NoPlanError."""
    data = problem_data(base)
    rates = story_rates(data.case, data.tree)
    histories = draw_histories(rates, data.case.calendar.periods, number + 1, seed)
    effects, stages = Effects(data, rates), stages_of_task()

    def solved(weight: float) -> tuple[Run, PlanResult]:
        known = known_from_the_start(effects, histories, number, weight)
        run = certified(Session(known.case).solve_prepared(build(known, stages), stages))
        assert run.result is not None
        return run, run.result

    run, result = solved(1.0)
    found = build_cost_benefit(run)
    return {
        "known_without": found.short_without,
        "known_with": shortage_cost(result),
        "known_net": float(found.net_cost.sum()),
        "known_least": shortage_cost(solved(CHEAP)[1]),
    }
