"""The Floors sheet."""
