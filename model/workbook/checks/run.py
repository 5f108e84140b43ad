"""All checks of a workbook, run one after another so that a planner sees every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.excel.problems import Problems
from model.excel.words import listed
from model.schema import SHEETS
from model.workbook.checks.floors import (
    check_contracted_tonnes,
    check_floor_figures,
    check_floor_parties,
    check_memberships,
)
from model.workbook.checks.limits import check_bounds, check_concern, check_limits_count
from model.workbook.checks.lots import check_project_sizes, check_smallest_orders
from model.workbook.checks.money import check_late_money, check_money_units, check_small_money
from model.workbook.checks.names import check_collisions, check_from_to, check_keys
from model.workbook.checks.near_names import check_near_names
from model.workbook.checks.onsets import check_horizon, check_onsets
from model.workbook.checks.participants import (
    check_commitments,
    check_committed_stock,
    check_contract_prices,
    check_draws,
)
from model.workbook.checks.prices import (
    check_demand_overlaps,
    check_growth,
    check_price_rows,
)
from model.workbook.checks.reserve import (
    check_days_of_cover,
    check_finance,
    check_no_targets,
    check_storage,
    check_targets,
)
from model.workbook.checks.shortages import check_segments, check_shortage_costs, check_shortage_steps, check_step_sets
from model.workbook.checks.stories import check_changes, check_effects_hit, check_parents, check_probabilities
from model.workbook.checks.supply import (
    check_asks,
    check_offers,
    check_processes,
    check_projects,
    check_sources,
    check_step_order,
)
from model.workbook.checks.times import (
    check_effects_last,
    check_lead_times,
    check_project_times,
    check_release_delay,
    check_shelf_lives,
)
from model.workbook.checks.trades import (
    check_offers_resold,
    check_processes_resold,
    check_recycling_resold,
    check_selling,
)
from model.workbook.checks.units import (
    check_amounts,
    check_capacity_units,
    check_freight_units,
    check_gdp_units,
    check_material_units,
    check_price_units,
)
from model.workbook.checks.unused import check_unused
from model.workbook.checks.what_ifs import check_what_ifs
from model.workbook.draft import Draft
from model.workbook.tables.references import resolve_names

NOT_RUN = ("What-ifs",)  # sheets whose rows this version leaves aside

Check = Callable[[Draft, Problems], None]

# Checks that draw conclusions from what is not on a sheet: wrong ones where it is missing by mistake, which is told.
NEEDED: Mapping[Check, tuple[str, ...]] = {
    check_sources: ("supply", "processing", "demand"),
    check_segments: ("shortage_steps",),
    check_step_sets: ("demand",),
    check_commitments: ("supply", "processing", "demand", "targets"),
    check_committed_stock: ("participants",),
    check_effects_hit: ("materials", "supply", "processing", "demand", "stories", "effects"),
    check_offers_resold: ("prices",),
    check_recycling_resold: ("prices",),
    check_processes_resold: ("prices",),
    check_concern: ("countries", "supply"),
    check_no_targets: ("targets",),
    check_late_money: ("targets", "demand", "finance"),
    check_limits_count: ("materials", "supply", "processing", "countries", "agreements"),
    check_capacity_units: ("supply", "processing"),
    check_days_of_cover: ("demand", "processing"),
    check_shortage_costs: ("demand",),
    check_money_units: ("targets", "demand"),
    check_smallest_orders: ("supply", "processing", "finance"),
    check_release_delay: ("stories",),
}

# Cells that such checks rest on, by sheet: one of them that cannot be read is told, and what would follow from it is not.
TRADED = {"supply": {"material", "country"}, "processing": {"process", "material", "country", "role"}}
WANTED = {"demand": {"material", "segment", "demand"}}
ASKED = {**WANTED, "targets": {"material", "days_of_cover", "tonnes"}}
PRICED = {"prices": {"material", "period", "price"}}
OPENING = {"materials": {"opening_stock", "opening_in_transit"}}
RESTS_ON: Mapping[Check, Mapping[str, set[str]]] = {
    check_sources: {**TRADED, **WANTED},
    check_segments: {"shortage_steps": {"segment", "material"}, "materials": {"group", "stage"}},
    check_step_sets: {**WANTED, "shortage_steps": {"segment", "material"}, "materials": {"group", "stage"}},
    check_commitments: {**TRADED, **ASKED, **OPENING},
    check_committed_stock: {**OPENING, "participants": {"material", "commitment"}},
    check_effects_hit: {
        **TRADED,
        **WANTED,
        "materials": {"group", "stage"},
        "agreements": {"agreement", "country"},
        "effects": {"story"},
    },
    check_limits_count: {
        **TRADED,
        "materials": {"group", "stage"},
        "countries": {"country", "entity_of_concern"},
        "agreements": {"agreement", "country"},
    },
    check_concern: {"countries": {"country", "entity_of_concern"}},
    check_late_money: {
        **ASKED,
        **OPENING,
        "finance": {"available_from"},
        "targets": {"material", "by", "days_of_cover", "tonnes"},
    },
    check_capacity_units: {**TRADED, "projects": {"adds_to"}},
    check_days_of_cover: {**TRADED, **WANTED},
    check_smallest_orders: {**TRADED, "supply": {"offer", "material", "capacity"}},
    check_offers_resold: {**PRICED, "countries": {"country", "freight"}},
    check_recycling_resold: PRICED,
    check_processes_resold: PRICED,
}

# The first makes names canonical, which all later ones rely on; the second says whether the periods can be relied on.
CHECKS: tuple[Check, ...] = (
    resolve_names,
    check_horizon,
    check_keys,
    check_collisions,
    check_near_names,
    check_from_to,
    check_memberships,
    check_floor_parties,
    check_floor_figures,
    check_contracted_tonnes,
    check_offers,
    check_asks,
    check_step_order,
    check_processes,
    check_projects,
    check_project_sizes,
    check_smallest_orders,
    check_sources,
    check_price_rows,
    check_shortage_steps,
    check_shortage_costs,
    check_growth,
    check_segments,
    check_step_sets,
    check_demand_overlaps,
    check_material_units,
    check_amounts,
    check_capacity_units,
    check_price_units,
    check_freight_units,
    check_gdp_units,
    check_small_money,
    check_money_units,
    check_late_money,
    check_no_targets,
    check_targets,
    check_days_of_cover,
    check_storage,
    check_bounds,
    check_concern,
    check_limits_count,
    check_finance,
    check_unused,
    check_commitments,
    check_contract_prices,
    check_draws,
    check_committed_stock,
    check_parents,
    check_probabilities,
    check_onsets,
    check_changes,
    check_effects_hit,
    check_lead_times,
    check_project_times,
    check_shelf_lives,
    check_effects_last,
    check_release_delay,
    check_selling,
    check_offers_resold,
    check_processes_resold,
    check_recycling_resold,
    check_what_ifs,
)


def check_all(draft: Draft, problems: Problems) -> None:
    """Run every check; the draft's names are canonical afterwards."""
    check_not_run(draft, problems)
    for check in CHECKS:
        if not draft.incomplete(*NEEDED.get(check, ())) and not draft.unreadable(RESTS_ON.get(check, {})):
            check(draft, problems)


def check_not_run(draft: Draft, problems: Problems) -> None:
    """Rows on sheets that this version leaves aside (warnings)."""
    for sheet in SHEETS:
        rows = draft[sheet.field].rows
        if rows and sheet.name in NOT_RUN:
            numbers = [str(row.number) for row in rows]
            lines = f"{'row' if len(rows) == 1 else 'rows'} {listed(numbers, 'and')}"
            problems.warn(
                (draft[sheet.field].title, f"A{rows[0].number}"),
                f"{sheet.name} are not run by this version ({lines})",
                "",
                "Nothing need be done; the rows are left aside.",
            )
