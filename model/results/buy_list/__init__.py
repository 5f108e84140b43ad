"""The Buy list sheet."""
