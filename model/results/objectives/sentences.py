"""What putting one objective first gains, and what it costs the others, in sentences."""

from __future__ import annotations

from model.results.facts.objectives import EMERGENCY, MARKET, OBJECTIVES, PARTICIPANTS, Objectives, PutFirst
from model.results.facts.what_if import differs
from model.results.shown.sentences import NOTHING, Joined, Name, Sentence, Share, Usd

WORDS = {
    EMERGENCY: "expected shortage cost",
    MARKET: "what the reserve buys from partners",
    PARTICIPANTS: "what is handed out to participants",
}


def told(found: Objectives) -> tuple[Sentence, ...]:
    """One sentence for each that is put first, then what it may cost, and what was not found out."""
    sentences = [
        *(_put_first(one, found.stands) for one in found.first if found.stands),
        Sentence(
            "Putting one first may cost {share} of what the plan decides, {amount}: the reserve's net cost, the expected "
            "cost of shortages and penalties come to {decided} together. The share is an analyst's assumption.",
            share=Share(found.share, known=True), amount=Usd(found.share * found.decided), decided=Usd(found.decided),
        ),
        *(Sentence("Not found out: {task}: {why}", task=Name(name), why=Joined([Name(one) for one in why]))
          for name, why in found.failed),
    ]  # fmt: skip
    return tuple(sentences)


def _put_first(one: PutFirst, stands: PutFirst) -> Sentence:
    """`Emergency stock first: expected shortage cost falls by …; then what the reserve buys from partners rises by …`."""
    others = [name for name in OBJECTIVES if name != one.first]
    gain = _change(one.first, one, stands)
    costs = Joined([moved for name in others if (moved := _change(name, one, stands))], "; ")
    return Sentence(
        "{first} first, for {extra} more: {gain}{others}.",
        first=Name(one.first.capitalize()),
        extra=Usd(one.extra),
        gain=gain or Sentence("{what} stays as it is", what=Name(WORDS[one.first])),
        others=Sentence("; then {costs}", costs=costs) if costs else Sentence("; the others stay as they are"),
    )


def _change(name: str, one: PutFirst, stands: PutFirst) -> Sentence:
    new, old = one.of(name), stands.of(name)
    if not differs(new, old):
        return NOTHING
    return Sentence(
        "{what} {moves} by {change} to {new}",
        what=Name(WORDS[name]),
        moves=Sentence("rises") if new > old else Sentence("falls"),
        change=Usd(abs(new - old)),
        new=Usd(new),
    )
