"""How two people are related, worked out from parents and unions. Pure: nothing here knows a database or an asker.

ties       what a tie on file says of a pedigree
walk       whose ties must be known for it
pedigree   who is whose parent, and who is or was joined to whom
ascent     one person's ancestors, and the ways up to them and down from them
descent    lines of descent, between two people and around one
joints     what makes a line one by law or marriage
lines      every line between two people, nearest first
relatives  everybody within a degree, with the lines there
life       whether somebody lives on a day: four answers
words      what a line is called, and its HL7 code where there is one
"""
