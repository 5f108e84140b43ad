"""The Settings sheet of the default workbook; what is not named keeps its documented default."""

from __future__ import annotations

from model.example.figures import records


def settings_values() -> dict[str, str | float]:
    """Values by setting name, numbers as numbers."""
    return {row["setting"]: number_or_text(row["value"]) for row in records("settings")}


def number_or_text(value: str) -> str | float:
    """A typed value: `5` is a number, `2027-01-01` and `announced` are texts."""
    try:
        return float(value)
    except ValueError:
        return value
