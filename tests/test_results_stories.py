"""What stories do with the reserve and without: dearer shortage, releases and what they save, and how differences look."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from result_cases import MILLION, STOCKED, run, table, texts
from test_hand_projects import DEAR
from tiny import demand, effect, metal, offer, row, story

from model.report import layout, looks
from model.results.facts.run import Run
from model.results.reserve import page as reserve
from model.results.reserve.tables import STORIES
from model.results.shown.pages import Measure, Table
from model.results.stories import page as stories
from model.results.stories.dearer import find_dearer
from model.results.stories.sentences import dearer_in_a_sentence


@pytest.fixture(scope="module")
def competing(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """CHL gives 100 t a year, industry needs 80. The reserve must hold 60 t at the end of year 2.

    It buys 20 t a year at most, so industry lacks 20 t, at 300 the tonne: 6 000 USD that nobody would pay without it.
    """
    return run(
        tmp_path_factory.mktemp("competing"),
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL", 100)],
        demand=[demand(80)],
        shortage_steps=[row(segment="Users", step=1, cost_usd=300)],
        targets=[row(material="Metal", tonnes=60, hard="yes", by="2028")],
    )


def test_stories_in_which_the_reserve_makes_shortage_dearer(competing: Run) -> None:
    told = stories.page(competing).texts
    assert told[0].startswith("The reserve adds 6,000 USD to the expected shortage cost: 6,000 USD with it, 0 USD without")
    where, why = told[2:4]
    assert where.startswith(
        "In 1 story (100.0% probability) shortage costs more with the reserve than without, by up to 6,000 USD (base). Most "
        "of it is Metal: 20 t more are short"
    )
    assert why == (
        "The target of Metal is Hard on the Targets sheet and comes before shortage. Without Hard, or with a later By, more "
        "is left to industry."
    )
    found = find_dearer(competing)
    assert found is not None
    assert found.expected == pytest.approx(6_000)
    told = "Shortages that cost industry more with the reserve than without sum to 6,000 USD (expected)."
    assert texts(dearer_in_a_sentence(competing)) == [told]


def test_what_releases_save(tmp_path: Path) -> None:
    """The 40 t that the Cut sets free, 4 000 USD at base price, save 40 t of shortage at 1000; else nothing is released."""
    page = reserve.page(run(tmp_path, **STOCKED))
    found = table(page, "ReserveStories").set_index("Story")
    own = found.loc["Cut", [STORIES[name].header for name in ("released", "saved")]].astype(float)
    assert own.to_numpy() * MILLION == pytest.approx([4_000, 40_000])
    assert page.texts[-1] == (
        "The story in which the reserve saves most is Cut: 40,000 USD of shortage cost, with 4,000 USD of material released "
        "(at base price)."
    )


def test_releases_that_only_replace_purchases(tmp_path: Path) -> None:
    """In the Cut CHL gives nothing and PER sells at 300: nothing is short, and the reserve's 40 t spare buying there."""
    page = reserve.page(
        run(
            tmp_path,
            materials=[metal(terminal_value=80, opening_stock=40)],
            supply=[offer("CHL", 100), offer("PER", **DEAR)],
            demand=[demand()],
            stories=[story("Cut", 25)],
            effects=[effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
        )
    )
    assert page.texts[-1] == (
        "In 1 story what is released saves no shortage cost but replaces purchases, most of all in Cut: 4,000 USD of "
        "material."
    )


def test_differences_are_coloured_around_zero() -> None:
    """A column of the same table without negatives is neutral at 0 too; a table without any is coloured from its least."""
    frame = pd.DataFrame({"A (USD million)": [-2.0, 0.0, 8.0], "B (USD million)": [0.0, 1.0, 4.0]})
    measures = dict.fromkeys(map(str, frame.columns), Measure.USD_MILLION)
    apart = Table("Apart", "Apart", frame, measures, heat=("A (USD million)", "B (USD million)"))
    assert layout.coloured_around_zero(apart)
    assert {column.number_format for column in layout.column_looks(apart)} == {'#,##0.00;-#,##0.00;"–"'}
    scale = looks.heat(layout.numbers(frame["A (USD million)"]), True)[0].colorScale
    assert [point.val for point in scale.cfvo] == [-8, 0, 8]
    assert scale.color[1].rgb == "00FFFFFF"
    positive = Table("Plain", "Plain", frame[["B (USD million)"]], measures, heat=("B (USD million)",))
    assert not layout.coloured_around_zero(positive)
    assert len(looks.heat([0.0, 4.0], False)[0].colorScale.cfvo) == 2
