"""Where imports come from: published shares are of shipment, and some shippers cannot make what they ship."""

from __future__ import annotations

from model.example.figures import ASSUMPTION, HOME, UNNAMED, Numbers, rule
from model.example.licences import last_step

REROUTED = ASSUMPTION + "shipped through a country that cannot make so much; counted where it can have been made"


def by_origin(material_id: str, shipped: Numbers, made: Numbers, imports: float) -> Numbers:
    """Shares of imports by origin of one material, of 1, from its shares by shipper; `made` and `imports` in t/yr.

    A country whose output is published counts for at most a stated part of it. What it ships beyond that is given to
    the producers in proportion to what their output leaves open, and to "other countries" where none has room.
    """
    most = {country: rule("Offer at most, of national output") * tonnes for country, tonnes in made.items()}
    share = {
        country: min(part, most[country] / imports) if country in most and country != UNNAMED else part
        for country, part in shipped.items()
    }
    beyond = sum(shipped.values()) - sum(share.values())
    if beyond <= 0:
        return dict(shipped)
    room = {
        country: tonnes / imports - share.get(country, 0.0)
        for country, tonnes in most.items()
        if country not in (HOME, UNNAMED) and last_step(material_id, country) > 0
    }
    smallest = rule("Smallest share handed out, of imports") * sum(room.values())
    room = {country: left for country, left in room.items() if beyond * left >= smallest}
    given = min(beyond, sum(room.values()))
    for country, left in room.items():
        share[country] = share.get(country, 0.0) + given * left / sum(room.values())
    if beyond > given:
        share[UNNAMED] = share.get(UNNAMED, 0.0) + beyond - given
    return share
