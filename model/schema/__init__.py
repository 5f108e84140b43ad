"""Every sheet and column of the input workbook, declared once.

Template, reading, checking and documentation all come from these declarations.
"""

from __future__ import annotations

from model.schema.before_start import BEFORE_START, LAST_PLAN, LOANS_DRAWN, ORDERS_PLACED
from model.schema.chain import DEMAND, PROCESSING, PROJECTS, SHORTAGE_STEPS, SUPPLY
from model.schema.kinds import Column, Kind, Sheet, field_name
from model.schema.markets import AGREEMENTS, COUNTRIES, FLOORS, MATERIALS, PRICES
from model.schema.reserve import FINANCE, LIMITS, PARTICIPANTS, STORAGE, TARGETS
from model.schema.settings import SETTINGS
from model.schema.stories import EFFECTS, STORIES, WHAT_IFS
from model.schema.studies import STUDIES

SHEETS: tuple[Sheet, ...] = (
    MATERIALS,
    COUNTRIES,
    AGREEMENTS,
    PRICES,
    FLOORS,
    SUPPLY,
    PROCESSING,
    PROJECTS,
    DEMAND,
    SHORTAGE_STEPS,
    TARGETS,
    LIMITS,
    STORAGE,
    FINANCE,
    PARTICIPANTS,
    ORDERS_PLACED,
    LOANS_DRAWN,
    BEFORE_START,
    LAST_PLAN,
    STORIES,
    EFFECTS,
    WHAT_IFS,
    STUDIES,
)

__all__ = ["SETTINGS", "SHEETS", "Column", "Kind", "Sheet", "field_name"]
