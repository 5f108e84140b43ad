"""The Participants sheet by hand: charges, what stands behind commitments, what is attributed to them."""

from __future__ import annotations

from pathlib import Path

import pytest
from result_cases import CUT_OFF, DEARER, MILLION, STOCKED, run, table
from tiny import row, workbook

from model.results.book import all_pages
from model.results.checks.identities import build_identities
from model.results.facts.participants import EVERYBODY
from model.results.facts.run import Run
from model.results.money import page as money
from model.results.participants import page as participants_page
from model.stages import Stages
from model.workbook import load
from tests.main_job import run_main_job

VALUE, UPFRONT = "Value at contract price (USD million)", "Upfront fee (USD million)"
MEAN = "Carrying charge in the mean of all years (USD million)"
DEAREST = "Carrying charge in the most expensive year (USD million)"
PER_TONNE = "Carrying charge per tonne committed and year (USD/t)"
PER_VALUE = "Carrying charge of the value per year (%)"
AVOIDED = "Shortage avoided in stories, attributed, expected (t)"
PROTECTION = "Shortage cost avoided in stories, attributed, expected (USD million)"
REPURCHASE = "Would buy at the end, expected (USD million)"


@pytest.fixture(scope="module")
def dearer(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """See test_participants: A and B draw 6 and 4 t of 100 t in year 1 and put them back in year 2; 3 USD/t of storage, of
    which they pay 80 of 100 parts, and 2 % of 500 on the undrawn loan, which the reserve pays alone."""
    return run(tmp_path_factory.mktemp("dearer"), {"Opening cash": 2_000}, **DEARER)


def test_what_each_pays(dearer: Run) -> None:
    """A: 0.6 x 3 x 90 = 162 in year 1, 180 in year 2, 171 on average; 60 t at 90, 1 % of it upfront.

    B: a third of that, 20 t at 150. Together 228 a year: 2.85 per tonne, and 228 of 8400.
    """
    found = table(participants_page.page(dearer), "ParticipantsCharges").set_index("Participant")
    assert (found[VALUE] * MILLION).tolist() == pytest.approx([5_400, 3_000, 8_400])
    assert (found[UPFRONT] * MILLION).tolist() == pytest.approx([54, 0, 54])
    assert (found["Carrying charge in 2027 (USD million)"] * MILLION).tolist() == pytest.approx([162, 54, 216])
    assert (found[MEAN] * MILLION).tolist() == pytest.approx([171, 57, 228])
    assert (found[DEAREST] * MILLION).tolist() == pytest.approx([180, 60, 240])
    assert set(found["Most expensive year"]) == {"2028"}
    assert found.loc[EVERYBODY, PER_TONNE] == pytest.approx(2.85)
    assert found[PER_VALUE].tolist() == pytest.approx([171 / 5_400, 57 / 3_000, 228 / 8_400])
    again = table(money.page(dearer), "MoneyParticipants")
    assert again[MEAN].tolist() == found[MEAN].tolist()


def test_what_stands_behind_each_commitment(dearer: Run) -> None:
    """90 t are enough for 80. The draw of 6 t comes back; at the end A would buy 60 t at 90."""
    found = table(participants_page.page(dearer), "ParticipantsMaterials").set_index("Participant").loc["A"]
    assert found["Of all demand (days)"] == pytest.approx(60 / 50 * 365)
    assert found["Storage that participants pay (%)"] == pytest.approx(0.8)
    assert found["Stock behind it at the end of 2027 (t)"] == pytest.approx(60)
    spared = table(participants_page.page(dearer), "ParticipantsProtection").set_index("Participant").loc["A"]
    drawn = ["Drawn, base path (t)", "Drawn, expected (t)", "Returned, base path (t)", "On loan at most, base path (t)"]
    assert spared[drawn].tolist() == pytest.approx([6, 6, 6, 6])
    assert spared["On loan at the end, expected (t)"] == pytest.approx(0, abs=1e-6)
    assert spared[REPURCHASE] * MILLION == pytest.approx(5_400)


def test_what_all_pay_by_year(dearer: Run) -> None:
    """Storage 0.8 x 3 x 90 and 0.8 x 3 x 100, the fee of 54 in the first year, and no part of the loan's fee of 10."""
    found = table(participants_page.page(dearer), "ParticipantsYears").set_index("Year") * MILLION
    assert found["Upfront fee (USD million)"].tolist() == pytest.approx([54, 0])
    assert found["Storage (USD million)"].tolist() == pytest.approx([216, 240])
    assert "Commitment fee (USD million)" not in found
    assert found["All (USD million)"].tolist() == pytest.approx([270, 240])
    assert found["All, story of highest total cost (USD million)"].tolist() == pytest.approx([270, 240])
    assert all(identity.passed for identity in build_identities(dearer))


def test_the_sentences_have_the_figures(dearer: Run) -> None:
    told = participants_page.page(dearer).texts
    assert told[0] == (
        "Participants commit to 80 t worth 8,400 USD, pay 54 USD upfront and, if no story begins, 228 USD a year to carry "
        "it: 2.85 USD per tonne and year, 2.7% of its value."
    )
    drawn = told[-1]
    assert drawn.startswith("Tonnes on loan and not overdue count towards the target") and "10 t are drawn" in drawn
    assert "discount rate" not in drawn


def test_a_discount_rate_makes_draws_pay(tmp_path: Path) -> None:
    outcome = run(tmp_path, {"Opening cash": 2_000, "Discount rate": 5}, **DEARER)
    assert "With a discount rate of 5.0% draws pay by themselves" in participants_page.page(outcome).texts[-1]


def test_protection_is_attributed_by_commitment(tmp_path: Path) -> None:
    """The reserve spares 40 of 100 t at 1000 in a story of 25 %: 10 t, 10 000 USD. No target: all of it is attributed, 30
    parts of 40 to A; with a target of 80 t a half of that."""
    makers = [
        row(participant="A", material="Metal", commitment=30),
        row(participant="B", material="Metal", commitment=10),
    ]
    whole = run(tmp_path, **STOCKED, participants=makers)
    found = table(participants_page.page(whole), "ParticipantsProtection")
    assert found[AVOIDED].tolist() == pytest.approx([7.5, 2.5])
    assert (found[PROTECTION] * MILLION).tolist() == pytest.approx([7_500, 2_500])
    asked = run(tmp_path, **STOCKED, participants=makers, targets=[row(material="Metal", tonnes=80, penalty=1e-3)])
    half = table(participants_page.page(asked), "ParticipantsProtection")
    assert half[AVOIDED].tolist() == pytest.approx([3.75, 1.25])


@pytest.mark.parametrize("makers", [0, 1])
def test_the_page_is_shown_where_there_are_participants(tmp_path: Path, makers: int) -> None:
    rows = [row(participant="A", material="Metal", commitment=30)] * makers
    loaded = load(workbook(tmp_path / "tiny.xlsx", **CUT_OFF, participants=rows))
    titles = [page.title for page in all_pages(run_main_job(loaded.case, Stages()), loaded, {})]
    assert titles[titles.index("Money") + 1] == ("Participants" if makers else "Sensitivity")
