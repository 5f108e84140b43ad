"""The Cost and benefit sheet: what each material costs the reserve, and the shortage cost it spares."""

from __future__ import annotations

from model.results.cost_benefit.sentences import sentences
from model.results.cost_benefit.tables import BENEFIT, LEDGER, by_material, cost_benefit_chart, to_the_ledger
from model.results.facts.cost_benefit import build_cost_benefit
from model.results.facts.run import Run
from model.results.shown.pages import Page, make_table, sums_of_money

NOTE = (
    "Expected and discounted. Net cost: purchases, storage and handling, less what is sold and the terminal value of the "
    "stock left. Discounting charges for the money tied up; interest and fees on it, which are paid for the same, "
    "belong to no "
    "material and are listed below. Shortage cost spared: the plan without the reserve less this plan. Industry pays "
    "for what is "
    "released, a transfer: where that takes the place of dearer imports, the nation saves more than is counted here. Money "
    "tied up: stock at base price, mean of the horizon, undiscounted."
)
LEDGER_NOTE = "Expected and discounted; receipts are negative. The last two lines are the same figure from two places."


def page(run: Run) -> Page:
    """The Cost and benefit sheet."""
    assert run.result is not None
    found = build_cost_benefit(run)
    facts = by_material(found)
    return Page(
        "Cost and benefit",
        sentences(found),
        (
            make_table(
                "CostBenefit", "Cost and benefit by material", facts, BENEFIT, NOTE,
                totals=sums_of_money(BENEFIT), links={"material": "Reserve"},
            ),
            make_table(
                "CostBenefitLedger", "From the net cost of materials to the reserve's ledger",
                to_the_ledger(found, run.result), LEDGER, LEDGER_NOTE,
            ),
        ),
        (cost_benefit_chart("CostBenefit", len(facts)),) if len(facts) else (),
    )  # fmt: skip
