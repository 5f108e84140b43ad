"""The Worth sheet: what the reserve and the floors are worth, and a little more of what binds most."""
