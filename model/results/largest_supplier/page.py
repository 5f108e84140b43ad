"""The sheet of a study: each material's largest supplier is lost for a year."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.facts.selection import country_names
from model.results.largest_supplier import tables as own
from model.results.largest_supplier.sentences import opening
from model.results.shown.pages import Chart, Page, make_table

TITLE = "Supplier lost"
NOTE = (
    "One material at a time. The largest supplier is the country with the most capacity of its offers, and of what its "
    "processes make at the most, home included, in the period in which the loss begins; collective codes such as ZZZ, "
    "sellers without "
    "a name, are passed over. From then on it sells and makes none of it for a year. Nobody sees it coming: until then all "
    "is as in the plan if no story begins, and what is under way still arrives. From then on the reserve orders and sells "
    "nothing, and industry and the reserve's releases do the best they can, to the end of the plan. Each material is "
    "looked at with the materials of its own chain alone: money, participants, storage shared with others, limits across "
    "materials and limits on the reserve do not count. Shortages are those because of the loss, beyond what would be "
    "short without it; their cost is discounted and not weighted by any probability. All met for: days from the beginning "
    "of the loss to the first period in which somebody must go without, whatever is paid; blank = to the end of the plan. A "
    "shortage that is cheaper than what could still be had is taken all the same."
)
SHOWN = 15


def page(run: Run) -> Page:
    """The sheet; only where the study was run."""
    found = run.studies.largest_lost
    assert found is not None
    countries = country_names(run.data)
    told = tuple(opening(found, countries, run.data.case.settings.home_country))
    if found.period is None:
        return Page(TITLE, told, ())
    table = make_table(
        "LargestLost", "The largest supplier of each material lost for a year", own.losses(found, countries), own.LOSSES, NOTE
    )
    series = tuple(own.LOSSES[name].header for name in ("cost_without", "cost_with"))
    chart = Chart(
        "bar", "What shortages would cost", "LargestLost", own.LOSSES["material"].header, series, "USD million", SHOWN
    )
    return Page(TITLE, told, (table,), (chart,))
