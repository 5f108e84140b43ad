"""Which names are likely one name spelt in two ways, and which are two."""

from __future__ import annotations

import pytest

from model.workbook.checks.near_names import near_pairs

ONE = [
    ("Defence", "Defense"),
    ("Other civilian", "Other civillian"),
    ("Rare earth", "Rare earths"),
    ("Rare-earths", "Rare earths"),
    ("Defense.", "Defense"),
    ("Aluminium", "aluminum"),
    ("Sulphur", "Sulfur"),
    ("Lynas Kuantan", "Lynas Kunatan"),
    ("ores", "ore"),
    ("Alloy", "Alloyes"),
    ("Société", "Societe"),
]
TWO = [
    ("Tb oxide", "Yb oxide"),
    ("Terbium", "Erbium"),
    ("Sodium chloride", "Sodium chlorite"),
    ("Mill 1", "Mill 2"),
    ("Phase 2027", "Phase 2028"),
    ("Lynas A", "Lynas B"),
    ("Cobalt metal", "Nickel metal"),
    ("Defense", "Defense, essential"),
    ("Tin", "Ti"),
    ("Grade A", "Grade A+"),
    ("Iran", "Iraq"),
]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_a_slip_makes_no_other_name(one: str, other: str) -> None:
    assert near_pairs([one, "Something else", other]) == [(one, other)]
    assert near_pairs([other, "Something else", one]) == [(other, one)]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_names_that_differ_in_what_they_say_are_two(one: str, other: str) -> None:
    assert near_pairs([one, other]) == [] and near_pairs([other, one]) == []


def test_many_names_take_no_pairwise_comparison() -> None:
    """Ten thousand names of like build, among them one pair."""
    letters = "abcdefghij"
    names = [f"{a}{b}{c}{d} mine" for a in letters for b in letters for c in letters for d in letters]
    assert near_pairs([*names, "Kalgoorlie", "Kalgorlie"]) == [("Kalgoorlie", "Kalgorlie")]
