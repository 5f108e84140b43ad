"""From raw cells to tables of values: which sheet, header and cell is which, and what it means."""
