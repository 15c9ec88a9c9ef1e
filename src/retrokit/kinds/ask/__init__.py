"""Ask: each member answers in private; opening makes results of the answers."""
