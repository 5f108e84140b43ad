"""The Uncertainty sheet: what planning for several stories is worth, and what knowing the future would be."""
