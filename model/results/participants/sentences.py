"""What the Participants sheet says: who pays what for which protection."""

from __future__ import annotations

import numpy as np
import pandas as pd

from model.results.facts.participants import paid_by_year, participant_charges
from model.results.facts.paths import base_path
from model.results.facts.plan_result import PlanResult, dearest_story
from model.results.facts.run import Run
from model.results.participants.commitments import AccessCounts, build_equity, count_access, find_backed, protection
from model.results.shown.charges import materials_in_words
from model.results.shown.sentences import NOTHING, Count, Name, Number, Sentence, Share, Tonnes, Usd, names
from model.tolerances import LEAST_USD

NAMED = 4  # materials named in a sentence


def charge_sentence(charges: pd.DataFrame) -> Sentence:
    """What participants pay per committed tonne and year, and upfront."""
    every = charges.iloc[-1]
    if not every["value"] > 0:
        return Sentence("Participants commit to nothing that has a price.")
    together = Sentence(" of {materials} together", materials=Name(materials_in_words(every["materials"], of_all=True)))
    return Sentence(
        "Participants commit to {tonnes}{together} worth {value}, pay {fee} upfront and, if no story begins, {mean} a year "
        "to carry it: {per_tonne} per tonne and year, {per_value} of its value.",
        tonnes=Tonnes(every["tonnes"]), together=together if len(every["materials"]) > 1 else NOTHING,
        value=Usd(every["value"]), fee=Usd(every["fee"]), mean=Usd(every["mean"]), per_tonne=Usd(every["per_tonne"]),
        per_value=Share(every["per_value"], decimals=1),
    )


def access_sentence(found: AccessCounts) -> Sentence:
    """Who may draw, who is served in stories, and for how many the reserve is dearer than their own stock."""
    return Sentence(
        "Of {all} {may_draw} may draw in calm times, and {served} have a share of what is released in a story. Carried "
        "together {dearer} of them cost more a year than held alone.",
        all=Count(found.all, "commitment"), may_draw=Number(found.may_draw), served=Number(found.served),
        dearer=Number(found.dearer),
    )


def _largest(charges: pd.DataFrame) -> list[Sentence]:
    """The largest charge, and the dearest year of all; nothing where nobody is charged."""
    every, dearest = charges.iloc[-1], charges.iloc[:-1].sort_values("mean", kind="stable").iloc[-1]
    if not (dearest["mean"] > 0 and dearest["value"] > 0):
        return []
    return [
        Sentence(
            "The largest charge is that of {participant}: {mean} a year, {per_value} of the value it commits to. The "
            "most "
            "expensive year for all is {year}: {most}.",
            participant=Name(str(dearest["participant"])), mean=Usd(dearest["mean"]),
            per_value=Share(dearest["per_value"], decimals=1), year=Name(str(every["most_in"])),
            most=Usd(every["most"]),
        )
    ]


def _over_the_horizon(result: PlanResult) -> Sentence:
    """What all pay on the base path and in the dearest story, and what of equity is not in it."""
    dearest, found = dearest_story(result).name, build_equity(result)
    sums = paid_by_year(result).groupby("view")["all"].sum()
    equity = Sentence(
        " That is without equity, which their ledger on the Money sheet counts: on the base path {paid_in} is paid in, "
        "{back} paid back, and {paid} paid on it as interest and fees.",
        paid_in=Usd(found.paid_in), back=Usd(found.back), paid=Usd(found.paid),
    )
    return Sentence(
        "Over the horizon they pay {base} on the base path and {dearest} in the story of the highest total cost ({story})."
        "{equity}",
        base=Usd(sums[base_path(result.data.tree).name]), dearest=Usd(sums[dearest]),
        story=Name(dearest.split(": ", 1)[1]), equity=equity if found.paid_in >= LEAST_USD else NOTHING,
    )


def _unbacked(result: PlanResult) -> list[Sentence]:
    """How much of the commitments has stock behind it at the end of the base path, and for what there is none."""
    found = find_backed(result)
    if found is None:
        return []
    return [
        Sentence(
            "At the end of the base path stock stands behind {share} of the commitments by value{none}. What loans cost is "
            "shared out by commitment, whatever is held.",
            share=Share(found.share),
            none=Sentence(", next to none behind those to {goods}", goods=names(found.none, NAMED))
            if found.none
            else NOTHING,
        )
    ]


def _draws(result: PlanResult) -> list[Sentence]:
    """That draws are open, how much is drawn and why; nothing where no participant may draw."""
    data, drawable = result.data, result.data.commitments.drawable
    if not (drawable > 0).any():
        return []
    rate, goods = data.case.settings.discount_rate, np.unique(data.commitments.material[drawable > 0])
    why = Sentence(
        " With a discount rate of {rate} draws pay by themselves, because a tonne returned later costs less than one "
        "bought "
        "now.",
        rate=Share(rate, decimals=1),
    )
    return [
        Sentence(
            "Tonnes on loan and not overdue count towards the target: a draw lowers the stock but misses no "
            "target.{why} Draws "
            "are open for {goods}; {drawn} are drawn on the base path.",
            why=why if rate > 0 else NOTHING, goods=names([data.market.materials[i] for i in goods], NAMED),
            drawn=Tonnes(float(result.drawn("borrowed").sum(axis=0) @ base_path(data.tree).factor)),
        )
    ]


def participant_sentences(run: Run, access: pd.DataFrame, in_stories: pd.DataFrame) -> tuple[Sentence, ...]:
    """All of the sheet's."""
    result = run.result
    assert result is not None
    charges = participant_charges(result)
    told = [charge_sentence(charges), *_largest(charges), _over_the_horizon(result), *_unbacked(result)]
    if run.without is not None:
        spared = Sentence(
            "The reserve spares them shortages in stories worth {saved} (expected, discounted), as far as protection is "
            "attributed by commitment.",
            saved=Usd(protection(run)["saved"].sum()),
        )
        told.append(spared)
    return (*told, access_sentence(count_access(access, in_stories)), *_draws(result))
