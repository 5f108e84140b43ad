"""The reserve's three objectives, each put first in turn: a payoff table by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from model import cli
from model.results.facts.objectives import EMERGENCY, MARKET, OBJECTIVES, PARTICIPANTS, Objectives
from model.studies.objectives import NEAR, ObjectivesStudy
from model.studies.study import Base, Outcome
from model.studies.variant import NoPlanError
from tests.everything import everything
from tests.test_alternatives import base_from
from tests.tiny import Rows, demand, effect, member, metal, offer, row, story, workbook

# Chile, which supplies all of industry, is cut off in year 2 with 10 %: a missing tonne costs 950 USD, so a stored one spares
# 95. Bolivia sells the reserve 40 t a year at 90 USD/t, Australia, a partner, 40 t at 100, which is not worth it by itself.
CASE: dict[str, Rows] = {
    "materials": [metal()],
    "supply": [
        offer("CHL", 100, for_="industry"),
        offer("BOL", 40, for_="reserve", premium=-10),
        offer("AUS", 40, for_="reserve"),
    ],
    "agreements": [member("Pact", "AUS")],
    "demand": [demand(100)],
    "shortage_steps": [row(segment="Users", step=1, cost_usd=950)],
    "stories": [story("Cut", 10)],
    "effects": [effect("Cut", "supply loss", 100, country_or_agreement="CHL")],
    "participants": [row(participant="A", material="Metal", commitment=60, draw_limit=0)],
}


def table(base: Base) -> Objectives:
    study = ObjectivesStudy()
    outcomes = {}
    for task in study.tasks(base):
        try:
            outcomes[task.name] = Outcome(json.loads(json.dumps(task.solve(base, *task.arguments))))
        except NoPlanError as none:
            outcomes[task.name] = Outcome(why=(str(none),))
    return study.findings(base, outcomes)


def test_payoff_table_by_hand(tmp_path: Path) -> None:
    """As it stands 40 t of Bolivia: net cost 3,600 USD, shortage 10 % × 60 t × 950 = 5,700, decided 9,300; 5 % is 465 USD.
    Released are 40 t with 10 %, 400 USD.

    Emergency stock first: Australia's 40 t too, for 5 USD/t more than they spare, 200 USD: shortage 10 % × 20 × 950 = 1,900,
    from partners 4,000 USD, released 800. Participants first: the same. Market maker first: the 265 USD that are left buy
    2.65 t more from Australia in year 2, when they protect nobody: 4,265 USD."""
    found = table(base_from(workbook(tmp_path / "tiny.xlsx", **CASE)))
    assert found.stands is not None
    assert found.decided == pytest.approx(9_300) and not found.in_floods
    assert [found.stands.of(name) for name in OBJECTIVES] == pytest.approx([5_700, 0, 400])
    payoff = {one.first: [one.of(name) for name in OBJECTIVES] for one in found.first}
    assert payoff[EMERGENCY] == pytest.approx([1_900, 4_000, 800])
    assert payoff[MARKET] == pytest.approx([1_900, 4_265, 800])
    assert payoff[PARTICIPANTS] == pytest.approx([1_900, 4_000, 800])
    extra = {one.first: one.extra for one in found.first}
    assert extra == pytest.approx({EMERGENCY: 200, MARKET: 465, PARTICIPANTS: 200})
    assert all(one.proven for one in found.first)
    assert next(one for one in found.first if one.first == EMERGENCY).net_cost == pytest.approx(7_600)


def test_partners_count_in_floods_where_there_are_any(tmp_path: Path) -> None:
    """With 20 % the price halves in year 2. Then Australia's tonnes count in that story alone, at base price: as it stands
    none are bought. Put first, 20 % × 40 t × 100 USD = 800 USD of them are bought at 50 USD/t: they cost 400 of the 465
    USD."""
    flood = {
        **CASE,
        "stories": [story("Cut", 10), story("Glut", 20)],
        "effects": [*CASE["effects"], effect("Glut", "price", -50)],
    }
    found = table(base_from(workbook(tmp_path / "tiny.xlsx", **flood)))
    assert found.stands is not None and found.in_floods and found.stands.from_partners == pytest.approx(0, abs=1e-6)
    market = next(one for one in found.first if one.first == MARKET)
    assert market.from_partners == pytest.approx(800) and market.extra == pytest.approx(400)


def test_what_no_decision_changes_is_told(tmp_path: Path) -> None:
    """Without members of an agreement and without participants two of the three have nothing to gain."""
    bare = {**CASE, "agreements": (), "participants": ()}
    found = table(base_from(workbook(tmp_path / "tiny.xlsx", **bare)))
    assert [one.first for one in found.first] == [EMERGENCY]
    assert [name for name, _ in found.failed] == [f"{MARKET} first", f"{PARTICIPANTS} first"]
    assert all("no decision of the plan changes it" in why for _, (why,) in found.failed)


def test_the_diagonal_is_best_in_its_column(tmp_path: Path) -> None:
    settings, more = everything()
    found = table(base_from(workbook(tmp_path / "tiny.xlsx", settings, **more)))
    assert found.stands is not None and found.first
    room = NEAR * found.share * found.decided
    for best in found.first:
        sign = -1.0 if best.first == EMERGENCY else 1.0
        for other in (found.stands, *found.first):
            allowed = room + NEAR * abs(found.stands.of(best.first))
            assert sign * best.of(best.first) >= sign * other.of(best.first) - allowed
        assert best.extra <= found.share * found.decided * (1 + 1e-6)


def test_the_sheet(tmp_path: Path) -> None:
    path = workbook(tmp_path / "tiny.xlsx", **CASE, studies=[row(study="objectives")])
    assert cli.main(["study", str(path), "-o", str(tmp_path / "result.xlsx")]) == 0
    texts = [
        str(line[0]) for line in load_workbook(tmp_path / "result.xlsx")["Objectives"].iter_rows(values_only=True)
    ]
    assert (
        "Emergency stock first, for 200 USD more: expected shortage cost falls by 3,800 USD to 1,900 USD; then what the "
        "reserve buys from partners rises by 4,000 USD to 4,000 USD; what is handed out to participants rises by 400 USD to "
        "800 USD."
    ) in texts
    assert "The plan as it stands" in texts and "Market maker" in texts
