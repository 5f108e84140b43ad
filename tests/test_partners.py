"""The study of partners: memberships by what they are worth, and those that make no difference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from everything import everything

from model.results.facts.partners import Partners, PartnerWorth
from model.schema import SHEETS
from model.stages import Stages
from model.studies.membership import changes_of, find_partners, same_program, touches
from model.studies.partners import PartnersStudy
from model.studies.prepared import prepare
from model.studies.study import Base
from model.studies.variant import solve_variant
from tests.study_bases import solved, studied
from tests.tiny import Rows, demand, effect, floor, member, metal, offer, row, story

ASKED = row(study="partners")
SIGNED = {"Membership counted from": "signed"}
# 100 t a year for two years, from Chile at 100 and 10 % duty or from Australia at 105.
WAIVED: dict[str, Rows] = {
    "materials": [metal()],
    "countries": [row(country="CHL", duty=10), row(country="PER", duty=10)],
    "supply": [offer("CHL"), offer("AUS", premium=5)],
    "demand": [demand(100)],
    "agreements": [
        member("Club", "CHL", status="invited", duty_waived=100),
        member("Club", "AUS", status="signed", duty_waived=100),
        member("Club", "PER", status="invited", duty_waived=100),
        member("Pact", "CHL", status="signed"),
    ],
    "studies": [ASKED],
}


def by_country(found: Partners, agreement: str) -> dict[str, PartnerWorth]:
    return {one.country: one for one in found.found if one.agreement == agreement}


def test_a_waived_duty_by_hand(tmp_path: Path) -> None:
    """Without Chile's signature 100 t a year cost 10,500 from Australia, with it 10,000 from Chile: 1,000 USD in two years.
    Nobody paid a duty before, so none is lost. Peru sells nothing, Australia owes no duty that could be waived, and the Pact
    is named by nothing: they are worth 0 without a solve."""
    base, _ = solved(tmp_path, SIGNED, **WAIVED)
    assert [task.name for task in PartnersStudy().tasks(base)] == ["Club: CHL joins"]
    found = studied(PartnersStudy(), base)
    assert [(one.agreement, one.country, one.joins, one.solved) for one in found.found] == [
        ("Club", "CHL", True, True), ("Club", "AUS", False, False), ("Club", "PER", True, False),
        ("Pact", "CHL", False, False),
    ]  # fmt: skip
    chile = found.found[0]
    assert chile.worth == pytest.approx(1_000) and chile.nation == pytest.approx(1_000)
    assert chile.supply == pytest.approx(1_000) and chile.short == pytest.approx(0.0, abs=1e-6)
    assert chile.duties == pytest.approx(0.0, abs=1e-6)
    (reason,) = chile.reasons
    assert reason.material == "Metal" and reason.supply == pytest.approx(1_000)
    assert all(one.worth == 0.0 and one.nation == 0.0 for one in found.found[1:])


def test_what_buyers_save_of_a_duty_the_treasury_loses(tmp_path: Path) -> None:
    """With Australia at 120 everything comes from Chile at 110 anyway. Its signature saves buyers 10 USD/t, 2,000 in all,
    which are duties lost: to the nation it is worth nothing."""
    sheets = {**WAIVED, "supply": [offer("CHL"), offer("AUS", premium=20)]}
    base, _ = solved(tmp_path, SIGNED, **sheets)
    chile = by_country(studied(PartnersStudy(), base), "Club")["CHL"]
    assert chile.worth == pytest.approx(2_000) and chile.duties == pytest.approx(2_000)
    assert chile.nation == pytest.approx(0.0, abs=1e-6)


def test_what_leaving_would_cost(tmp_path: Path) -> None:
    """Chile has signed: without it 100 t a year come from Australia for 500 USD more. Under every setting of what counts."""
    for counted, status in (("signed", "signed"), ("announced", "announced"), ("invited", "invited")):
        sheets = {**WAIVED, "agreements": [member("Club", "CHL", status=status, duty_waived=100)]}
        base, _ = solved(tmp_path, {"Membership counted from": counted}, **sheets)
        (chile,) = studied(PartnersStudy(), base).found
        assert not chile.joins and chile.worth == pytest.approx(1_000), counted


def test_a_membership_that_has_expired_is_entered_anew(tmp_path: Path) -> None:
    sheets = {**WAIVED, "agreements": [member("Club", "CHL", status="signed", duty_waived=100, to="2025")]}
    base, _ = solved(tmp_path, SIGNED, **sheets)
    (chile,) = studied(PartnersStudy(), base).found
    assert chile.joins and chile.worth == pytest.approx(1_000)


def test_only_agreements_that_are_asked_for(tmp_path: Path) -> None:
    sheets = {**WAIVED, "studies": [row(study="partners", over="Pact")]}
    base, _ = solved(tmp_path, SIGNED, **sheets)
    assert {one.agreement for one in studied(PartnersStudy(), base).found} == {"Pact"}


def test_a_floor_keeps_the_mine_of_a_new_partner_open(tmp_path: Path) -> None:
    """In year 2, for certain, the price falls to 40: Chile's mine, which costs 60, shuts, and 100 t go without at 1,000 USD.
    A border floor of 80 for members keeps it open: 100 t at 80, so that joining saves 100,000 of shortage less 8,000.
    Before, in year 1, the market price of 100 is above the floor."""
    sheets: dict[str, Rows] = {
        "materials": [metal()],
        "supply": [offer("CHL", 200, cash_cost=60)],
        "demand": [demand(100)],
        "shortage_steps": [row(segment="Users", step=1, cost_usd=1_000)],
        "floors": [floor("border floor", 80, "Club")],
        "agreements": [member("Club", "CHL", status="announced"), member("Club", "AUS", status="signed")],
        "prices": [row(material="Metal", period=2, price=40)],
        "studies": [ASKED],
    }
    base, _ = solved(tmp_path, {**SIGNED, "Industry first": "no"}, **sheets)
    chile = by_country(studied(PartnersStudy(), base), "Club")["CHL"]
    assert chile.short_without == pytest.approx(100_000)
    assert chile.worth == pytest.approx(base.figures.objective - 18_000)
    (reason,) = chile.reasons
    assert reason.opened == pytest.approx(100.0)  # 200 t/yr, open in one year more of two


@pytest.fixture(scope="module")
def clubs(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """The case of everything, with countries in and outside agreements that floors, limits and stories name, or nothing."""
    settings, sheets = everything()
    countries = ("CHL", "AUS", "PER", "CHN", "MYS", "USA", "BOL")
    sheets["agreements"] = [
        *(member("Club", country, status="signed" if country in ("CHL", "AUS") else "invited", duty_waived=5 * k)
          for k, country in enumerate(countries)),
        *(member("Allies", country, status="signed" if k % 2 else "announced") for k, country in enumerate(countries)),
        *(member("Risky", country, status="signed" if k % 2 else "announced") for k, country in enumerate(countries)),
        *(member("Idle", country, status="signed") for country in countries),
    ]  # fmt: skip
    sheets["limits"] = [*sheets["limits"], row(limit="Allied", scope="Oxide", of="Allies", for_="industry", at_most_share=90)]
    sheets["stories"] = [*sheets["stories"], story("Strike", 5, 3)]
    sheets["effects"] = [
        *sheets["effects"],
        effect("Strike", "supply loss", 50, country_or_agreement="Risky", material_or_group="Ore"),
    ]
    sheets["studies"] = [ASKED]
    base, _ = solved(tmp_path_factory.mktemp("clubs"), {**settings, **SIGNED}, **sheets)
    return base


def test_what_is_worth_nothing_without_a_solve_is_the_same_program(clubs: Base) -> None:
    """Every number of the compiled program, of all memberships that are not solved; and of those that are, some number is
    another one."""
    before = prepare(clubs.case, Stages())
    told = {"untouched": 0, "same": 0, "other": 0}
    for partner in find_partners(clubs.case):
        after = prepare(clubs.case.with_changes(changes_of(partner, clubs.case)), Stages())
        same = same_program(before.data, after.data)
        if not touches(clubs.case, partner):
            assert same, partner
            told["untouched"] += 1
        else:
            told["same" if same else "other"] += 1
        one, two = before.program, after.program
        equal = one.matrix.shape == two.matrix.shape and one.matrix.nnz == two.matrix.nnz
        equal = equal and bool((abs(one.matrix - two.matrix) > 0).nnz == 0)
        for name in ("cost", "row_lower", "row_upper", "column_lower", "column_upper"):
            equal = equal and np.array_equal(getattr(one, name), getattr(two, name))
        assert equal or not same, partner
    assert told["untouched"] > 5 and told["other"] > 5


def test_what_is_not_solved_is_worth_what_solving_says(clubs: Base) -> None:
    """One that sells nothing, one whose agreement nothing names, and one that trades only what its agreement says nothing
    of."""
    solved_too = [("Club", "BOL"), ("Idle", "CHN"), ("Risky", "CHL")]
    for partner in find_partners(clubs.case):
        if (partner.agreement, partner.country) in solved_too:
            assert not touches(clubs.case, partner)
            run = solve_variant(clubs, changes_of(partner, clubs.case))
            assert run.result is not None
            assert run.result.solution.objective == pytest.approx(clubs.figures.objective, rel=1e-9)


def test_home_signs_with_nobody(clubs: Base) -> None:
    assert "USA" not in {partner.country for partner in find_partners(clubs.case)}


def test_joining_where_only_a_duty_is_waived_never_costs(clubs: Base) -> None:
    """Of Oxide nothing names the agreement: what Malaysia and China pay less is all there is. In the case of everything the
    duty waived to a member can only lower the objective, whose duties weigh nothing."""
    assert clubs.case.settings.weight_duties == 0.0
    found = studied(PartnersStudy(), clubs)
    china = by_country(found, "Club")["CHN"]
    assert china.joins and china.solved and china.worth >= -1e-6 * clubs.figures.objective


def test_the_program_reads_nothing_else_of_a_market() -> None:
    """What same_program leaves out is read by nothing under model/program, but memberships for limits."""
    rooms = Path(__file__).parent.parent / "model" / "program"
    for path in sorted(rooms.glob("*.py")):
        code = path.read_text(encoding="utf-8")
        assert ".inside_floor" not in code and "market.floors" not in code and ".conditions" not in code, path.name
        assert ".members" not in code and ".waiver" not in code, path.name
        assert "clubs.who" not in code or path.name == "limit_rows.py", path.name


def test_every_sheet_that_can_name_an_agreement_is_looked_at() -> None:
    """A new column that names agreements must be looked at by `touches` too."""
    naming = {
        (sheet.name, column.name)
        for sheet in SHEETS
        for column in sheet.columns
        if ("Agreements", "Agreement") in column.refers_to
    }
    assert naming == {
        ("Floors", "Agreement or country"), ("Limits", "Of"), ("Effects", "Country or agreement"),
    }  # fmt: skip
