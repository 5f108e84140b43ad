"""The Checks sheet says where an error is largest in the planner's words, and how well sheets agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from everything import everything
from result_cases import FUNDED, PATIENT, run, table
from tiny import workbook

from model.market import build_market
from model.program import book_everything, build_program, make_problem_data
from model.program.problem_data import ProblemData
from model.results.checks import page as checks
from model.results.checks.identities import Identity
from model.results.checks.place_in_words import place_in_words
from model.solve import compile_program
from model.tree import build_tree
from model.workbook import load


def plan_of(folder: Path, risk_on: str) -> ProblemData:
    settings, sheets = everything(risk_on)
    case = load(workbook(folder / "tiny.xlsx", settings, **sheets)).case
    tree = build_tree(case)
    return make_problem_data(case, tree, build_market(case, tree))


@pytest.mark.parametrize("risk_on", ["shortage", "total"])
def test_every_variable_and_constraint_has_words(tmp_path: Path, risk_on: str) -> None:
    data = plan_of(tmp_path, risk_on)
    layout = compile_program(build_program(data, book_everything(data))).layout
    parts = [*layout.columns.values(), *layout.rows.values()]
    told = [place_in_words((part.name, key), data) for part in parts for key in part.index[:1] + part.index[-1:]]
    assert not [one for one in told if "_" in one or "[" in one or "'," in one]


@pytest.mark.parametrize(
    ("name", "key", "told"),
    [
        ("reserve_arrivals", ("Metal", 0), "Arrivals of the reserve: Metal, 2027Q1"),
        ("place_balance", ("Oxide", "MYS", 0), "Balance abroad: Oxide, MYS, 2027Q1"),
        ("early_capacity", ("AUS", 2), "Capacity of a step before Start: AUS, 2027Q2"),
        ("shortage_step", ("Metal", "Users", "1", 0), "Width of a shortage step: Metal, Users, step 1, 2027Q1"),
        ("project_limit", "Mill", "Max capacity of a project: Mill"),
        ("public_budget", 700.0, "Public co-funding budget"),
        ("eta", None, "Where the worst tail begins"),
        ("cash", 0, "Cash of the reserve: 2027Q1"),
        ("order_size", ("Metal", "AUS", "AUS"), "Smallest order: Metal, AUS, AUS"),
        ("order_size", ("Oxide", "", "MYS"), "Smallest order: Oxide, MYS"),
    ],
)
def test_a_place_in_words(tmp_path: Path, name: str, key: object, told: str) -> None:
    data = plan_of(tmp_path, "shortage")
    assert place_in_words((name, key), data) == told


@pytest.mark.parametrize("name", ["place_balance", "origin", "fresh_surplus", "reserve_from_process", "surplus_abroad"])
def test_a_country_is_named(tmp_path: Path, name: str) -> None:
    data = plan_of(tmp_path, "shortage")
    countries = data.case["countries"].assign(name="Malaysia").where(data.case["countries"]["country"] == "MYS")
    named = replace(data, case=replace(data.case, tables={**data.case.tables, "countries": countries.dropna(how="all")}))
    assert place_in_words((name, ("Oxide", "MYS", 0)), named).endswith(": Oxide, Malaysia, 2027Q1")


def test_a_story_is_named(tmp_path: Path) -> None:
    data = plan_of(tmp_path, "shortage")
    node = data.tree.size - 1
    assert place_in_words(("stock", ("Metal", node)), data).endswith(f", {data.tree.labels[node]}")


def test_checks_are_in_words_and_say_how_well_sheets_agree(tmp_path: Path) -> None:
    outcome = run(tmp_path, PATIENT, **FUNDED)
    page = checks.page(outcome, load(tmp_path / "tiny.xlsx"), {})
    figures, identities = table(page, "ChecksFigures"), table(page, "ChecksIdentities")
    assert not figures["Worst at"].str.contains(r"_|\[", regex=True).any()
    assert figures["What it measures"].ne("").all()
    money = identities[identities["Unit"] == "USD million"]
    assert set(money["Difference"]) == {"0.00 USD"}
    assert page.texts[1] == (
        f"{len(identities)} figures are added up from two places each, in `How sheets agree` below: those of money agree to "
        "the cent."
    )


def test_sheets_that_are_cents_apart_are_not_said_to_agree_to_the_cent() -> None:
    """200 USD of 200 million pass as rounding, and are told."""
    near = Identity("Money = Money", "USD million", 200.0002, 200.0)
    assert near.passed
    assert str(checks.agreement([near])).endswith("those of money agree to 200.00 USD.")
    assert str(checks.agreement([replace(near, first=200.0)])).endswith("agree to the cent.")
