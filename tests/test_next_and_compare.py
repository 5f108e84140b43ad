"""The commands next and compare: what they write and say, by hand; and what they refuse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from model.cli import main
from model.results.facts.shortage import shortage_cost
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job
from tests.test_next_period import FREE, PLAIN, QUARTERS, next_of, result_of
from tests.tiny import Rows, demand, effect, metal, offer, row, story, workbook

HALVED: dict[str, Rows] = {
    "materials": [metal(terminal_value=80)],
    "supply": [offer("CHL", 40, lead_time=12, for_="reserve"), offer("AUS", 200, for_="industry")],
    "demand": [demand(100)],
    "targets": [row(material="Metal", tonnes=40, by=2, hard="yes")],
    "finance": [row(tranche="Loan", amount=10_000, upfront_fee=1)],
    "participants": [row(participant="Motors", material="Metal", commitment=5, upfront_fee=10)],
}


def test_nothing_is_paid_twice(tmp_path: Path) -> None:
    """Year 1: 40 t of CHL at 100 USD are ordered for the reserve, which arrive in year 2. Motors pays 10 % of 5 × 100 USD, so
    3,950 USD are drawn net of a fee of 1 %: 3,950 ÷ 0.99. In the next workbook the order is paid and on its way, the loan is
    drawn and owed, the fee is paid: the reserve pays nothing at all, and nothing more is drawn."""
    run, result = result_of(workbook(tmp_path / "halved.xlsx", {**FREE, "Periods": 3}, **HALVED))
    assert run.result is not None
    drawn = 3_950 / 0.99
    assert run.result.grid("draw", 1)[0][0] == pytest.approx(drawn)
    case = load(following := next_of(result)).case
    (order,) = case.records("orders_placed")
    assert (order["offer"], order["for"], order["tonnes"], order["paid"], order["still_to_pay"]) == (
        "CHL", "reserve", pytest.approx(40), pytest.approx(4_000), 0,
    )  # fmt: skip
    assert order["arrives"].text == "2028"
    (loan,) = case.records("loans_drawn")
    assert (loan["drawn"], loan["owed"]) == pytest.approx((drawn, drawn))
    assert case.settings.opening_cash == pytest.approx(0, abs=1e-6)
    assert case["participants"]["fee_paid"].tolist() == [True]
    run, _ = result_of(following)
    assert run.result is not None
    assert run.result.paid(payer="reserve").sum() == pytest.approx(0, abs=1e-6)
    assert run.result.paid(payee="reserve").sum() == pytest.approx(0, abs=1e-6)
    assert run.result.grid("stock", 1)[0].tolist() == pytest.approx([40, 40])


BRANCHES: dict[str, Rows] = {
    **HALVED,
    "stories": [
        story("Soon", 20, 2),
        story("Ever", 30, "2; 3; 4"),
        story("Late", 16, 4),
        story("After", 50, "3; 5", parent="Ever"),
        story("Child", 40, 3, parent="Soon"),
        story("Months", 25, "+12 months", parent="Ever"),
    ],
    "effects": [
        effect(name, "price", 10) for name in ("Soon", "Ever", "Late", "After", "Child", "Months")
    ],
}  # fmt: skip


def test_probabilities_are_conditional_on_what_did_not_happen(tmp_path: Path) -> None:
    """By year 2 Soon (20 %) or Ever in year 2 (a third of 30 %) would have begun: 30 % are gone, 70 % are left. Ever in years
    3 and 4 has 20 of the 70, Late 16 of them. After and Months are given Ever: After's year 3 could only follow year 2, so
    it keeps year 5 with half of 50 %; Months stays. Child goes with Soon."""
    _, result = result_of(workbook(tmp_path / "branches.xlsx", {**FREE, "Periods": 6}, **BRANCHES))
    case = load(next_of(result)).case
    left = {
        one["story"]: (one["probability"], [str(getattr(time, "text", time)) for time in one["onset"].times])
        for one in case.records("stories")
    }
    assert set(left) == {"Ever", "Late", "After", "Months"}
    assert left["Ever"] == (pytest.approx(20 / 70), ["period 2", "period 3"])
    assert left["Late"] == (pytest.approx(16 / 70), ["period 3"])
    assert left["After"] == (pytest.approx(0.25), ["period 4"])
    assert left["Months"] == (pytest.approx(0.25), ["12"])
    assert set(case["effects"]["story"]) == set(left)


def test_a_share_typed_with_its_sign_is_carried_over(tmp_path: Path) -> None:
    """A cell that shows 4 % holds 0.04; its copy in the result shows 4 % too, and is read as such."""
    path = workbook(tmp_path / "plain.xlsx", QUARTERS, **PLAIN)
    book = openpyxl.load_workbook(path)
    (cell,) = (line[1] for line in book["Settings"] if line[0].value == "Discount rate")
    cell.value, cell.number_format = 0.04, "0%"
    book.save(path)
    _, result = result_of(path)
    assert load(next_of(result)).case.settings.discount_rate == pytest.approx(0.04)


def test_the_horizon_is_kept_or_rolled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, result = result_of(workbook(tmp_path / "plain.xlsx", QUARTERS, **PLAIN))
    kept = load(next_of(result)).case
    assert (kept.calendar.label(1), kept.calendar.periods) == ("2027Q4", 6)
    assert kept.calendar.ends[-1] == load(tmp_path / "plain.xlsx").case.calendar.ends[-1]
    rolled = load(next_of(result, "--roll", "--overwrite")).case
    assert (rolled.calendar.label(1), rolled.calendar.periods) == ("2027Q4", 7)
    assert "has 7 periods" in capsys.readouterr().out


def test_a_last_plan_is_written_and_can_be_kept_to(tmp_path: Path) -> None:
    """10 t are ordered in year 1 and, as money later costs less, the other 30 t in year 2."""
    targets = [row(material="Metal", tonnes=10, by=2, hard="yes"), row(material="Metal", tonnes=40, by=3, hard="yes")]
    settings = {**FREE, "Periods": 4, "Discount rate": 5}
    _, result = result_of(workbook(tmp_path / "later.xlsx", settings, **{**HALVED, "targets": targets}))
    case = load(next_of(result)).case
    assert [(one["offer"], one["order_in"].text) for one in case.records("last_plan")] == [("CHL", "2028")]
    assert case["last_plan"]["tonnes"].sum() == pytest.approx(30)


@pytest.mark.parametrize(("percent", "seller"), [(0, "PER"), (40, "CHL")])
def test_a_plan_is_made_again_at_a_price_of_change(tmp_path: Path, percent: float, seller: str) -> None:
    """The plan orders 30 t of CHL in year 2, at 110 USD. Then PER, at 150 in the last plan, turns out to cost 100: to order
    there saves 10 USD/t, and a tonne moved counts 2 × 40 % of 100 USD. So CHL is kept to, unless a change has no price."""
    sheets: dict[str, Rows] = {
        "materials": [metal()],
        "supply": [
            offer("CHL", 200, premium=10, for_="reserve"),
            offer("PER", 200, premium=50, for_="reserve"),
            offer("AUS", 200, for_="industry"),
        ],
        "demand": [demand(100)],
        "targets": [row(material="Metal", tonnes=30, by=2, hard="yes")],
    }
    settings = {**FREE, "Periods": 3, "Discount rate": 5}
    _, result = result_of(workbook(tmp_path / "again.xlsx", settings, **sheets))
    book = openpyxl.load_workbook(following := next_of(result))
    for line in book["Settings"]:
        if str(line[0].value).startswith("Price of change"):
            line[1].value = percent
    for line in book["Supply"]:
        if line[0].value == "PER":
            (premium,) = (cell for cell in line if cell.value == 50)
            premium.value = 0
    book.save(following)
    run, _ = result_of(following)
    assert run.result is not None
    bought = run.result.orders[run.result.orders["buyer"] == "reserve"]
    assert (bought["offer"].tolist(), bought["tonnes"].sum()) == ([seller], pytest.approx(30))


def test_there_is_a_plan_without_the_reserve_though_a_limit_has_begun(tmp_path: Path) -> None:
    """At most half of a year's orders may be from CHN. Of the 20 t needed by the second quarter 10 t are ordered there in the
    first, when it is cheap, and 10 t of AUS later. Half way the share is 100 %; without the reserve it would stay so."""
    sheets: dict[str, Rows] = {
        "materials": [metal()],
        "supply": [
            offer("CHN", 200, premium=-50, to="2027Q1", for_="reserve"),
            offer("AUS", 200, premium=20, for_="reserve"),
            offer("PER", 400, for_="industry"),
        ],
        "demand": [demand(100)],
        "targets": [row(material="Metal", tonnes=10, hard="yes"), row(material="Metal", tonnes=20, by=2, hard="yes")],
        "limits": [row(limit="Half", scope="Metal", of="CHN", for_="reserve", over="year", at_most_share=50)],
    }
    settings = {"Period months": 3, "Periods": 4, "Discount rate": 5}
    _, result = result_of(workbook(tmp_path / "begun.xlsx", settings, **sheets))
    run, _ = result_of(next_of(result))
    assert run.result is not None and run.without is not None
    bought = run.result.orders[run.result.orders["buyer"] == "reserve"]
    assert (bought["offer"].tolist(), bought["tonnes"].sum()) == (["AUS"], pytest.approx(10))


@pytest.mark.parametrize(("whose", "share"), [("reserve", 50), ("both", 10)])
def test_there_is_a_plan_without_the_reserve_though_a_least_share_is_behind(
    tmp_path: Path, whose: str, share: float
) -> None:
    """Of the 20 t needed by the second quarter 10 t are ordered in CHL in the first, when AUS cannot deliver, and 10 t in AUS
    in the second: half of what the reserve orders, and a tenth of 100 t with industry's 20 t of PER a quarter. Half way
    nothing is of AUS, and without the reserve nothing ever is, so that no share of AUS can be asked for. Industry wants 25 t
    a quarter and is 5 t short: in the three quarters that are left 3 x 5 x 500 = 7,500 USD, with the reserve or without."""
    sheets: dict[str, Rows] = {
        "materials": [metal()],
        "supply": [
            offer("CHL", 200, for_="reserve"),
            offer("AUS", 200, premium=20, from_="2027Q2", for_="reserve"),
            offer("PER", 80, for_="industry"),
        ],
        "demand": [demand(100)],
        "shortage_steps": [row(segment="Users", step=1, cost_usd=500)],
        "targets": [row(material="Metal", tonnes=10, hard="yes"), row(material="Metal", tonnes=20, by=2, hard="yes")],
        "limits": [row(limit="Some", scope="Metal", of="AUS", for_=whose, over="horizon", at_least_share=share)],
    }
    _, result = result_of(workbook(tmp_path / "behind.xlsx", {"Period months": 3, "Periods": 4}, **sheets))
    run, _ = result_of(next_of(result))
    assert run.result is not None and run.without is not None
    bought = run.result.orders[run.result.orders["buyer"] == "reserve"]
    assert bought["offer"].tolist() == ["AUS"]
    assert bought["tonnes"].sum() == pytest.approx(10)
    assert shortage_cost(run.without) == pytest.approx(7_500)
    assert shortage_cost(run.result) == pytest.approx(7_500)


def test_what_the_reserve_owes_for_orders_is_paid_without_it_too(tmp_path: Path) -> None:
    """10 t arrive in year 2 for 1,000 USD, which the reserve has from the 10 t that it releases at 100 USD in year 1.
    Without the reserve nothing is released, and the treasury pays; industry, which wants 100 t and gets 90 of PER, is 10 t
    short at 500 USD in each of three years: 15,000 USD. 10 t released in year 1 and the 10 t that have come spare 10,000."""
    sheets: dict[str, Rows] = {
        "materials": [metal(opening_stock=10)],
        "supply": [offer("PER", 90, for_="industry")],
        "demand": [demand(100)],
        "shortage_steps": [row(segment="Users", step=1, cost_usd=500)],
        "finance": [row(tranche="Grant", kind="grant", amount=1)],
        "orders_placed": [
            row(material="Metal", country="PER", offer="PER", for_="reserve", tonnes=10, arrives="2028", still_to_pay=1_000)
        ],
    }
    settings = {"Periods": 3, "Release when": "always", "Release delay": 0}
    run, _ = result_of(workbook(tmp_path / "owed.xlsx", settings, **sheets))
    assert run.result is not None and run.without is not None
    assert shortage_cost(run.without) == pytest.approx(15_000)
    assert shortage_cost(run.result) == pytest.approx(5_000)
    assert run.without.paid(payer="treasury", payee="reserve").sum() == pytest.approx(1_000)


def spoiled(result: Path) -> Path:
    """The result, saved by another program."""
    book = openpyxl.load_workbook(result)
    book.save(other := result.with_name("resaved.xlsx"))
    return other


@pytest.mark.parametrize("words", [("next", "{}"), ("compare", "{}", "{good}"), ("compare", "{good}", "{}")])
def test_what_is_no_result_is_refused_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    typed = workbook(tmp_path / "typed.xlsx", {**FREE, "Periods": 3}, **HALVED)
    _, result = result_of(typed)
    (text := tmp_path / "text.xlsx").write_text("no workbook at all")
    given = {
        text: "not an Excel workbook", typed: "is an input workbook, not a result",
        spoiled(result): "saved by another program", tmp_path / "missing.xlsx": "There is no file",
    }  # fmt: skip
    for bad, said in given.items():
        target = tmp_path / "out.xlsx"
        assert main([*(word.format(bad, good=result) for word in words), "-o", str(target)]) == 2
        assert said in capsys.readouterr().err
        assert not target.exists()


def test_a_plan_with_nothing_left_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheets: dict[str, Any] = {"materials": [metal()], "supply": [offer("CHL")], "demand": [demand(10)]}
    _, result = result_of(workbook(tmp_path / "one.xlsx", {"Periods": 1}, **sheets))
    assert main(["next", str(result), "-o", str(tmp_path / "out.xlsx")]) == 2
    assert "ends with its first period" in capsys.readouterr().err
    sheets |= {"stories": [story("Sure", 100)], "effects": [effect("Sure", "price", 10)]}
    _, result = result_of(workbook(tmp_path / "sure.xlsx", {"Periods": 3}, **sheets))
    assert main(["next", str(result), "-o", str(tmp_path / "out.xlsx")]) == 2
    assert "surely begins" in capsys.readouterr().err


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return re.sub(r"\s+", " ", capsys.readouterr().out)


@pytest.mark.parametrize(("first", "said"), [(40, True), (10, False)])
def test_a_largest_target_that_is_over_is_told_to_participants(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], first: float, said: bool
) -> None:
    """Motors commits to 5 t: 5 / 40 of the storage is its own while 40 t are asked for, 5 / 10 from when it is 10 t."""
    sheets: dict[str, Rows] = {
        **HALVED,
        "supply": [offer("CHL", 40, for_="reserve"), offer("AUS", 200, for_="industry")],
        "targets": [row(material="Metal", tonnes=first), row(material="Metal", tonnes=10, by=2)],
    }
    run, result = result_of(workbook(tmp_path / "fallen.xlsx", {**FREE, "Periods": 3}, **sheets))
    assert run.data.commitments.storage_share.tolist() == pytest.approx([5 / first])
    assert load(following := next_of(result)).case.records("targets")[0]["tonnes"] == 10
    assert ('which is less than before for "Metal"' in told(capsys)) == said
    assert run_main_job(load(following).case, Stages()).data.commitments.storage_share.tolist() == pytest.approx([5 / 10])
