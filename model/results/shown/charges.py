"""What it costs each participant to have its commitments carried: a table that the Money and Participants sheets show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from model.results.shown.pages import Column, Table, make_table, money, price, share, text, tonnes
from model.results.shown.wording import counted, listed

NAMED = 4  # materials named in a cell


def materials_in_words(materials: Sequence[str], of_all: bool) -> str:
    """`Cobalt, Gallium and 3 more`; of all participants together how many they are."""
    return counted(len(materials), "material") if of_all else listed(list(materials), NAMED)


def charges_table(name: str, title: str, charges: pd.DataFrame, note: str) -> Table:
    """From `participant_charges`, the last row of which is all of them."""
    of_all = [row == len(charges) - 1 for row in range(len(charges))]
    words = [materials_in_words(*one) for one in zip(charges["materials"], of_all, strict=True)]
    columns: Mapping[str, Column] = {
        "participant": text("Participant"),
        "words": text("Materials"),
        "tonnes": tonnes("Commitment"),
        "value": money("Value at contract price"),
        "fee": money("Upfront fee"),
        "in_year": money(f"Carrying charge in {charges['year'].iloc[0]}"),
        "mean": money("Carrying charge in the mean of all years"),
        "most": money("Carrying charge in the most expensive year"),
        "most_in": text("Most expensive year"),
        "storage": money("Of the mean, storage"),
        "interest": money("Of the mean, interest"),
        "per_tonne": price("Carrying charge per tonne committed and year"),
        "per_value": share("Carrying charge of the value per year"),
    }
    return make_table(name, title, charges.assign(words=words), columns, note)
