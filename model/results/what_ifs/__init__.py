"""The What-ifs sheet: each what-if beside the plan as it stands."""
