"""The What-ifs sheet of a study: every what-if beside the plan as it stands."""

from __future__ import annotations

from model.results.facts.run import Run
from model.results.facts.variant_figures import variant_figures
from model.results.shown.pages import Chart, Page, make_table
from model.results.what_ifs import tables as own
from model.results.what_ifs.sentences import opening_sentences, told_of

NOTE = (
    "Costs are expected and discounted; what is spent and left undrawn is expected and not discounted. Each what-if is "
    "certified like the plan itself; the rows behind it are on In What-ifs."
)
ORDERS_NOTE = (
    "Materials of which another amount is bought now. Of equally good plans one is taken: where Buy list says that "
    "an order is exchangeable, a change of it may mean nothing."
)
LEDGERS_NOTE = "Expected and discounted; income is negative."


def page(run: Run) -> Page:
    """The What-ifs sheet; only where they were run."""
    base, what_ifs = variant_figures(run), run.studies.what_ifs
    beside = own.beside(what_ifs, base, run.status_word)
    tables = (
        make_table("WhatIfs", "Every what-if beside the plan as it stands", beside, own.BESIDE, NOTE),
        make_table(
            "WhatIfOrders", "What is bought now, where it differs", own.orders(what_ifs, base), own.ORDERS, ORDERS_NOTE
        ),
        make_table("WhatIfLedgers", "Every ledger", own.ledgers(what_ifs, base), own.LEDGERS, LEDGERS_NOTE),
    )
    shown = tuple(own.BESIDE[name].header for name in ("short_without", "short_with") if beside[name].notna().any())
    ordered = own.BESIDE["ordered"].header
    return Page(
        "What-ifs",
        (*opening_sentences(what_ifs, base), *(told_of(one, base) for one in what_ifs)),
        tables,
        (
            Chart("bar", "Orders now by what-if", "WhatIfs", "What-if", (ordered,), "USD million"),
            Chart("bar", "Expected shortage cost by what-if", "WhatIfs", "What-if", shown, "USD million"),
        ),
    )
