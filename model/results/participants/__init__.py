"""The Participants sheet."""
