"""What the studies found that matters most, for the Summary: the findings with most money at stake."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from model.results.facts.run import Run
from model.results.facts.selection import country_names
from model.results.facts.simulation import Simulation
from model.results.facts.sweep import ENOUGH
from model.results.shown.sentences import NOTHING, Name, Number, Sentence, Share, Usd
from model.tolerances import WORTH_DECIDING

MOST = 3
Finding = tuple[float, Sentence]
"""USD at stake, expected over the plan, and the sentence."""


def findings(run: Run, most: int = MOST) -> list[Sentence]:
    """One of each study at most, that with most money at stake first, which sheet has more; nothing where no study ran."""
    found = [one for study in _STUDIES for one in study(run) if one[0] >= WORTH_DECIDING]
    return [sentence for _, sentence in sorted(found, key=lambda one: -one[0])[:most]]


def _frontier(run: Run) -> Iterator[Finding]:
    """The smallest reserve that is nearly as good as the largest of a sweep."""
    for sweep in run.studies.sweeps:
        if (enough := sweep.enough) is not None and enough.best.figures is not None and math.isfinite(enough.money):
            yield (
                enough.best.figures.spared,
                Sentence(
                    "Frontier: {money} is the smallest reserve that gives {enough} of {what} {most} gives.",
                    money=Usd(enough.money), enough=Share(ENOUGH, known=True), most=Usd(enough.best.money),
                    what=Sentence("the protection that")
                    if not enough.already
                    else Sentence("the protection beyond what is held at Start that"),
                ),
            )  # fmt: skip
            return


def _partners(run: Run) -> Iterator[Finding]:
    """Whom to sign next: who is worth most to the nation, duties counted."""
    if run.studies.partners is None:
        return
    joining = [one for one in run.studies.partners.found if one.joins and one.solved and not one.why]
    if not joining:
        return
    best = max(joining, key=lambda one: one.nation)
    if best.nation < WORTH_DECIDING:
        for_buyers = max(joining, key=lambda one: one.worth)
        yield (
            for_buyers.worth,
            Sentence(
                "Partners: no signature still open pays for the nation once duties count; {country} in {agreement} is worth "
                "most to buyers, {worth}.",
                country=_country(run, for_buyers.country), agreement=Name(for_buyers.agreement), worth=Usd(for_buyers.worth),
            ),
        )  # fmt: skip
        return
    yield (
        best.nation,
        Sentence(
            "Partners: sign {country} for {agreement} next, worth {nation} to the nation, duties counted.",
            country=_country(run, best.country), agreement=Name(best.agreement),
            nation=Usd(best.nation),
        ),
    )  # fmt: skip


def _floors(run: Run) -> Iterator[Finding]:
    """What all floors are worth together."""
    found = run.studies.worth_of_floors
    if found is None or found.together is None or found.together.why:
        return
    together = found.together
    gains = together.nation >= 0
    yield (
        abs(together.nation),
        Sentence(
            "Worth: the floors together {do} the nation {nation}; they spare {short} of expected shortage cost.",
            do=Sentence("save") if gains else Sentence("cost"), nation=Usd(abs(together.nation)), short=Usd(together.short),
        )
        if together.short > 0
        else Sentence(
            "Worth: the floors together {do} the nation {nation}.",
            do=Sentence("save") if gains else Sentence("cost"), nation=Usd(abs(together.nation)),
        ),
    )  # fmt: skip


def _largest_lost(run: Run) -> Iterator[Finding]:
    """The loss of a supplier abroad that would hurt most."""
    found = run.studies.largest_lost
    home = run.data.case.settings.home_country
    abroad = [one for one in found.losses if not one.why and one.country != home] if found is not None else []
    worst = max(abroad, key=lambda one: one.cost_with, default=None)
    if worst is None:
        return
    yield (
        worst.cost_with,
        Sentence(
            "Supplier lost: a year without {material} from {country} would cost {cost} in shortages{spared}.",
            material=Name(worst.material), country=_country(run, worst.country),
            cost=Usd(worst.cost_with),
            spared=Sentence(", {without} without the reserve", without=Usd(worst.cost_without))
            if worst.spared >= WORTH_DECIDING
            else NOTHING,
        ),
    )  # fmt: skip


def _uncertainty(run: Run) -> Iterator[Finding]:
    """What planning for several stories saves, and what knowing the future would."""
    found = run.studies.uncertainty
    if found is None or math.isnan(found.evpi) or math.isnan(found.vss):
        return
    yield (
        max(found.vss, found.evpi),
        Sentence(
            "Uncertainty: planning for several stories saves {vss} against planning for their average; no forecast can be "
            "worth more than {evpi}.",
            vss=Usd(found.vss), evpi=Usd(found.evpi),
        ),
    )  # fmt: skip


def _simulation(run: Run) -> Iterator[Finding]:
    """How the plan does in histories that it was not made for."""
    found = run.studies.simulation
    if not isinstance(found, Simulation) or math.isnan(found.protection):
        return
    yield (
        found.spared.mean,
        Sentence(
            "Simulation: in {histories} histories drawn at random the reserve spares {share} of the shortage cost "
            "(± {error} points).",
            histories=Number(found.histories, known=True), share=Share(found.protection),
            error=Number(100 * found.protection_error, decimals=1),
        ),
    )  # fmt: skip


def _alternatives(run: Run) -> Iterator[Finding]:
    """What of this period's orders no plan that is nearly as cheap can do without."""
    found = run.studies.alternatives
    if found is None or not found.together:
        return
    now = min((one for one in found.together if not one.first_year), key=lambda one: one.share, default=None)
    if now is None:
        return
    yield (
        now.cost,
        Sentence(
            "Alternatives: of the {cost} ordered now, {least} must be bought in every plan that costs up to {share} more.",
            cost=Usd(now.cost), least=Usd(now.at_least), share=Share(now.share, known=True),
        ),
    )  # fmt: skip


def _country(run: Run, code: str) -> Name:
    return Name(country_names(run.data)[code])


_STUDIES: tuple[Callable[[Run], Iterator[Finding]], ...] = (
    _frontier, _partners, _floors, _largest_lost, _uncertainty, _simulation, _alternatives,
)  # fmt: skip
