"""The Reserve sheet: stock, target and cover by material, what the stock is worth, and what is released in which story."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.calendar import FloatArray
from model.results.facts.answer import Answer
from model.results.facts.outcome import Outcome
from model.results.facts.paths import story_sums
from model.results.facts.reserve_grids import MET, ReserveGrids
from model.results.facts.selection import base_nodes, material_numbers, milestones, year_end_periods
from model.results.facts.targets import LEAST_OUT, MISSING, counted_but_out, target_sentences, target_status
from model.results.reserve.cover_bought import COST, VALUE, cover_bought, cover_sentences
from model.results.reserve.released import STORY_NOTE, release_sentences, releases, releases_by_story
from model.results.shown.pages import Chart, Page, Table
from model.results.shown.units import measures
from model.results.shown.wording import MILLION, usd
from model.results.stories.page import protection_by_material

MOST_WORTH, MOST_PROTECTED = 8, 4  # materials in the cover chart: of the dearest targets, of the largest protection
LINES = 6  # a line chart with more is hard to read


def at_year_ends(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """One row per material and year end; final headers."""
    calendar = answer.plan.case.calendar
    ends = np.array(year_end_periods(calendar)) - 1
    rows = np.flatnonzero(grids.held)

    def cut(grid: FloatArray) -> FloatArray:
        return grid[np.ix_(rows, ends)].ravel()

    missing = np.where(grids.owed, np.maximum(grids.target - grids.counted, 0.0), 0.0)
    status = np.where(grids.owed & (grids.counted < MET * grids.target), "below target", "").astype(object)
    names = np.array(grids.materials, dtype=object)[rows]
    out = {"Out with participants, base path (t)": cut(grids.out)} if (grids.out[rows] > LEAST_OUT).any() else {}
    return pd.DataFrame(
        {
            "Material": np.repeat(names, len(ends)),
            **grids.whose(np.repeat(rows, len(ends))),
            "End of": np.tile(np.array([calendar.label(int(t) + 1) for t in ends], dtype=object), len(rows)),
            "Stock, base path (t)": cut(grids.stock),
            **out,
            "Stock, expected (t)": cut(grids.expected),
            "Target (t)": cut(grids.target),
            "Gap, base path (t)": cut(missing),
            "Cover, base path (days)": cut(grids.days(grids.stock)),
            "Cover, expected (days)": cut(grids.days(grids.expected)),
            "Target cover (days)": cut(grids.days(grids.target)),
            "Value at base price (USD million)": cut(grids.stock * grids.price) / MILLION,
            "Mark": status[np.ix_(rows, ends)].ravel(),
        }
    )


def by_period(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """The reserve as a whole in each period; final headers."""
    calendar, tree = answer.plan.case.calendar, answer.plan.tree
    table = answer.reserve
    price = grids.price[material_numbers(answer.plan, table["material"]), table["period"].to_numpy(int) - 1]
    value = table[["arrival", "release", "sell"]].mul(price * table["weight"], axis=0)
    moved = value.groupby(table["period"]).sum().reindex(calendar.numbers).fillna(0.0) / MILLION
    on_base = np.isin(np.array(calendar.numbers), list(base_nodes(tree)))
    worth = np.where(on_base, np.nansum(grids.stock * grids.price, axis=0), np.nan)
    met = [grids.targets_met(t) for t in calendar.numbers]
    return pd.DataFrame(
        {
            "Period": [calendar.label(t) for t in calendar.numbers],
            "Stock, base path (USD million)": worth / MILLION,
            "Stock, expected (USD million)": (grids.expected * grids.price).sum(axis=0) / MILLION,
            "Targets, base path (USD million)": (grids.target * grids.price).sum(axis=0) / MILLION,
            "Arrivals, expected (USD million)": moved["arrival"].to_numpy(),
            "Released, expected (USD million)": moved["release"].to_numpy(),
            "Sold, expected (USD million)": moved["sell"].to_numpy(),
            "Targets owed, base path": [owed for _, owed in met],
            f"Targets met to {MET:.0%}, base path": [reached for reached, _ in met],
        }
    )


def cover_against_target(grids: ReserveGrids, outcome: Outcome) -> pd.DataFrame:
    """Days of cover when the target first falls due and at the end of the base path, beside the target; final headers.

    The materials of the dearest targets, and those that the reserve protects most.
    """
    last = milestones(outcome.plan)[-1]
    dear = np.maximum(grids.target.max(axis=1), np.nanmax(grids.stock, axis=1)) * grids.price[:, 0]
    protected = protection_by_material(outcome)
    rows = grids.ranked(dear, MOST_WORTH)
    rows += [i for i in grids.ranked(protected, len(protected)) if protected[i] > 0 and i not in rows][:MOST_PROTECTED]
    days, target = grids.days(grids.stock), grids.days(grids.target)
    due = grids.owed[rows].argmax(axis=1)
    return pd.DataFrame(
        {
            "Material": [grids.materials[i] for i in rows],
            **grids.whose(np.array(rows, dtype=int)),
            "Cover when first due (days)": np.where(grids.owed[rows].any(axis=1), days[rows, due], np.nan),
            f"Cover at the end of {outcome.plan.case.calendar.label(last)} (days)": days[rows, last - 1],
            "Target (days)": target[rows].max(axis=1),
        }
    )


def cover_by_period(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """Days of cover of the dearest stocks in each period of the base path; final headers."""
    calendar = answer.plan.case.calendar
    rows = grids.ranked(np.nanmax(grids.stock, axis=1) * grids.price[:, 0], LINES)
    days = grids.days(grids.stock)
    frame = pd.DataFrame({"Period": [calendar.label(t) for t in calendar.numbers]})
    for i in rows:
        frame[f"{grids.materials[i]} (days)"] = days[i]
    return frame


def stock_by_period(grids: ReserveGrids, answer: Answer) -> pd.DataFrame:
    """Stock of every material at the end of each period of the base path; final headers."""
    calendar = answer.plan.case.calendar
    rows = np.flatnonzero(grids.held)
    frame = pd.DataFrame({"Material": [grids.materials[i] for i in rows]})
    for t in calendar.numbers:
        frame[f"{calendar.label(t)} (t)"] = grids.stock[rows, t - 1]
    return frame


def _sentences(
    grids: ReserveGrids, answer: Answer, status: pd.DataFrame, bought: pd.DataFrame, by_story: pd.DataFrame
) -> tuple[str, ...]:
    calendar = answer.plan.case.calendar
    worth = {t: usd(float(np.nansum(grids.stock[:, t - 1] * grids.price[:, t - 1]))) for t in milestones(answer.plan)}
    held = ", ".join(f"{amount} at the end of {calendar.label(t)}" for t, amount in worth.items())
    told = [*target_sentences(status, answer), *counted_but_out(status), *cover_sentences(bought, answer)]
    told.append(f"If no story begins the stock is worth, at base price, {held}.")
    return (*told, *release_sentences(by_story))


def page(outcome: Outcome) -> Page:
    """The Reserve sheet."""
    assert outcome.answer is not None
    answer = outcome.answer
    grids = ReserveGrids(answer)
    by_story = releases_by_story(outcome)
    status, bought = target_status(grids, answer), cover_bought(grids, answer)
    frames = (
        ("ReserveTargets", "Targets: when first due and at the end (base path)", status),
        ("ReserveBought", "What the money buys by the dates of the targets, and what all targets would cost", bought),
        ("ReserveYearEnds", "Stock and cover by material at year ends", at_year_ends(grids, answer)),
        (
            "ReserveCover",
            "Cover against target: the dearest targets and the materials most protected (base path)",
            cover_against_target(grids, outcome),
        ),
        ("ReserveTotals", "The reserve by period", by_period(grids, answer)),
        ("ReserveDays", "Days of cover by period, the dearest stocks (base path)", cover_by_period(grids, answer)),
        ("ReserveStock", "Stock by material and period (base path)", stock_by_period(grids, answer)),
        ("ReserveStories", "What the reserve releases in each story, and the shortage it saves", by_story),
        ("ReserveReleases", "Releases by story and material", releases(answer)),
    )
    marks = {"ReserveTargets": ("Mark",), "ReserveYearEnds": ("Mark",)}
    totals = {"ReserveTargets": (MISSING,), "ReserveBought": (VALUE, COST)}
    dates = story_sums(answer.plan.tree).note
    notes = {"ReserveStories": f"{STORY_NOTE} {dates}".strip(), "ReserveReleases": dates}
    tables = {
        name: Table(
            name, title, frame, measures(frame), notes.get(name, ""), totals.get(name, ()), flags=marks.get(name, ())
        )
        for name, title, frame in frames
    }
    value = ("Stock, base path (USD million)", "Stock, expected (USD million)", "Targets, base path (USD million)")
    cover = tuple(str(header) for header in tables["ReserveCover"].frame.columns if "(days)" in str(header))
    moved = tuple(f"{word}, expected (USD million)" for word in ("Arrivals", "Released", "Sold"))
    days = tuple(str(header) for header in tables["ReserveDays"].frame.columns[1:])
    return Page(
        "Reserve",
        _sentences(grids, answer, status, bought, by_story),
        tuple(tables.values()),
        (
            Chart("line", "Value of the stock", "ReserveTotals", "Period", value, "USD million"),
            Chart("column", "Cover against target", "ReserveCover", "Material", cover, "days of demand"),
            Chart("line", "Cover by period, base path", "ReserveDays", "Period", days, "days of demand"),
            Chart("column", "Into and out of the reserve, expected", "ReserveTotals", "Period", moved, "USD million"),
        ),
    )
