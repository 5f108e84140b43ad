"""The Alternatives sheet of a study: plans that cost hardly more and buy otherwise."""

from __future__ import annotations

from model.results.alternatives import tables as own
from model.results.alternatives.sentences import told
from model.results.facts.run import Run
from model.results.facts.selection import codes_of_concern, country_names
from model.results.shown.pages import Chart, Page, Table, make_table

TOGETHER_NOTE = (
    "The reserve's orders of all materials together, landed. No plan within the share buys less than the last column; "
    "between it and the least that was found nothing is known."
)
MATERIAL_NOTE = (
    "Of each material ordered now, what every plan within the smallest share buys at least: proven, not only seen. The rest "
    "may be bought later in the year or left out, of one material at a time: not of all at once."
)
MUST_NOTE = (
    "The least of each order by itself, with everything else free. 'Proven': no plan within the share has less, to 1 % of "
    "the order. 'The least that was found': there may be a plan with less, down to 'In every plan at least'. 'All together' "
    "counts all sellers. Tonnes before whole lots are rounded."
)
PLANS_NOTE = (
    "Each is a certified plan. One after the other they buy as little as possible in the first year from the partners, or of "
    "the materials, from which the plan and the alternatives before them buy most. Net cost, shortage and penalties are "
    "expected and discounted. 'Perhaps not quite': a plan still more different may exist within the share."
)
RANGES_NOTE = (
    "Seen in the alternatives that were found, within the share or a smaller one; not proven to be the least or the most."
)
ORDERS_NOTE = "What each plan orders in the first period, landed."


def page(run: Run) -> Page:
    """The Alternatives sheet; only where the study ran."""
    found, names = run.studies.alternatives, country_names(run.data)
    assert found is not None
    assert run.result is not None
    materials = own.by_material(found)
    plans = own.plans(found, codes_of_concern(run.data))
    partners, goods = own.ranges(found, "country", names), own.ranges(found, "material", names)
    shown: list[Table] = [
        make_table(
            "AlternativesTogether", "What must be bought in all", own.together(found), own.TOGETHER, TOGETHER_NOTE
        ),
        make_table("AlternativesMaterials", "What must be bought, by material", materials, own.CHARTED, MATERIAL_NOTE),
        make_table(
            "AlternativesMust", "What must be bought, and what may be bought otherwise", own.must(found, names), own.MUST,
            MUST_NOTE,
        ),
        make_table("AlternativesPlans", "The alternatives", plans, own.PLANS, PLANS_NOTE),
        make_table("AlternativesByPartner", "Orders now by partner", partners, own.PARTNERS, RANGES_NOTE),
        make_table("AlternativesByMaterial", "Orders now by material", goods, own.MATERIALS, RANGES_NOTE),
        make_table(
            "AlternativesOrders", "Orders now of every alternative", own.orders(found, names), own.ORDERS, ORDERS_NOTE
        ),
    ]  # fmt: skip
    tables = tuple(table for table in shown if len(table.frame))
    series = tuple(own.CHARTED[name].header for name in ("cost", "must"))
    chart = Chart("bar", "Orders now, and what must be bought", "AlternativesMaterials", "Material", series, "USD million")
    return Page(
        "Alternatives", told(found, run.result.solution.objective, names), tables, (chart,) if len(materials) else ()
    )
