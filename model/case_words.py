"""Rows of the program in the planner's words."""

from __future__ import annotations

from model.case import Case
from model.solve.infeasibility import Conflict


def conflict_sentences(conflict: Conflict, case: Case) -> list[str]:
    """One sentence for each row of a contradiction that the planner's own rows caused, with its sheet and row."""
    targets = case["targets"].groupby("material")["row"].first().to_dict()
    limits = case["limits"].set_index("limit")["row"].to_dict()
    sentences = []
    for name, index in conflict.rows:
        key = index if isinstance(index, tuple) else (index,)
        if name == "target":
            sentences.append(f"Targets row {targets[key[0]]}: hard target of {key[0]}")
        elif name == "committed_stock":
            sentences.append(f"Participants: commitments to {key[0]} (Settings: Buy only commitments)")
        elif name.startswith(("share_", "tonnes_")):
            sentences.append(f"Limits row {limits[key[0]]}: {key[0]}")
        elif name in ("storage", "market_impact_orders", "cash_balance"):
            sentences.append(f"{name.replace('_', ' ')} {key[0]}")
    return list(dict.fromkeys(sentences))
