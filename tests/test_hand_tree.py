"""Hand-solved: stories, their probabilities and weights, and what their effects do when."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import Row, demand, effect, member, metal, offer, optimum, story

SHORT = {"segment": "Users", "step": 1}


def test_a_story_grows_out_of_another(tmp_path: Path) -> None:
    """A (20 %) from year 2 doubles the price; B, 50 % given A, from year 3 adds half again. Whole stories 80, 10, 10 %.

    Mean price: 100; 0.8 x 100 + 0.2 x 200 = 120; 0.8 x 100 + 0.1 x 200 + 0.1 x 300 = 130. 100 t a year: 35 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("B", 50, 3, parent="A"), story("A", 20, 2)],
        effects=[effect("A", "price", 100), effect("B", "price", 50)],
    )
    assert outcome.objective == pytest.approx(35_000)


def test_children_of_one_story_exclude_each_other(tmp_path: Path) -> None:
    """A (20 %) from year 2 doubles the price, C (30 %) from year 3 raises it by half; both leave the base story.

    Mean price: 100; 0.8 x 100 + 0.2 x 200 = 120; 0.5 x 100 + 0.2 x 200 + 0.3 x 150 = 135. 100 t a year: 35 500.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("A", 20, 2), story("C", 30, 3)],
        effects=[effect("A", "price", 100), effect("C", "price", 50)],
    )
    assert outcome.objective == pytest.approx(35_500)


def test_a_child_keeps_its_parents_effects_with_their_own_clocks(tmp_path: Path) -> None:
    """A (50 %) doubles the price in years 2 and 3, B (50 % given A) adds half again in year 3. Four years.

    100; 0.5 x 100 + 0.5 x 200 = 150; 0.5 x 100 + 0.25 x 200 + 0.25 x 300 = 175; 100. 100 t a year: 52 500.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 4},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("A", 50, 2), story("B", 50, 3, parent="A")],
        effects=[effect("A", "price", 100, lasts=24), effect("B", "price", 50, lasts=12)],
    )
    assert outcome.objective == pytest.approx(52_500)


def test_certain_and_impossible_stories(tmp_path: Path) -> None:
    """A story of 100 % replaces the base from year 2 (price doubles), one of 0 % never happens: 10 000 + 20 000."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Sure", 100), story("Never", 0)],
        effects=[effect("Sure", "price", 100), effect("Never", "supply loss", 100)],
    )
    assert outcome.objective == pytest.approx(30_000)


@pytest.mark.parametrize(("cost", "expected", "bought", "short"), [(250, 15_500, 0, 30), (300, 16_000, 100, 0)])
def test_two_stories_that_part_at_period_5_share_what_is_bought_before(
    tmp_path: Path, cost: float, expected: float, bought: float, short: float
) -> None:
    """100 t wanted in year 5 alone. Stop (30 %) ends all supply then, Boom (20 %) raises demand to 150 t.

    The price is 100, in years 2 to 4 110, so that a stock is bought in year 1. A tonne in stock serves both stories:
    it saves `cost` in Stop and 100 in Boom, and costs 100 whatever comes.
    At 250: 0.3 x 250 + 0.2 x 100 = 95 < 100, nothing is bought: 0.5 x 10 000 + 0.3 x 25 000 + 0.2 x 15 000.
    (Knowing the story, one would buy for Stop alone: 11 000.)
    At 300: 110 > 100 for the 100 t that Stop needs: 10 000 + 0.5 x 10 000 + 0.2 x 50 x 100.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 5},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand(from_=5, to=5)],
        shortage_steps=[{**SHORT, "cost_usd": cost}],
        prices=[{"material": "Metal", "period": year, "price": 110} for year in (2, 3, 4)],
        stories=[story("Stop", 30, 5), story("Boom", 20, 5)],
        effects=[effect("Stop", "supply loss", 100), effect("Boom", "demand", 50)],
    )
    assert outcome.objective == pytest.approx(expected)
    assert outcome.purchases.get("CHL", 0) == pytest.approx(bought, abs=1e-6)
    assert outcome.shortage["Metal"] == pytest.approx(short, abs=1e-6)


