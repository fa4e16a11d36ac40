"""Comments in a copy of a Word file, which differs from the file in nothing else.

`origins` finds the XML a text was read from, `anchors` the run or object a comment can hold on to, `runs` divides
runs, `comments` keeps the part with the comments, `parts` the container, `document` puts them to work.
"""
