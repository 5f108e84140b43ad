"""The reserve's cover against its targets over time, all materials together: days of demand by value."""

from __future__ import annotations

import numpy as np

from model.calendar import FloatArray
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.reserve_grids import ReserveGrids


def cover_over_time(grids: ReserveGrids) -> tuple[FloatArray, FloatArray]:
    """Days held and days asked for at the end of each period of the base path, (T,), NaN where there are none.

    Tonnes and demand count at base price. Of the materials that have a target, or of all held where none has; of each no
    more counts than its largest target, so that plenty of one does not hide the want of another.
    """
    targeted = grids.owed.any(axis=1)
    own = (targeted if targeted.any() else grids.held) & (grids.demand > 0).all(axis=1)
    price, demand = grids.price[own], grids.demand[own]
    most = grids.target[own].max(axis=1, keepdims=True) if targeted.any() else np.inf
    wanted = (demand * price).sum(axis=0)

    def days(tonnes: FloatArray) -> FloatArray:
        worth = (tonnes * price).sum(axis=0)
        return np.divide(worth * DAYS_IN_YEAR, wanted, out=np.full_like(worth, np.nan), where=wanted > 0)

    return days(np.minimum(grids.counted[own], most)), days(grids.target[own])
