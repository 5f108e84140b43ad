"""The reserve's three objectives, each put first in turn, and what that costs the others."""

from __future__ import annotations

from dataclasses import dataclass

EMERGENCY, MARKET, PARTICIPANTS = "emergency stock", "market maker", "participants' demand"
OBJECTIVES = (EMERGENCY, MARKET, PARTICIPANTS)


@dataclass(frozen=True)
class PutFirst:
    """The plan in which an objective is put `first` ("" = the plan as it stands), certified; expected.

    `short`: discounted cost of shortages, USD, of which least is wanted. `from_partners`: at base price, USD, what the
    reserve buys from members of agreements that are no entities of concern, of which most is wanted; `in_floods`: only while
    the material is cheaper than its base price. `handed_out`: at contract price, USD, what participants get of the materials
    they committed to, of which most is wanted. What it costs `extra` in the objective, the reserve's `net_cost`, `penalties`,
    what `participants_pay` (USD, discounted), and this period's orders, `ordered` (landed, USD). `proven`: that no plan
    within the bound of cost does noticeably better at the first.
    """

    first: str
    short: float
    from_partners: float
    handed_out: float
    extra: float
    net_cost: float
    penalties: float
    participants_pay: float
    ordered: float
    proven: bool

    def of(self, objective: str) -> float:
        """What it comes to for an objective, USD."""
        return {EMERGENCY: self.short, MARKET: self.from_partners, PARTICIPANTS: self.handed_out}[objective]


@dataclass(frozen=True)
class Objectives:
    """The payoff table: a plan may cost at most `share` of what the plan `decided`, USD, more. The plan as it `stands`, the
    plans that put an objective `first`, whether partners count `in_floods` alone, and those that `failed`, with reasons."""

    decided: float
    share: float
    in_floods: bool
    stands: PutFirst | None
    first: tuple[PutFirst, ...]
    failed: tuple[tuple[str, tuple[str, ...]], ...] = ()
