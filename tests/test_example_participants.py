"""The default workbook's participants: sized on the Demand sheet by the stated shares, and no invented firm."""

from __future__ import annotations

import pandas as pd
import pytest

from model.example import ExampleWorkbook, build_example
from model.example.balance import national_balance
from model.example.figures import records
from model.example.participants import chosen_shares, participants_rule
from model.example.targets import covered_demand, days_of_cover

MOST_WHO_DRAW = 6


@pytest.fixture(scope="module")
def book() -> ExampleWorkbook:
    return build_example()


def test_commitments_are_shares_of_the_cover_target(book: ExampleWorkbook) -> None:
    rows = pd.DataFrame(book.tables["Participants"])
    covered = covered_demand(book.tables["Demand"])
    names = national_balance()["material"]
    wanted = pd.Series({name: days_of_cover(str(key)) / 365 * covered.get(name, 0.0) for key, name in names.items()})
    chosen = chosen_shares(national_balance())
    share = [chosen[key]["share_pct"] / 100 for key in zip(rows["participant"], rows["material"], strict=True)]
    assert (rows["commitment"] / rows["material"].map(wanted)).to_numpy() == pytest.approx(share, rel=1e-3)
    together = rows.groupby("material")["commitment"].sum()
    assert (together <= wanted.reindex(together.index)).all()
    assert rows["source"].str.contains("analyst's assumption").all()


def test_few_may_draw(book: ExampleWorkbook) -> None:
    """Draws make the program slower; a deadline without a draw would warn."""
    rows = pd.DataFrame(book.tables["Participants"])
    assert 1 <= rows["draw_limit"].notna().sum() <= MOST_WHO_DRAW
    assert (rows["draw_limit"].notna() == rows["replenish_within"].notna()).all()


def test_what_participants_use_is_in_the_workbook() -> None:
    table = national_balance()
    goods = {row["goods"] for row in records("participants")}
    assert goods <= {*table["group"], *table["material"]}


def test_named_firms_stand_in_the_guide_and_not_in_the_sheet(book: ExampleWorkbook) -> None:
    names = {row["name"] for row in records("named_participants")}
    assert not names & {row["participant"] for row in book.tables["Participants"]}
    told = participants_rule(national_balance(), book.tables["Participants"])
    assert all(name in told for name in names)
    assert all(row["source"] for row in records("named_participants"))
