"""What each command does. A command is loaded only when it is run: checking a workbook needs no solver."""
