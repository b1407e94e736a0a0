"""Influence paths in memory: the graph's ties as arrays, and exact searches over them.

columns    the arrays, as a search reads them
rows       single rows, as a write touches them, and the columns that they make
assemble   the arrays of a whole graph, made from its columns
texts      many texts in one array of bytes
word       what a family tie says of itself, in one number
filed      names, lives and how ties were said, beside the arrays
load       all of it out of Neo4j
snapshot   all of it in one file, shared by the processes of a host
patch      a later version, by what touches some people
changes    what each revision touched
follow     the arrays kept as true as the graph
lookout    one process of a host asks the database for all
news       what writers say for those who subscribe
compiled   how kernels are compiled, and where that is kept
desk       what a kernel is handed
predicate  whether a tie counts for a question, and what it is worth
expansion  a person's steps, by ties that count
rings      the people around source and ends, until they meet
bounds     what the rest of a path can be at best
kernels    the searches
scratch    what a thread's searches write on
search     questions in, paths out
around     a circle walked over the arrays
opened     what of the arrays one asker may see
kin        family ties as one asker sees them
told       names, lives and sources as one asker may be told them
"""
