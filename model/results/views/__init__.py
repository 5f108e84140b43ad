"""The Views sheet."""
