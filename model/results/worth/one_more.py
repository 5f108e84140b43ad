"""What a little more of what binds most is really worth: re-solves beside the shadow prices, and how far those hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from model.results.facts.one_more import BindingCell, OneMore, Step
from model.results.facts.run import Run
from model.results.sensitivity.sentences import AMOUNTS, SUBJECTS
from model.results.shown.pages import Column, Measure, Table, make_table, share, text
from model.results.shown.sentences import NOTHING, Cased, Joined, Name, Number, Part, Sentence, Share, Tonnes, Usd
from model.tolerances import TOLD_SHARE

MORE, MUCH_MORE = 0.01, 0.1  # shares of the number that are told
TOLD = 3  # sentences on cells
NOTE = (
    "Each a plan of its own, with another number in the cell and nothing else changed, certified as the plan is and before "
    "orders are rounded to whole lots; differences against the plan as it stands, over the horizon, discounted and weighted "
    "as the objective. Real is payments and the cost of shortages, penalties are what nobody pays. What less of it costs is "
    "told per unit too. The shadow price is that of the plan before whole lots, which the Sensitivity sheet has after them. "
    "It counts as holding where a re-solve is worth the same to 1 %; where another thing begins to bind, it ends, at the "
    "latest where the shadow prices on both sides meet. Unlike it a re-solve takes into account what changes without the "
    "reserve too, and so what Industry first allows."
)
COLUMNS: Mapping[str, Column] = {
    "what": text("A little more"),
    "cell": text("Cell"),
    "row": text("Row"),
    "now": text("Now"),
    "shadow": Column("Shadow price: saves", Measure.USD),
    "more": Column("Re-solved with 1 % more: saves", Measure.USD),
    "more_real": Column("Of which real", Measure.USD),
    "more_penalty": Column("Of which penalties", Measure.USD),
    "much_more": Column("With 10 % more: saves", Measure.USD),
    "less": Column("With 1 % less: costs", Measure.USD),
    "much_less": Column("With 10 % less: costs", Measure.USD),
    "holds_down": share("Shadow price holds at least from"),
    "holds_up": share("Shadow price holds at least to"),
    "ends_down": share("And at most from"),
    "ends_up": share("And at most to"),
}
STEPS = {"more": MORE, "much_more": MUCH_MORE, "less": -MORE, "much_less": -MUCH_MORE}


def tables(run: Run) -> tuple[Table, ...]:
    """One row for each cell, the largest worth of 1 % first; nothing where none was looked into."""
    found = run.studies.one_more
    if not found:
        return ()
    title = "What a little more is really worth, per unit of it"
    return (make_table("OneMore", title, pd.DataFrame([_row(one) for one in found]), COLUMNS, NOTE),)


def sentences(run: Run) -> tuple[Sentence, ...]:
    """What a little more of the first cells is really worth, and what could not be solved."""
    found = run.studies.one_more
    told = [sentence for one in found[:TOLD] if (sentence := _told(one))]
    why = [sentence for one in found for sentence in one.why]
    return (*told, Sentence("Not known: {why}", why=Joined([Name(one) for one in why]))) if why else tuple(told)


def _row(one: OneMore) -> dict[str, object]:
    cell, more = one.cell, one.at(MORE)
    return {
        "what": str(Cased(_unit(cell))),
        "cell": cell.header,
        "row": ", ".join(map(str, cell.rows)),
        "now": str(_now(cell)),
        "shadow": cell.saves,
        **{name: _saves(one.at(step)) for name, step in STEPS.items()},
        "more_real": np.nan if more is None else more.real,
        "more_penalty": np.nan if more is None else more.penalty,
        **{f"holds_{name}": one.holds(sign) for name, sign in (("up", 1), ("down", -1))},
        **{f"ends_{name}": one.ends(sign) for name, sign in (("up", 1), ("down", -1))},
    }


def _saves(step: Step | None) -> float:
    return np.nan if step is None else step.saves


def _unit(cell: BindingCell) -> Part:
    """`a million USD more of EXIM loan`."""
    limit = Name(cell.header.partition(": ")[2])
    what = SUBJECTS[cell.kind].fill(subject=Name(cell.subject), column=limit)
    return Sentence("{amount} {what}", amount=Cased(AMOUNTS[cell.unit], large=False), what=what)


def _now(cell: BindingCell) -> Part:
    """What stands in the cell, with its unit."""
    if cell.unit == "USD":
        return Usd(cell.now)
    if cell.unit == "%":
        return Share(cell.now, decimals=1)
    if cell.unit == "days":
        return Sentence("{days} days", days=Number(cell.now, decimals=None))
    return Sentence("{tonnes}{year}", tonnes=Tonnes(cell.now), year=Sentence("/yr") if cell.unit == "t/yr" else NOTHING)


def _told(one: OneMore) -> Sentence:
    """`A million USD more of Loan really saves …, solved anew with 1% more of it; the shadow price … holds …`."""
    more = one.at(MORE)
    if more is None:
        return NOTHING
    return Sentence(
        "{unit} really {saves} {worth} over the horizon, solved anew with {share} more of it{penalty}; the shadow price, "
        "which the Sensitivity sheet goes by, is {shadow} and {holds}.",
        share=Share(MORE, known=True), unit=Cased(_unit(one.cell)),
        saves=Sentence("saves") if more.saves >= 0 else Sentence("costs"), worth=Usd(abs(more.saves)),
        penalty=_penalty(more), shadow=Usd(abs(one.cell.saves)), holds=_holds(one),
    )  # fmt: skip


def _penalty(more: Step) -> Sentence:
    """What of it is penalties; nothing where that is next to nothing."""
    if not abs(more.penalty) > TOLD_SHARE * abs(more.saves):
        return NOTHING
    return Sentence(
        " ({penalty} {less} penalties, which nobody pays, and {real} {real_less} real cost)",
        penalty=Usd(abs(more.penalty)), less=_less(more.penalty), real=Usd(abs(more.real)), real_less=_less(more.real),
    )  # fmt: skip


def _less(saved: float) -> Sentence:
    return Sentence("less in") if saved >= 0 else Sentence("more in")


def _holds(one: OneMore) -> Sentence:
    """`holds from 10% less to 1% more at least, and to 5.3% more at most`."""
    down, up, ends = one.holds(-1), one.holds(1), one.ends(1)
    if down == up == 0.0:
        return Sentence("holds for less than {share} either way", share=Share(MORE, known=True))
    return Sentence(
        "holds from {down} to {up} at least{ends}",
        down=Sentence("{share} less", share=Share(-down, known=True)) if down else Sentence("here"),
        up=Sentence("{share} more", share=Share(up, known=True)) if up else Sentence("here"),
        ends=NOTHING if np.isnan(ends) else Sentence(", and to {end} more at most", end=Share(ends, decimals=1)),
    )  # fmt: skip
