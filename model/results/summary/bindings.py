"""What binds, in a few sentences: one for each kind of thing that a planner can act on, the largest figures of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from model.results.facts.answer import Answer
from model.results.facts.selection import country_names
from model.results.sensitivity.shadow import OPENING_CASH, all_worth
from model.results.shown.wording import listed, usd

MOST = 5  # sentences
NAMED = 3  # figures in a sentence
LEAST = 1.0  # USD below which a figure is the solver's dust
WORTH_TELLING = 1_000.0  # USD below which a figure changes no decision
TIGHTENING = ("limit", "target")  # kinds that bind also where more of them costs
ANY = "any tranche"
ALIKE = 1.1  # times the smallest figure within which sums of money are of equal worth
# In the order in which a planner can act: her money, her rules, her targets, and only then what partners and sites can do.
PHRASES = {
    "money": "Money: a million USD more saves {named} over the horizon",
    "co-funding": "Public co-funding budget: a million USD more saves {named}",
    "limit": "Limits: a {unit} more {named}",
    "market impact": "Market-impact cap: a percentage point more of world output saves {named}",
    "target": "Targets: a {unit} more to hold costs {named}",
    "supply": "Partners' capacity: 1 % more saves {named}",
    "process": "Processes: 1 % more capacity saves {named}",
    "project": "Projects: a t/yr more of the most that can be built saves {named}",
    "storage": "Storage: a tonne more room saves {named}",
    "release limit": "Release limits: a percentage point more saves {named}",
}
OWN = ("money", "co-funding", "limit", "market impact", "target", "storage", "release limit")  # what the planner sets herself
PENALTY_TOLD = 0.01  # share of a figure from which on the part of it that is penalties is told
WORDS = {"%": "percentage point", "t": "tonne", "days": "day"}


def binding(worth: pd.DataFrame) -> pd.DataFrame:
    """The cells that bind: more of them saves, or, of limits and targets, costs. What only costs more, such as a fee on
    money that nobody draws, holds nothing back."""
    return worth[(worth["saves"] > 0) | worth["kind"].isin(TIGHTENING)]


def _figures(kind: str, worth: pd.DataFrame, answer: Answer, part: str = "") -> pd.Series:
    """USD that a little more saves (below 0: costs) by name, for one kind, or the `part` of it that is penalties; supply is
    added up by material and partner, home left out."""
    saves, one_per_cent = f"{part}saves", f"{part}one_per_cent"
    if kind == "supply":
        supply = answer.plan.case["supply"]
        names = country_names(answer.plan)
        abroad = supply["country"].to_numpy(object) != answer.plan.case.settings.home_country
        partner = supply["material"].astype(str) + " from " + supply["country"].map(names).astype(str)
        own = pd.Series(worth[one_per_cent].to_numpy(float)).groupby(partner.to_numpy(object)).sum()
        return own[own.index.isin(partner[abroad])]
    subject = worth["subject"].astype(str)
    if kind == "process":
        return pd.Series(worth[one_per_cent].to_numpy(float), index=subject.to_numpy(object))
    if kind == "limit":
        bound = worth["column"].astype(str).str.replace(r" \(.*\)$", "", regex=True).str.lower()
        subject = "`" + subject + "`, " + bound
    return pd.Series(worth[saves].to_numpy(float), index=subject.to_numpy(object))


def _ranked(sizes: pd.Series, least: float) -> pd.Series:
    return sizes[sizes >= least].sort_values(ascending=False, kind="stable")


def _named(sizes: pd.Series, spans: Mapping[str, str]) -> str:
    """`480 million USD (Platinum), 198 million USD (Antimony) and …`; `spans` has the words for ranges, by name."""
    return listed([f"{spans.get(str(name), usd(float(size)))} ({name})" for name, size in sizes.head(NAMED).items()])


def _saves_or_costs(sizes: pd.Series, least: float) -> str:
    """`saves 7.1 million USD (`Cap`, at most) and costs 0.2 million USD (`Quota`, at least)`; "" where nothing does."""
    told = sizes[sizes.abs() >= least].sort_values(ascending=False, kind="stable", key=abs)
    named = [f"{'saves' if size > 0 else 'costs'} {usd(abs(float(size)))} ({name})" for name, size in told.items()]
    return listed(named[:NAMED]) if named else ""


def _unit(worth: pd.DataFrame, least: float) -> str:
    """What a little more is, in the units of the cells that bind."""
    found = [WORDS[unit] for unit in dict.fromkeys(worth.loc[worth["saves"].abs() >= least, "unit"].astype(str))]
    return " (or ".join(found) + ")" * (len(found) - 1)


def _alike_once(saved: pd.Series, least: float) -> tuple[pd.Series, dict[str, str]]:
    """What a million more of each tranche and of opening cash saves; tranches of about equal worth are one, of which the
    words give the range of all of them."""
    tranches = saved.drop(OPENING_CASH)
    if len(tranches) < 2 or tranches.min() < least or tranches.max() >= ALIKE * tranches.min():
        return saved, {}
    together = pd.Series({ANY: float(tranches.max()), OPENING_CASH: saved[OPENING_CASH]})
    ends = dict.fromkeys(usd(float(tranche)) for tranche in (tranches.min(), tranches.max()))
    return together, {ANY: " to ".join(ends)}


def _of_it_penalty(size: float, penalty: float) -> str:
    """What of the first figure of a sentence is penalties, in words; "" where that is next to nothing."""
    if not abs(penalty) > PENALTY_TOLD * abs(size):
        return ""
    real = size - penalty
    if real * size >= 0:
        return f"; of the first {usd(abs(penalty))} is penalties, which nobody pays, and {usd(abs(real))} real"
    does, other = ("spares", "costs") if size > 0 else ("costs", "spares")
    return f"; the first {does} {usd(abs(penalty))} of penalties, which nobody pays, and {other} {usd(abs(real))} real"


@dataclass(frozen=True)
class Binding:
    """What binds of one kind: the sentence, and the largest of its figures, USD."""

    kind: str
    sentence: str
    worth: float


def _binding(kind: str, worth: pd.DataFrame, saved: pd.Series, penalties: pd.Series, least: float) -> Binding | None:
    """What more of the cells of a kind saves, by name, and of limits and targets what it costs; None where none binds."""
    if saved.empty:
        return None
    sizes = saved.abs() if kind == "limit" else -saved if kind == "target" else saved
    first = int(sizes.to_numpy(float).argmax())
    size, penalty = float(saved.iloc[first]), float(penalties.iloc[first])
    spans: dict[str, str] = {}
    if kind == "money":
        saved, spans = _alike_once(saved, least)
    if kind == "limit":
        named = _saves_or_costs(saved, least)
    else:
        ranked = _ranked(-saved if kind == "target" else saved, least)
        named = _named(ranked, spans) if len(ranked) else ""
        if kind == "co-funding" and named:
            named = usd(float(ranked.iloc[0]))
    if not named:
        return None
    unit = _unit(worth, least) if kind in TIGHTENING else ""
    return Binding(kind, f"{PHRASES[kind].format(named=named, unit=unit)}{_of_it_penalty(size, penalty)}.", abs(size))


def find_bindings(answer: Answer, least: float = LEAST) -> list[Binding]:
    """One for each kind that binds, in the order in which a planner can act; figures are discounted and weighted, and those
    of less than `least` USD are left out."""
    worth = all_worth(answer)
    found = []
    for kind in PHRASES:
        own = worth[worth["kind"] == kind]
        saved, penalties = (_figures(kind, own, answer, part) for part in ("", "penalty_"))
        found.append(_binding(kind, own, saved, penalties, least))
    return [one for one in found if one is not None]


def nothing_binds(answer: Answer, least: float = LEAST) -> str:
    """What is said where nothing binds that is worth so much."""
    if least > LEAST and (all_worth(answer)["saves"].abs() >= LEAST).any():
        return f"Nothing: a little more of any cell of the workbook is worth less than {usd(least)}."
    return "No cell of the workbook binds: a little more of anything changes nothing."


def top_bindings(answer: Answer, least: float = LEAST) -> list[str]:
    """At most five sentences, in the order in which a planner can act."""
    return [one.sentence for one in find_bindings(answer, least)][:MOST] or [nothing_binds(answer, least)]


def worth_deciding(answer: Answer, most: int) -> list[str]:
    """For the Summary: what binds of the planner's own money, rules and targets, the largest figure first; where none of
    these is worth telling, what partners and sites can do."""
    found = sorted(find_bindings(answer, WORTH_TELLING), key=lambda one: (one.kind not in OWN, -one.worth))
    return [one.sentence for one in found][:most] or [nothing_binds(answer, WORTH_TELLING)]
