"""The bureau's own figures: a workbook of them, and every reported value against it."""
