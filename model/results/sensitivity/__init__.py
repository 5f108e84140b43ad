"""The Sensitivity sheet."""
