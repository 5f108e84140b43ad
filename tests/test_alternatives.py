"""Near-optimal alternatives: what must be bought in every plan that costs hardly more, and what may be bought otherwise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from model.results.facts.alternatives import BY_MATERIAL, BY_PARTNER, Alternatives, LeastOf, Verdict
from model.stages import Stages
from model.studies.alternatives import EXACT, AlternativesStudy, chain, read_shares, typed_shares
from model.studies.base import base_of
from model.studies.near_plan import NOTHING_DECIDED, decided, ground_of
from model.studies.session import Session
from model.studies.study import Base, Outcome
from model.studies.variant import NoPlanError
from model.workbook import load
from tests.everything import everything
from tests.tiny import Rows, demand, metal, offer, row, workbook


def base_from(path: Path) -> Base:
    session = Session(load(path).case)
    return base_of(session, session.solve(Stages()))


def sheets(*offers: Any) -> dict[str, Rows]:
    """Users want 100 t a year of Metal at 100 USD/t. The reserve must have 20 t of it by the end of 2027, worth nothing at
    the end: its net cost, and all that the plan decides, is 2,000 USD."""
    return {
        "materials": [metal()],
        "supply": [*offers],
        "demand": [demand(100)],
        "targets": [row(material="Metal", tonnes=20, hard="yes", by="2027")],
    }


def studied(folder: Path, study: AlternativesStudy, **more: Rows) -> tuple[Base, Alternatives]:
    """What a study finds of a tiny workbook, its outcomes gone through JSON."""
    base = base_from(workbook(folder / "tiny.xlsx", **more))
    outcomes = {
        task.name: Outcome(json.loads(json.dumps(task.solve(base, *task.arguments)))) for task in study.tasks(base)
    }
    return base, study.findings(base, outcomes)


def least(found: Alternatives, share: float, country: str = "") -> LeastOf:
    return next(one for one in found.least if one.share == share and one.country == country)


def test_what_the_slack_is_a_share_of(tmp_path: Path) -> None:
    """20 t at 100 USD: no shortage, no penalty. Of industry's 20,000 USD nothing counts."""
    base = base_from(workbook(tmp_path / "tiny.xlsx", **sheets(offer("CHL", 150))))
    assert decided(base.figures) == pytest.approx(2_000)
    assert base.figures.objective == pytest.approx(22_000)


def test_a_second_seller_at_half_a_percent_more_may_replace_the_first(tmp_path: Path) -> None:
    """Chile sells at 100 and Peru at 100.5 USD/t: 20 t from there cost 10 USD more, within 1 % of 2,000 USD. In all, the
    reserve must buy its 20 t."""
    _, found = studied(tmp_path, AlternativesStudy((0.01,)), **sheets(offer("CHL", 150), offer("PER", 150, premium=0.5)))
    # Which of the two cheap tonnes are the reserve's is open: what matters is how many it must order in all.
    assert least(found, 0.01).verdict is Verdict.MUST
    assert least(found, 0.01).at_least == pytest.approx(20, rel=EXACT)
    by_partner = [one for one in found.found if one.direction == BY_PARTNER]
    assert by_partner[0].bought("country").to_dict() == pytest.approx({"PER": 20 * 100.5})
    assert by_partner[0].extra == pytest.approx(10)
    assert by_partner[0].net_cost == pytest.approx(2_010)
    # There is nothing to buy of other materials.
    assert not [one for one in found.found if one.direction == BY_MATERIAL]


def test_at_two_percent_more_only_half_of_it(tmp_path: Path) -> None:
    """Peru at 102 USD/t: within 20 USD 10 t may come from there. Chile keeps 10 t, in every plan."""
    one, two = offer("CHL", 120, for_="reserve"), offer("PER", 150, premium=2, for_="reserve")
    industry = offer("AUS", 100, for_="industry")
    _, found = studied(tmp_path, AlternativesStudy((0.01,)), **sheets(one, two, industry))
    assert least(found, 0.01).verdict is Verdict.MUST
    plan = next(a for a in found.found if a.direction == BY_PARTNER and a.number == 1)
    assert plan.orders.set_index("country")["tonnes"].to_dict() == pytest.approx({"CHL": 10, "PER": 10})
    assert plan.proven and plan.extra == pytest.approx(20)


def test_the_least_of_each_order(tmp_path: Path) -> None:
    """Two materials' worth of orders: 15 t from Chile, all it has, and 5 t from Peru at 100.5. The reserve may take 5 t from
    Australia at 104 for 17.5 USD instead of Peru, 5.0025 of Chile's ... within 20.025 USD: 1 % of 2,002.5 USD.

    Peru's 5 t: replaced at 3.5 USD/t, wholly. Chile's 15 t: Peru has 10 t more at 0.5 USD/t, 5 USD, the rest at 4 USD/t from
    Australia: 15.025 / 4 = 3.75625 t more. Of 15 t 1.24375 t must come from Chile."""
    supply = [
        offer("CHL", 15, for_="reserve"),
        offer("PER", 15, premium=0.5, for_="reserve"),
        offer("AUS", 50, premium=4, for_="reserve"),
        offer("CAN", 100, for_="industry"),
    ]
    _, found = studied(tmp_path, AlternativesStudy((0.01, 0.02)), **sheets(*supply))
    chile, peru = least(found, 0.01, "CHL"), least(found, 0.01, "PER")
    assert chile.tonnes == pytest.approx(15) and peru.tonnes == pytest.approx(5)
    assert chile.least == pytest.approx(1.24375, abs=0.02) and chile.at_least == pytest.approx(1.24375, abs=0.02)
    assert chile.verdict is Verdict.PARTLY and chile.known
    assert peru.least == pytest.approx(0, abs=1e-6) and peru.verdict is Verdict.REPLACED
    assert least(found, 0.02, "CHL").least == pytest.approx(0, abs=1e-6)
    assert least(found, 0.02, "CHL").verdict is Verdict.REPLACED
    # All together: as cheap as it can be, 2,002.5 USD; less cannot be paid for 20 t.
    now, year = found.together[0], found.together[2]
    assert (now.first_year, year.first_year) == (False, True)
    assert now.cost == pytest.approx(2_002.5) and now.at_least == pytest.approx(2_002.5, rel=0.005)
    assert year.least == pytest.approx(2_002.5, rel=0.005)
    assert least(found, 0.01).at_least == pytest.approx(20, rel=EXACT) and least(found, 0.01).verdict is Verdict.MUST


