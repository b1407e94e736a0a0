"""Relatives to reach: whom to call first, by whom, and safely (definitions.md §7, §8)."""
