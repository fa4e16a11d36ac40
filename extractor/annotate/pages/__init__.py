"""Highlights and notes in a copy of a PDF: `places` finds the boxes of the words, `notes` draws, `document` writes."""
