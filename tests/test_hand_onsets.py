"""Hand-solved: stories that begin on one of several dates, and children that begin so many months after their parent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from result_cases import MILLION, run, table
from tiny import Rows, demand, effect, metal, offer, optimum, story, workbook

from model.results.reserve import page as reserve
from model.results.reserve.tables import STORIES
from model.results.stories import page as stories
from model.results.stories.tables import COSTS
from model.results.summary import page as summary
from model.tree import Tree, build_tree
from model.workbook import load

CALM: dict[str, Rows] = {"materials": [metal()], "supply": [offer("CHL")], "demand": [demand()]}


def tree_of(folder: Path, settings: dict[str, Any], told: Rows) -> Tree:
    path = workbook(folder / "tree.xlsx", settings, **CALM, stories=told)
    return build_tree(load(path).case)


@pytest.mark.parametrize(("lasts", "expected"), [(None, 36_000), (12, 34_000)])
def test_a_story_on_one_of_two_dates(tmp_path: Path, lasts: float | None, expected: float) -> None:
    """A (40 %) doubles the price from year 2 or from year 3 on, 20 % each; three years, 100 t a year.

    Mean price: 100; 0.8 x 100 + 0.2 x 200 = 120; 0.6 x 100 + 0.4 x 200 = 140: 36 000.
    Where it lasts a year the clock of each date runs by itself: 100; 120; 0.8 x 100 + 0.2 x 200 = 120: 34 000.
    """
    outcome = optimum(
        tmp_path, {"Periods": 3}, **CALM, stories=[story("A", 40, "2; 3")], effects=[effect("A", "price", 100, lasts=lasts)]
    )
    assert outcome.objective == pytest.approx(expected)


@pytest.mark.parametrize(
    ("onset", "expected"),
    [("+12 months", 53_000), ("12 months", 53_000), ("+24", 51_000), ("+12; +24", 52_000), (3, 54_000), ("3; 4", 53_000)],
)
def test_a_child_of_a_story_with_two_dates(tmp_path: Path, onset: Any, expected: float) -> None:
    """A (40 %) doubles the price from year 2 or year 3 on, B raises it by half again. Four years, 100 t a year.

    Mean prices without B: 100, 120, 140, 140: 50 000; a year of B adds its probability x (300 - 200) x 100.
    - 50 % a year after A: begun by year 3 0.1, by year 4 0.2: + 3000.
    - 50 % two years after A: by year 4 0.1, as A in year 3 leaves no time: + 1000.
    - 50 % one or two years after A, 25 % each: by year 3 0.05, by year 4 0.15: + 2000.
    - 100 % in year 3, after A in year 2 alone: by year 3 0.2, by year 4 0.2: + 4000.
    - 75 % in year 3 or 4: by year 3 0.075, by year 4 0.075 more after A in year 2 and 0.075 after A in year 3: + 3000.
    """
    probability = {3: 100, "3; 4": 75}.get(onset, 50)
    outcome = optimum(
        tmp_path,
        {"Periods": 4},
        **CALM,
        stories=[story("B", probability, onset, parent="A"), story("A", 40, "2; 3")],
        effects=[effect("A", "price", 100), effect("B", "price", 50)],
    )
    assert outcome.objective == pytest.approx(expected)


def test_one_stock_serves_whichever_date_comes(tmp_path: Path) -> None:
    """CHL (100 t a year at 100) stops for a year in year 2 or in year 3, 25 % each; PER sells the reserve 100 t in year 1.

    A tonne kept saves 0.5 x 1000 and costs 100, whichever date it is: 100 t are bought, released when it comes.
    20 000 in year 1; 0.75 x 10 000 in year 2; 0.75 x 10 000 in year 3: 35 000. Two stocks would cost 45 000.
    """
    outcome = optimum(
        tmp_path,
        {"Periods": 3},
        materials=[metal()],
        supply=[offer("CHL", 100, for_="industry"), offer("PER", 200, for_="reserve", to=1)],
        demand=[demand()],
        stories=[story("Stop", 50, "2; 3")],
        effects=[effect("Stop", "supply loss", 100, lasts=12)],
    )
    assert outcome.objective == pytest.approx(35_000)
    assert outcome.purchases["PER"] == pytest.approx(100)


def test_names_and_probabilities(tmp_path: Path) -> None:
    """A (40 %) in 2028 or 2029; B, 50 % given A, in 2030, after either; C, 10 % given A, two years after it: in 2030 or 2031.

    A comes on each date with 20 %, B after it with 10 %, C with 2 %: 8 % of A stay whole. Base 60 %.
    """
    told = [story("A", 40, "2028; 2029"), story("B", 50, 4, parent="A"), story("C", 10, "+24 months", parent="A")]
    tree = tree_of(tmp_path, {"Periods": 5}, told)
    found = {one.name: (one.title, one.onset, one.probability, one.whole) for one in tree.stories}
    assert found == {
        "base": ("base", 1, 1.0, pytest.approx(0.6)),
        "A (2028)": ("A", 2, pytest.approx(0.2), pytest.approx(0.08)),
        "A (2029)": ("A", 3, pytest.approx(0.2), pytest.approx(0.08)),
        "B (2030, after 2028)": ("B", 4, pytest.approx(0.1), pytest.approx(0.1)),
        "B (2030, after 2029)": ("B", 4, pytest.approx(0.1), pytest.approx(0.1)),
        "C (2030)": ("C", 4, pytest.approx(0.02), pytest.approx(0.02)),
        "C (2031)": ("C", 5, pytest.approx(0.02), pytest.approx(0.02)),
    }
    assert [tree.stories[one.parent].name for one in tree.stories[3:] if one.parent] == ["A (2028)", "A (2029)"] * 2
    assert np.bincount(tree.period, tree.weight)[1:] == pytest.approx(np.ones(5))
    assert "2030 · C (2030)" in tree.labels


def test_months_count_from_the_day_typed(tmp_path: Path) -> None:
    """Quarters from January 2027. A in Q2, typed as its last day: two months later is 30 August, in Q3; typed as the
    quarter, which begins on 1 April, it would be 1 June, in Q2 itself, and is an error. Seven months later: 30 January."""
    settings = {"Period months": 3, "Periods": 8}
    told = [story("A", 40, "2027-06-30"), story("B", 50, "+2 months", parent="A"), story("C", 50, "+7 months", parent="A")]
    assert [one.onset for one in tree_of(tmp_path, settings, told).stories] == [1, 2, 3, 5]


def test_a_story_of_one_date_keeps_its_name(tmp_path: Path) -> None:
    told = [story("A", 40, "2; 3"), story("B", 50, 2), story("C", 50, "+12 months", parent="B"), story("D", 9, 3, parent="A")]
    names = [one.name for one in tree_of(tmp_path, {"Periods": 4}, told).stories]
    assert names == ["base", "A (2028)", "A (2029)", "B", "C", "D (2029)"]


def test_tables_by_story_take_its_dates_together(tmp_path: Path) -> None:
    """CHL (100 t a year at 100) stops for a year in year 2 or 3, 25 % each; the reserve holds 40 t, shortage costs 1000.

    On each date 100 t are short without the reserve, 60 t with it: so they are in the story, not 200 t.
    """
    outcome = run(
        tmp_path,
        {"Periods": 3},
        materials=[metal(opening_stock=40)],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand()],
        stories=[story("Stop", 50, "2; 3")],
        effects=[effect("Stop", "supply loss", 100, lasts=12)],
    )
    page = stories.page(outcome)
    found = table(page, "StoriesShortage").set_index("Story")
    assert list(found.index) == ["Stop", "base", "Expected over all stories"]
    assert found["Probability of the whole story (%)"].tolist() == pytest.approx([0.5, 0.5, 1.0])
    assert found["Shortage with reserve (t)"].tolist() == pytest.approx([60, 0, 30])
    assert found[COSTS["without"]].to_numpy() * MILLION == pytest.approx([100_000, 0, 50_000])
    heat = table(page, "StoriesHeatProtection")
    assert heat["Stop (USD million)"].item() * MILLION == pytest.approx(40_000)
    assert list(table(page, "StoriesTree")["Story"]) == ["base", "Stop (2028)", "Stop (2029)"]
    worst = "is Stop (mean of its 2 dates)"
    assert any(worst in told for told in page.texts)
    assert any(worst in told for told in summary.page(outcome).texts)
    page = reserve.page(outcome)
    by_story = table(page, "ReserveStories").set_index("Story")
    own = by_story.loc["Stop", [STORIES[name].header for name in ("released", "saved")]].astype(float)
    assert own.to_numpy() * MILLION == pytest.approx([4_000, 40_000])
    released = table(page, "ReserveReleases")
    assert released[["Story", "First release", "Released (t)"]].to_numpy().tolist() == [["Stop", "2028", pytest.approx(40)]]
