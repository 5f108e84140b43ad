"""All pages of the result workbook, in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.results.alternatives import page as alternatives
from model.results.buy_list import page as buy_list
from model.results.checks import page as checks
from model.results.cost_benefit import page as cost_benefit_page
from model.results.data import page as data
from model.results.facts.run import Run
from model.results.figures import page as figures
from model.results.floors import page as floors
from model.results.frontier import page as frontier
from model.results.largest_supplier import page as largest_supplier
from model.results.material import page as material
from model.results.money import page as money
from model.results.objectives import page as objectives
from model.results.participants import page as participants_page
from model.results.partners import page as partners
from model.results.processing import page as processing
from model.results.projects import page as projects
from model.results.reserve import page as reserve
from model.results.sensitivity import page as sensitivity
from model.results.shown.long_tables import with_data_apart
from model.results.shown.pages import Page
from model.results.simulation import page as simulation
from model.results.sourcing import page as sourcing
from model.results.stories import page as stories
from model.results.summary import page as summary
from model.results.uncertainty import page as uncertainty
from model.results.views import page as views
from model.results.what_ifs import page as what_ifs
from model.results.worth import page as worth
from model.workbook import Loaded

MakePage = Callable[[Run], Page]
PAGES: tuple[MakePage, ...] = (
    summary.page,
    buy_list.page,
    cost_benefit_page.page,
    reserve.page,
    material.page,
    sourcing.page,
    processing.page,
    floors.page,
    stories.page,
    money.page,
    participants_page.page,
    projects.page,
    sensitivity.page,
)
# Pages shown only where the sheet has rows.
NEEDED_BY = {processing.page: "processing", participants_page.page: "participants", projects.page: "projects"}
# Pages of what was asked for beside the plan, shown only where it was found.
IF_RUN: Mapping[MakePage, Callable[[Run], bool]] = {
    views.page: lambda run: run.own_view is not None,
    what_ifs.page: lambda run: bool(run.studies.what_ifs),
    frontier.page: lambda run: bool(run.studies.sweeps),
    worth.page: lambda run: worth.has_anything(run.studies),
    partners.page: lambda run: run.studies.partners is not None,
    largest_supplier.page: lambda run: run.studies.largest_lost is not None,
    uncertainty.page: lambda run: run.studies.uncertainty is not None,
    alternatives.page: lambda run: run.studies.alternatives is not None,
    objectives.page: lambda run: run.studies.objectives is not None,
    simulation.page: lambda run: run.studies.simulation is not None,
}


def all_pages(run: Run, loaded: Loaded, seconds: Mapping[str, float]) -> list[Page]:
    """Every sheet of results of a solved plan, Summary first, Data last; `seconds` by stage of the run."""
    tables = run.data.case.tables
    shown: list[MakePage] = [page for page in PAGES if page not in NEEDED_BY or len(tables[NEEDED_BY[page]])]
    shown += [page for page, ran in IF_RUN.items() if ran(run)]
    last = [checks.page(run, loaded, seconds), data.page(run)]
    if run.optimal:
        last.append(figures.page(run))  # nothing is planned on from a plan that is not certified
    return with_data_apart([*(page(run) for page in shown), *last])
