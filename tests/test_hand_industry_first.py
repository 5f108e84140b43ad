"""Hand-solved: the reserve makes industry no shorter than it would be without the reserve."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plants import plant, seller
from result_cases import run
from tiny import Row, Rows, command, demand, effect, metal, offer, optimum, row, story, workbook

from model.results.checks.identities import build_identities
from model.results.facts.industry_first import excess_short
from model.results.facts.shortage import shortage_by_story
from model.results.stories import page as stories
from model.results.stories.sentences import reserve_first_sentences
from model.results.summary import page as summary
from model.stages import Stages
from model.studies.views import reserve_view

# 100 t on offer, 90 t wanted by industry, which is better gone without at 500 a tonne, and 20 t by the reserve.
SCARCE: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [offer("CHL", 100)],
    "demand": [demand(90)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=500)],
}
PULL = row(material="Metal", tonnes=20, penalty=450)
AT_LEAST: dict[str, Any] = {"limit": "Stock up", "scope": "Metal", "over": "period", "to": "2027"}


@pytest.mark.parametrize(
    ("first", "target", "limits", "expected"),
    [
        ("yes", PULL, (), 33_500),
        ("no", PULL, (), 33_000),
        ("yes", {**PULL, "hard": "yes", "penalty": None}, (), 33_000),
        ("yes", PULL, [row(**AT_LEAST, for_="reserve", at_least_tonnes=5)], 33_000),
        ("yes", PULL, [row(**AT_LEAST, for_="both", at_least_tonnes=5)], 33_000),
        ("yes", PULL, [row(**AT_LEAST, for_="industry", at_least_tonnes=5)], 33_500),
        ("yes", PULL, [row(**AT_LEAST, for_="reserve", of="CHL", at_least_share=50)], 33_500),
    ],
)
def test_a_target_waits_for_what_industry_leaves(
    tmp_path: Path, first: str, target: Row, limits: Rows, expected: float
) -> None:
    """Three years. Industry first: industry buys 90 t a year, the reserve the 10 t left over in years 1 and 2, and misses
    10 t in year 1: 27 000 + 2000 + 10 x 450 = 33 500.

    Otherwise it takes 10 t from industry in year 1: 26 000 + 2000 + 10 x 500 = 33 000; so it does where the target is hard
    and where a limit asks it for tonnes, but not where the limit is industry's, or a share, which nobody need reach who
    buys nothing.
    """
    outcome = optimum(
        tmp_path, {"Periods": 3, "Industry first": first}, **SCARCE, targets=[target], limits=limits
    )
    assert outcome.objective == pytest.approx(expected)


def test_it_holds_for_each_material_period_and_story_by_itself(tmp_path: Path) -> None:
    """Tin could spare 30 t of shortage in the story for 10 t of Metal short now; it does not, as Metal comes first too.

    Grants of 1000 and market at 100: 100 t of both are wanted, Metal has 95 t on offer, so 5 t are short with the reserve
    and without. Tin has 110 t, half of them gone in the story of year 2: the 10 t left over are bought and released.
    """
    outcome = run(
        tmp_path,
        materials=[metal(), metal(name="Tin")],
        supply=[offer("CHL", 95), offer("PER", 110, "Tin")],
        demand=[demand(), demand(material="Tin")],
        targets=[row(material="Metal", tonnes=50, penalty=5_000)],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", 50, country_or_agreement="PER")],
    )
    assert outcome.result is not None and outcome.without is not None
    table = outcome.result.demand.set_index(["material", "node"])["short"]
    apart = outcome.without.demand.set_index(["material", "node"])["short"]
    assert dict(table) == pytest.approx({("Metal", 0): 5, ("Metal", 1): 5, ("Metal", 2): 5,
                                         ("Tin", 0): 0, ("Tin", 1): 0, ("Tin", 2): 35}, abs=1e-4)  # fmt: skip
    assert apart["Tin", 2] == pytest.approx(45)
    assert excess_short(outcome) <= 2e-7
    identity = next(one for one in build_identities(outcome) if one.name.startswith("Industry first"))
    assert identity.passed


def test_the_summary_says_what_it_costs_industry_that_the_reserve_comes_first(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"Periods": 3}, **SCARCE, targets=[{**PULL, "hard": "yes", "penalty": None}])
    told = (
        "For 1 material (Metal) a hard target, or a limit of At least (t), puts the reserve first: stories in which industry "
        "is shorter for it cost 5,000 USD (expected, discounted)."
    )
    assert list(map(str, reserve_first_sentences(outcome))) == [told]
    assert told in summary.page(outcome).texts
    assert told in stories.page(outcome).texts
    soft = run(tmp_path, {"Periods": 3}, **SCARCE, targets=[PULL])
    assert reserve_first_sentences(soft) == []


def test_the_reserves_own_view_keeps_to_it(tmp_path: Path) -> None:
    """Alone the reserve would take 20 t in year 1; it is held to what is short without it: nothing."""
    outcome = run(tmp_path, {"Periods": 3}, **SCARCE, targets=[PULL])
    own = reserve_view(outcome, Stages())
    assert own is not None
    assert own.demand["short"].sum() == pytest.approx(0, abs=1e-4)


def ore_for_parts(**target: Any) -> dict[str, Any]:
    """100 t of Ore, of which industry wants 90; Parts are made of it at home, tonne for tonne, for the reserve alone."""
    return {
        "materials": [metal(name="Ore"), metal(name="Part")],
        "supply": [seller("CHL", "Ore", 100)],
        "processing": plant("Ore", {"Part": 1}),
        "demand": [demand(90, "Ore")],
        "targets": [row(material="Part", tonnes=20, by=1, **target)],
    }


def test_a_hard_target_that_would_eat_what_industry_needs_contradicts_it(tmp_path: Path) -> None:
    """20 t of Part need 20 t of Ore, of which industry leaves 10 t: with a target of 10 t, with 110 t of Ore or without
    Industry first there is a plan."""
    path = workbook(tmp_path / "tiny.xlsx", {"Periods": 1, "Industry first": "yes"}, **ore_for_parts(hard="yes"))
    code, result = command(path)
    assert code == 3
    told = result["conflict"]
    said = "Industry first does not let the reserve make any material shorter than without it (Settings B7)."
    assert said in told
    assert any("Hard target of 20 t of Part" in one and "at most 10 t can be there" in one for one in told)
    assert "Or: Set Industry first (Settings B7) to no." in told
    assert any(one.startswith("Cheapest change: Raise Capacity (Supply") and "to 110" in one for one in told)
    switch = next(one for one in result["contradictions"][0] if one["cell"] == "B7")
    assert (switch["typed"], switch["enough"], switch["unit"]) == (1, 0, "yes/no")
    freed = workbook(tmp_path / "free.xlsx", {"Periods": 1, "Industry first": "no"}, **ore_for_parts(hard="yes"))
    assert command(freed)[0] == 0
    less = ore_for_parts(hard="yes")
    less["targets"] = [{**less["targets"][0], "tonnes": 10}]
    assert command(workbook(tmp_path / "less.xlsx", {"Periods": 1}, **less))[0] == 0


def test_a_limit_that_both_share_contradicts_it_too(tmp_path: Path) -> None:
    """Metal and Tin come from Chile, together at most 100 t, of which industry wants 90 t of Tin: a hard target of 20 t of
    Metal leaves it 80."""
    sheets: dict[str, Any] = {
        "materials": [metal(), metal(name="Tin")],
        "supply": [seller("CHL", "Metal"), seller("CHL", "Tin")],
        "demand": [demand(90, "Tin")],
        "targets": [row(material="Metal", tonnes=20, by=1, hard="yes")],
        "limits": [row(limit="Chile", scope="all", of="CHL", over="period", at_most_tonnes=100)],
    }
    code, result = command(workbook(tmp_path / "tiny.xlsx", {"Periods": 1, "Industry first": "yes"}, **sheets))
    assert code == 3
    told = result["conflict"]
    assert told[0] == "3 rows cannot hold together."
    assert any(one.startswith("Limit `Chile` asks for at most 100 t") and "110 t" in one for one in told)
    assert any("Hard target of 20 t of Metal" in one for one in told)
    assert "Or: Set Industry first (Settings B7) to no." in told


def test_money_that_is_short_never_contradicts_it(tmp_path: Path) -> None:
    """500 USD buy 5 t for a soft target of 20 t; industry is as short as without the reserve, which has nothing to do with
    its money."""
    outcome = run(
        tmp_path,
        {"Periods": 3},
        **SCARCE,
        targets=[PULL],
        finance=[row(tranche="Gift", kind="grant", amount=500)],
    )
    assert outcome.result is not None
    assert outcome.result.value("stockbuy").sum() == pytest.approx(5)
    assert outcome.result.demand["short"].sum() == pytest.approx(0, abs=1e-4)


def test_a_setting_left_blank_is_told_without_a_cell(tmp_path: Path) -> None:
    _, result = command(workbook(tmp_path / "tiny.xlsx", {"Periods": 1}, **ore_for_parts(hard="yes")))
    assert "Or: Set Industry first (Settings) to no." in result["conflict"]


def test_a_soft_target_only_goes_without(tmp_path: Path) -> None:
    """10 t of Part for 100 each (what the Ore costs), 10 t missed at 450."""
    outcome = optimum(tmp_path, {"Periods": 1}, **ore_for_parts(penalty=450))
    assert outcome.objective == pytest.approx(90 * 100 + 10 * 100 + 10 * 450, rel=1e-6)


def test_a_contradiction_without_it_is_told_without_it(tmp_path: Path) -> None:
    """150 t are more than there are, whoever comes first."""
    sheets = ore_for_parts(hard="yes")
    sheets["targets"] = [{**sheets["targets"][0], "tonnes": 150}]
    code, result = command(workbook(tmp_path / "tiny.xlsx", {"Periods": 1}, **sheets))
    assert code == 3
    assert not any("Industry first" in one for one in result["conflict"])


def test_where_industry_alone_has_no_plan_the_limit_of_both_is_left_out(tmp_path: Path) -> None:
    """Both must take 95 t a year; industry wants 90 and can keep none: without the reserve the limit is set aside."""
    both = [row(limit="Both", scope="Metal", for_="both", over="period", at_least_tonnes=95)]
    tin = {"materials": [metal(), metal(name="Tin")], "supply": [offer("CHL", 100), offer("PER", 100, "Tin")]}
    sheets = {**SCARCE, **tin, "demand": [demand(90), demand(90, "Tin")], "limits": both}
    outcome = run(tmp_path, {"Periods": 3}, **sheets, targets=[row(material="Tin", tonnes=20, penalty=5_000)])
    assert outcome.without is not None and outcome.result is not None
    assert outcome.result.demand["short"].sum() == pytest.approx(0, abs=1e-4)


def test_more_money_may_mean_more_shortage_where_it_makes_a_target_worth_meeting(tmp_path: Path) -> None:
    """10 t of A spare 10 t of shortage in the story: 10 x 500 x 50 %, for 1000 USD now and industry's 100 a tonne then.

    5 t of B meet its target: 400 a tonne and year. B costs 100, and 100 a year to store, so 1000 USD now, which is all
    there is. With nothing to come it could not be stored in year 2; with 500 USD in year 2 it can, and saves 4000 for
    1500. So the objective falls, and the shortage of A is what it is without the reserve.
    """

    def expected(later: float) -> tuple[float, float]:
        outcome = run(
            tmp_path,
            materials=[metal(name="A"), metal(name="B", storage_class="Cold")],
            storage=[row(storage_class="Cold", cost=100)],
            supply=[offer("CHL", 20, "A"), offer("PER", 20, "B", for_="reserve")],
            demand=[demand(10, "A")],
            shortage_steps=[row(segment="Users", step=1, cost_usd=500)],
            targets=[row(material="B", tonnes=5, penalty=400)],
            finance=[
                row(tranche="Now", kind="grant", amount=1_000),
                row(tranche="Later", kind="grant", amount=later, available_from=2),
            ],
            stories=[story("Cut", 50)],
            effects=[effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
        )
        assert outcome.result is not None
        short = shortage_by_story(outcome).iloc[-1]
        return float(short["short, with"]), outcome.result.solution.objective

    poor, rich = expected(0), expected(500)
    assert (poor[0], rich[0]) == pytest.approx((0, 5), abs=1e-4)
    assert rich[1] < poor[1]
