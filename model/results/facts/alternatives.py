"""Plans that cost hardly more than the best and buy otherwise, and what all of them must buy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pandas as pd

BY_PARTNER, BY_MATERIAL = "partner", "material"
NOTICEABLE = 0.01  # share of what the plan orders from which on something must be bought, or is replaced
MOST_OF_IT = 0.5  # share of what is given up from which on it counts as replaced


class Verdict(Enum):
    """What becomes of an order in the plan that has the least of it."""

    MUST = "must be bought"
    PARTLY = "part must be bought"
    REPLACED = "may be replaced"
    LATER = "may wait"
    LEFT_OUT = "may be left out"


@dataclass(frozen=True)
class Alternative:
    """A certified plan within a `share` of what the plan decides, the `number`th in its `direction`; the plan itself has
    share 0 and no direction. `proven`: that none within the share is noticeably more different from those before it.

    USD, expected and discounted: what it costs `extra` in the objective, `net_cost` of the reserve, shortage cost
    `short_with` it, `penalties`. `orders` of the first period and expected ones of the first `year`: material, country,
    tonnes, cost (landed, USD, not discounted).
    """

    share: float
    direction: str
    number: int
    proven: bool
    extra: float
    net_cost: float
    short_with: float
    penalties: float
    orders: pd.DataFrame
    year: pd.DataFrame

    def bought(self, of: str) -> pd.Series:
        """Tonnes ordered now by `material`, or the cost by `country` (USD)."""
        return self.orders.groupby(of)["tonnes" if of == "material" else "cost"].sum()


@dataclass(frozen=True)
class LeastOf:
    """The least that plans within a `share` order now of a material in a country ("" = in all of them): `tonnes` in the plan
    at `price` USD/t, the `least` found, t, and what no plan within the share can go below, `at_least`, t. In the plan that
    has the least: what it costs `extra`, and how much of the material it orders now and in the first year in all, t, beside
    what the plan does."""

    share: float
    material: str
    country: str
    tonnes: float
    price: float
    least: float
    at_least: float
    extra: float
    all_now: float
    all_now_plan: float
    all_year: float
    all_year_plan: float

    @property
    def cost(self) -> float:
        """What the plan pays for it, USD."""
        return self.tonnes * self.price

    @property
    def verdict(self) -> Verdict:
        """What is proven to be bought in every plan within the share, or what is done instead in the plan that has least."""
        if self.at_least >= (1.0 - NOTICEABLE) * self.tonnes:
            return Verdict.MUST
        if self.at_least >= NOTICEABLE * self.tonnes:
            return Verdict.PARTLY
        given_up = self.tonnes - self.least
        others_now = given_up - (self.all_now_plan - self.all_now)
        later = given_up - (self.all_year_plan - self.all_year)
        if others_now >= MOST_OF_IT * given_up:
            return Verdict.REPLACED
        return Verdict.LATER if later >= MOST_OF_IT * given_up else Verdict.LEFT_OUT

    @property
    def known(self) -> bool:
        """Whether the least found is the least there is, as far as is noticed."""
        return self.least - self.at_least <= NOTICEABLE * self.tonnes


@dataclass(frozen=True)
class LeastOfAll:
    """The least that plans within a `share` buy of everything together, landed, expected, USD: now, or in the whole
    `first_year`. `cost` in the plan, the `least` found, and what no plan within the share can go below, `at_least`."""

    share: float
    first_year: bool
    cost: float
    least: float
    at_least: float


@dataclass(frozen=True)
class Alternatives:
    """What the study found: `decided`, of what the `shares` are, USD; the `plan` as it stands, alternatives `found`, the
    `least` of each order and of all `together`; and tasks that `failed`, with the reasons."""

    decided: float
    shares: tuple[float, ...]
    plan: Alternative | None
    found: tuple[Alternative, ...]
    least: tuple[LeastOf, ...]
    together: tuple[LeastOfAll, ...]
    failed: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def ranges(self, of: str, share: float) -> pd.DataFrame:
        """By `material` (t) or `country` (USD) what is ordered now in the plan, and the least and most in the alternatives
        within a share: `amount`, `least`, `most`, the largest in the plan first. Only seen, not proven."""
        assert self.plan is not None
        plans = [self.plan, *(one for one in self.found if one.share <= share)]
        table = pd.concat([one.bought(of) for one in plans], axis=1).fillna(0.0)
        costs = self.plan.orders.groupby(of)["cost"].sum().reindex(table.index, fill_value=0.0)
        least, most = table.min(axis=1), table.max(axis=1)
        found = pd.DataFrame({"amount": table.iloc[:, 0], "least": least, "most": most, "cost": costs})
        found = found.rename_axis(of).reset_index()
        return found.sort_values(["cost", "most"], ascending=False, kind="stable", ignore_index=True)
