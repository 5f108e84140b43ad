"""The Data sheet."""
