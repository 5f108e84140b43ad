"""The Cost and benefit sheet."""
