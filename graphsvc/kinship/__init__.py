"""How two people are related, worked out from parents and unions. Pure: nothing here knows a database or an asker.

pedigree   who is whose parent, and who is or was joined to whom
lines      every line between two people, nearest first
words      what a line is called, and its HL7 code where there is one
"""
