"""The Summary sheet."""
