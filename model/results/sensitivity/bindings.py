"""What binds, of each kind of thing that a planner can act on: by how much, and what of it is penalty."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from model.results.facts.plan_result import PlanResult
from model.results.facts.selection import country_names
from model.results.facts.shadow import OPENING_CASH, OWN, all_worth
from model.tolerances import LEAST_USD, WORTH_DECIDING

TIGHTENING = ("limit", "target")  # kinds that bind also where more of them costs
ANY = "any tranche"
ALIKE = 1.1  # times the smallest figure within which sums of money are of equal worth
# In the order in which a planner can act: her money, her rules, her targets, and only then what partners and sites can do.
KINDS = (
    "money",
    "co-funding",
    "limit",
    "market impact",
    "target",
    "supply",
    "process",
    "project",
    "storage",
    "release limit",
)


@dataclass(frozen=True)
class Worth:
    """What a little more of something named `saves`, USD: below 0 it costs. `least` is another figure where it stands for
    several of about equal worth, the smallest of them."""

    name: str
    saves: float
    least: float | None = None


@dataclass(frozen=True)
class Binding:
    """What binds of one kind, the most first; the `units` of the cells; and of the largest figure what it `saves`, USD, and
    the part of it that is `penalty`."""

    kind: str
    named: tuple[Worth, ...]
    units: tuple[str, ...]
    saves: float
    penalty: float


def _figures(kind: str, worth: pd.DataFrame, result: PlanResult, part: str = "") -> pd.Series:
    """USD that a little more saves (below 0: costs) by name, for one kind, or the `part` of it that is penalties; supply is
    added up by material and partner, home left out."""
    saves, one_per_cent = f"{part}saves", f"{part}one_per_cent"
    if kind == "supply":
        supply = result.data.case["supply"]
        names = country_names(result.data)
        abroad = supply["country"].to_numpy(object) != result.data.case.settings.home_country
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


def _alike_once(saved: pd.Series, least: float) -> list[Worth]:
    """What a million more of each tranche and of opening cash saves; tranches of about equal worth are one."""
    tranches = saved.drop(OPENING_CASH)
    if len(tranches) < 2 or tranches.min() < least or tranches.max() >= ALIKE * tranches.min():
        return _worths(saved)
    together = Worth(ANY, float(tranches.max()), float(tranches.min()))
    return [together, Worth(OPENING_CASH, float(saved[OPENING_CASH]))]


def _worths(saved: pd.Series) -> list[Worth]:
    return [Worth(str(name), float(saves)) for name, saves in saved.items()]


def _binding(kind: str, worth: pd.DataFrame, result: PlanResult, least: float) -> Binding | None:
    """None where nothing of the kind binds."""
    saved, penalties = (_figures(kind, worth, result, part) for part in ("", "penalty_"))
    if saved.empty:
        return None
    sign = -1.0 if kind == "target" else 1.0

    def size(saves: float) -> float:
        """How much it counts that a cell binds: a limit either way, a target by what it costs."""
        return abs(saves) if kind == "limit" else sign * saves

    first = int(saved.map(size).to_numpy(float).argmax())
    named = _alike_once(saved, least) if kind == "money" else _worths(saved)
    told = sorted((one for one in named if size(one.saves) >= least), key=lambda one: -size(one.saves))
    if not told:
        return None
    units = dict.fromkeys(worth.loc[worth["saves"].abs() >= least, "unit"].astype(str))
    return Binding(kind, tuple(told), tuple(units), float(saved.iloc[first]), float(penalties.iloc[first]))


def find_bindings(result: PlanResult, least: float = LEAST_USD) -> list[Binding]:
    """One for each kind that binds, in the order in which a planner can act; figures are discounted and weighted, and those
    of less than `least` USD are left out."""
    worth = all_worth(result)
    found = (_binding(kind, worth[worth["kind"] == kind], result, least) for kind in KINDS)
    return [one for one in found if one is not None]


def worth_deciding(result: PlanResult) -> list[Binding]:
    """What binds of the planner's own money, rules and targets, the largest figure first; then what partners and sites can
    do."""
    return sorted(find_bindings(result, WORTH_DECIDING), key=lambda one: (one.kind not in OWN, -abs(one.saves)))


def anything_binds(result: PlanResult) -> bool:
    """Whether a little more of any cell is worth a dollar."""
    return bool((all_worth(result)["saves"].abs() >= LEAST_USD).any())
