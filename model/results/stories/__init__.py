"""The Stories sheet."""
