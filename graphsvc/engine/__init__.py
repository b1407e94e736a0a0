"""Influence paths in memory: the graph's ties as arrays, and exact searches over them."""
