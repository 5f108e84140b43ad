"""Sentences and clauses that several sheets say in the same words."""

from __future__ import annotations

from collections.abc import Mapping

from model.results.shown.sentences import Listed, Sentence, Usd

NONE_MARKED = Sentence("Entities of concern: no country is marked as one on the Countries sheet.")
NO_SHORTAGE = Sentence("No story brings a shortage that costs anything.")


def owed(amounts: Mapping[str, float]) -> Listed:
    """`10.0 million USD of loans and 2.0 million USD of equity not paid back`, from USD by kind of tranche."""
    words = {
        "loan": Sentence("{amount} of loans", amount=Usd(amounts.get("loan", 0.0))),
        "equity": Sentence("{amount} of equity not paid back", amount=Usd(amounts.get("equity", 0.0))),
    }
    return Listed([sentence for kind, sentence in words.items() if kind in amounts])
