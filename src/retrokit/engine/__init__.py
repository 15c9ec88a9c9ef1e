"""The engine: the log and its fold, moves, seals, people, and what a kind of activity is."""
