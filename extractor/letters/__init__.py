"""Letters that ask a unit to correct its reports: a Word file for each, from a template that the bureau can edit.

`records` is what a letter holds, `items` makes it of findings, `template` writes the template that ships with the
program, `fill` puts a letter into a template, `passing` makes the letters of a run. `fill.Filler` and `records` are
all that another part of the program needs to have letters of findings of its choice:

    filler = Filler(default_template())  # once; of one's own template, GoujiError says what is wrong with it
    items = (Item("error", message, place="第 3 页", quote=quotation(words, ["96.8%"]), note=what_the_reviewer_says),)
    data = filler.fill(Letter(unit, items, ("2023年度自评报告",), 2023, Sender("清河县财政局")))
"""
