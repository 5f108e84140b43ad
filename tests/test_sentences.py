"""Sentences are data: figures enter them as typed values alone, and the public reads none that is not known to everybody."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest

from model.results.shown.sentences import (
    NOTHING,
    Amount,
    Cased,
    Count,
    Day,
    Error,
    Goods,
    Joined,
    Listed,
    Name,
    Number,
    Part,
    Price,
    Sentence,
    Share,
    Tonnes,
    Usd,
    names,
)

RESULTS = Path(__file__).parents[1] / "model" / "results"
OWN = RESULTS / "shown" / "sentences.py"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (Usd(3.3e6), "3.3 million USD"),
        (Tonnes(1_234.4), "1,234 t"),
        (Tonnes(9.464, like=11.482), "9.5 t"),
        (Price(5_130.4), "5,130 USD/t"),
        (Share(0.126), "13%"),
        (Share(0.126, decimals=1), "12.6%"),
        (Number(1_234.5, decimals=1), "1,234.5"),
        (Number(90.0, decimals=None), "90"),
        (Count(1, "material"), "1 material"),
        (Count(2, "story", "stories"), "2 stories"),
        (Goods(1.5, 1), "1.5 t of 1 material"),
        (Error(1.234e-7), "1.2e-07"),
        (Day(date(2027, 3, 1)), "1 March 2027"),
        (names(["A", "B", "C"], 2), "A, B and 1 more"),
        (Joined([Sentence("One."), NOTHING, Sentence("Two.")]), "One. Two."),
        (Cased(Sentence("the one")), "The one"),
        (Cased(Name("Money"), large=False), "money"),
    ],
)
def test_what_the_planner_reads(part: Part, text: str) -> None:
    assert str(part) == text


FIGURES = (
    Usd(1.5), Tonnes(1.5), Price(15), Share(0.15), Number(15), Count(15, "story"), Goods(1.5, 1), Error(1.5),
)  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: type(figure).__name__)
def test_the_public_reads_no_figure_however_deep_it_stands(figure: Amount) -> None:
    clause = Sentence("of {figure}", figure=figure)
    told = Sentence(
        "{name} {figure}, {listed}, {joined} {cased}",
        name=Name("Tin"),
        figure=figure,
        listed=Listed([clause, figure]),
        joined=Joined([clause]),
        cased=Cased(clause),
    )
    assert str(told.public()) == "Tin •••, of ••• and •••, of ••• Of •••"
    assert "15" in str(told).replace(".", "")


def test_every_kind_of_figure_is_tried() -> None:
    def kinds(of: type[Amount]) -> set[type[Amount]]:
        return {of, *(kind for one in of.__subclasses__() for kind in kinds(one))}

    assert {type(figure) for figure in FIGURES} == kinds(Amount) - {Amount}


def test_the_public_reads_what_is_declared_known() -> None:
    told = Sentence("{story} has {share}", story=Name("Cut"), share=Share(0.25, known=True))
    assert str(told.public()) == "Cut has 25%"


def test_words_can_be_filled_later_and_are_not_read_again() -> None:
    """A name that looks like a place is a name."""
    words = Sentence("{what} of {name}")
    assert str(words.fill(what=Name("{name}"), name=Name("Tin {x}"))) == "{name} of Tin {x}"
    assert Sentence("{a}", a=Name("x")) == Sentence("{a}", a=Name("x")) != Sentence("{a}", a=Name("y"))
    assert not NOTHING and Sentence("x")


def _calls(name: str) -> list[tuple[str, ast.Call]]:
    """All calls of a name in results/, with where they are."""
    found = []
    for file in sorted(RESULTS.rglob("*.py")):
        if file == OWN:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                found.append((f"{file.relative_to(RESULTS)}:{node.lineno}", node))
    return found


def test_the_words_of_a_sentence_are_literals() -> None:
    """So a figure can only stand in a sentence as a typed part, of which it is known whether the public may read it."""
    calls = _calls("Sentence")
    assert len(calls) > 100
    wrong = [
        place
        for place, call in calls
        if not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
    ]
    assert not wrong


def test_the_places_of_a_sentence_are_its_parts() -> None:
    """Nothing is left over and nothing is missing, but for what `fill` adds."""
    for place, call in _calls("Sentence"):
        words = ast.literal_eval(call.args[0])
        given = {keyword.arg for keyword in call.keywords} - {None}
        assert given <= {name.split("}")[0] for name in words.split("{")[1:]}, place


def test_no_name_is_made_of_a_figure() -> None:
    """The text of a name is not put together in place."""
    made = (ast.JoinedStr, ast.BinOp)
    wrong = [place for place, call in _calls("Name") if any(isinstance(part, made) for part in call.args)]
    assert not wrong
