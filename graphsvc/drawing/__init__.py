"""Pictures of families: what is drawn, where it stands, and the finished SVG and PDF. Pure: no database, no asker.

symbols    what each symbol means and where it comes from: a table
family     people and ties → hubs (who hangs from whom) and lines laid over
order      who stands beside whom, without crossings where none is needed
places     x and y, by a constraint solver; the ways of lines
genogram   a family as a scene; ecomap: one household and what surrounds it
scene      strokes and texts, drawn alike by svg and pdf
"""
