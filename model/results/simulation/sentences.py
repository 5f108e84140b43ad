"""What a simulation says: what the reserve spares and how surely, why the plan expects another figure, and the rule."""

from __future__ import annotations

import math

from model.results.facts.simulation import NoSimulation, Rule, Simulation
from model.results.shown.sentences import NOTHING, Count, Joined, Name, Number, Sentence, Share, Usd
from model.results.simulation.tables import foresight, steps
from model.tolerances import LEAST_USD

MISSING = 3  # tasks that found nothing and are named


def no_simulation(found: NoSimulation) -> tuple[Sentence, ...]:
    """Why there is none."""
    return (Sentence("There is no simulation: {why}", why=Joined([Name(why) for why in found.why])),)


def sentences(found: Simulation, drawn: bool) -> tuple[Sentence, ...]:
    """All sentences of a simulation. `drawn`: whether severity or length were."""
    return (
        _finding(found),
        _worst(found),
        *_difference(found, drawn),
        *_foresight(found),
        _release(found.rule),
        *_missing(found),
    )


def _finding(found: Simulation) -> Sentence:
    histories = Number(found.histories, known=True)
    if math.isnan(found.protection):
        return Sentence(
            "In {histories} histories drawn from the stories nothing is short, even without the reserve.", histories=histories
        )
    return Sentence(
        "In {histories} histories drawn from the stories, which begin at any time and may run several at once, the "
        "plan's reserve spares {share} of all shortage cost (± {error} points): of {without} on average without it "
        "(± {without_error}), {left} are left with it (± {left_error}). What stands behind ± is one standard error, which "
        "the number of histories leaves.",
        histories=histories, share=Share(found.protection), error=Number(100 * found.protection_error, decimals=1),
        without=Usd(found.without.mean), left=Usd(found.with_reserve.mean),
        without_error=Usd(found.without.error), left_error=Usd(found.with_reserve.error),
    )  # fmt: skip


def _worst(found: Simulation) -> Sentence:
    return Sentence(
        "In the worst 5 % of histories shortage costs {left} on average with the reserve (± {left_error}) and {without} "
        "without it (± {without_error}). More is short than on the plan's base path in {any_without} of histories without "
        "the reserve, in {any_with} with it.",
        left=Usd(found.with_reserve.worst), left_error=Usd(found.with_reserve.worst_error),
        without=Usd(found.without.worst), without_error=Usd(found.without.worst_error),
        any_without=Share(found.any_without), any_with=Share(found.any_with),
    )  # fmt: skip


def _difference(found: Simulation, drawn: bool) -> list[Sentence]:
    """Why the plan's own expectation is another figure."""
    plan, replay, alone, simulated = steps(found).to_dict("records")
    if math.isnan(plan["share"]) or math.isnan(simulated["share"]):
        return []
    lengths = Sentence(" and are as severe and as long as they are drawn") if drawn else NOTHING
    told = [
        Sentence(
            "The plan itself expects {plan_without} without and {plan_with} with the reserve, {plan_share} spared. Its "
            "own stories in the replay come to {replay_without} and {replay_with}: that is what the rule and the "
            "simplifications of the replay make of them. That stories begin at any time{lengths}, where the end of the "
            "plan cuts some of them short, makes it {alone_without} and {alone_with}; that several may run at once, "
            "{without} and {left}.",
            plan_without=Usd(plan["without"]), plan_with=Usd(plan["with_reserve"]), plan_share=Share(plan["share"]),
            replay_without=Usd(replay["without"]), replay_with=Usd(replay["with_reserve"]),
            alone_without=Usd(alone["without"]), alone_with=Usd(alone["with_reserve"]),
            without=Usd(simulated["without"]), left=Usd(simulated["with_reserve"]), lengths=lengths,
        )
    ]  # fmt: skip
    by_plan, by_rule = found.released["plan"], found.released["rule"]
    if by_plan > by_rule + LEAST_USD:
        told.append(
            Sentence(
                "In its own stories the plan hands out material worth {plan} at base prices, the rule only {rule}: "
                "the plan also releases in place of supply that has become dear, which spares industry money but no "
                "shortage, and is not counted here.",
                plan=Usd(by_plan), rule=Usd(by_rule),
            )
        )  # fmt: skip
    return told