def test_what_may_wait_and_what_may_be_left_out(tmp_path: Path) -> None:
    """A target a year later than its order is needed may wait: by 2028, with quarters, 20 t are ordered in the first quarter
    as Peru is dearer later by 0.1 %. A soft target whose penalty hardly exceeds the price may be left out."""
    later = {
        **sheets(offer("CHL", 600)),
        "targets": [row(material="Metal", tonnes=20, hard="yes", by="2027Q3")],
        "prices": [row(material="Metal", period=1, price=100)]
        + [row(material="Metal", period=t, price=100.1) for t in range(2, 5)],
    }
    path = workbook(tmp_path / "later.xlsx", {"Period months": 3, "Periods": 4}, **later)
    base = base_from(path)
    found = _outcomes(AlternativesStudy((0.01,)), base)
    assert least(found, 0.01).tonnes == pytest.approx(20) and least(found, 0.01).verdict is Verdict.LATER

    soft = {**sheets(offer("CHL", 150)), "targets": [row(material="Metal", tonnes=20, penalty=50.2, by="2027")]}
    base = base_from(workbook(tmp_path / "soft.xlsx", **soft))
    # Two years of penalty, 100.4 USD, against 100: 8 USD in all, of 2,000.
    assert base.figures.orders["tonnes"].sum() == pytest.approx(20)
    assert least(_outcomes(AlternativesStudy((0.01,)), base), 0.01).verdict is Verdict.LEFT_OUT


def _outcomes(study: AlternativesStudy, base: Base) -> Alternatives:
    return study.findings(base, {task.name: Outcome(task.solve(base, *task.arguments)) for task in study.tasks(base)})


@pytest.fixture(scope="module")
def every_feature(tmp_path_factory: pytest.TempPathFactory) -> Base:
    settings, more = everything()
    return base_from(workbook(tmp_path_factory.mktemp("every") / "tiny.xlsx", settings, **more))


@pytest.mark.parametrize("direction", [BY_PARTNER, BY_MATERIAL])
def test_alternatives_are_plans_that_keep_the_bound_of_cost(every_feature: Base, direction: str) -> None:
    """Re-added from the arrays: every row and bound of the program, and what the objective comes to at their values."""
    ground, share = ground_of(every_feature), 0.02
    slack, program = ground.slack(share), ground.prepared.program
    upper = ground.program.row_upper  # with what Industry first holds
    plans = list(chain(ground, slack, direction))
    assert plans
    best = program.constant + float(program.cost @ ground.plan.values)
    assert best == pytest.approx(every_feature.figures.objective)
    for one in plans:
        assert program.constant + float(program.cost @ one.plan.values) <= best + slack * (1 + 1e-6)
        body, size = program.matrix @ one.plan.values, ground.plan.row_sizes + abs(program.matrix) @ np.abs(one.plan.values)
        assert (np.maximum(program.row_lower - body, body - upper) <= 1e-6 * size).all()
        assert (one.plan.values >= program.column_lower - 1e-6 * ground.plan.column_sizes).all()
        assert one.plan.amount < one.before


def test_figures_are_those_of_the_plan(every_feature: Base) -> None:
    """What each number of the linear measures adds up to is what the reports of the plan say."""
    ground = ground_of(every_feature)
    figures, measures, values = every_feature.figures, ground.measures, ground.plan.values
    assert float(measures.short @ values) == pytest.approx(figures.short_with)
    assert float(measures.penalties @ values) == pytest.approx(figures.penalties)
    orders = measures.orders(values).groupby("material")[["tonnes", "cost"]].sum()
    for of in ("tonnes", "cost"):
        assert orders[of].to_dict() == pytest.approx(figures.orders[of].to_dict(), rel=1e-5, abs=1e-3)


def test_shares_as_typed(tmp_path: Path) -> None:
    assert read_shares("1; 2,5 %; 5".replace(",", ".")) == pytest.approx((0.01, 0.025, 0.05))
    for text in ("a lot", "0", "-1", "101"):
        with pytest.raises(ValueError, match=r".*"):
            read_shares(text)
    rows = [row(study="alternatives", values="3; 1"), row(study="alternatives", on="no", values="7")]
    path = workbook(tmp_path / "tiny.xlsx", **sheets(offer("CHL", 150)), studies=rows)
    assert typed_shares(load(path).case) == pytest.approx((0.01, 0.03))


def test_a_plan_that_decides_nothing_has_no_alternatives(tmp_path: Path) -> None:
    """No reserve, no shortage: a share of nothing is nothing to spend."""
    base = base_from(workbook(tmp_path / "tiny.xlsx", **{**sheets(offer("CHL", 150)), "targets": ()}))
    study = AlternativesStudy((0.01,))
    task = study.tasks(base)[-1]
    with pytest.raises(NoPlanError, match="no share of it to spend"):
        task.solve(base, *task.arguments)
    found = study.findings(base, {task.name: Outcome(why=(NOTHING_DECIDED,))})
    assert found.plan is None and found.failed == ((task.name, (NOTHING_DECIDED,)),)
