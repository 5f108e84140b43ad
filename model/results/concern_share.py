"""What share of what the reserve pays goes to entities of concern: in this period, the first year and the whole horizon."""

from __future__ import annotations

from model.results.answer import Answer
from model.results.purchases import reserve_purchases
from model.results.selection import base_nodes, codes_of_concern


def concern_share(answer: Answer, last: int) -> float:
    """The share from Start to the period `last` of the base path, by cost; 0 where nothing is bought."""
    orders = reserve_purchases(answer)
    nodes = [node for period, node in base_nodes(answer.plan.tree).items() if period <= last]
    own = orders[orders["node"].isin(nodes)]
    total = float(own["cost"].sum())
    return float(own["cost"][own["country"].isin(codes_of_concern(answer.plan))].sum()) / total if total > 0 else 0.0
