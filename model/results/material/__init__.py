"""The Material sheet."""
