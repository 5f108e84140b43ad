"""The Processing sheet."""
