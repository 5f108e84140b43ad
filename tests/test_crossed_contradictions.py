"""Numbers that take part in several contradictions: each is told with the rows that decide it, and all mend together."""

from __future__ import annotations

from pathlib import Path

import pytest
from contradicting import BASE, TARGET, less, solved, typed_anew, with_cheapest_changes
from tiny import Rows, demand, effect, metal, offer, row, story, workbook

from model.commands.contradictions_in_words import AGAIN, MORE, contradiction_problems, contradiction_sentences
from model.solve import Status
from model.solve.elastic import Elastic
from model.workbook import Places, load

YARD = [row(storage_class="Yard", capacity=30)]
TWO = [metal(storage_class="Yard"), metal(name="Tin", storage_class="Yard")]
TIN = row(material="Tin", tonnes=45, hard="yes", by=1)
CROSSED: dict[str, dict[str, Rows]] = {
    "one target, two obstacles": {
        **BASE, "materials": TWO[:1], "supply": [offer("CHL", 23)], "targets": [TARGET],
        "storage": [row(storage_class="Yard", capacity=10)],
    },
    "two targets, one yard": {
        "materials": TWO, "demand": [demand(), demand(material="Tin")], "storage": YARD, "targets": [TARGET, TIN],
        "supply": [offer("CHL", 40), offer("PER", 50, material="Tin")],
    },
    "one purse for two": {
        "materials": TWO, "demand": [demand(), demand(material="Tin")], "finance": [row(tranche="Loan", amount=1500)],
        "supply": [offer("CHL", 30), offer("PER", 5, material="Tin")], "storage": YARD,
        "targets": [TARGET, row(material="Tin", tonnes=40, hard="yes", by=2)],
    },
    "a cap, a limit and a share": {
        **BASE, "materials": [metal(world_output=300)], "supply": [offer("CHL", 60), offer("AUS", 20)],
        "targets": [TARGET],
        "limits": [row(limit="A", of="CHL", at_most_tonnes=12), row(limit="B", of="AUS", at_most_share=15)],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CROSSED)
def test_any_change_of_a_contradiction_is_enough_with_the_cheapest_of_the_others(name: str, tmp_path: Path) -> None:
    case = load(workbook(tmp_path / "t.xlsx", {"Market-impact cap": 15}, **CROSSED[name])).case
    found = solved(case).contradictions
    assert found
    for place, one in enumerate(found):
        mended = with_cheapest_changes(case, found[:place] + found[place + 1 :])
        helpful = [part for part in one.parts if part.enough is not None and part.mended is None]
        assert helpful[0] is one.parts[0] and helpful == sorted(helpful, key=lambda part: part.size)
        if one.covered:
            assert solved(mended).status is Status.OPTIMAL, one
            continue
        for part in helpful:
            assert solved(typed_anew(mended, part, part.enough or 0.0)).status is Status.OPTIMAL, part
            assert solved(typed_anew(mended, part, less(part))).status is Status.INFEASIBLE, part


def test_a_target_is_told_with_each_row_that_stands_against_it(tmp_path: Path) -> None:
    """50 t against an offer of 23 t a year and a yard of 10 t: once the target is 10 t both are kept, and to raise the yard
    helps up to the 23 t of the offer."""
    case = load(workbook(tmp_path / "t.xlsx", **CROSSED["one target, two obstacles"])).case
    found = solved(case).contradictions
    (target, yard), (again, supply) = (one.parts for one in found)
    assert (target.number.sheet, target.needed, target.reached) == ("targets", 50.0, 10.0)
    assert (yard.number.sheet, yard.enough) == ("storage", 23.0)
    assert (again.number, again.needed, again.reached) == (target.number, 50.0, 23.0)
    assert (supply.number.sheet, supply.enough) == ("supply", 50.0)
    assert [one.covered for one in found] == [False, True]
    told = contradiction_sentences(found, None, case, Places())
    assert "The cheapest changes of the other contradictions resolve this one too." in told
    assert any(one.endswith("takes part in contradictions 1 and 2.") for one in told)


def test_a_number_that_another_contradiction_mends_is_told_as_mended(tmp_path: Path) -> None:
    """50 t of metal do not come from an offer of 40 t. The yard of 30 t made 40 t holds that much, and none of 45 t of tin
    beside it: 85 t would."""
    loaded = load(workbook(tmp_path / "t.xlsx", **CROSSED["two targets, one yard"]))
    case, found = loaded.case, solved(loaded.case).contradictions
    told = contradiction_sentences(found, None, case, loaded.places)
    yard = "Storage class `Yard` holds at most 30 t (Storage B2; 40 t after the change of contradiction 2); 85 t would be"
    assert any(one.startswith(yard) for one in told)
    assert any("draws on the same rows, so its changes go further" in one for one in told)
    problems = contradiction_problems(found, case, Places())
    assert all("cheapest changes of the other contradictions" in p.allowed for p in problems if p.allowed)


def one_purse(targets: int) -> dict[str, Rows]:
    """One loan, too small by far for as many hard targets."""
    names = [f"Metal {number:02}" for number in range(targets)]
    return {
        "materials": [metal(50 + 37 * number, name) for number, name in enumerate(names)],
        "supply": [offer("CHL", 40, name, offer=name) for name in names],
        "demand": [demand(20, names[0])],
        "targets": [
            row(material=name, tonnes=(10, 45, 90, 30)[number % 4], hard="yes", by=2) for number, name in enumerate(names)
        ],
        "finance": [row(tranche="Loan", amount=3_000)],
    }


def starved(targets: int) -> dict[str, Rows]:
    """As many hard targets, each above what its offer has."""
    sheets = one_purse(targets) | {"finance": []}
    return sheets | {"supply": [offer("CHL", 4, row["material"], offer=row["material"]) for row in sheets["materials"]]}


@pytest.mark.parametrize(
    ("sheets", "last"), [(one_purse(6), AGAIN), (one_purse(12), AGAIN), (starved(8), AGAIN), (starved(12), MORE)]
)
def test_the_cheapest_changes_together_are_called_enough_only_where_they_are(
    sheets: dict[str, Rows], last: str, tmp_path: Path
) -> None:
    """Of twelve starved targets more must give way than contradictions are told."""
    case = load(workbook(tmp_path / "t.xlsx", **sheets)).case
    found = solved(case).contradictions
    assert contradiction_sentences(found, None, case, Places())[-1] == last
    enough = solved(with_cheapest_changes(case, found)).status is Status.OPTIMAL
    assert enough == (last == AGAIN)


def test_no_capacity_is_proposed_where_it_moves_what_a_limit_asks_for(tmp_path: Path) -> None:
    """While half of Chile is cut off, what is asked of it shrinks; more capacity in Chile would raise both."""
    sheets: dict[str, Rows] = {
        **BASE, "supply": [offer("CHL", 20)], "limits": [row(limit="L", of="CHL", at_least_tonnes=30)],
        "stories": [story("Cut", 25)], "effects": [effect("Cut", "supply loss", 50, country_or_agreement="CHL")],
    }  # fmt: skip
    case = load(workbook(tmp_path / "t.xlsx", **sheets)).case
    found = solved(case).contradictions
    ((limit, supply),) = (one.parts for one in found)
    assert (limit.number.sheet, limit.enough) == ("limits", 20.0)
    assert (supply.number.sheet, supply.enough, supply.asks_more) == ("supply", None, True)
    told = contradiction_sentences(found, None, case, Places())
    assert any("a larger one may help" in sentence for sentence in told)


def test_a_number_that_alone_resolves_several_contradictions_is_told(tmp_path: Path) -> None:
    """A yard of 30 t, targets of 50 and 45 t, offers of 60 t each: a yard of 95 t will do."""
    sheets = CROSSED["two targets, one yard"] | {"supply": [offer("CHL", 60), offer("PER", 60, material="Tin")]}
    case = load(workbook(tmp_path / "t.xlsx", **sheets)).case
    found = solved(case).contradictions
    yards = {part.alone for one in found for part in one.parts if part.number.sheet == "storage"}
    assert len(found) == 2 and yards == {95.0}
    yard = next(part for one in found for part in one.parts if part.number.sheet == "storage")
    assert solved(typed_anew(case, yard, 95.0)).status is Status.OPTIMAL
    assert solved(typed_anew(case, yard, 94.0)).status is Status.INFEASIBLE
    told = contradiction_sentences(found, None, case, Places())
    assert sum("One change alone would do: Raise Capacity" in one and "to 95 t (by 217 %)." in one for one in told) == 1
    assert any("One change alone" in problem.mend for problem in contradiction_problems(found, case, Places()))


def test_no_plan_is_promised_where_the_solver_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The changes are tried out: what ends without an answer is no plan."""
    case = load(workbook(tmp_path / "t.xlsx", **CROSSED["two targets, one yard"])).case
    monkeypatch.setattr(Elastic, "possible", lambda self, asking, within=0.0: False)
    found = solved(case).contradictions
    assert found and not any(one.together for one in found)
    assert not any("make a plan possible" in one for one in contradiction_sentences(found, None, case, Places()))
