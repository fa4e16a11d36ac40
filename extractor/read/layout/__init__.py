"""Printed pages to text: lines, columns, paragraphs and tables from glyphs and rules, whatever format they come from."""
