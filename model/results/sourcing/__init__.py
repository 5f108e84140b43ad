"""The Sourcing sheet."""
