"""The Worth sheet: what a little more of what binds most is really worth."""
