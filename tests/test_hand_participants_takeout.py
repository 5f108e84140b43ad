"""Hand-solved: what participants draw in calm times, and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from test_hand_participants import maker, wanted
from tiny import Row, Rows, demand, effect, metal, offer, optimum, row, story

TWENTY = [maker(50, draw_limit=40)]
FIRST_YEAR = [demand(from_=1, to=1)]
QUIET = {"Release delay": 9}  # beyond the horizon: nothing is released


def within(months: float) -> list[Row]:
    """A participant who may draw 20 t and owes them after so many months."""
    return [maker(50, draw_limit=40, replenish_within=months)]


def cost(
    folder: Path, prices: Sequence[float], makers: Rows, settings: Mapping[str, Any] | None = None, **sheets: Rows
) -> float:
    """100 t in the reserve, worthless but for a draw; 100 t a year from CHL at these prices; PER is never worth it."""
    usual: dict[str, Rows] = {
        "materials": [metal(opening_stock=100)],
        "supply": [offer("CHL"), offer("PER", premium=900)],
        "demand": [demand()],
        "prices": [{"material": "Metal", "period": year, "price": price} for year, price in enumerate(prices, start=1)],
        "participants": makers,
    }
    return optimum(folder, {"Periods": len(prices), **(settings or {})}, **{**usual, **sheets}).objective


def stop(probability: float = 50, onset: int = 2, **more: Any) -> dict[str, Rows]:
    """A story that disrupts Metal and costs nothing: PER loses half its supply."""
    return {
        "stories": [story("Stop", probability, onset)],
        "effects": [effect("Stop", "supply loss", 50, country_or_agreement="PER", **more)],
    }


@pytest.mark.parametrize(
    ("makers", "expected"),
    [
        ([], 25_000),
        ([maker(50)], 25_000),
        (TWENTY, 24_000),
        ([maker(50, draw_limit=100)], 22_500),
        ([maker(200, draw_limit=100)], 20_000),
        ([maker(50, "A", draw_limit=40), maker(50, "B", draw_limit=20)], 23_500),
        ([maker(50, material="Other", draw_limit=40)], 25_000),
    ],
)
def test_a_draw_while_the_price_is_high(tmp_path: Path, makers: list[Row], expected: float) -> None:
    """150, then 100: 15 000 + 10 000. A tonne drawn in year 1 and put back in year 2 saves 50; as many as the limit
    allows: none by default, 40 % of 50 t, all 50 t, of 200 t the 100 t there are, 20 t + 10 t; none of Metal for Other.
    """
    materials = [metal(opening_stock=100), metal(name="Other")]
    assert cost(tmp_path, [150, 100], makers, materials=materials) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("prices", "months", "expected"),
    [
        ([100, 150], 12, 25_000),
        ([150, 100], 24, 25_000),
        ([150, 120, 100], 12, 36_400),
        ([150, 120, 100], 24, 36_000),
        ([100, 150, 100], 12, 34_000),
        ([100, 150, 100], 24, 35_000),
        ([100, 150, 150], 12, 40_000),
        ([160, 150, 100], 12, 40_000),
        ([160, 150, 100], 24, 39_800),
        ([150, 100, 150, 100], 12, 48_000),
        ([150, 100, 150, 100], 24, 49_000),
    ],
)
def test_deadlines_and_windows(tmp_path: Path, prices: list[float], months: float, expected: float) -> None:
    """20 t may be out, within a year or two; in any two years (four years) no more than 20 t are drawn.

    - Dear in the last year, or a deadline after the last year: no draw.
    - 150, 120, 100: drawn in year 1, put back a year later (30 each) or two years later (50).
    - 100, 150, 100: drawn in year 2 for a year (50); for two years it would be due after the last. No fall, no draw.
    - 160, 150, 100: 20 t from year 2 to 3 (50): the window forbids year 1 to 2 beside it, and to put back and draw
      again in year 2 so as to stay out for 60. With two years they stay out, from year 1 to 3.
    - 150, 100, 150, 100: twice for a year, years 1 and 3; with two years once, as four years are one window.
    """
    assert cost(tmp_path, prices, within(months)) == pytest.approx(expected)


@pytest.mark.parametrize(("months", "expected"), [(3, 48_200), (6, 48_000)])
def test_deadlines_in_quarters(tmp_path: Path, months: float, expected: float) -> None:
    """100 t a quarter at 150, 140, 100, 100: 49 000. For a quarter 20 t are drawn from the second to the third, 40
    each; for two quarters from the first to the third, 50 each."""
    quarters = {"Period months": 3}
    found = cost(tmp_path, [150, 140, 100, 100], within(months), quarters, demand=[demand(400)])
    assert found == pytest.approx(expected)


def test_each_participant_has_a_limit_and_a_deadline(tmp_path: Path) -> None:
    """150, 120, 100: 37 000. A draws 10 t for a year: 30 each; B 10 t for two: 50 each."""
    makers = [maker(50, "A", draw_limit=20), maker(50, "B", draw_limit=20, replenish_within=24)]
    assert cost(tmp_path, [150, 120, 100], makers) == pytest.approx(36_200)


@pytest.mark.parametrize(("makers", "expected"), [([], 56_000), (TWENTY, 38_000), (within(24), 56_000)])
def test_a_draw_while_supply_is_short(tmp_path: Path, makers: list[Row], expected: float) -> None:
    """60 t on sale in year 1, 120 t in year 2; 100 t wanted, a missing one costs 1000. Without a story that is calm.

    6000 + 40 000 + 10 000; with 20 t drawn and put back 6000 + 20 000 + 12 000.
    """
    supply = [offer("CHL", 60), offer("AUS", 60, from_=2)]
    assert cost(tmp_path, [100, 100], makers, supply=supply) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("prices", "months", "onset", "lasts", "expected"),
    [
        ([150, 100, 120], 12, 2, 12, 14_200),
        ([150, 100, 90, 120], 12, 2, 24, 14_200),
        ([150, 100, 120], 12, 2, None, 14_200),
        ([150, 100, 300], 12, 2, 12, 15_000),
        ([150, 130, 100, 120], 24, 3, 12, 14_200),
        ([150, 105, 100, 120], 24, 3, 12, 14_100),
        ([150, 130, 100], 24, 3, None, 14_000),
    ],
)
def test_a_deadline_in_a_disrupted_node_moves_to_the_next_calm_one(
    tmp_path: Path, prices: list[float], months: float, onset: int, lasts: float | None, expected: float
) -> None:
    """100 t wanted in year 1 alone, at 150; 20 t are drawn: 80 x 150 = 12 000. A story of 50 % disrupts the metal.

    - From year 2 for one year: the base story puts 20 t back in year 2 at 100, the other in year 3 at 120; for two
      years, in year 4 at 120, not in year 3 at 90; to the end: what is out is charged at 120. 1000 + 1200.
    - At 300 in year 3 a draw would cost 0.5 x 100 + 0.5 x 300 > 150: none.
    - Two years to put back, a story in year 3: the mean of 100 (base) and 120 (story, year 4) is less than year 2's
      130, but not less than 105; with the story to the end 100 either way.
    """
    found = cost(
        tmp_path,
        prices,
        within(months),
        QUIET,
        demand=FIRST_YEAR,
        **stop(50, onset, **({"lasts": lasts} if lasts else {})),
    )
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, 14_600),
        ({"Weight participants": 0}, 12_000),
        ({"Weight reserve": 0}, 14_600),
        ({"Discount rate": 21}, 12_000 / 1.1 + 2_600 / 1.21**2),
        ({"kept": 40}, 12_000 + 20 * (130 - 52) - 80 * 52),
        ({"kept": 100}, 12_000 - 80 * 130),
        ({"kept": 40, "Weight participants": 0}, 12_000 - 80 * 52),
    ],
)
def test_what_is_out_at_the_horizon_is_charged_to_participants(
    tmp_path: Path, settings: dict[str, Any], expected: float
) -> None:
    """20 t drawn in year 1, at 150, cannot be put back in year 2: the story is certain. They are charged at the base
    price of year 2, 130, though the market doubles, and count from the horizon: 12 000 + 2600.

    Where a tonne kept counts 40 % of the lower of 150 and 130, 52, one that is out costs that much less: 12 000 + 20 x 78,
    and the 80 t kept are worth 52 each. At 100 % nothing is charged: in stock it would be worth what it costs to buy."""
    kept = settings.get("kept", 0)
    settings = {name: value for name, value in settings.items() if name != "kept"}
    sheets = {**stop(100), "materials": [metal(opening_stock=100, terminal_value=kept)]}
    sheets["effects"] = [*sheets["effects"], effect("Stop", "price", 100)]
    found = cost(tmp_path, [150, 130], TWENTY, {**QUIET, **settings}, demand=FIRST_YEAR, **sheets)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("disrupted", "probability", "expected"), [(0, 100, 34_000), (1, 100, 35_000), (0, 50, 32_000)]
)
def test_draws_are_for_calm_nodes(tmp_path: Path, disrupted: int, probability: float, expected: float) -> None:
    """A story raises the price to 150 in year 2 of three: 35 000. That is calm, and 20 t are drawn until year 3; if PER
    stops too, it is not. With 50 % they are drawn in the story alone: 32 500 - 0.5 x 1000."""
    price = effect("Stop", "price", 50, lasts=12)
    sheets = stop(probability, lasts=12)
    sheets["effects"] = [price, *(sheets["effects"] if disrupted else [])]
    found = cost(tmp_path, [100, 100, 100], TWENTY, QUIET, **sheets)
    assert found == pytest.approx(expected)


def test_the_window_reaches_across_an_onset(tmp_path: Path) -> None:
    """250, 100, 100; in a story of 50 % year 2 costs 200. Drawn in year 1: 0.5 x 150 + 0.5 x 50 = 100 saved; drawn in
    the story's year 2: 0.5 x 100. Two years are one window, so only the first: 25 000 + 15 000 + 10 000 - 2000."""
    sheets = stop()
    sheets["effects"] = [effect("Stop", "price", 100, lasts=12)]
    assert cost(tmp_path, [250, 100, 100], TWENTY, None, **sheets) == pytest.approx(48_000)


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        ({"opening_stock": 10, "holding_loss": 10}, 24_550),
        ({"opening_stock": 10, "holding_loss": 10, "opening_in_transit": 100}, 24_550),
        ({"opening_stock": 30, "opening_in_transit": 30, "sale_price": 40}, 22_000),
    ],
)
def test_a_draw_is_of_what_was_there_before(tmp_path: Path, stock: dict[str, Any], expected: float) -> None:
    """150, then 100, and up to 50 t may be drawn. Of 10 t nine are left, what arrives cannot be drawn: 25 000 - 9 x 50.

    A sale at 40 % brings 60, then 40. 30 t sold in year 1 (60, a draw saves 50), the 30 t that arrive in year 2:
    25 000 - 1800 - 1200; drawn beside the sale they would save 1500.
    """
    makers = [maker(50, draw_limit=100)]
    assert cost(tmp_path, [150, 100], makers, materials=[metal(**stock)]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("terms", "expected"), [({}, 24_000), ({"release_limit": 1}, 24_000), ({"handling_out": 7, "cost": 5}, 25_040)]
)
def test_tonnes_out_count_towards_the_target(tmp_path: Path, terms: dict[str, Any], expected: float) -> None:
    """100 t must be in the reserve, 20 t of them may be out: 24 000 as ever, and no release limit applies.

    Handling out 7 each, storage 5 on 80 t, then 100 t: + 140 + 900.
    """
    found = cost(
        tmp_path,
        [150, 100],
        TWENTY,
        materials=[metal(opening_stock=100, storage_class="Shed")],
        storage=[{"storage_class": "Shed", **terms}],
        targets=[wanted(100, hard="yes")],
    )
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(("last", "expected"), [(None, 9_500), (1, 10_500)])
def test_what_is_released_is_not_put_back(tmp_path: Path, last: int | None, expected: float) -> None:
    """Release always, 30 % of 100 t. 100 t wanted in year 1, at 150. 20 t more are drawn, and bought at 100 in year 2:
    7500 + 2000. If nobody sells in year 2, what is released then cannot be put back: no draw, 70 x 150."""
    found = cost(
        tmp_path,
        [150, 100],
        TWENTY,
        {"Release when": "always"},
        materials=[metal(opening_stock=100, storage_class="Shed")],
        storage=[row(storage_class="Shed", release_limit=30)],
        supply=[offer("CHL", to=last)],
        demand=FIRST_YEAR,
    )
    assert found == pytest.approx(expected)
