"""The demo city: hand-written families and a deterministic generator. Every person in it is invented."""
