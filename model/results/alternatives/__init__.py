"""The Alternatives sheet: what must be bought in every plan that costs hardly more, and what may be bought otherwise."""