def _foresight(found: Simulation) -> list[Sentence]:
    if found.foresight.empty:
        return []
    mean = foresight(found).iloc[0]
    return [
        Sentence(
            "With foresight, on a sample of {histories} in which a story begins: the replay leaves a shortage cost of "
            "{replayed} on average, the best plan that had known them from the start {known}. It weighs what goods cost "
            "too, so it may accept a shortage that the rule covers; almost whatever goods cost, no less than {least} could "
            "have been left. Without the reserve it is {apart} in the replay and {known_apart} with foresight.",
            histories=Count(len(found.foresight), "history", "histories"),
            replayed=Usd(mean["with_reserve"]), known=Usd(mean["known_with"]), least=Usd(mean["known_least"]),
            apart=Usd(mean["without"]), known_apart=Usd(mean["known_without"]),
        )
    ]  # fmt: skip


def how_drawn(found: Simulation, drawn: bool) -> Sentence:
    """How histories are drawn. `drawn`: whether severity or length were."""
    lengths = (
        Sentence(
            "Severity and length are drawn between the ends typed on Effects, Change and Lasts most likely, and alike "
            "for all effects of a story."
        )
        if drawn
        else Sentence("Severity and length are as typed, as no effect has a range of them.")
    )
    none, one, several = found.begun
    return Sentence(
        "A story happens at most once, with its probability in the plan, which is a yearly "
        "rate over the time in which it can begin; each period from the second on is as likely to be its first, "
        "whatever its Onset. Others happen regardless of it; of the children of a story that has begun one at most "
        "follows. {lengths} In {none} of the histories no story begins, in {one} one, in {several} several. The seed is "
        "{seed}: the same seed draws the same.",
        lengths=lengths, none=Share(none, known=True), one=Share(one, known=True), several=Share(several, known=True),
        seed=Number(found.seed, known=True),
    )  # fmt: skip


def how_industry_acts() -> Sentence:
    """What the replay lets industry do."""
    return Sentence(
        "Industry follows the plan's base path until something of a material's chain is disrupted or a "
        "seller fails; then it orders from whoever still sells, its usual sellers first and then the cheapest, but not "
        "where going without costs less; goods under way arrive, and a process runs as far as its scarcest input "
        "allows."
    )


def how_the_reserve_orders() -> Sentence:
    """What the replay lets the reserve order."""
    return Sentence(
        "The reserve orders what the plan orders on its base path, a seller with less capacity delivering less; "
        "nothing while the material's chain is disrupted, which is not made up for later. Orders that the plan would "
        "place in answer to a story are left out."
    )


def _release(rule: Rule) -> Sentence:
    when = {
        "disrupted": Sentence("while a material is disrupted"),
        "any disruption": Sentence("while any material is disrupted"),
    }.get(rule.when, Sentence("at any time"))
    delay = (
        Sentence(", from {periods} after that began,", periods=Count(rule.delay, "period", known=True))
        if rule.delay and rule.when != "always"
        else NOTHING
    )
    return Sentence(
        "The release rule: {when}{delay} the reserve gives industry what is missing, the dearest shortage first, "
        "{limit}as long as it has any; not for a shortage that costs less than the material is worth at the end.",
        when=when, delay=delay, limit=_limit(rule.limits),
    )  # fmt: skip


def _limit(limits: tuple[float, ...]) -> Sentence:
    if not limits:
        return NOTHING
    low, high = limits
    most = Share(low, known=True) if low == high else Joined([Share(low, known=True), Name("to"), Share(high, known=True)])
    return Sentence("in each period at most {most} of what it held before the disruption, ", most=most)


def _missing(found: Simulation) -> list[Sentence]:
    if not found.missing:
        return []
    named = [Sentence("{name}: {why}", name=Name(name), why=Name(why)) for name, why in found.missing[:MISSING]]
    return [
        Sentence(
            "Not found: {tasks}, such as {named}",
            tasks=Count(len(found.missing), "solve"), named=Joined(named, " "),
        )
    ]  # fmt: skip
