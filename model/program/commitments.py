"""What participants committed to, and what follows from it: their shares of cost, the price of a release, their draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.calendar import FloatArray
from model.case import Case
from model.market import Market
from model.program.cover import Cover
from model.tree import IntArray


@dataclass(frozen=True)
class Commitments:
    """Rows of the Participants sheet (J,) and what they come to by material (I,).

    By row: `participant`, `material` number, committed `tonnes`, contract `price` USD/t, upfront `fee` USD at the root (none
    where it was paid before),
    `drawable` t that may be out at once, `deadline` periods. By material: `committed` t; `release_price` USD/t that
    industry pays, (I, T); `storage_share` of the material's storage cost that participants pay; `loan_weight` b × t at
    root prices, by which they share the interest on loans. `loan_share` is what they pay of that.
    """

    participant: list[str]
    material: IntArray
    tonnes: FloatArray
    price: FloatArray
    fee: FloatArray
    drawable: FloatArray
    deadline: IntArray
    committed: FloatArray
    release_price: FloatArray
    storage_share: FloatArray
    loan_weight: FloatArray
    loan_share: float


def build_commitments(case: Case, market: Market, cover: Cover) -> Commitments:
    """The Participants sheet at work: a blank contract price is the price at the first Start.

    A deadline is whole periods, rounded down as shelf lives are, since both say at most how long; but at least one.
    """
    rows = case["participants"]
    number = {name: i for i, name in enumerate(market.materials)}
    material = np.array([number[name] for name in rows["material"]], dtype=np.int64)
    tonnes = rows["commitment"].to_numpy(float)
    start = market.reference_price
    price = np.where(np.isnan(contract := rows["contract_price"].to_numpy(float)), start[material], contract)

    def by_material(amounts: FloatArray) -> FloatArray:
        return np.bincount(material, amounts, len(market.materials)).astype(float)

    committed, bought = by_material(tonnes), by_material(tonnes * price)
    some = committed > 0
    agreed = np.divide(bought, committed, out=np.zeros_like(bought), where=some)
    largest = np.maximum(committed, cover.required.max(axis=1, initial=0.0))
    loan_weight, whole = committed * start, float(largest @ start)
    return Commitments(
        participant=[str(name) for name in rows["participant"]],
        material=material,
        tonnes=tonnes,
        price=price,
        fee=np.where(rows["fee_paid"], 0.0, rows["upfront_fee"].to_numpy(float) * price * tonnes),
        drawable=rows["draw_limit"].to_numpy(float) * tonnes,
        deadline=np.array([max(case.calendar.down(m), 1) for m in rows["replenish_within"]], dtype=np.int64),
        committed=committed,
        release_price=np.where(some[:, None], agreed[:, None], market.base_price),
        storage_share=np.divide(committed, largest, out=np.zeros_like(committed), where=some),
        loan_weight=loan_weight,
        loan_share=float(loan_weight.sum()) / whole if whole > 0 else 0.0,
    )
