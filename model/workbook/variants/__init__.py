"""What-ifs: the workbook with other values in some cells, and the variants of the case that come of it."""
