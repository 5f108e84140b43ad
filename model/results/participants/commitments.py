"""Each row of the Participants sheet at work: the stock behind it, what it may draw and has in stories, what it is spared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS, RESERVE
from model.program.categories import TRANCHE_FEES, Category
from model.program.cover import DAYS_IN_YEAR
from model.results.facts.participants import participant_flows, repurchases
from model.results.facts.paths import base_path, expected
from model.results.facts.plan_result import PlanResult
from model.results.facts.reserve_grids import ReserveGrids
from model.results.facts.run import Run
from model.results.facts.selection import year_end_periods
from model.tolerances import DUST, NOT_COVERED
from model.tree import IntArray


def named(result: PlanResult) -> pd.DataFrame:
    """One row per row of the Participants sheet: participant, material, tonnes."""
    commitments = result.data.commitments
    goods = np.array(result.data.market.materials, dtype=object)
    return pd.DataFrame(
        {
            "participant": np.array(commitments.participant, dtype=object),
            "material": goods[commitments.material],
            "tonnes": commitments.tonnes,
        }
    )


def share_of_material(result: PlanResult) -> FloatArray:
    """The share of what the reserve does for a material that is attributed to each commitment: its part of the larger of
    all commitments to the material and its largest target, (J,)."""
    commitments = result.data.commitments
    together = commitments.committed[commitments.material]
    part = np.divide(commitments.tonnes, together, out=np.zeros_like(commitments.tonnes), where=together > 0)
    return np.asarray(part * commitments.storage_share[commitments.material])


def stock_behind(result: PlanResult) -> dict[str, FloatArray]:
    """What of the stock stands behind each commitment at the year ends of the base path, t (J,), by label of the period:
    all of it, or, where the stock is too small for all commitments, its part."""
    commitments, grids = result.data.commitments, ReserveGrids(result)
    stock = grids.stock[commitments.material]
    together = np.maximum(commitments.committed[commitments.material], np.finfo(float).tiny)
    behind = commitments.tonnes[:, None] * np.minimum(stock / together[:, None], 1.0)
    calendar = result.data.case.calendar
    return {calendar.label(t): behind[:, t - 1] for t in year_end_periods(calendar)}


def backing(result: PlanResult) -> pd.DataFrame:
    """One row per commitment: what it comes to in `days` of all demand, contract `price` and base price at `start` and `end`,
    USD/t, the share of `storage` that participants pay, and the stock behind it at each year end, by its label."""
    data, commitments = result.data, result.data.commitments
    material, base = commitments.material, data.market.base_price
    yearly = data.market.demand.yearly_by_material(len(data.market.materials))[material, 0]
    days = np.full(len(material), np.nan)
    return named(result).assign(
        days=np.divide(commitments.tonnes * DAYS_IN_YEAR, yearly, out=days, where=yearly > 0),
        price=commitments.price,
        start=base[material, 0],
        end=base[material, -1],
        storage=commitments.storage_share[material],
        **stock_behind(result),
    )


@dataclass(frozen=True)
class Backed:
    """The stock behind all commitments at the end of the base path as a `share` of their value at contract prices, and the
    materials to which commitments have next to `none`, the dearest first."""

    share: float
    none: list[str]


def find_backed(result: PlanResult) -> Backed | None:
    """None where commitments have no value, or the base path does not last to the end."""
    rows, last = named(result), list(stock_behind(result).values())[-1]
    worth = rows["tonnes"] * result.data.commitments.price
    if not worth.sum() > 0 or np.isnan(last).all():
        return None
    share = float((worth * last / rows["tonnes"].where(rows["tonnes"] > 0)).sum() / worth.sum())
    bare = worth[(last < NOT_COVERED * rows["tonnes"]) & (worth > 0)].groupby(rows["material"]).sum()
    return Backed(share, [str(name) for name in bare.sort_values(ascending=False, kind="stable").index])


def held_alone(result: PlanResult) -> FloatArray:
    """What holding each commitment's tonnes alone would cost a year, USD (J,): the discount rate on their base price at the
    start, and their storage."""
    data, commitments = result.data, result.data.commitments
    price = data.market.base_price[commitments.material, 0]
    storage = np.nan_to_num(data.storage_column("cost", 0.0))[commitments.material]
    return np.asarray(commitments.tonnes * (price * data.case.settings.discount_rate + storage))


def carrying_charges(result: PlanResult) -> FloatArray:
    """What each commitment is charged a year for storage and interest, in the mean of the base path, USD (J,)."""
    flows, tree = participant_flows(result), result.data.tree
    on_base = base_path(tree).factor
    paid = (flows["storage"] + flows["interest"]).to_numpy(float).reshape(-1, tree.size)
    return np.asarray(paid @ on_base / (on_base.sum() * result.data.case.calendar.length))


def _open(result: PlanResult, commitment: int, path: IntArray) -> IntArray:
    """Periods of the nodes of a path in which a commitment may draw: calm, and with time to put back."""
    cells = result.data.cells["borrowed"]
    nodes = cells.node[cells.row == commitment]
    return np.asarray(np.sort(result.data.tree.period[np.intersect1d(nodes, path)]))


def access(result: PlanResult) -> pd.DataFrame:
    """One row per commitment: what it may draw (`drawable`, t), to be put back within `months`, the periods of the base path
    in which draws are `open`, the `price` of a release at the start, USD/t; what carrying it costs a year `shared` and held
    `alone`, USD, and their `ratio`."""
    data, commitments = result.data, result.data.commitments
    shared, alone = carrying_charges(result), held_alone(result)
    base = np.flatnonzero(data.tree.story == 0)
    opened = [_open(result, j, base) for j in range(len(commitments.tonnes))]
    return named(result).assign(
        drawable=commitments.drawable,
        months=data.case["participants"]["replenish_within"].astype(float).to_numpy(),
        open=pd.Series(opened, dtype=object),
        price=commitments.release_price[commitments.material, 0],
        shared=shared,
        alone=alone,
        ratio=np.divide(shared, alone, out=np.full_like(alone, np.nan), where=alone > 0),
    )


def access_in_stories(result: PlanResult) -> pd.DataFrame:
    """One row per commitment and story in which its material is disrupted, on the first of the story's dates: participant,
    material, story; periods in which it is `disrupted`, is `released` to industry, and draws are `open`; the `share` of what
    is released that is attributed to the commitment, t, its `price`, USD/t, and what is `drawn`, t."""
    data, tree, commitments = result.data, result.data.tree, result.data.commitments
    share, drawn = share_of_material(result), result.grid("borrowed", len(commitments.tonnes))
    released = result.grid("release", len(data.market.materials))
    first: dict[str, int] = {}
    for leaf in tree.leaves.tolist():
        first.setdefault(tree.stories[tree.story[leaf]].title, leaf)
    rows = []
    for j, i in enumerate(commitments.material.tolist()):
        for leaf in first.values():
            path = tree.path[leaf]
            disrupted = path[data.market.disrupted[i, path]]
            if not len(disrupted):
                continue
            given = path[released[i, path] > DUST]
            tonnes = released[i, given]
            worth = tonnes @ commitments.release_price[i, data.node_period[given]]
            rows.append(
                {
                    "participant": commitments.participant[j],
                    "material": data.market.materials[i],
                    "story": tree.stories[tree.story[leaf]].name,
                    "disrupted": tree.period[disrupted],
                    "released": tree.period[given],
                    "share": float(tonnes.sum() * share[j]),
                    "price": float(worth / tonnes.sum()) if len(given) else np.nan,
                    "open": _open(result, j, path),
                    "drawn": float(drawn[j, path].sum()),
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class AccessCounts:
    """How many commitments there are, how many `may_draw`, are `served` by releases in a story, and cost more a year carried
    together than held alone (`dearer`)."""

    all: int
    may_draw: int
    served: int
    dearer: int


def count_access(rows: pd.DataFrame, stories: pd.DataFrame) -> AccessCounts:
    """From the tables of both functions above."""
    served = stories[stories["released"].map(len) > 0] if len(stories) else stories
    known = len(served.drop_duplicates(["participant", "material"])) if len(served) else 0
    return AccessCounts(len(rows), int((rows["drawable"] > DUST).sum()), known, int((rows["ratio"] > 1).sum()))


def avoided_in_stories(run: Run) -> tuple[FloatArray, FloatArray]:
    """Shortage of each material that the reserve takes off the nodes of stories, expected: t, and its cost in USD,
    discounted, (I,); negative where the reserve makes a shortage worse, NaN where it is not known."""
    data, rows = run.data, len(run.data.market.materials)
    if run.result is None or run.without is None:
        return np.full(rows, np.nan), np.full(rows, np.nan)
    counted = data.tree.weight * (data.tree.story > 0)
    pair, shape = data.market.demand.material, (len(data.market.demand.material), data.tree.size)

    def saved(column: str, factor: FloatArray) -> FloatArray:
        apart, kept = (a.demand[column].to_numpy(float).reshape(shape) for a in (run.without, run.result) if a)
        return np.bincount(pair, ((apart - kept) * factor).sum(axis=1), rows).astype(float)

    return saved("short", counted), saved("shortage_cost", counted * data.discount)


def protection(run: Run) -> pd.DataFrame:
    """One row per commitment: t drawn and put back on the base path and expected (`drawn, Expected`), out at most there, and
    at the end, expected; what it would buy then (`bought`, t, for `pays`, USD); shortage it is spared, attributed to it, t,
    and its cost (`saved`, USD)."""
    assert run.result is not None
    result, data = run.result, run.data
    rows, tree = len(data.commitments.tonnes), data.tree
    views = (base_path(tree), expected(tree))
    grids = {name: result.grid(name, rows) for name in ("borrowed", "returned", "on_loan")}
    at_end = tree.period == data.case.calendar.periods
    bought = repurchases(result)
    sums = bought[["tonnes", "pays"]].mul(bought["weight"], axis=0).to_numpy(float).reshape(rows, -1, 2).sum(axis=1)
    avoided, saved = (figure[data.commitments.material] * share_of_material(result) for figure in avoided_in_stories(run))
    moved = {f"{name}, {view.name}": grids[name] @ view.factor for name in ("borrowed", "returned") for view in views}
    return named(result).assign(
        **moved,
        out_at_most=(grids["on_loan"] * views[0].factor).max(axis=1, initial=0.0),
        out_at_end=(grids["on_loan"] * views[1].factor * at_end).sum(axis=1),
        bought=sums[:, 0],
        pays=sums[:, 1],
        avoided=avoided,
        saved=saved,
    )


@dataclass(frozen=True)
class Equity:
    """What participants pay in of equity on the base path, get `back`, and are `paid` on it as interest and fees, USD."""

    paid_in: float
    back: float
    paid: float


def build_equity(result: PlanResult) -> Equity:
    """Their ledger counts it, their charges do not."""
    factor = base_path(result.data.tree).factor
    back, paid = (
        float(result.paid(*names, payer=RESERVE, payee=PARTICIPANTS) @ factor)
        for names in ((Category.REPAID,), (Category.INTEREST, *TRANCHE_FEES))
    )
    return Equity(float(result.paid(Category.DRAWN, payer=PARTICIPANTS, payee=RESERVE) @ factor), back, paid)
