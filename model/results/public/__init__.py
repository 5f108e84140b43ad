"""The public copy of the result."""
