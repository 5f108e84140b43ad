"""What the reserve and the floors are worth, in sentences."""

from __future__ import annotations

from model.results.facts.worth_of_floors import FloorWorth, KeptOpen, WorthOfFloors
from model.results.facts.worth_of_reserve import WorthOfReserve
from model.results.shown.sentences import Listed, Name, Number, Sentence, Tonnes, Usd, names
from model.tolerances import WORTH_DECIDING

NAMED = 2
NOTHING_TO_COMPARE = Sentence("What the reserve is worth is not known: there is no plan without it.")


def of_reserve(found: WorthOfReserve | None) -> list[Sentence]:
    """`The reserve is worth 300 million USD to the nation: …`."""
    if found is None:
        return [NOTHING_TO_COMPARE]
    spared = Sentence(
        "it spares {short} of expected shortage cost, and all that it buys, keeps, sells and has left at the end comes to "
        "{rest} {less}",
        short=Usd(found.short),
        rest=Usd(abs(found.nation - found.short)),
        less=Sentence("of net cost") if found.nation <= found.short else Sentence("of net income"),
    )
    if found.nation >= 0:
        told = Sentence("The reserve is worth {worth} to the nation: {spared}.", worth=Usd(found.nation), spared=spared)
    else:
        told = Sentence(
            "The reserve costs the nation {worth} more than it brings: {spared}.", worth=Usd(-found.nation), spared=spared
        )
    return [told]


def of_floors(found: WorthOfFloors) -> list[Sentence]:
    """All together, the one worth most, those that cost more than they bring, and those that make no difference."""
    if not found.floors:
        return [Sentence("The workbook has no floors.")]
    told = [] if found.together is None else [_together(found.together)]
    solved = [one for one in found.floors if one.solved and not one.why]
    gains = [one for one in solved if one.nation >= WORTH_DECIDING]
    if gains:
        best = max(gains, key=lambda one: one.nation)
        told.append(
            Sentence(
                "The floor worth most is {name}: without it the nation would lose {nation}{closing}.",
                name=Name(best.name), nation=Usd(best.nation), closing=_closing(best),
            )
        )
    losses = sorted((one for one in solved if one.nation <= -WORTH_DECIDING), key=lambda one: one.nation)
    if losses:
        told.append(
            Sentence(
                "{count} of {all} cost the nation more than they bring: {names}.",
                count=Number(len(losses)), all=Number(len(found.floors)),
                names=Listed(
                    [Sentence("{name} ({cost})", name=Name(one.name), cost=Usd(-one.nation)) for one in losses], NAMED + 1
                ),
            )
        )
    idle = [one.name for one in found.floors if not one.solved]
    if idle:
        told.append(Sentence("Nothing would change without {names}.", names=names(idle, NAMED + 1)))
    unknown = [one.name for one in found.floors if one.why]
    if unknown:
        told.append(Sentence("Of {names} it is not known; the table says why.", names=names(unknown, NAMED + 1)))
    return told


def _together(one: FloorWorth) -> Sentence:
    if one.why:
        return Sentence("What all floors together are worth is not known: {why}", why=Name(" ".join(one.why)))
    if one.nation >= 0:
        return Sentence(
            "All floors together are worth {worth} to the nation, expected{closing}.",
            worth=Usd(one.nation), closing=_closing(one),
        )
    return Sentence(
        "All floors together cost the nation {cost} more than they bring, expected{closing}.",
        cost=Usd(-one.nation), closing=_closing(one),
    )


def _closing(one: FloorWorth) -> Sentence:
    if not one.kept:
        return Sentence(", and no capacity would close")
    return Sentence(
        ", and capacity worth {value} a year would close without, in the mean over stories: {kept}",
        value=Usd(one.value_kept), kept=Listed([_kept(kept) for kept in one.kept], NAMED),
    )


def _kept(kept: KeptOpen) -> Sentence:
    return Sentence("{tonnes} a year of {material}", tonnes=Tonnes(kept.mean), material=Name(kept.material))
