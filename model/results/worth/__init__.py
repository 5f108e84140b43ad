"""The Worth sheet."""
