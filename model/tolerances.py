"""Below what a figure counts as nothing, or as too little to tell: one place for all of them.

A solver leaves dust where a value is 0 and meets its rows to about 1e-7 of their size, so no figure is compared with 0.
"""

from __future__ import annotations

# What the solver leaves of nothing.
DUST = 1e-9  # t or USD: a value of the solution; in tables of a column's own unit, so a tenth of a cent or a milligram
SMALLEST_TONNES = 1e-6  # t, or t/yr: an order, a flow, what is out with participants; a gram is nobody's order
SMALLEST_SHARE = 1e-6  # of a capacity or of what can be built: what is left of it when it counts as used up, or is not built
SMALLEST_PRICE = 1e-6  # of the market price, or USD per t/yr: a shadow price below this is no worth
ROUNDING = 1e-9  # of a price, or of tonnes: two that differ by less were computed from the same figures
OF_A_ROW = 1e-7  # of the number typed: so far the solver may miss a row
SAME_FIGURE = 1e-6  # of a figure: two plans in which it differs by less have the same
DUST_PAID = 1e-3  # USD in a period: a sum of payments of less is the solver's, and has no column
SHORTEST_USD, SHORTEST_TONNES = 0.005, 1e-6  # what is written as `0 USD` and `0 t`: half a cent, a gram

# What a plan must keep to be called certified, beside the certificate of the arrays (model.solve.certificate).
BALANCE_TOLERANCE = 1e-6  # of what flows: by how much a balance that is added up again may miss
IDENTITY_TOLERANCE = 1e-6  # relative: by how much a figure may differ that is added up in two ways

# What a planner need not read.
LEAST_USD = 1.0  # USD: no sentence is spent on less than a dollar, and nothing is divided by it
LEAST_FLOW = 1.0  # t over the horizon: a flow of less is left out of the tables of processing
WORTH_DECIDING = 1_000.0  # USD: a shadow price of less changes no decision
WORTH_TELLING = 1e6  # USD, expected: what industry loses by the reserve and the Summary tells
TOLD_SHARE = 0.01  # of the whole: a part of less is not told
TOLD_RATIO = 0.05  # x: a material that spares less per dollar has no ratio behind its name
NOT_COVERED = 0.05  # of a target: less counts as no cover
