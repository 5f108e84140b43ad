"""The parts of a simulation: what is drawn, what it makes of the market, how industry gets by, and the release rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from model.market import build_market
from model.simulation.foresight import known_from_the_start
from model.simulation.histories import StoryRate, between, draw_histories, own_histories
from model.simulation.replay import Replayer
from model.simulation.rule import Holding, may_release, release
from model.simulation.statistics import spread_of
from model.workbook import load
from tests.everything import everything
from tests.simulated import replayer_of, simulate, solved
from tests.tiny import Rows, demand, effect, metal, offer, row, story, workbook

COUNT = 20_000
DEAR = [row(segment="Users", step=1, cost_usd=1_000)]


@pytest.fixture(scope="module")
def replayer(tmp_path_factory: pytest.TempPathFactory) -> Replayer:
    """Of the workbook that makes use of everything."""
    settings, sheets = everything()
    return replayer_of(solved(tmp_path_factory.mktemp("everything"), settings, **sheets))


def close(share: float, expected: float) -> bool:
    """Whether the share of COUNT draws is within four standard errors of what it should be."""
    return abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / COUNT)


def test_stories_begin_as_often_and_when_they_should() -> None:
    """A story of 40 %: each of the periods 2 to 6 as likely. Its children exclude each other: one of 30 % two periods later,
    which lies beyond the plan where the parent begins in period 5 or 6, and one of 50 % in any period after its parent."""
    rates = (
        StoryRate("Parent", None, 0.4, (0,)),
        StoryRate("Soon", 0, 0.3, (2,)),
        StoryRate("Some day", 0, 0.5, (0,)),
    )
    onset = draw_histories(rates, 6, COUNT, 5).onset
    parent, soon, some_day = onset.T
    assert close((parent > 0).mean(), 0.4)
    for period in range(2, 7):
        assert close((parent == period).mean(), 0.4 / 5)
    assert close((soon > 0).mean(), 0.4 * 3 / 5 * 0.3) and (soon[soon > 0] == parent[soon > 0] + 2).all()
    assert close((some_day > 0).mean(), 0.4 * 4 / 5 * 0.5) and (some_day[some_day > 0] > parent[some_day > 0]).all()
    assert not ((soon > 0) & (some_day > 0)).any()
    assert close(((some_day == 6) & (parent == 4)).mean(), 0.4 / 5 * 0.5 / 2)


def test_stories_of_the_base_story_may_run_at_once() -> None:
    rates = (StoryRate("A", None, 0.5, (0,)), StoryRate("B", None, 0.4, (0,)))
    onset = draw_histories(rates, 4, COUNT, 1).onset
    assert close((onset > 0).all(axis=1).mean(), 0.2)


def test_the_first_histories_do_not_depend_on_how_many_are_drawn() -> None:
    rates = (StoryRate("A", None, 0.5, (0,)),)
    few, many = draw_histories(rates, 4, 10, 3), draw_histories(rates, 4, 1_000, 3)
    assert (few.onset == many.onset[:10]).all() and (few.severity == many.severity[:10]).all()


def test_what_lies_between() -> None:
    """The triangle from 10 to 40 with its top at 20: a third of it lies below the top, where (x − 10)² ÷ 300 is the share
    below x. Its mean is a third of 10 + 20 + 40."""
    quantiles = np.array([0.0, 1 / 12, 1 / 3, 1.0, np.nan])
    assert between(10, 20, 40, quantiles) == pytest.approx([10, 15, 20, 40, 20])
    assert between(20, 20, 20, quantiles) == pytest.approx([20] * 5)
    assert between(-10, -20, -40, quantiles) == pytest.approx([-10, -15, -20, -40, -20])
    even = (np.arange(100_000) + 0.5) / 100_000
    assert between(10, 20, 40, even).mean() == pytest.approx(70 / 3, rel=1e-4)


def test_the_trees_own_stories_find_the_trees_own_market(replayer: Replayer) -> None:
    """Factors, disruption and capacity of every whole story are those that the plan was made with, at each of its nodes."""
    data, tree = replayer.data, replayer.data.tree
    histories, probability = own_histories(replayer.rates, tree)
    assert probability.sum() == pytest.approx(1.0) and len(histories) == len(tree.leaves) == 5
    force = replayer.effects.of(histories)
    market, everyone = data.market, np.arange(len(histories))
    paths = tree.path[tree.leaves].T  # (T, L)
    for found, grid in (
        (force.price, market.conditions.price),
        (force.left, market.conditions.supply_left),
        (force.gained, market.conditions.supply_gained),
        (force.demand, market.conditions.demand),
        (force.run_left, market.conditions.process_left),
    ):
        for k, of_tree in enumerate(grid):
            assert found.get(k, np.ones(paths.shape)) == pytest.approx(of_tree[paths])
    assert (force.disrupted == market.disrupted[:, paths]).all()
    added = replayer.path.added
    for s in range(len(market.steps.names)):
        if not added[0][s].any():
            capacity = replayer.sellers.step(s, force, everyone).capacity
            assert np.broadcast_to(capacity, paths.shape) == pytest.approx(market.steps.capacity[s, paths])
    for p in range(market.processes.size):
        if not added[1][p].any():
            capacity = replayer.sellers.process(p, force, everyone).capacity
            assert np.broadcast_to(capacity, paths.shape) == pytest.approx(market.processes.capacity[p, paths])


def test_the_release_is_allowed_where_the_plan_allows_it(replayer: Replayer) -> None:
    data, tree = replayer.data, replayer.data.tree
    force = replayer.effects.of(own_histories(replayer.rates, tree)[0])
    assert (may_release(data, force.disrupted) == data.release.allowed[:, tree.path[tree.leaves].T]).all()


@pytest.mark.parametrize("when", ["disrupted", "any disruption"])
def test_a_release_delay_counts_as_in_the_plan(when: str, tmp_path: Path) -> None:
    settings, sheets = everything()
    path = workbook(tmp_path / "tiny.xlsx", {**settings, "Release when": when, "Release delay": 1}, **sheets)
    base = solved(tmp_path, {**settings, "Release when": when, "Release delay": 1}, **sheets)
    assert load(path).case.settings.release_delay == 1
    found = replayer_of(base)
    force = found.effects.of(own_histories(found.rates, found.data.tree)[0])
    on_paths = found.data.tree.path[found.data.tree.leaves].T
    assert (may_release(found.data, force.disrupted) == found.data.release.allowed[:, on_paths]).all()


def test_the_reserve_only_takes_off_shortage(replayer: Replayer) -> None:
    """In every history, of every material; and where nothing begins, both are what the base path is short of."""
    histories = draw_histories(replayer.rates, replayer.data.case.calendar.periods, 400, 1)
    replay = replayer.replay(histories)
    assert (replay.without >= replay.with_reserve - 1e-6).all() and (replay.without > replay.with_reserve + 1).any()
    quiet = (histories.onset == 0).all(axis=1)
    assert quiet.any()
    for costs in (replay.without, replay.with_reserve):
        assert costs[quiet] == pytest.approx(np.tile(replay.base, (quiet.sum(), 1)))
    assert replay.stock[quiet] == pytest.approx(np.tile(replay.base_stock, (quiet.sum(), 1)))


def test_chunks_do_not_matter(replayer: Replayer, monkeypatch: pytest.MonkeyPatch) -> None:
    histories = draw_histories(replayer.rates, replayer.data.case.calendar.periods, 50, 2)
    whole = replayer.replay(histories)
    monkeypatch.setattr("model.simulation.replay.CHUNK", 7)
    parts = replayer.replay(histories)
    assert parts.without == pytest.approx(whole.without) and parts.stock == pytest.approx(whole.stock)


def test_the_rule_by_hand() -> None:
    """100 t, of which a year loses a tenth, and a release limit of half the stock before the disruption.

    Year 1 is calm: 90 t are left and 10 t arrive, 100 t. The disruption of years 2 and 3 lets 50 t go a year. Year 2: 70 t
    are missing, 50 t go of 90 t, 40 t stay; the sale of 5 t that was planned does not take place. Year 3: of 36 t all go.
    Year 4 is calm: 3 t arrive.
    """
    holding = Holding(np.array([[10.0], [0.0], [0.0], [3.0]]), np.array([0.0, -5.0, 0.0, 0.0]), 0.9, 100.0, 0.5)
    disrupted = np.array([[False], [True], [True], [False]])
    given, stock = release(holding, np.array([[0.0], [70.0], [70.0], [70.0]]), disrupted, disrupted)
    assert given[:, 0] == pytest.approx([0, 50, 36, 0])
    assert stock[:, 0] == pytest.approx([100, 40, 0, 3])


def test_what_is_not_worth_it_is_not_released(tmp_path: Path) -> None:
    """Going without the first 30 t costs 60 USD/t, less than the 80 USD/t that a tonne is worth at the end; the rest costs
    1,000. Of 50 t missing 20 are released, and 30 × 60 USD stay."""
    base = solved(
        tmp_path,
        {"Periods": 3},
        materials=[metal(opening_stock=100, terminal_value=80)],
        supply=[offer("CHL", 100)],
        demand=[demand(100)],
        shortage_steps=[row(segment="Users", step=1, width=30, cost_usd=60), row(segment="Users", step=2, cost_usd=1_000)],
        stories=[story("Cut", 50, 3)],
        effects=[effect("Cut", "supply loss", 80, lasts=12)],
    )
    found = replayer_of(base)
    replay = found.replay(own_histories(found.rates, found.data.tree)[0])
    # Users buy nothing for the first 30 t on the base path either: 100 USD/t is more than 60.
    assert replay.base.sum() == pytest.approx(3 * 30 * 60)
    assert replay.without.sum(axis=1) == pytest.approx([3 * 30 * 60, 3 * 30 * 60 + 50 * 1_000])
    assert replay.with_reserve.sum(axis=1) == pytest.approx([3 * 30 * 60] * 2)
    assert (replay.base_stock[-1] - replay.stock[1, -1]) / 100 == pytest.approx(50)


def test_industry_turns_to_the_next_seller_a_lead_time_later(tmp_path: Path) -> None:
    """Chile's 100 t are cut to nothing in years 3 and 4 of five; Peru, dearer and a year away, could send 60 t. What is
    ordered there from year 3 on arrives from year 4 on: 100 t are short in year 3 and 40 t in year 4. At 2 % it is not worth
    ordering there before."""
    base = solved(
        tmp_path,
        {"Periods": 5},
        materials=[metal()],
        supply=[offer("CHL", 100), offer("PER", 60, premium=50, lead_time=12)],
        demand=[demand(100)],
        shortage_steps=DEAR,
        stories=[story("Cut", 2, 3)],
        effects=[effect("Cut", "supply loss", 100, country_or_agreement="CHL", lasts=24)],
    )
    own = simulate(base, 100).own
    assert own["replay_without"].to_numpy() == pytest.approx([0, 140_000], abs=1e-6)
    assert own["plan_without"].to_numpy() == pytest.approx([0, 140_000], abs=1e-3)


def test_a_cut_of_ore_comes_down_the_chain(tmp_path: Path) -> None:
    """Two tonnes of ore make one of Metal, a year later. Half the ore is lost in years 2 and 3, so half the Metal, 50 t, in
    years 3 and 4; another mine could send 20 t a year, for 10 t of Metal. The reserve's 60 t of Metal cover the 40 t of the
    first year; in the second nothing is disrupted any more, and as in the plan nothing is released."""
    sheets: dict[str, Rows] = {
        "materials": [metal(terminal_value=50, opening_stock=60), metal(10, "Ore")],
        "supply": [
            offer("CHL", 200, "Ore", offer="Ore CHL", for_="industry"),
            offer("PER", 20, "Ore", offer="Ore PER", for_="industry", premium=50),
        ],
        "demand": [demand(100)],
        "shortage_steps": DEAR,
        "processing": [
            row(process="Mill", country="USA", material="Ore", role="main input", capacity=200, cost=5, lead_time=12),
            row(process="Mill", material="Metal", role="output", ratio=0.5),
        ],
        "stories": [story("Cut", 50, 2)],
        "effects": [effect("Cut", "supply loss", 50, country_or_agreement="CHL", lasts=24)],
    }
    own = simulate(solved(tmp_path, {"Periods": 5}, **sheets), 100).own
    assert own["replay_without"].to_numpy() == pytest.approx([0, 80_000], abs=1e-6)
    assert own["plan_without"].to_numpy() == pytest.approx([0, 80_000], abs=1e-3)
    assert own["replay_with"].to_numpy() == pytest.approx([0, 40_000], abs=1e-6)
    assert own["plan_with"].to_numpy() == pytest.approx([0, 40_000], abs=1e-3)


def test_nothing_disrupted_is_nothing_short(tmp_path: Path) -> None:
    """A cut of half of what nobody needs: industry goes on as in the plan, and so does the reserve."""
    base = solved(
        tmp_path,
        {"Periods": 3},
        materials=[metal(opening_stock=5, terminal_value=50)],
        supply=[offer("CHL", 300)],
        demand=[demand(100)],
        shortage_steps=DEAR,
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", 50)],
    )
    found = simulate(base, 200)
    assert found.without.mean == found.with_reserve.mean == 0.0 and found.any_without == 0.0
    assert np.isnan(found.protection) and found.begun[1] > 0.3


def test_ranges_are_drawn_from_and_the_plan_ignores_them(tmp_path: Path) -> None:
    """A loss of 40 to 100 %, most likely 70 %, for one to three years, most likely two: tonnes short of each history lie
    between 40 × 1 and 100 × 3. The plan is the same without the ranges."""
    fixed = effect("Cut", "supply loss", 70, lasts=24)
    ranges = {"change_from": 40, "change_to": 100, "lasts_from": 12, "lasts_to": 36}
    sheets: dict[str, Rows] = {
        "materials": [metal()],
        "supply": [offer("CHL", 100)],
        "demand": [demand(100)],
        "shortage_steps": DEAR,
        "stories": [story("Cut", 50)],
    }
    plain = solved(tmp_path, {"Periods": 6}, **sheets, effects=[fixed])
    ranged = solved(tmp_path, {"Periods": 6}, **sheets, effects=[{**fixed, **ranges}])
    assert ranged.figures.objective == plain.figures.objective
    found = replayer_of(ranged)
    histories = draw_histories(found.rates, 6, 2_000, 1)
    early = (histories.onset[:, 0] > 0) & (histories.onset[:, 0] <= 3)  # ends within the plan
    short = found.replay(histories).without.sum(axis=1)[early] / 1_000
    assert 40 <= short.min() < 90 and 200 < short.max() <= 300
    assert short.mean() == pytest.approx(70 * 2, rel=0.03)  # the means of both triangles
    assert len(np.unique(short.round(6))) == len(short)
    off = solved(tmp_path, {"Periods": 6}, **sheets, effects=[{**fixed, **ranges, "change": 0}])
    assert not replayer_of(off).replay(histories).without.any()
    assert set(replayer_of(plain).replay(histories).without.sum(axis=1)[early].round(6)) == {140_000.0}


def test_a_known_history_is_the_story_of_its_plan(replayer: Replayer) -> None:
    """The market of a plan that knows one of the tree's own stories is that story's, period by period."""
    histories, _ = own_histories(replayer.rates, replayer.data.tree)
    tree, market = replayer.data.tree, replayer.data.market
    for number, leaf in enumerate(tree.leaves.tolist()):
        known = known_from_the_start(replayer.effects, histories, number)
        path = tree.path[leaf]
        assert known.tree.size == len(path)
        assert known.market.steps.capacity == pytest.approx(market.steps.capacity[:, path])
        assert known.market.demand.tonnes == pytest.approx(market.demand.tonnes[:, path])
        assert (known.market.disrupted == market.disrupted[:, path]).all()
    assert build_market(known.case, known.tree).steps.cut.sum() == 0


def test_spreads_by_hand() -> None:
    """1 to 100: of the worst 5 % the mean is 98, the quantile of 95 % 95.05."""
    spread = spread_of(np.arange(1.0, 101.0))
    assert spread.mean == 50.5 and spread.error == pytest.approx(np.sqrt(841.666667 / 100))
    assert spread.quantiles == pytest.approx((5.95, 25.75, 50.5, 75.25, 95.05))
    assert spread.worst == pytest.approx(95.05 + (0.95 + 1.95 + 2.95 + 3.95 + 4.95) / 100 / 0.05)
