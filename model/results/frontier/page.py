"""The Frontier sheet of a study: what protection costs, and every point that was solved."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.facts.sweep import Sweep
from model.results.frontier import tables as own
from model.results.frontier.sentences import told_of
from model.results.shown.pages import A_YEAR, Chart, Column, Measure, Page, Table, make_table, text, tonnes

NOTE = (
    "Every point is a plan of its own, certified like the plan itself, before orders are rounded to whole lots. Costs are "
    "expected and discounted; what is spent and left undrawn is expected and not discounted."
)
CAPACITY_NOTE = (
    "Mines and plants abroad whose sellers earn their cash cost, entities of concern left out: t a year in all, expected "
    "over the stories, at base price. What a disruption takes for a time counts as open. Only materials of which it differs."
)
CAPACITY = {
    "material": text("Material"),
    "tonnes": tonnes("Partner capacity open at the end", A_YEAR),
    "value": Column("Worth", Measure.USD_MILLION, "USD million/yr"),
}


def page(run: Run) -> Page:
    """The Frontier sheet; only where sweeps were run."""
    tables: list[Table] = []
    charts: list[Chart] = []
    for number, sweep in enumerate(run.studies.sweeps, start=1):
        made = _tables(sweep, f"Frontier{number}")
        tables += made
        charts += [] if len(sweep.solved) < 2 else _charts(sweep, made[0].name)
    sentences = [sentence for sweep in run.studies.sweeps for sentence in told_of(sweep)]
    return Page("Frontier", tuple(sentences), tuple(tables), tuple(charts))


def _tables(sweep: Sweep, name: str) -> list[Table]:
    """All points; of a grid their shortage and net cost as squares too; and where a floor's level varies, capacity."""
    made = [make_table(name, f"{sweep.name}: every point", own.points(sweep), own.columns(sweep), NOTE)]
    if len(sweep.axes) == 2 and sweep.solved:
        for figure, column in (("short_with", own.SHORT_WITH), ("net_cost", own.NET_COST)):
            facts, columns = own.square(sweep, figure)
            heat = [header for header in columns if header != "first"]
            title = f"{sweep.name}: {column.label.lower()}"
            made.append(make_table(f"{name}{figure.title().replace('_', '')}", title, facts, columns, heat=heat))
    if sweep.over_floor and len(facts := own.capacities(sweep)):
        axes = {key: own.axis_column(axis) for key, axis in zip(own.AXES, sweep.axes, strict=False)}
        columns = {"material": CAPACITY["material"], **axes, **CAPACITY}
        made.append(make_table(f"{name}Capacity", f"{sweep.name}: partner capacity", facts, columns, CAPACITY_NOTE))
    return made


def _charts(sweep: Sweep, table: str) -> list[Chart]:
    if len(sweep.axes) == 2:
        return []
    shortage = Chart(
        "xy", f"{sweep.name}: what protection costs", table, own.NET_COST.header, (own.SHORT_WITH.header,),
        own.SHORT_WITH.header,
    )  # fmt: skip
    if not sweep.over_floor:
        return [shortage]
    capacity, cost = own.FIGURES["capacity"], own.FIGURES["objective"]
    return [
        Chart(
            "xy", f"{sweep.name}: capacity against cost", table, cost.header, (capacity.header,), capacity.header
        )
    ]
