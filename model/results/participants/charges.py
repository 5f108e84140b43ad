"""What each participant pays on the base path to have its commitments carried, and what all of them pay by year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.program.bookings import PARTICIPANTS
from model.program.categories import Category
from model.results.facts.answer import Answer
from model.results.facts.once import made_once
from model.results.facts.participants import participant_flows
from model.results.facts.paths import View, base_path, dearest_story
from model.results.shown.wording import MILLION, counted, listed, tonnes, usd
from model.tree import IntArray

EVERYBODY = "All participants"
NAMED = 4  # materials named in a cell
KINDS = {
    Category.PARTICIPANTS_FEE: "Upfront fee",
    Category.STORAGE_REIMBURSED: "Storage",
    Category.INTEREST_REIMBURSED: "Interest",
}
VALUE, UPFRONT = "Value at contract price (USD million)", "Upfront fee (USD million)"
MEAN = "Carrying charge in the mean of all years (USD million)"
DEAREST = "Carrying charge in the dearest year (USD million)"
PER_TONNE, PER_VALUE = (
    "Carrying charge per tonne committed and year (USD/t)",
    "Carrying charge of the value per year (%)",
)
ALL_KINDS = "All (USD million)"


def year_of_periods(answer: Answer) -> IntArray:
    """The calendar year of each period, (T,)."""
    return np.array(answer.plan.case.calendar.calendar_years, dtype=np.int64)


def first_full_year(years: IntArray, months: int) -> int:
    """The first calendar year that lies within the horizon from its first period to its last; else the first year."""
    names, counts = np.unique(years, return_counts=True)
    return int(names[counts * months >= 12][0]) if (counts * months >= 12).any() else int(names[0])


@made_once
def participant_charges(answer: Answer) -> pd.DataFrame:
    """One row per participant and one for all, base path, undiscounted; final headers."""
    commitments, calendar = answer.plan.commitments, answer.plan.case.calendar
    flows = participant_flows(answer)
    flows = flows[base_path(answer.plan.tree).factor[flows["node"].to_numpy(int)] > 0]
    years = year_of_periods(answer)
    flows = flows.assign(
        year=years[flows["period"].to_numpy(int) - 1], carrying=(flows["storage"] + flows["interest"]) / MILLION
    )
    names = list(dict.fromkeys(commitments.participant))
    by_year = flows.pivot_table(index="participant", columns="year", values="carrying", aggfunc="sum")
    by_year = by_year.reindex(index=names, columns=np.unique(years)).fillna(0.0)
    sums = flows.groupby("participant")[["storage", "interest", "fee"]].sum().reindex(names) / MILLION
    rows = pd.DataFrame(
        {
            "participant": commitments.participant,
            "tonnes": commitments.tonnes,
            "value": commitments.tonnes * commitments.price / MILLION,
        }
    )
    committed = rows.groupby("participant", sort=False).sum()
    for frame in (by_year, sums, committed):
        frame.loc[EVERYBODY] = frame.sum()
    goods = np.array(answer.plan.market.materials, dtype=object)[commitments.material]
    held = {name: list(goods[rows["participant"].to_numpy(object) == name]) for name in names}
    span = len(np.unique(flows["period"])) * calendar.length
    shown = first_full_year(years, calendar.months)
    mean = by_year.sum(axis=1) / span
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame(
            {
                "Participant": [*names, EVERYBODY],
                "Materials": [
                    *(listed(held[name], NAMED) for name in names),
                    counted(len(set(goods)), "material"),
                ],
                "Commitment (t)": committed["tonnes"].to_numpy(),
                VALUE: committed["value"].to_numpy(),
                UPFRONT: sums["fee"].to_numpy(),
                f"Carrying charge in {shown} (USD million)": by_year[shown].to_numpy(),
                MEAN: mean.to_numpy(),
                DEAREST: by_year.max(axis=1).to_numpy(),
                "Dearest year": by_year.idxmax(axis=1).astype(str).to_numpy(object),
                "Of the mean, storage (USD million)": sums["storage"].to_numpy() / span,
                "Of the mean, interest (USD million)": sums["interest"].to_numpy() / span,
                PER_TONNE: mean.to_numpy() * MILLION / committed["tonnes"].to_numpy(),
                PER_VALUE: mean.to_numpy() / committed["value"].to_numpy(),
            }
        )


def charge_sentence(charges: pd.DataFrame) -> str:
    """What participants pay per committed tonne and year, and upfront."""
    every = charges.iloc[-1]
    if not every[VALUE] > 0:
        return "Participants commit to nothing that has a price."
    together = "" if every["Materials"] == counted(1, "material") else f" of {every['Materials']} together"
    return (
        f"Participants commit to {tonnes(every['Commitment (t)'])}{together} worth {usd(every[VALUE] * MILLION)}, pay "
        f"{usd(every[UPFRONT] * MILLION)} upfront and, if no story begins, {usd(every[MEAN] * MILLION)} a year to carry it: "
        f"{usd(every[PER_TONNE])} per tonne and year, {every[PER_VALUE]:.1%} of its value."
    )


def _by_year(answer: Answer, view: View) -> tuple[list[str], dict[str, FloatArray]]:
    """Calendar years, and what participants pay in each by name of the payment, USD."""
    flows = answer.flows
    own = flows[(flows["payer"] == PARTICIPANTS) & flows["category"].isin(KINDS)]
    years = year_of_periods(answer)
    counted = own["amount"].to_numpy(float) * view.factor[own["node"].to_numpy(int)]
    grid = own.assign(counted=counted, year=years[own["period"].to_numpy(int) - 1]).pivot_table(
        index="year", columns="category", values="counted", aggfunc="sum"
    )
    grid = grid.reindex(index=np.unique(years), columns=list(KINDS)).fillna(0.0)
    return [str(year) for year in grid.index], {name: grid[name].to_numpy(float) for name in KINDS}


@made_once
def payments_by_year(answer: Answer) -> pd.DataFrame:
    """What all participants pay by calendar year on the base path, by kind, and in the dearest story; undiscounted; final
    headers."""
    dearest = dearest_story(answer)
    labels, paid = _by_year(answer, base_path(answer.plan.tree))
    frame = pd.DataFrame({"Year": labels})
    for name, word in KINDS.items():
        frame[f"{word} (USD million)"] = paid[name] / MILLION
    frame[ALL_KINDS] = sum(paid.values()) / MILLION
    _, in_worst = _by_year(answer, dearest)
    frame["All, story of highest total cost (USD million)"] = sum(in_worst.values()) / MILLION
    return frame
