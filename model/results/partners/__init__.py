"""The Partners sheet."""
