"""No masked figure can be worked out from the public copy: plans of different amounts have one and the same copy.

Public are world output, demand, capacities, ratios, market prices, freight, contracts, the market-impact cap, limits, and
the amounts of loans; confidential is what the planner wants, here the target. In each pair below the public part is the
same. In one plan what is public binds, so that its figure is the amount: all of a capacity is bought, all of a loan drawn.
In the other it does not. Were there a word or a number from which the amount could be worked out, the copies would differ.

Beside these, every column of numbers is named in PUBLIC_NUMBERS, each with what it is a share of.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from everything import everything
from plants import METAL, ORE, places, plant, seller
from result_cases import run
from test_public import CHAIN, ODD, solved
from tiny import Row, Rows, demand, metal, offer, row, workbook

from model.results.facts.purchases import reserve_purchases
from model.results.facts.run import Run
from model.results.public.pages import public_pages
from model.results.shown.masking import MASK, PUBLIC_NUMBERS, WORTH
from model.workbook import load

BOUND, FREE = 10.2, 8.0  # t wanted: 10 t are had, which is 98 % and counts as met; and less than the 10 t
TELLING = re.compile(r"exhaust|\bbinds?\b|\bfull|max capacity|all money|\bleft\b|\bmisses\b|\bmeets\b", re.IGNORECASE)
COPPER = metal(100, "Copper")


def case(settings: dict[str, Any] | None = None, **sheets: Rows) -> tuple[dict[str, Any], dict[str, Rows]]:
    """A reserve of Metal in one year, sold by CHL, where nobody else wants it; and of Copper, to have another share."""
    usual: dict[str, Rows] = {
        "materials": [metal(world_output=100), COPPER],
        "supply": [offer("CHL", 1000), offer("PER", 1000, "Copper")],
        "demand": [demand(50, "Copper")],
        "countries": [row(country="CHL", entity_of_concern="yes")],
    }
    return {"Periods": 1, **(settings or {})}, {**usual, **sheets}


CASES = {
    "all of an offer is bought": case(supply=[offer("CHL", 10), offer("PER", 1000, "Copper")]),
    "all of an offer for the reserve alone": case(
        supply=[offer("CHL", 10, for_="reserve"), offer("PER", 1000, "Copper")]
    ),
    "the market-impact cap binds": case({"Market-impact cap": 10}),
    "a limit in tonnes binds": case(limits=[row(limit="Cap", scope="Metal", of="CHL", for_="reserve", at_most_tonnes=10)]),
    "the store is full": case(
        materials=[metal(storage_class="Yard"), COPPER], storage=[row(storage_class="Yard", capacity=10)]
    ),
    "all of a loan is drawn": case(finance=[row(tranche="Loan", amount=1000)]),
    "all of a contract is taken": case(
        supply=[offer("CHL", 10, for_="reserve"), offer("PER", 1000, "Copper")],
        floors=[
            row(floor="Offtake", material="Metal", offer="CHL", mechanism="fixed price", price=100, quantity=10,
                take_or_pay=0)
        ],
    ),
    "a process runs at its full capacity": case(
        materials=[ORE, METAL, COPPER],
        supply=[seller("MYS", "Ore", for_="industry"), offer("PER", 1000, "Copper")],
        countries=places("MYS"),
        processing=plant("Ore", {"Metal": 0.5}, "MYS", capacity=20),
    ),
    "a project is built to its most": case(
        supply=[offer("CHL", 0), offer("PER", 1000, "Copper")],
        projects=[row(project="Mine", adds_to="CHL", max_capacity=10, capital_cost=1)],
    ),
    "the co-funding budget is spent": case(
        {"Public co-funding budget": 100},
        supply=[offer("CHL", 0), offer("PER", 1000, "Copper")],
        projects=[row(project="Mine", adds_to="CHL", max_capacity=1000, capital_cost=10)],
    ),
}  # fmt: skip


def shown(outcome: Run, path: Path) -> list[Any]:
    """All that the public copy shows: sentences, headers and cells, and what is drawn."""
    told: list[Any] = []
    for page in public_pages(outcome, load(path)):
        told += [page.title, *page.texts, *page.charts]
        for table in page.tables:
            told += [table.name, table.title, table.note, list(table.frame.columns)]
            told += [
                [None if pd.isna(cell) else cell for cell in line] for line in table.frame.to_numpy(object).tolist()
            ]
    return told


def bought(outcome: Run) -> float:
    assert outcome.result is not None
    own = reserve_purchases(outcome.result)
    return float(own["tonnes"][own["material"] == "Metal"].sum())


@pytest.mark.parametrize("name", CASES)
def test_a_plan_at_its_bound_looks_like_one_below_it(name: str, tmp_path: Path) -> None:
    """10 t where the bound holds, 8 t where the planner wants no more: to the public they are the same."""
    settings, sheets = CASES[name]
    copies, tonnes = [], []
    for wanted in (BOUND, FREE):
        targets: list[Row] = [row(material="Metal", tonnes=wanted, penalty=10_000)]
        outcome = run(tmp_path, settings, **sheets, targets=targets)
        copies.append(shown(outcome, tmp_path / "tiny.xlsx"))
        tonnes.append(bought(outcome))
    assert tonnes == pytest.approx([10, 8], abs=1e-6)
    assert copies[0] == copies[1]


def test_orders_of_the_steps_of_an_offer_are_one(tmp_path: Path) -> None:
    """13 t, all 10 t of step 1 and 3 t of step 2; and 12 t: an order of step 2 would say that step 1 is bought out."""
    settings, sheets = case(
        supply=[offer("CHL", 10, step=1), offer("CHL", 50, step=2, premium=10), offer("PER", 99, "Copper")]
    )
    copies = []
    for wanted in (13.0, 12.0):
        outcome = run(tmp_path, settings, **sheets, targets=[row(material="Metal", tonnes=wanted, penalty=10_000)])
        assert bought(outcome) == pytest.approx(wanted)
        copies.append(shown(outcome, tmp_path / "tiny.xlsx"))
    assert copies[0] == copies[1]
    assert not any("step" in str(cell).casefold() for cell in copies[0] if isinstance(cell, list) and cell[0] == "2027")


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not pd.isna(value)


@pytest.fixture(scope="module", params=["odd", "processing", "everything"])
def data(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """Pages of the public copy of a larger case."""
    settings, sheets = {"odd": ({}, ODD), "processing": ({}, CHAIN), "everything": everything()}[request.param]
    return public_pages(*solved(workbook(tmp_path_factory.mktemp("inference") / "tiny.xlsx", settings, **sheets)))


def test_every_number_is_named_with_what_it_is_a_share_of(data: list[Any]) -> None:
    """A new column of numbers is masked until somebody has written down why nothing can be worked out from it."""
    for page in data:
        for table in page.tables:
            numbers = [h for h in map(str, table.frame) if h != "Year" and any(is_number(v) for v in table.frame[h])]
            assert set(numbers) <= set(PUBLIC_NUMBERS), (table.name, numbers)
    assert all(PUBLIC_NUMBERS.values())


def test_no_word_tells_that_something_public_binds(data: list[Any]) -> None:
    for page in (page for page in data if page.title != "Checks"):  # which speaks of limits in general
        texts = [*page.texts, *(str(v) for t in page.tables for h in t.frame for v in t.frame[h] if v != MASK)]
        names = "Not all from CHL"  # of the planner's own
        assert not [text for text in texts if TELLING.search(text.replace(names, ""))], page.title


def test_shares_of_industry_are_not_told(data: list[Any]) -> None:
    """What industry orders is about what is wanted, which is public: its shares would be tonnes, and so would everybody's."""
    shares = {t.name for page in data for t in page.tables if {*PUBLIC_NUMBERS} & {*map(str, t.frame.columns)}}
    assert shares <= {
        "PublicPurchases", "PublicPartners", "BuyList", "SourcingZone", "StoriesShortage", "StoriesTree", "ReserveStories",
    }  # fmt: skip


def test_percentages_in_sentences_are_of_what_nobody_knows(data: list[Any]) -> None:
    """The share of entities of concern in what the reserve pays, and probabilities of stories."""
    for page in data:
        for sentence in page.texts:
            if "%" in sentence:
                assert re.search(r"of what the reserve pays|, probability ", sentence), sentence
    assert WORTH in PUBLIC_NUMBERS
