"""Why each order is placed, for the public: without figures, and without what an amount could be worked out from."""

from __future__ import annotations

import pandas as pd

from model.results.buy_list.reasons import CHEAPEST, NOT_OWED, Reasons

OTHERWISE = "not the cheapest source: cheaper ones are bought too, limited, or arrive at another time"


class PublicReasons(Reasons):
    """The reasons in words that hold for many amounts.

    That a source is exhausted, a limit or the market-impact cap binds, all of a contract is taken or the stock just meets
    its target would give the tonnes away, as capacity, limit, world output and contract are known. So would saying it of some
    orders and not of others: each is either from the cheapest source or not.
    """

    def _contract(self, order: pd.Series) -> str:
        return f"under {order['contract']}" if order["contract"] else ""

    def _target(self, i: int, arrives: int) -> str:
        owed = any(self.plan.cover.owed[i, n] for t, n in self.base.items() if t >= arrives)
        return "towards its target" if owed else NOT_OWED

    def _from_to(self, cost: float, kept: float) -> str:
        return ""

    def _choice(self, order: pd.Series) -> str:
        return OTHERWISE if any(self._is_cheaper(source, order) for source in self._sources(order)) else CHEAPEST

    def _raised(self, order: pd.Series) -> str:
        return ""

    def _caps(self, order: pd.Series, i: int) -> str:
        return ""
