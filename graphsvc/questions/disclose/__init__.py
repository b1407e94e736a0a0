"""May I tell them this: yes or no, by which consent and rule, and with what notice (domain.md §14, 13)."""
