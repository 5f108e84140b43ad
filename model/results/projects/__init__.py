"""The Projects sheet."""
