"""Copies of the reports with each finding marked at its figure: comments in Word files, highlights and notes in PDFs.

`marks` says what is written where, `word` and `pages` put it into a file of their kind, `copies` does one report,
`passing` all reports of a run, in worker processes like those that read them.
"""
