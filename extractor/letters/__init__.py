"""Letters that ask a unit to correct its reports: a Word file for each, from a template that the bureau can edit.

`records` is what a letter holds, `items` makes it of findings, `template` writes the template that ships with the
program, `fill` puts a letter into a template, `passing` makes the letters of a run. `fill.Filler` and `records` are
all that another part of the program needs to have letters of findings of its choice.
"""
