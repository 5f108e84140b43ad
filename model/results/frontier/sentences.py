"""What a sweep found, in sentences."""

from __future__ import annotations

from model.results.facts.sweep import ENOUGH, Enough, Sweep, SweptPoint
from model.results.facts.what_if import differs
from model.results.frontier.tables import point_text
from model.results.shown.sentences import NOTHING, Count, Joined, Name, Number, Part, Sentence, Share, Usd
from model.tolerances import LEAST_USD


def told_of(sweep: Sweep) -> list[Sentence]:
    """Its finding first, then what stands in its way."""
    name, solved = Name(sweep.name), sweep.solved
    if not solved:
        return [Sentence("{name}: none of the {points} has a plan.", name=name, points=_points(len(sweep.points)))]
    found = [_finding(sweep)]
    if missing := len(sweep.points) - len(solved):
        found.append(
            Sentence(
                "{name}: {missing} of {points} {have} no plan; the table says why.",
                name=name, missing=Number(missing, known=True), points=_points(len(sweep.points)),
                have=Sentence("has") if missing == 1 else Sentence("have"),
            )
        )
    return [*found, *(_against_theory(sweep, *pair) for pair in sweep.against_theory)]


def _points(number: int) -> Count:
    return Count(number, "point", known=True)


def _finding(sweep: Sweep) -> Sentence:
    if sweep.enough is not None:
        return _enough(sweep, sweep.enough)
    if sweep.sizes_reserve:
        return Sentence("{name}: no plan of these spares any shortage cost.", name=Name(sweep.name))
    return _floor(sweep) if sweep.over_floor else _moved(sweep)


def _enough(sweep: Sweep, found: Enough) -> Sentence:
    """`The smallest reserve that gives 80 % of the protection …`."""
    best, figures = found.best.figures, found.point.figures
    assert best is not None and figures is not None
    axis = sweep.axes[0]
    return Sentence(
        "{already}The smallest reserve that gives {enough} of {what}: {name} at {value}{money}{between}. At {solved}, which "
        "was solved, it takes {spared} off the expected shortage cost of {without}, for a net cost of {net_cost}; the most "
        "that any of {points} does is {most}, at {best}{first}.",
        already=_already(found), enough=Share(ENOUGH, known=True),
        what=Sentence("the rest") if found.already else Sentence("the protection"),
        name=Name(sweep.name), value=point_text(axis, found.value),
        money=_money(found) if axis.multiples else NOTHING,
        between=Sentence(", read off a straight line between two points that were solved") if found.between else NOTHING,
        solved=point_text(axis, found.point.values[0]), spared=Usd(figures.spared), without=Usd(figures.short_without),
        net_cost=Usd(figures.net_cost), points=_points(len(sweep.points)), most=Usd(best.spared),
        best=point_text(axis, found.best.values[0]),
        first=NOTHING if found.between else Sentence("; no smaller one was solved that gives less"),
    )


def _already(found: Enough) -> Sentence:
    """Where nothing but what is held at Start is nearly as good by itself."""
    if not found.already or found.best.figures is None:
        return NOTHING
    return Sentence(
        "With nothing, what the reserve holds at Start spares {already} of the {most} that the most does, {share}. ",
        already=Usd(found.already), most=Usd(found.best.figures.spared),
        share=Share(found.already / found.best.figures.spared),
    )  # fmt: skip


def _money(found: Enough) -> Sentence:
    return Sentence(", {money} in all", money=Usd(found.money))


def _floor(sweep: Sweep) -> Sentence:
    """What a level keeps open, against what it costs."""
    first, last = sweep.solved[0], sweep.solved[-1]
    assert first.figures is not None and last.figures is not None
    highest = max(sweep.solved, key=lambda point: point.capacity_value)
    lowest = min(sweep.solved, key=lambda point: point.capacity_value)
    if highest.capacity_value - lowest.capacity_value < LEAST_USD:
        return Sentence(
            "{name} from {first} to {last}: the partner capacity open at the end of the horizon is the same, {capacity} a "
            "year at base price; {cost}.",
            name=Name(sweep.name), first=_at(sweep, first), last=_at(sweep, last),
            capacity=Usd(highest.capacity_value),
            cost=_change("the objective", first.figures.objective, last.figures.objective),
        )
    return Sentence(
        "{name} from {first} to {last}: of partner capacity, {more} a year more at base price is open at the end of the "
        "horizon at {highest} than at {lowest}; {cost}; {shortage}.",
        name=Name(sweep.name), first=_at(sweep, first), last=_at(sweep, last),
        more=Usd(highest.capacity_value - lowest.capacity_value), lowest=_at(sweep, lowest), highest=_at(sweep, highest),
        cost=_change("the objective", first.figures.objective, last.figures.objective),
        shortage=_change("expected shortage cost", first.figures.short_with, last.figures.short_with),
    )


def _moved(sweep: Sweep) -> Sentence:
    first, last = sweep.solved[0], sweep.solved[-1]
    assert first.figures is not None and last.figures is not None
    return Sentence(
        "{name} from {first} to {last}: {moves}.",
        name=Name(sweep.name), first=_at(sweep, first), last=_at(sweep, last),
        moves=Joined(
            [
                _change("expected shortage cost", first.figures.short_with, last.figures.short_with),
                _change("the reserve's net cost", first.figures.net_cost, last.figures.net_cost),
                _change("the objective", first.figures.objective, last.figures.objective),
            ],
            "; ",
        ),
    )


def _change(what: str, old: float, new: float) -> Sentence:
    if not differs(old, new):
        return Sentence("{what} stays at {old}", what=Name(what), old=Usd(old))
    way = Sentence("rises") if new > old else Sentence("falls")
    return Sentence("{what} {way} from {old} to {new}", what=Name(what), way=way, old=Usd(old), new=Usd(new))


def _at(sweep: Sweep, point: SweptPoint) -> Part:
    """`x 0.5`, or `x 0.5 and 80 USD/t` of a grid."""
    return Joined([point_text(axis, value) for axis, value in zip(sweep.axes, point.values, strict=True)], " and ")


def _against_theory(sweep: Sweep, lower: SweptPoint, upper: SweptPoint) -> Sentence:
    assert lower.figures is not None and upper.figures is not None
    change = upper.figures.objective - lower.figures.objective
    return Sentence(
        "{name}: from {lower} to {upper} the objective {way} by {change}, which it should not. Do not rely on "
        "these two points.",
        name=Name(sweep.name), lower=_at(sweep, lower), upper=_at(sweep, upper),
        way=Sentence("rises") if change > 0 else Sentence("falls"), change=Usd(abs(change)),
    )