def test_ramps_are_averaged_over_the_period(tmp_path: Path) -> None:
    """A story of 50 % in year 2: price + 60 % after 6 months, for 12, fading over 12 more. Four years, 100 t a year.

    Year 2: half of the time: 130. Year 3: six months in full, six falling to half (mean 0.75): 0.875: 152.5.
    Year 4: six months falling from half (mean 0.25): 0.125: 107.5.
    10 000 + 0.5 x 30 000 + 0.5 x (13 000 + 15 250 + 10 750) = 44 500.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 4},
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Dear", 50)],
        effects=[effect("Dear", "price", 60, starts_after=6, lasts=12, recovers_over=12)],
    )
    assert outcome.objective == pytest.approx(44_500)


@pytest.mark.parametrize(
    ("effects", "expected"),
    [
        ([effect("S", "supply loss", 60)], 47_000),
        ([effect("S", "supply loss", -60)], 47_000),
        ([effect("S", "supply loss", 60, country_or_agreement="CHL")], 47_000),
        ([effect("S", "supply loss", 60, country_or_agreement="Club")], 47_000),
        ([effect("S", "supply loss", 60, country_or_agreement="PER")], 20_000),
        ([effect("S", "supply loss", 60, material_or_group="Family", stage="refined")], 47_000),
        ([effect("S", "supply loss", 60, material_or_group="Family", stage="mined")], 20_000),
        ([effect("S", "supply loss", 50), effect("S", "supply loss", 50, country_or_agreement="CHL")], 53_750),
        ([effect("S", "demand", 50)], 45_000),
        ([effect("S", "demand", -50)], 17_500),
        ([effect("S", "demand", -50, country_or_agreement="PER")], 17_500),
        ([effect("S", "demand", -50, segment="Other users")], 20_000),
        ([effect("S", "price", 40)], 22_000),
        ([effect("S", "price", 40), effect("S", "price", -50)], 18_500),
        ([effect("S", "supply loss", 60), effect("S", "price", 40)], 47_800),
        ([effect("S", "freight", 100)], 20_000),
    ],
)
def test_effects(tmp_path: Path, effects: list[Row], expected: float) -> None:
    """CHL sells 100 t a year at 100, 100 t are wanted, nobody else sells Metal. A story of 50 % in year 2 of two.

    Year 1 10 000, base 5000, and half of the story's year 2, 10 000 undisturbed:
    - loss 60 %, typed 60 or -60, of CHL or its Club: 40 x 100 + 60 x 1000 = 64 000; two losses of 50 %: 25 t are left:
      2500 + 75 000; of another country or stage: nothing.
    - demand + 50 %: 10 000 + 50 000; - 50 %, whatever the country: 5000; of another segment: nothing.
    - price + 40 %: 14 000; with - 50 % beside it 100 x 1.4 x 0.5 = 70: 7000; with the loss of 60 %: 40 x 140 and
      60 t short at 10 x the base price, not the market's: 65 600.
    - freight of nothing doubled is nothing.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(group="Family", stage="refined"), metal(name="Ore", stage="mined")],
        agreements=[member("Club", "CHL")],
        countries=[{"country": "PER"}],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand(), demand(0, segment="Other users")],
        stories=[story("S", 50)],
        effects=effects,
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(("where", "expected"), [("CHL", 22_500), (None, 22_500), ("PER", 22_000)])
def test_freight_effects(tmp_path: Path, where: str | None, expected: float) -> None:
    """100 t a year at 100 + 10 freight; in a story of 50 % in year 2 freight doubles: 11 000 + 5500 + 0.5 x 12 000."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        countries=[{"country": "CHL", "freight": 10}, {"country": "PER"}],
        supply=[offer("CHL")],
        demand=[demand()],
        stories=[story("Storm", 50)],
        effects=[effect("Storm", "freight", 100, country_or_agreement=where)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_demand_of_one_segment(tmp_path: Path) -> None:
    """Defense 20 t, Civil 80 t; in a story of 50 % in year 2 Defense wants half as much again: 0.5 x 1000 more."""
    outcome = optimum(
        tmp_path,
        materials=[metal()],
        supply=[offer("CHL")],
        demand=[demand(20, segment="Defense"), demand(80, segment="Civil")],
        stories=[story("War", 50)],
        effects=[effect("War", "demand", 50, segment="Defense")],
    )
    assert outcome.objective == pytest.approx(20_500)
