"""What a sheet is before it is Excel, and how figures are put into words."""
