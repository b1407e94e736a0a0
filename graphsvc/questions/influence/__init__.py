"""Influence paths (definitions.md §6).

ask.py         the question: walks one of two ways, and puts the answer together
ways.py        what a way is, and what the two share
statements.py  by statements: the fallback and the oracle
arrays.py      over the arrays of graphsvc/engine
web.py         ties as steps between people
order.py       the paths of a web, best first
select.py      which paths a walk holds
answer.py      what the answer holds
words.py       the same in plain words
"""
