"""The Money sheet."""
