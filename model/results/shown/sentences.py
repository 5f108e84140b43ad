"""A sentence is data: words with named places, and a typed figure or name for each of them.

    Sentence("The reserve saves {saved} in {story}.", saved=Usd(1.2e6), story=Name("Flood"))

Rounding happens in one place, when the text is made of it; and what the public may read is known of each part. Every figure
is confidential unless it is declared `known`, and the words are literals (a test holds that), so no figure reaches a public
sentence by accident.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from model.results.shown import wording

MASK = "•••"


class Part(ABC):
    """Something that can stand in a sentence; its `str` is what the planner reads."""

    @abstractmethod
    def __str__(self) -> str: ...

    def public(self) -> Part:
        """The part as the public may read it."""
        return self

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(str(self))


@dataclass(frozen=True)
class Name(Part):
    """What the planner or the program calls something: a material, a story, a period, a sheet. Never a figure."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Day(Part):
    """`31 December 2027`."""

    value: date

    def __str__(self) -> str:
        return f"{self.value.day} {self.value:%B %Y}"


@dataclass(frozen=True)
class Amount(Part):
    """A figure. `known`: everybody knows it, or nothing can be worked out from it."""

    value: float
    known: bool = field(default=False, kw_only=True)

    def public(self) -> Part:
        return self if self.known else Name(MASK)


class Usd(Amount):
    """`11.7 billion USD`."""

    def __str__(self) -> str:
        return wording.usd(self.value)


@dataclass(frozen=True)
class Tonnes(Amount):
    """`1,234 t`; with the decimals of `like`, where a sentence compares it with that."""

    like: float | None = field(default=None, kw_only=True)

    def __str__(self) -> str:
        return wording.tonnes(self.value) if self.like is None else wording.tonnes_like(self.value, self.like)


class Price(Amount):
    """`5,130 USD/t`."""

    def __str__(self) -> str:
        return wording.price(self.value)


@dataclass(frozen=True)
class Share(Amount):
    """A fraction as `12 %` is typed: `12%`, with so many decimals."""

    decimals: int = field(default=0, kw_only=True)

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}%}"


@dataclass(frozen=True)
class Number(Amount):
    """A plain number with so many decimals, None for as many as were typed: days, a ratio, how many."""

    decimals: int | None = field(default=0, kw_only=True)

    def __str__(self) -> str:
        return f"{self.value:g}" if self.decimals is None else f"{self.value:,.{self.decimals}f}"


class Error(Amount):
    """`1.2e-07`: by how much two figures differ that should be one."""

    def __str__(self) -> str:
        return f"{self.value:.2g}"


@dataclass(frozen=True)
class Count(Amount):
    """`1 material`, `3 materials`; `many` where it does not just end in s."""

    value: int
    one: str
    many: str = ""

    def __str__(self) -> str:
        return wording.counted(self.value, self.one, self.many)


@dataclass(frozen=True)
class Goods(Amount):
    """`1.5 t of 1 material`; of several only how many they are."""

    materials: int

    def __str__(self) -> str:
        return wording.goods(self.value, self.materials)


@dataclass(frozen=True)
class Listed(Part):
    """`A, B and 4 more`."""

    parts: Sequence[Part]
    most: int | None = None

    def __str__(self) -> str:
        return wording.listed([str(part) for part in self.parts], self.most)

    def public(self) -> Listed:
        return Listed([part.public() for part in self.parts], self.most)


def names(texts: Iterable[str], most: int | None = None) -> Listed:
    """`Antimony, Gallium and 3 more`."""
    return Listed([Name(text) for text in texts], most)


@dataclass(frozen=True)
class Joined(Part):
    """Parts one behind the other, those left out that have nothing to read."""

    parts: Sequence[Part]
    between: str = " "

    def __str__(self) -> str:
        return self.between.join(str(part) for part in self.parts if part)

    def public(self) -> Joined:
        return Joined([part.public() for part in self.parts], self.between)


@dataclass(frozen=True)
class Cased(Part):
    """A part with its first letter large, or small."""

    part: Part
    large: bool = True

    def __str__(self) -> str:
        text = str(self.part)
        first = text[:1].upper() if self.large else text[:1].lower()
        return f"{first}{text[1:]}"

    def public(self) -> Cased:
        return Cased(self.part.public(), self.large)


class Sentence(Part):
    """Words with a place `{name}` for each of the parts; also a clause that stands in another sentence."""

    __slots__ = ("parts", "words")

    def __init__(self, words: str, /, **parts: Part) -> None:
        self.words = words
        self.parts = parts

    def __str__(self) -> str:
        return self.words.format_map({name: str(part) for name, part in self.parts.items()})

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and (self.words, self.parts) == (other.words, other.parts)

    def __hash__(self) -> int:
        return hash(str(self))

    def fill(self, **parts: Part) -> Sentence:
        """The same words with these parts too."""
        return Sentence(self.words, **{**self.parts, **parts})

    def public(self) -> Sentence:
        """The same words with `MASK` for every figure that is not known to everybody."""
        return self.fill(**{name: part.public() for name, part in self.parts.items()})


NOTHING = Sentence("")


def paragraph(*sentences: Part) -> Sentence:
    """Several sentences that stand in one cell."""
    return Sentence("{sentences}", sentences=Joined(sentences))


# What several sheets say in the same words.
NONE_MARKED = Sentence("Entities of concern: no country is marked as one on the Countries sheet.")
NO_SHORTAGE = Sentence("No story brings a shortage that costs anything.")


def owed(amounts: Mapping[str, float]) -> Listed:
    """`10.0 million USD of loans and 2.0 million USD of equity not paid back`, from USD by kind of tranche."""
    words = {
        "loan": Sentence("{amount} of loans", amount=Usd(amounts.get("loan", 0.0))),
        "equity": Sentence("{amount} of equity not paid back", amount=Usd(amounts.get("equity", 0.0))),
    }
    return Listed([sentence for kind, sentence in words.items() if kind in amounts])
