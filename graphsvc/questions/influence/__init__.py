"""Influence paths (definitions.md §6).

ask.py     asks the graph, a constant number of statements, and puts the parts together
web.py     the ties a walk brought back, as steps between people
order.py   the paths of a web, best first
answer.py  what the answer holds
words.py   the same in plain words
"""
