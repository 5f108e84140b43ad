"""The Reserve sheet."""
