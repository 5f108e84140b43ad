"""What was begun before Start: it arrives, is owed, and is not paid or drawn again. Every figure is solved by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.result_cases import run
from tests.tiny import demand, effect, metal, offer, row, story

YEARLY: dict[str, Any] = {"Periods": 3}


def test_an_order_half_paid_arrives_and_the_rest_is_paid_then(tmp_path: Path) -> None:
    """40 t arrive in year 2, for which 1,500 USD are still to be paid then. A tonne left counts 80 % of 100 USD.

    Stock: 40 t in year 2 and 3. Objective: industry buys 100 t a year at 100 (30,000), pays 1,500, and 40 × 80 is left.
    """
    outcome = run(
        tmp_path,
        YEARLY,
        materials=[metal(terminal_value=80, opening_in_transit=7)],
        supply=[offer("CHL", 100)],
        demand=[demand(100)],
        orders_placed=[
            row(material="Metal", country="CHL", offer="CHL", tonnes=40, arrives=2, paid=1_500, still_to_pay=1_500)
        ],
    )
    assert outcome.result is not None
    assert outcome.result.grid("stock", 1)[0].tolist() == [0.0, 40.0, 40.0]
    assert outcome.result.solution.objective == 30_000 + 1_500 - 3_200
    paid = outcome.result.paid(payer="reserve")
    assert paid.tolist() == [0.0, 1_500.0, 0.0]


def test_what_is_still_to_pay_comes_out_of_the_reserves_money(tmp_path: Path) -> None:
    """The reserve has 300 USD and may draw 1,000: on arrival in year 2 it pays 900, so 600 are drawn, at a fee of 1 %.

    Draw d: 300 + d − 0.01 d = 900, d = 600 ÷ 0.99.
    """
    outcome = run(
        tmp_path,
        {**YEARLY, "Opening cash": 300},
        materials=[metal()],
        supply=[offer("CHL", 100, for_="industry")],
        demand=[demand(100)],
        finance=[row(tranche="Loan", amount=1_000, upfront_fee=1)],
        orders_placed=[row(material="Metal", tonnes=9, arrives=2, still_to_pay=900)],
    )
    assert outcome.result is not None
    drawn = outcome.result.grid("draw", 1)[0]
    assert abs(drawn.sum() - 600 / 0.99) < 1e-6


def test_what_was_drawn_counts_against_the_amount_and_is_repaid_in_its_time(tmp_path: Path) -> None:
    """Of 1,000 USD 600 were drawn and 500 are owed. Repayment runs evenly over four years, one of which was before Start.

    So at the end of years 1, 2 and 3 of the plan 2/4, 3/4 and 4/4 of 600 are repaid: 300, 450 and 600, of which 100 were. The
    reserve repays 200, 150 and 150 of its 500 USD of cash, and draws nothing.
    """
    outcome = run(
        tmp_path,
        {**YEARLY, "Opening cash": 500},
        materials=[metal()],
        supply=[offer("CHL", 100)],
        demand=[demand(100)],
        finance=[row(tranche="Loan", amount=1_000, repay_from="2026-01-01", repay_by="2029", rate=0)],
        loans_drawn=[row(tranche="Loan", drawn=600, owed=500)],
        targets=[row(material="Metal", tonnes=100, penalty=0.0001)],
    )
    assert outcome.result is not None
    debt = outcome.result.grid("debt", 1)[0]
    assert (debt <= [300 + 1e-6, 150 + 1e-6, 1e-6]).all()
    assert outcome.result.grid("drawn", 1)[0].max() <= 1_000 + 1e-6
    assert outcome.result.grid("draw", 1)[0].sum() <= 400 + 1e-6


def test_a_fee_that_was_paid_is_not_paid_again(tmp_path: Path) -> None:
    """A fee of 10 % of 5 t at 100 USD: 50 USD, once."""
    for paid, fee in (("no", 50.0), ("yes", 0.0)):
        outcome = run(
            tmp_path,
            materials=[metal(opening_stock=5)],
            supply=[offer("CHL", 100)],
            demand=[demand(100)],
            participants=[row(participant="Motors", material="Metal", commitment=5, upfront_fee=10, fee_paid=paid)],
        )
        assert outcome.result is not None
        assert outcome.result.paid(payer="participants").sum() == fee


def test_what_is_on_loan_comes_back_when_it_is_due(tmp_path: Path) -> None:
    """4 t are out at Start and due in year 2: they may be put back in year 1, and must be by year 2. They cost 100 in year 1,
    90 in year 2 and 10 in year 3, so they come back in year 2; until then nothing more is drawn, as 4 t are the limit."""
    outcome = run(
        tmp_path,
        YEARLY,
        materials=[metal(opening_stock=10, terminal_value=80)],
        supply=[offer("CHL", 200)],
        demand=[demand(100)],
        prices=[row(material="Metal", period=2, price=90), row(material="Metal", period=3, price=10)],
        participants=[
            row(participant="Motors", material="Metal", commitment=10, draw_limit=40, replenish_within=12, fee_paid="yes",
                on_loan=4, due=2)
        ],
    )  # fmt: skip
    assert outcome.result is not None
    assert outcome.result.drawn("on_loan")[0].tolist() == [4.0, 0.0, 0.0]
    assert outcome.result.drawn("borrowed").sum() == 0.0


def test_industrys_orders_under_way_are_those_placed(tmp_path: Path) -> None:
    """Lead time 12 months. Planned: industry's orders of before Start are chosen, and nothing is short. Placed: 60 of 100 t
    are under way to year 1, so 40 are short there, at 1,000 USD; year 2 is ordered in year 1."""
    sheets = {
        "materials": [metal()],
        "supply": [offer("CHL", 200, lead_time=12)],
        "demand": [demand(100)],
        "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
        "orders_placed": [row(material="Metal", country="CHL", offer="CHL", for_="industry", tonnes=60, arrives=1)],
    }
    outcome = run(tmp_path, {"Orders before Start": "placed"}, **sheets)
    assert outcome.result is not None
    assert outcome.result.solution.objective == 40 * 1_000 + 100 * 100
    del sheets["orders_placed"]
    outcome = run(tmp_path, **sheets)
    assert outcome.result is not None
    assert outcome.result.solution.objective == 200 * 100


def test_capacity_funded_before_start_is_there_and_counts(tmp_path: Path) -> None:
    """10 t/yr of a project of at most 12 were funded a year before Start and are ready in year 2 (lead 24 months)."""
    outcome = run(
        tmp_path,
        YEARLY,
        materials=[metal()],
        supply=[offer("CHL", 50)],
        demand=[demand(100)],
        projects=[row(project="Mine", adds_to="CHL", max_capacity=12, capital_cost=20, lead_time=24, lifetime=20)],
        before_start=[row(what="funded", name="Mine", when="2026", amount=10)],
        shortage_steps=[row(segment="Users", step=1, cost_usd=1_000)],
    )
    assert outcome.result is not None
    assert outcome.result.grid("built", 1)[0].tolist() == [0.0, 10.0, 12.0]
    assert outcome.result.grid("build", 1)[0].tolist() == [2.0, 0.0, 0.0]


def test_a_story_sees_what_arrives_too(tmp_path: Path) -> None:
    """30 t arrive for the reserve in year 2, in every story: in the story that cuts all supply then they help in year 3."""
    outcome = run(
        tmp_path,
        {**YEARLY, "Release when": "always"},
        materials=[metal()],
        supply=[offer("CHL", 100)],
        demand=[demand(100)],
        shortage_steps=[row(segment="Users", step=1, cost_usd=1_000)],
        stories=[story("Cut", 50)],
        effects=[effect("Cut", "supply loss", 100)],
        orders_placed=[row(material="Metal", tonnes=30, arrives=2)],
    )
    assert outcome.result is not None
    arrived = outcome.result.grid("arrival", 1)[0]
    assert arrived[outcome.data.tree.period == 2].tolist() == [30.0, 30.0]
