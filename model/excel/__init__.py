"""The kit of both ends: what reading the planner's workbook and writing the result have in common."""
