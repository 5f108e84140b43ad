"""The Processing sheet: what processes take and make, what is shipped between places, and what nobody wants."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.processing import tables as own
from model.results.processing.runs import BEFORE, LOST, runs_by_year, runs_table
from model.results.processing.sentences import sentences
from model.results.shown.pages import Page, make_table, sums_of_money
from model.tolerances import LEAST_FLOW


def page(run: Run) -> Page:
    """The Processing sheet, for a case with processes."""
    assert run.result is not None
    result = run.result
    runs, unwanted = runs_by_year(result), own.unwanted(result)
    shown = [
        (
            "ProcessingMaterials", "What processes of several inputs or outputs take and make", own.materials(result),
            f"From Start on; flows below {LEAST_FLOW:.0f} t over the horizon are left out. What comes out of runs {BEFORE} "
            "is made here; what went into them is not.",
        ),
        (
            "ProcessingShipments", "What industry ships between places", own.shipments(result),
            f"Goods of processes abroad and for them; what is below {LEAST_FLOW:.0f} t over the horizon is left out. "
            "Freight, duty and border top-up are paid here, on top of what the goods cost where they come from; duty and "
            "top-up are due on entering home. Undiscounted.",
        ),
        (
            "ProcessingReserve", "Process output bought by the reserve", own.for_the_reserve(result),
            "At the higher of market and floor, paid to industry; landed cost adds freight, duty and border top-up. "
            "The purchases of this period and the next three are on the Buy list.",
        ),
        (
            "ProcessingUnwanted", "Material that nobody takes", unwanted,
            "Joint products, and what was bought and is not needed. Sold at the Surplus price of the Settings sheet.",
        ),
    ]  # fmt: skip
    if len(runs):
        note = (
            "Tonnes of main input, from Start on. Use: of the capacity that is in force, not shut and not cut, with what "
            f"projects added; only runs whose output still arrives within the horizon count. `{BEFORE}`: runs whose output "
            "arrives from Start on. Toll: with what a border floor adds to it, undiscounted."
        )
        shown.insert(0, ("ProcessingRuns", "Processes", runs_table(result, runs), note))
    return Page(
        "Processing",
        sentences(result, runs, unwanted[0]),
        tuple(
            make_table(
                name, title, facts, columns, note, totals=sums_of_money(columns),
                heat=[key for key in columns if key.startswith("use") or key == LOST],
            )
            for name, title, (facts, columns), note in shown
            if len(facts)
        ),
    )  # fmt: skip
