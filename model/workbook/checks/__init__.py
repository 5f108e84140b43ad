"""What may be wrong with a workbook whose cells can all be read: one file for each subject."""
