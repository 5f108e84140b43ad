"""The Simulation sheet of a study."""

from __future__ import annotations

from model.case import Case
from model.results.facts.run import Run
from model.results.facts.simulation import NoSimulation, Simulation
from model.results.shown.pages import Chart, Page, Table, make_table
from model.results.simulation import tables as own
from model.results.simulation.sentences import (
    how_drawn,
    how_industry_acts,
    how_the_reserve_orders,
    no_simulation,
    sentences,
)

TITLE = "Simulation"
DRAWN = 12  # materials in the picture: more names would not be legible
STEPS_NOTE = "Expected shortage cost, discounted. The first two lines differ by the rule and the replay alone."
SPREADS_NOTE = (
    "Shortage cost of a history, discounted. A mean lies within one standard error of the truth in two of three cases, "
    "within two in nineteen of twenty."
)
STORIES_NOTE = (
    "The rate of a story that follows another is left blank, as it depends on that. Costs are of all histories in which it "
    "begins, others that run beside it included."
)
STOCK_NOTE = "At base prices at the end of each period."
BANDS_NOTE = "How far quantiles lie apart: bands that hold a fifth, a half and a fifth of all histories, from below."
FORESIGHT_NOTE = (
    "The first histories in which a story begins. Known: with a plan that knows them from the start and weighs what goods "
    "cost; least: one that spares shortage almost whatever goods cost."
)


def page(run: Run) -> Page:
    """The Simulation sheet; only where it was asked for."""
    found = run.studies.simulation
    assert found is not None
    if isinstance(found, NoSimulation):
        return Page(TITLE, no_simulation(found), ())
    bands = own.BANDS
    charts = (
        Chart(
            "fan", "Value of the reserve in all histories", "SimulationBands", bands["period"].header,
            tuple(bands[name].header for name in ("below", "low", "middle", "high")), "USD million",
            lines=(bands["50%"].header, bands["planned"].header),
        ),
        Chart(
            "bar", "Mean shortage cost by material", "SimulationMaterials", own.MATERIALS["material"].header,
            (own.WITHOUT.header, own.WITH.header), "USD million", rows=DRAWN,
        ),
    )  # fmt: skip
    return Page(TITLE, sentences(found, has_ranges(run.data.case)), _tables(found, run.data.case), charts)


def _tables(found: Simulation, case: Case) -> tuple[Table, ...]:
    drawn, orders, acts = how_drawn(found, has_ranges(case)), how_the_reserve_orders(), how_industry_acts()
    tables = [
        make_table("SimulationSteps", "From the plan to the simulation", own.steps(found), own.STEPS, STEPS_NOTE),
        make_table("SimulationSpread", "How far histories lie apart", own.spreads(found), own.SPREADS, SPREADS_NOTE),
        make_table(
            "SimulationMaterials", "Mean shortage cost by material", found.materials, own.MATERIALS,
            totals=("without", "with_reserve", "spared"),
        ),
        make_table("SimulationOwn", "What the replay sees of the plan's own stories", found.own, own.OWN, f"{acts}"),
        make_table("SimulationStories", "Stories as drawn", found.stories, own.STORIES, f"{drawn} {STORIES_NOTE}"),
        make_table("SimulationStock", "Value of the reserve", found.stock, own.STOCK, f"{orders} {STOCK_NOTE}"),
        make_table("SimulationBands", "Value of the reserve as drawn", own.bands(found), own.BANDS, BANDS_NOTE),
    ]  # fmt: skip
    if not found.foresight.empty:
        known = own.foresight(found)
        tables.append(make_table("SimulationForesight", "Foresight on a sample", known, own.FORESIGHT, FORESIGHT_NOTE))
    return tuple(tables)


def has_ranges(case: Case) -> bool:
    """Whether any effect has a range of severity or length."""
    return bool(case["effects"][["change_from", "change_to", "lasts_from", "lasts_to"]].notna().any(axis=None))
