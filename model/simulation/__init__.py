"""Histories drawn from the stories, and the plan replayed in each of them."""
