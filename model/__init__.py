"""Planning model for a strategic-minerals reserve: workbook in, linear program, workbook out."""

__version__ = "0.1.0"
