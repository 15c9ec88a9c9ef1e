"""A running retro in a terminal: lines in, what changed out.

A line is a contribution, a line that begins with a slash is a command. `session` reads lines,
`screens` draws, `terminal` is where lines come from, `loop` joins them; the commands stand in
modules of their own, by what they are about.
"""
