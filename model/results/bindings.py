"""What binds, in a few sentences: one for each kind of thing that a planner can act on, the largest figures of each."""

from __future__ import annotations

import pandas as pd

from model.results.answer import Answer
from model.results.selection import country_names
from model.results.shadow import all_worth
from model.results.wording import listed, usd

MOST = 5  # sentences
NAMED = 3  # figures in a sentence
LEAST = 1.0  # USD below which a figure is the solver's dust
# In the order in which a planner can act: her money, her rules, her targets, and only then what partners and sites can do.
PHRASES = {
    "money": "Money: a million USD more saves {named} over the horizon, missed targets counted at their penalties",
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
WORDS = {"%": "percentage point", "t": "tonne", "days": "day"}


def _figures(kind: str, worth: pd.DataFrame, answer: Answer) -> pd.Series:
    """USD that a little more saves (below 0: costs) by name, for one kind; supply is added up by material and partner, home
    left out."""
    if kind == "supply":
        supply = answer.plan.case["supply"]
        names = country_names(answer.plan)
        abroad = supply["country"].to_numpy(object) != answer.plan.case.settings.home_country
        partner = supply["material"].astype(str) + " from " + supply["country"].map(names).astype(str)
        own = pd.Series(worth["one_per_cent"].to_numpy(float)).groupby(partner.to_numpy(object)).sum()
        return own[own.index.isin(partner[abroad])]
    subject = worth["subject"].astype(str)
    if kind == "process":
        return pd.Series(worth["one_per_cent"].to_numpy(float), index=subject.to_numpy(object))
    if kind == "limit":
        bound = worth["column"].astype(str).str.replace(r" \(.*\)$", "", regex=True).str.lower()
        subject = "`" + subject + "`, " + bound
    return pd.Series(worth["saves"].to_numpy(float), index=subject.to_numpy(object))


def _named(kind: str, sizes: pd.Series) -> str:
    """`480 million USD (Platinum), 198 million USD (Antimony) and …`; money of equal worth is told once."""
    if kind in ("money", "co-funding") and sizes.max() < 1.1 * sizes.min():
        return f"{usd(float(sizes.mean()))} (any tranche)" if len(sizes) > 1 else usd(float(sizes.iloc[0]))
    return listed([f"{usd(float(size))} ({name})" for name, size in sizes.head(NAMED).items()])


def _saved_or_costs(sizes: pd.Series) -> str:
    """`saves 7.1 million USD (`Cap`, at most) and costs 0.2 million USD (`Quota`, at least)`."""
    named = [f"{'saves' if size > 0 else 'costs'} {usd(abs(float(size)))} ({name})" for name, size in sizes.items()]
    return listed(named[:NAMED])


def _unit(worth: pd.DataFrame) -> str:
    """What a little more is, in the units of the cells that bind."""
    found = [WORDS[unit] for unit in dict.fromkeys(worth.loc[worth["saves"].abs() >= LEAST, "unit"].astype(str))]
    return " (or ".join(found) + ")" * (len(found) - 1)


def top_bindings(answer: Answer) -> list[str]:
    """At most five sentences, in the order in which a planner can act; figures are discounted and weighted."""
    worth = all_worth(answer)
    told = []
    for kind, phrase in PHRASES.items():
        own = worth[worth["kind"] == kind]
        if kind == "money":
            own = own[own["sheet"] == "Finance"]
        sizes = _figures(kind, own, answer).sort_values(ascending=False, kind="stable", key=abs)
        sizes = sizes[sizes.abs() >= LEAST]
        if len(sizes):
            named = _saved_or_costs(sizes) if kind == "limit" else _named(kind, sizes.abs())
            unit = _unit(own) if kind in ("limit", "target") else ""
            told.append(f"{phrase.format(named=named, unit=unit)}.")
    return told[:MOST] or ["No cell of the workbook binds: a little more of anything changes nothing."]
