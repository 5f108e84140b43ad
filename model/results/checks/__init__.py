"""The Checks sheet."""
