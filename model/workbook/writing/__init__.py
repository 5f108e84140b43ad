"""Workbooks for the planner to fill in or to mend: the template with its guide, the list of problems."""
