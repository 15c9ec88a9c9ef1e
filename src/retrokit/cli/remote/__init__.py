"""Taking part in a room from a terminal, over HTTP, with what Python brings along.

`link` is where a room is and what opens it, `connection` asks it and listens to it. `received`
makes a state of what comes from there, `replica` is the retro with that state, whose methods are
done by the room. `seat` is one member at a keyboard.
"""
