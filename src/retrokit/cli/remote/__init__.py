"""Taking part in a room from a terminal, over HTTP, with what Python brings along.

`link` is where a room is and what opens it, `connection` asks it and listens to it, `replica` is
the retro as it arrives from there, `seat` is one member at a keyboard.
"""
