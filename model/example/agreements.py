"""Agreements with their members and dates."""

from __future__ import annotations

from model.example.figures import Row, joined, read

FIRMEST_FIRST = ["signed", "announced", "invited"]


def agreements_sheet() -> list[Row]:
    """Rows of the Agreements sheet: each member once, at its firmest status."""
    members = read("agreements").merge(
        read("agreement_choices"), on="agreement_id", suffixes=("", "_of_choice"), validate="m:1"
    )
    members["from"] = members["from"].where(members["from"] != "", members["date"])
    members = members.sort_values("status", key=lambda status: status.map(FIRMEST_FIRST.index), kind="stable")
    members = members.drop_duplicates(["agreement", "country_iso3"])
    members = members.sort_values(["agreement", "status", "country_iso3"])
    return [
        {
            "agreement": member["agreement"],
            "country": member["country_iso3"],
            "status": member["status"],
            "from": member["from"],
            "source": joined(member["source"], member["source_of_choice"]),
        }
        for member in members.to_dict("records")
    ]

