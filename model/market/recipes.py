"""What goes into each process and what comes out, as the Processing sheet types it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from model.calendar import BoolArray, FloatArray
from model.case import Case
from model.market.clubs import Clubs
from model.tree import IntArray


@dataclass(frozen=True)
class Recipes:
    """Conversions at one place each, numbered 0…P−1.

    `heads` are the rows of the main inputs, which carry capacity, cost and times; `country` and `main` (the main input's
    material) number the processes (P,); `inputs` and `outputs` are ratios in t per t of main input, shape (P, I), the
    main input's own ratio included.
    """

    heads: list[dict[str, Any]]
    country: IntArray
    main: IntArray
    inputs: FloatArray
    outputs: FloatArray

    def eaten_abroad(self, home: int) -> BoolArray:
        """Materials that a process outside `home` takes, shape (I,)."""
        return np.asarray((self.inputs[self.country != home] > 0).any(axis=0))


def build_recipes(case: Case, clubs: Clubs) -> Recipes:
    """The processes of the Processing sheet; ratios of rows that name a material twice add up."""
    rows = case.records("processing")
    materials = {name: i for i, name in enumerate(case["materials"]["material"])}
    heads = [row for row in rows if row["role"] == "main input"]
    number = {row["process"]: p for p, row in enumerate(heads)}
    inputs, outputs = np.zeros((len(heads), len(materials))), np.zeros((len(heads), len(materials)))
    places = {row["process"]: row["country"] for row in rows if row["country"]}
    for row in rows:
        p, i = number[row["process"]], materials[row["material"]]
        if row["role"] == "output":
            outputs[p, i] += row["ratio"]
        else:
            inputs[p, i] += 1.0 if row["role"] == "main input" else row["ratio"]
    return Recipes(
        heads,
        country=np.array([clubs.number(places[row["process"]]) for row in heads], dtype=np.int64),
        main=np.array([materials[row["material"]] for row in heads], dtype=np.int64),
        inputs=inputs,
        outputs=outputs,
    )
