"""The machine-readable summary: the reserve's orders apart from industry's, and keys that are the same in every run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from bad_workbooks import good_workbook, put, save
from plants import METAL, ORE, places, plant, seller
from tiny import command, demand, metal, offer, optimum, purchases, row, workbook

README = Path(__file__).parent.parent / "README.md"
SOLVED = {
    "status", "objective", "certificate", "size", "seconds", "orders", "shortage", "shortage_cost", "reserve", "exchangeable",
    "result", "public",
}  # fmt: skip


def keys_in_readme() -> set[str]:
    """The keys of the table, those within others too."""
    table = README.read_text().partition("### Keys of `--json`")[2].partition("\n## ")[0]
    return set(re.findall(r"`(\w+)`", table))


def all_keys(said: dict[str, Any]) -> set[str]:
    """Keys at the top, and within what is told in a list or has keys of its own."""
    found = set(said)
    for name in ("certificate", "size", "orders", "shortage_cost", "reserve"):
        found |= set(said.get(name, {}))
    contradicting = [part for one in said.get("contradictions", []) for part in one]
    rows = [*said.get("orders", {}).get("reserve", []), *said.get("problems", []), *contradicting]
    return found.union(*rows)


def test_orders_of_the_reserve_and_of_industry_are_apart(tmp_path: Path) -> None:
    """CHL sells 110 t at 100: industry takes what it needs, 100 t, and the reserve 10 t of it and 10 t from AUS at 120.

    Which of CHL's tonnes are whose does not matter for the cost, so only sums are compared.
    """
    outcome = optimum(
        tmp_path,
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL", 110), offer("AUS", 50, premium=20, lead_time=12)],
        demand=[demand(100)],
        targets=[row(material="Metal", tonnes=20, hard="yes", by="2028")],
    )
    orders = outcome.json["orders"]
    assert purchases(outcome.json) == outcome.purchases
    assert sum(order["tonnes"] for order in orders["industry"]) == pytest.approx(100)
    assert {order["offer"] for order in orders["industry"]} == {"CHL"}
    assert all(order["arrives"] == "2027" and order["cost"] == 100 * order["tonnes"] for order in orders["industry"])
    assert all({order["country"], order["material"]} <= {"CHL", "AUS", "Metal"} for order in orders["reserve"])


def test_process_output_of_the_reserve_is_an_order_of_its_own(tmp_path: Path) -> None:
    outcome = optimum(
        tmp_path,
        materials=[ORE, METAL],
        countries=places("MYS"),
        supply=[seller("MYS", "Ore", for_="industry")],
        processing=plant("Ore", {"Metal": 0.5}, "MYS"),
        targets=[row(material="Metal", tonnes=20, hard="yes", by="2027")],
    )
    (order,) = outcome.json["orders"]["reserve"]
    assert (order["offer"], order["material"], order["country"]) == ("process output", "Metal", "MYS")
    assert order["tonnes"] == pytest.approx(20)


def test_every_key_of_a_plan_is_told_in_the_readme(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "tiny.xlsx",
        materials=[metal(terminal_value=80)],
        supply=[offer("CHL")],
        demand=[demand(100)],
        targets=[row(material="Metal", tonnes=20)],
    )
    code, said = command(path)
    assert code == 0 and set(said) == SOLVED
    assert all_keys(said) <= keys_in_readme()
    names = [*said["certificate"]["figures"], *said["seconds"]]
    assert all(re.fullmatch(r"[a-z0-9_]+", name) for name in names) and len(set(names)) == len(names)


def test_every_key_without_a_plan_is_told_in_the_readme(tmp_path: Path) -> None:
    impossible = workbook(
        tmp_path / "impossible.xlsx",
        {"Periods": 1},
        materials=[metal()],
        supply=[offer("CHL", 10)],
        demand=[demand(100)],
        targets=[row(material="Metal", tonnes=50, hard="yes", by="2027")],
    )
    code, said = command(impossible)
    assert code == 3 and all_keys(said) <= keys_in_readme()
    assert said["problems"] and Path(said["problems_workbook"]).exists()
    book = good_workbook()
    put("Supply", "E2", "some")(book)
    code, said = command(save(book, tmp_path))
    assert code == 2 and all_keys(said) <= keys_in_readme()
    assert [(one["sheet"], one["cell"]) for one in said["problems"]] == [("Supply", "E2")]
