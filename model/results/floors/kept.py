"""What floors keep alive, offer by offer and process by process."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.market.floors import deciding_floors
from model.program.plan import Plan
from model.results.facts.answer import Answer
from model.results.facts.floor_capacity import kept_open, kept_running, ordered
from model.results.facts.floor_terms import find_floor_terms
from model.results.facts.selection import country_names


def _spans(plan: Plan, kept: FloatArray, word: str) -> dict[str, object]:
    """How much is kept alive of each row and where most of it, from t (R, N); final headers."""
    most = kept.argmax(axis=1) if len(kept) else np.zeros(0, dtype=np.int64)
    return {
        f"Kept {word}, expected (t)": kept @ plan.tree.weight,
        f"Kept {word}, base path (t)": kept[:, plan.tree.story == 0].sum(axis=1),
        f"Most kept {word} in a period (t)": kept.max(axis=1, initial=0.0),
        "Where that is": [plan.tree.labels[n] for n in most.tolist()],
    }


def kept_open_table(answer: Answer) -> pd.DataFrame:
    """One row per step that a floor keeps open in some node, the most tonnes first; final headers."""
    plan = answer.plan
    steps = plan.market.steps
    kept = kept_open(plan)
    rows = np.flatnonzero(kept.any(axis=1))
    taken = np.where(kept > 0, ordered(answer), 0.0)
    floors = find_floor_terms(plan)
    names = ["; ".join(floor.name for floor in floors if (floor.lifts[s] & (kept[s] > 0)).any()) for s in rows.tolist()]
    origin = steps.table["origin"].to_numpy(int)[rows]
    names_of = country_names(plan)
    frame = pd.DataFrame(
        {
            "Offer": steps.table["name"].to_numpy(object)[rows],
            "Material": np.array(plan.market.materials, dtype=object)[steps.material[rows]],
            "Country": [names_of[plan.market.clubs.countries[c]] for c in steps.country[rows].tolist()],
            "Floor": names,
            "Cash cost (USD/t)": plan.case["supply"]["cash_cost"].to_numpy(float)[origin],
            "Lowest ask while kept open (USD/t)": np.where(kept > 0, steps.ask, np.inf)[rows].min(
                axis=1, initial=np.inf
            ),
            **_spans(plan, kept[rows], "open"),
            "Ordered of it by us, expected (t)": taken[rows] @ plan.tree.weight,
        }
    )
    return frame.sort_values("Kept open, expected (t)", ascending=False, kind="stable", ignore_index=True)


def kept_running_table(answer: Answer) -> pd.DataFrame:
    """One row per process that a floor keeps running in some node, the most tonnes first; final headers."""
    plan = answer.plan
    processes, t = plan.market.processes, plan.node_period
    kept = kept_running(plan)
    rows = np.flatnonzero(kept.any(axis=1))
    taken = np.where(kept > 0, answer.grid("run", processes.size), 0.0)
    names, names_of = plan.case["floors"]["floor"].tolist(), country_names(plan)
    inside, _ = deciding_floors(plan.case, plan.market.clubs)
    floors = []
    for p in rows.tolist():
        made, c = np.flatnonzero(processes.outputs[p]), processes.country[p]
        lifts = (plan.market.floors[0][made, c][:, t] > plan.market.price[made]) & (kept[p] > 0)
        floors.append("; ".join(names[f] for f in np.unique(inside[made, c][:, t][lifts]).tolist()))
    needed = np.array(
        [row["cash_margin_needed"] for row in plan.case.records("processing") if row["role"] == "main input"]
    )
    frame = pd.DataFrame(
        {
            "Process": np.array(processes.names, dtype=object)[rows],
            "Main input": np.array(plan.market.materials, dtype=object)[processes.main[rows]],
            "Country": [names_of[plan.market.clubs.countries[c]] for c in processes.country[rows].tolist()],
            "Floor": floors,
            "Cash margin needed (USD/t)": needed.astype(float)[rows],
            **_spans(plan, kept[rows], "running"),
            "Run of it for us, expected (t)": taken[rows] @ plan.tree.weight,
        }
    )
    return frame.sort_values("Kept running, expected (t)", ascending=False, kind="stable", ignore_index=True)
